#!/usr/bin/env python3
"""Fits the linker's weights on the gold spans of the train split and says how well they link those of dev.

  fit_linker.py --corpus DIR --vocab vocab.txt --out LINKER.json
"""
import argparse
import json
from collections import Counter

import corpus
from features import ROLES, Pieces, words_of
from link import fit, link


def key(attribution):
    return tuple(tuple(sorted((s[1], s[2]) if len(s) > 2 else s for s in attribution[r])) for r in ROLES)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("corpus", "vocab", "out"):
        p.add_argument("--" + name, required=True)
    args = p.parse_args()
    pieces = Pieces(args.vocab)
    weights = fit(corpus.read(f"{args.corpus}/train"), lambda text: words_of(text, pieces))
    hit = said = gold = 0
    for a in corpus.read(f"{args.corpus}/dev"):
        words = words_of(a.text, pieces)
        spans = corpus.spans_of(words, corpus.tags_of(words, a.spans()))
        g, q = Counter(map(key, a.attributions)), Counter(map(key, link(words, spans, weights)))
        hit, said, gold = hit + sum((g & q).values()), said + sum(q.values()), gold + sum(g.values())
    print(f"dev, gold spans: P {100 * hit / said:.1f}  R {100 * hit / gold:.1f}  F1 {200 * hit / (said + gold):.1f}")
    with open(args.out, "w") as f:
        json.dump({k: [round(float(x), 4) for x in v] for k, v in weights.items()}, f)


if __name__ == "__main__":
    main()
