#!/bin/sh
# The whole recipe: train.sh CORPUS BASE RUNS [quick|small|large [DIR ...]]. The networks, the linker, the rescorer. Goes on where it stopped.
# DIR: folders of more articles (train.py --also). SEED and THREADS are read from the environment. Threads that wait sleep: on cores
# that others use, too, spinning costs more than the work.
set -e
cd "$(dirname "$0")"
export MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=8589934592 MALLOC_TOP_PAD_=268435456 OMP_WAIT_POLICY=passive
corpus=$1 base=$2 runs=$3 size=${4:-small}
shift "$(($# < 4 ? $# : 4))"
python train.py --corpus "$corpus" --base "$base" --out "$runs" --size "$size" --seed "${SEED:-1}" --threads "${THREADS:-$(nproc)}" --also "$@"
python fit_linker.py --corpus "$corpus" --vocab "$base/vocab.txt" --out "$runs/linker.json"
python rescore.py --corpus "$corpus" --base "$base" --runs "$runs" --out "$runs/rescorer.json"
