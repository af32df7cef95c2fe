#!/usr/bin/env python3
"""How likely a candidate span is right, from its posterior and what stands around it: a small network of one hidden layer.

  rescore.py --corpus DIR --base DIR --runs RUNS --out RESCORE.json

The chain sees emissions and moves; it does not see that a source without a cue beside it is rarely one, or that contents end
where sentences do. The weights are fitted on the train split, on what the networks of RUNS/folds.pt say of the articles that they
did not see: there, posteriors are as unsure as they are on new text. `evaluate.py --rescorer` says what it is worth on dev.
"""
import argparse
import json
import math
import os

import numpy as np

from features import ROLES

SURE = 0.003       # posteriors are kept this far from 0 and 1
AROUND = 6         # words looked at on either side
OPENERS = ("that", "to", "as", "if", "for", "about", "on", "of", "the", "it", "he", "she", "they")
JOINERS = ("and", "but", "or", "while", "as", "because", "who", "which", "that", "when", "if", "after", "in", "on", "at", "by")
MARKS = set(".,;:!?\"“”’'()—–-")
FEATURES = 48
UNITS = 16


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


def probability(rows, weights):
    """Of each row of features; `weights`: {"hidden": one list of FEATURES a unit, "output": one a unit, and a constant}."""
    hidden, output = np.array(weights["hidden"]), np.array(weights["output"])
    return 1 / (1 + np.exp(-(np.maximum(rows @ hidden.T, 0) @ output[:-1] + output[-1])))


def rescored(words, found, weights):
    """The candidates with the model's probability in place of the posterior, in the same order."""
    if not found:
        return []
    sure = probability(features(words, found), weights)
    return [(role, i, j, float(p)) for (role, i, j, _), p in zip(found, sure)]


def fit(x, y, units=UNITS, epochs=12, rate=2e-3, size=1024, seed=0):
    """Logistic loss by AdamW, at a rate that falls to zero. What standardizes the features goes into the weights; the first
    feature, always 1, carries the constants of the hidden units."""
    import torch
    mean, scale = x.mean(0), np.where(x.std(0) > 1e-6, x.std(0), 1.0)
    torch.manual_seed(seed)
    net = torch.nn.Sequential(torch.nn.Linear(x.shape[1], units), torch.nn.ReLU(), torch.nn.Linear(units, 1))
    inputs, right = torch.tensor((x - mean) / scale, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
    optimizer, steps, step = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-4), len(x) // size, 0
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for k in range(steps):
            some = order[k * size:(k + 1) * size]
            optimizer.param_groups[0]["lr"] = rate * (1 - step / (epochs * steps))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(net(inputs[some])[:, 0], right[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
    w, b = net[0].weight.detach().double().numpy() / scale, net[0].bias.detach().double().numpy()
    w[:, 0] = b - (w[:, 1:] @ mean[1:])
    output = [*net[2].weight.detach()[0].tolist(), *net[2].bias.tolist()]
    short = lambda v: float(f"{v:.5g}")
    return {"hidden": [[short(v) for v in row] for row in w], "output": [short(v) for v in output]}


def example(article, words, logits, moves):
    """(features, right) of the candidates of one article."""
    import decode, scoring
    found, t = decode.candidates(decode.bar(words, logits), moves), scoring.Tokens(article.text)
    gold = {(r, t.span(x, y)) for r, x, y in article.spans()}
    return features(words, found), np.array([(r, t.span(words[i].start, words[j].end)) in gold for r, i, j, _ in found], float)


def main():
    import torch
    import corpus, tagging, train
    from features import Pieces, words_of
    from stack import Stack
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("corpus", "base", "runs", "out"):
        p.add_argument("--" + name, required=True)
    args = p.parse_args()
    torch.set_num_threads(os.cpu_count())
    states = torch.load(f"{args.runs}/folds.pt", weights_only=False)
    articles, pieces = corpus.read(f"{args.corpus}/train"), Pieces(f"{args.base}/vocab.txt")
    size = train.size_of(args.runs)
    folds, data = train.fold_of(articles, size["folds"]), []
    for f, state in dict(reversed(list(zip(train.left_out(size), states)))).items():   # one network of each fold
        own = [a for a, g in zip(articles, folds) if g == f]
        net = Stack.of([state], torch.device("cpu"))
        docs = [words_of(a.text, pieces) for a in own]
        logits = tagging.logits_of(docs, tagging.stack_net(net), pieces)
        moves = net.scores()[0].numpy().astype(np.float64)
        data += [example(a, words, e, moves) for a, words, e in zip(own, docs, logits)]
    json.dump(fit(np.concatenate([x for x, _ in data]), np.concatenate([y for _, y in data])), open(args.out, "w"))


if __name__ == "__main__":
    main()
