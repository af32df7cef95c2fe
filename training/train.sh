#!/bin/sh
# The whole recipe: train.sh CORPUS BASE RUNS. Three runs that each leave out a third of the articles, the linker, then the
# model itself, which learns from the annotation and from the run that had not seen the article, averaged over its epochs. Goes on where it stopped.
set -e
cd "$(dirname "$0")"
export MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=8589934592 MALLOC_TOP_PAD_=268435456 OMP_WAIT_POLICY=passive
corpus=$1 base=$2 runs=$3
for i in 0 1 2; do
    python train.py --corpus "$corpus" --base "$base" --out "$runs/fold$i" --epochs 3 --seed 1$i --fold $i/3 --synthetic 0
done
python fit_linker.py --corpus "$corpus" --vocab "$base/vocab.txt" --out "$runs/linker.json"
python train.py --corpus "$corpus" --base "$base" --out "$runs/student" --epochs 3 --seed 1 --init "$runs/fold0" \
    --teacher "$runs/fold0" "$runs/fold1" "$runs/fold2" --trust 0.5
python average.py --out "$runs/final" --temperature 1.25 "$runs"/student/epoch?.pt
