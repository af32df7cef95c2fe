#!/bin/sh
# The whole recipe: train.sh CORPUS BASE RUNS [small|large]. The networks, the linker, the rescorer. Goes on where it stopped.
set -e
cd "$(dirname "$0")"
export MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=8589934592 MALLOC_TOP_PAD_=268435456
corpus=$1 base=$2 runs=$3
python train.py --corpus "$corpus" --base "$base" --out "$runs" --size "${4:-small}"
python fit_linker.py --corpus "$corpus" --vocab "$base/vocab.txt" --out "$runs/linker.json"
python rescore.py --corpus "$corpus" --base "$base" --runs "$runs" --out "$runs/rescorer.json"
