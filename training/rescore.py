#!/usr/bin/env python3
"""How likely a candidate span is right, from its posterior and what stands around it: a logistic model.

  rescore.py --corpus DIR --model MODEL_DIR [--out RESCORE.json]

The chain sees emissions and moves; it does not see that a source without a cue beside it is rarely one, or that contents end
where sentences do. The weights are fitted on the dev split, of which the network has seen nothing (posteriors on the
train split are too sure); what is printed is cross-validated over its articles, and is what to expect elsewhere.
"""
import argparse
import json
import math

import numpy as np

from features import ROLES

SURE = 0.003       # posteriors are kept this far from 0 and 1
AROUND = 6         # words looked at on either side
OPENERS = ("that", "to", "as", "if", "for", "about", "on", "of", "the", "it", "he", "she", "they")
JOINERS = ("and", "but", "or", "while", "as", "because", "who", "which", "that", "when", "if", "after", "in", "on", "at", "by")
MARKS = set(".,;:!?\"“”’'()—–-")
FEATURES = 48


def odds(p):
    return math.log(max(p, SURE) / max(1 - p, SURE))


def features(words, found):
    """An array (candidates, FEATURES); `found`: all candidates of one text, as decode.candidates gives them."""
    n = len(words)
    cover, start, end = np.zeros((3, n)), np.zeros((3, n)), np.zeros((3, n))
    for role, i, j, p in found:
        k = ROLES.index(role)
        cover[k, i:j + 1] += p
        start[k, i] += p
        end[k, j] += p
    at = lambda table, r, i: float(table[r, i]) if 0 <= i < n else 0.0
    most = lambda r, a, b: float(cover[r, max(a, 0):min(b, n)].max(initial=0.0))
    is_mark = lambda w: w is None or w.text in MARKS
    rows = np.zeros((len(found), FEATURES))
    for row, (role, i, j, p) in zip(rows, found):
        k, a, b = ROLES.index(role), words[i], words[j]
        before, after = words[i - 1] if i else None, words[j + 1] if j + 1 < n else None
        own = cover[k, i:j + 1]
        quoted = [w.quote > 0 for w in words[i:j + 1]]
        row[:3] = [1, role == "cue", role == "content"]
        row[3:9] = [odds(p), min(1, start[k, i]), min(1, end[k, j]), odds(min(0.999, sum(own.tolist()) / len(own))), own.min(), math.log1p(j - i)]
        row[9:15] = [most(r, i - AROUND, i) for r in range(3)] + [most(r, j + 1, j + 1 + AROUND) for r in range(3)]
        row[15:21] = [at(end, r, i - 1) for r in range(3)] + [at(start, r, j + 1) for r in range(3)]
        row[21:27] = [at(end, r, i - 2) for r in range(3)] + [at(start, r, j + 2) for r in range(3)]
        row[27:31] = [a.begin > 0, quoted[0], quoted[-1], quoted[0] != quoted[-1]]
        row[31:38] = [is_mark(after), is_mark(before), after is None or after.begin > 0, after is not None and after.text in (".", "!", "?"),
                      after is not None and after.text == ",", before is not None and before.text == ",", is_mark(b)]
        row[38:42] = [a.text in OPENERS, a.text == "that", a.text == "to", a.case in (2, 3)]
        row[42:44] = [any(quoted) and not all(quoted), min(3, sum(w.begin > 0 for w in words[i + 1:j + 1]))]
        row[44:47] = [after is not None and (after.quote > 0) != quoted[-1], before is not None and (before.quote > 0) != quoted[0],
                      after is not None and after.text in JOINERS]
        row[47] = p / max(0.001, own.max())
    return rows


def rescored(words, found, weights):
    """The candidates with the model's probability in place of the posterior, in the same order."""
    if not found:
        return []
    rows = features(words, found)
    return [(role, i, j, 1 / (1 + math.exp(-float(row @ weights)))) for row, (role, i, j, _) in zip(rows, found)]


def fit(x, y, ridge=10.0, steps=12):
    """Logistic regression by Newton's method; the penalty is on standardized features, and not on the first."""
    scale = np.where(x.std(0) > 1e-9, x.std(0), 1.0)
    z, w = x / scale, np.zeros(x.shape[1])
    penalty = np.diag([0.0] + [ridge] * (x.shape[1] - 1)) + 1e-6 * np.eye(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-(z @ w)))
        w -= np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + penalty, z.T @ (p - y) + penalty @ w)
    return w / scale


def fit_all(data):
    """`data`: (found, features, right) of each article."""
    some = [d for d in data if d[0]]
    return fit(np.concatenate([f for _, f, _ in some]), np.concatenate([r for _, _, r in some]))


def main():
    import torch
    import corpus, decode, evaluate, scoring, shipped, tagging
    from features import Pieces, words_of
    from link import link
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", required=True)
    p.add_argument("--model", required=True)
    p.add_argument("--out")
    p.add_argument("--folds", type=int, default=8)
    args = p.parse_args()
    torch.set_num_threads(2)
    manifest = json.load(open(f"{args.model}/manifest.json"))
    moves, pieces = np.array(manifest["moves"]), Pieces(f"{args.model}/vocab.txt")
    linker = {k: np.array(v, np.float32) for k, v in manifest["linker"]["weights"].items()}
    articles = corpus.read(f"{args.corpus}/dev")
    docs = [words_of(a.text, pieces) for a in articles]
    logits = tagging.logits_of(docs, shipped.Network(f"{args.model}/model.safetensors"), pieces)
    data = []
    for a, words, e in zip(articles, docs, logits):
        found, t = decode.candidates(decode.bar(words, e), moves), scoring.Tokens(a.text)
        gold = {(r, t.span(x, y)) for r, x, y in a.spans()}
        right = np.array([(r, t.span(words[i].start, words[j].end)) in gold for r, i, j, _ in found], float)
        data.append((found, features(words, found), right))
    names = sorted({a.name.rsplit("_", 1)[0] for a in articles})
    fold = {n: int(k) for n, k in zip(names, np.random.RandomState(0).permutation(len(names)) % args.folds)}
    folds = [fold[a.name.rsplit("_", 1)[0]] for a in articles]
    predicted, linked = [None] * len(articles), [None] * len(articles)
    for k in range(args.folds):
        weights = fit_all([d for d, f in zip(data, folds) if f != k])
        for n in (n for n, f in enumerate(folds) if f == k):
            predicted[n] = tagging.chosen(docs[n], rescored(docs[n], data[n][0], weights), decode.THRESHOLDS, linker)
            linked[n] = link(docs[n], predicted[n], linker)
    figures = scoring.roles(articles, predicted)
    figures |= {f"linked {k}": v for k, v in scoring.roles(articles, [[s for x in l for r in ROLES for s in x[r]] for l in linked]).items()}
    for name, v in (figures | evaluate.triples(articles, linked)).items():
        print("{:15} P {p:5.1f}  R {r:5.1f}  F1 {f1:5.1f}".format(name, **v))
    print("calibration error", scoring.calibration(articles, predicted))
    if args.out:
        json.dump([round(float(x), 4) for x in fit_all(data)], open(args.out, "w"))


if __name__ == "__main__":
    main()
