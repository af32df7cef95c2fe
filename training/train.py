#!/usr/bin/env python3
"""Trains the tagger: from a corpus and a base encoder to RUNS/final/last.pt, which evaluate.py and export.py take.

  train.py --corpus DIR --base DIR --out RUNS [--size small|large] [--device cpu|cuda] [--seed 1] [--limit N]

Networks that each leave out a fold of the articles learn from the annotation. The model itself begins as one of them and
learns from the annotation and from the networks that had not seen the article. `small` is made for two cores; `large`, for a
graphics card, has more networks, which learn from each other in turn, and a mean over models that go on from one. A finished
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
    "small": {"folds": 3, "runs": 1, "models": 1, "first": {"epochs": 3}, "again": None, "then": {"epochs": 3}},
    "large": {"folds": 4, "runs": 3, "models": 2, "first": {"epochs": 4}, "again": {"epochs": 3}, "then": {"epochs": 5}},
}


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", required=True, help="folder with train/ and dev/ in PolNeAR's layout")
    p.add_argument("--base", required=True, help="folder with model.safetensors and vocab.txt of all-MiniLM-L6-v2")
    p.add_argument("--out", required=True, help="folder for what is made")
    p.add_argument("--size", choices=list(SIZES), default="small")
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--seed", type=int, default=1)
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
    torch.set_num_threads(os.cpu_count())
    os.makedirs(f"{args.out}/final", exist_ok=True)
    json.dump(size | {"seed": args.seed}, open(f"{args.out}/settings.json", "w"))
    articles, pieces = corpus.read(f"{args.corpus}/train"), Pieces(f"{args.base}/vocab.txt")
    articles = articles[:args.limit] if args.limit else articles
    epochs = Epochs(articles, fold_of(articles, size["folds"]), pieces, args.seed, made=args.limit or 200)
    how = lambda n, part: (epochs, pieces, device, Settings(seed=args.seed * 100 + n, **size[part]))
    base = minilm(args.base, args.seed), {"moves": torch.zeros_like(Chain().moves)}
    leave = [f for f in range(size["folds"]) for _ in range(size["runs"])]
    taught = by_fold(stage(args.out, "folds", [base] * len(leave), *how(0, "first"), leave=leave), size["runs"])
    teachers = {f: Stack.of(states, device) for f, states in taught.items()}
    if size["again"]:
        taught = {f: stage(args.out, f"again{f}", states, *how(1 + f, "again"), leave=[f] * size["runs"], teachers=teachers) for f, states in taught.items()}
        teachers = {f: Stack.of(states, device) for f, states in taught.items()}
    states = stage(args.out, "student", [taught[0][0]] * size["models"], *how(50, "then"), teachers=teachers)
    model, chain = mean_of(states)
    torch.save({"args": size_of(args.out), "mean_model": model, "mean_chain": chain}, f"{args.out}/final/last.pt")
    print(f"{args.out}/final, after {(time.time() - began) / 60:.0f} minutes")


if __name__ == "__main__":
    main()
