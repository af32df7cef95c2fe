#!/usr/bin/env python3
"""Averages the weights of several epochs of one run, and cools the result so that its confidence is calibrated.

  average.py --out RUN --temperature 1.25 runs/student/epoch1.pt runs/student/epoch2.pt ...

Dividing the tag layer and the chain's moves by the temperature divides every score by it, and changes nothing else.
Runs that do not share their first epoch lie too far apart to be averaged.
"""
import argparse
import os

import torch


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("epochs", nargs="+")
    p.add_argument("--out", required=True)
    p.add_argument("--temperature", type=float, default=1.0)
    args = p.parse_args()
    states = [torch.load(f, weights_only=False) for f in args.epochs]
    mean = lambda part: {k: sum(s[part][k] for s in states) / len(states) for k in states[0][part]}
    out = {"args": states[-1]["args"] | {"averaged": len(states), "temperature": args.temperature}, "mean_model": mean("mean_model"),
           "mean_chain": mean("mean_chain")}
    for part, names in (("mean_model", ("head.weight", "head.bias")), ("mean_chain", ("moves",))):
        for name in names:
            out[part][name] = out[part][name] / args.temperature
    os.makedirs(args.out, exist_ok=True)
    torch.save(out, f"{args.out}/last.pt")


if __name__ == "__main__":
    main()
