#!/usr/bin/env python3
"""Trains the tagger: from a corpus and a base encoder to RUNS/final/last.pt, which evaluate.py and export.py take.

  train.py --corpus DIR --base DIR --out RUNS [--also DIR ...] [--size quick|small|large] [--device cpu|cuda]
           [--seed 1] [--threads N] [--limit N]

Networks that each leave out a fold of the articles learn from the annotation. The model itself begins as one of them and
learns from the annotation and from the networks that had not seen the article. `small` is made for two cores; `large`, for a
graphics card, has more networks, which learn from each other in turn, and a mean over models that go on from one. `quick`, for two cores that
others use, too, is one network that leaves out a sixth, another one for each seed; on that sixth the rescorer is fitted. A finished
stage is kept in RUNS and not made again; within a stage it goes on after the last whole epoch.
"""
import argparse
import json
import os
import time

import torch

import corpus
from crf import Chain
from features import Pieces
from flat import Epochs
from model import Tagger, minilm, shape_of
from stack import Stack, mean_of
from stage import Settings, train

SIZES = {
    "quick": {"folds": 6, "runs": 1, "models": 0, "first": {"epochs": 3}, "again": None, "then": None},
    "small": {"folds": 3, "runs": 1, "models": 1, "first": {"epochs": 3}, "again": None, "then": {"epochs": 3}},
    "large": {"folds": 4, "runs": 3, "models": 2, "first": {"epochs": 4}, "again": {"epochs": 3}, "then": {"epochs": 5}},
}


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", required=True, help="folder with train/ and dev/ in PolNeAR's layout")
    p.add_argument("--also", nargs="*", default=[], help="folders of more articles in the layout of corpus.read_gold, each once an epoch")
    p.add_argument("--base", required=True, help="folder with model.safetensors and vocab.txt of all-MiniLM-L6-v2")
    p.add_argument("--out", required=True, help="folder for what is made")
    p.add_argument("--size", choices=list(SIZES), default="small")
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--limit", type=int, default=0, help="only so many articles (for a trial)")
    return p.parse_args()


def size_of(out):
    """The settings with which the runs of a folder were made."""
    return json.load(open(f"{out}/settings.json"))


def load_run(out):
    """The network and chain of a run's folder."""
    state = torch.load(out if out.endswith(".pt") else f"{out}/last.pt", weights_only=False)
    layers, inner = shape_of(state["mean_model"])
    model, chain = Tagger(vocab=len(state["mean_model"]["word.weight"]), layers=layers, inner=inner, p=0.0), Chain()
    model.load_state_dict(state["mean_model"])
    chain.load_state_dict(state["mean_chain"])
    return model.eval(), chain.eval()


def fold_of(articles, k):
    """The fold of each article; two annotations of one text are in one fold."""
    names = sorted({a.name.rsplit("_", 1)[0] for a in articles})
    order = {n: i % k for i, n in enumerate(names)}
    return [order[a.name.rsplit("_", 1)[0]] for a in articles]


def left_out(size):
    """The fold that each network of the first stage does not see, by the settings of a run."""
    if not size["models"]:
        return [(size["seed"] - 1) % size["folds"]]
    return [f for f in range(size["folds"]) for _ in range(size["runs"])]


def stage(out, name, *how, **also):
    """The averaged states of a stage, made or read."""
    path = f"{out}/{name}.pt"
    if not os.path.exists(path):
        torch.save(train(name, *how, save=f"{out}/{name}.part", **also), path)
        if os.path.exists(f"{out}/{name}.part"):
            os.remove(f"{out}/{name}.part")
    return torch.load(path, weights_only=False)


def by_fold(states, runs):
    return {f: states[f * runs:(f + 1) * runs] for f in range(len(states) // runs)}


def main():
    args = arguments()
    began, size, device = time.time(), SIZES[args.size], torch.device(args.device)
    torch.set_num_threads(args.threads)
    os.makedirs(f"{args.out}/final", exist_ok=True)
    also = {"/".join(os.path.normpath(d).split(os.sep)[-2:]): d for d in args.also}
    size = size | {"seed": args.seed, "also": {name: corpus.digest(d) for name, d in also.items()}}
    json.dump(size, open(f"{args.out}/settings.json", "w"))
    pieces = Pieces(f"{args.base}/vocab.txt")
    # each folder is cut into folds by itself, so that rescore.py finds those of the corpus whatever came beside it
    read = [corpus.read(f"{args.corpus}/train"), *(corpus.read_gold(d) for d in also.values())]
    some = [list(zip(a, fold_of(a, size["folds"]))) for a in (part[:args.limit or None] for part in read)]
    articles, folds = zip(*(pair for part in some for pair in part))
    epochs = Epochs(articles, folds, pieces, args.seed, made=args.limit or 200, processes=args.threads)
    how = lambda n, part: (epochs, pieces, device, Settings(seed=args.seed * 100 + n, **size[part]))
    base = minilm(args.base, args.seed), {"moves": torch.zeros_like(Chain().moves)}
    leave = left_out(size)
    states = stage(args.out, "folds", [base] * len(leave), *how(0, "first"), leave=leave)
    if size["models"]:
        taught = by_fold(states, size["runs"])
        teachers = {f: Stack.of(some, device) for f, some in taught.items()}
        if size["again"]:
            taught = {f: stage(args.out, f"again{f}", some, *how(1 + f, "again"), leave=[f] * size["runs"], teachers=teachers) for f, some in taught.items()}
            teachers = {f: Stack.of(some, device) for f, some in taught.items()}
        states = stage(args.out, "student", [taught[0][0]] * size["models"], *how(50, "then"), teachers=teachers)
    model, chain = mean_of(states)
    torch.save({"args": size_of(args.out), "mean_model": model, "mean_chain": chain}, f"{args.out}/final/last.pt")
    print(f"{args.out}/final, after {(time.time() - began) / 60:.0f} minutes")


if __name__ == "__main__":
    main()
