"""Articles as flat arrays of pieces, made anew for every epoch, and the windows that are drawn from them.

An epoch holds every article once, restyled or not, and template-made articles. Its arrays are what a graphics card or a
processor takes windows from by index, so that no step waits for Python.
"""
import os
import random
from bisect import bisect_left, bisect_right
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch

import corpus
import synthetic
from features import words_of
from restyle import restyled
from windows import LONGEST

LOW, HIGH = 64, 224   # pieces of a window
MADE = -1             # the fold of template-made articles


@dataclass
class Flat:
    """`ids`, `marks`, `tags` have one entry a piece (tags: its word's); `words` the first piece of each word, and one more
    entry; `begins` whether a sentence or line begins with that word; `articles` rows of first word, end, fold, one for each
    stretch of an article that is learned from."""
    ids: np.ndarray
    marks: np.ndarray
    tags: np.ndarray
    words: np.ndarray
    begins: np.ndarray
    articles: np.ndarray


def flatten(some, pieces):
    """A Flat of [(article, fold)]. `marks` packs case, quotation (<< 3), start (<< 5) and "first of its word" (<< 7)."""
    ids, marks, tags, words, begins, rows = [], [], [], [], [], []
    for article, fold in some:
        found = words_of(article.text, pieces)
        begin = len(words)
        for w, t in zip(found, corpus.tags_of(found, article.spans())):
            words.append(len(ids))
            begins.append(w.begin > 0)
            k = len(w.pieces[:LONGEST])
            ids += w.pieces[:LONGEST]
            own = w.case | w.quote << 3
            marks += [own | w.begin << 5 | 1 << 7] + [own] * (k - 1)
            tags += [t] * k
        rows += [(begin + a, begin + b, fold) for a, b in stretches(found, article.unsure())]
    as_array = lambda x, kind: np.array(x, kind)
    return Flat(as_array(ids, np.int32), as_array(marks, np.uint8), as_array(tags, np.uint8), as_array(words + [len(ids)], np.int64),
                as_array(begins, bool), as_array(rows, np.int64).reshape(-1, 3))


def stretches(words, unsure):
    """[(first word, end)]: the words without the sentences that an unsure span touches."""
    if not unsure:
        return [(0, len(words))] if words else []
    out, hit = [], {i for a, b in unsure for i in corpus.between(words, a, b)}
    borders = [i for i, w in enumerate(words) if w.begin > 0 or i == 0] + [len(words)]
    for a, b in zip(borders, borders[1:]):
        if not hit.isdisjoint(range(a, b)):
            continue
        if out and out[-1][1] == a:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def merged(parts):
    piece = np.cumsum([0] + [len(p.ids) for p in parts])
    word = np.cumsum([0] + [len(p.begins) for p in parts])
    joined = lambda name: np.concatenate([getattr(p, name) for p in parts])
    words = np.concatenate([p.words[:-1] + at for p, at in zip(parts, piece)] + [piece[-1:]])
    articles = np.concatenate([p.articles + [at, at, 0] for p, at in zip(parts, word)])
    return Flat(joined("ids"), joined("marks"), joined("tags"), words, joined("begins"), articles)


class Epochs:
    """Makes epochs in other processes, ahead of their use. Epoch n of one seed is the same every time."""

    def __init__(self, articles, folds, pieces, seed, share=0.7, made=200, processes=None):
        self.processes, self.seed, self.coming = processes or os.cpu_count(), seed, {}
        pool = synthetic.harvest(articles)
        self.pool = ProcessPoolExecutor(self.processes, initializer=begin, initargs=(list(zip(articles, folds)), pieces, pool, share, made))

    def ahead(self, n):
        if n not in self.coming:
            self.coming[n] = [self.pool.submit(part, self.seed, n, k, self.processes) for k in range(self.processes)]

    def __call__(self, n):
        self.ahead(n)
        return merged([f.result() for f in self.coming.pop(n)])


STATE = {}


def begin(some, pieces, pool, share, made):
    torch.set_num_threads(1)
    STATE.update(some=some, pieces=pieces, pool=pool, share=share, made=made)


def part(seed, epoch, k, of):
    """Every `of`-th article of an epoch, from the k-th on, drawn by numbers that do not depend on how many parts there are."""
    some, out = STATE["some"], []
    for i in range(k, len(some), of):
        rng = random.Random(f"{seed} {epoch} {i}")
        article, fold = some[i]
        out.append((restyled(article, rng) if rng.random() < STATE["share"] else article, fold))
    for i in range(k, STATE["made"], of):
        rng = random.Random(f"{seed} {epoch} made {i}")
        out.append((restyled(synthetic.articles(1, rng, STATE["pool"])[0], rng, 0.7), MADE))
    return flatten(out, STATE["pieces"])


def drawn(flat, folds, rng):
    """Rows (first piece, pieces) of consecutive windows over the articles of `folds`: sizes drawn anew, cut at the last line or
    sentence start that fits unless that halves the window."""
    out, words, begins = [], flat.words.tolist(), np.flatnonzero(flat.begins).tolist()
    sizes = iter(rng.integers(LOW, HIGH + 1, len(words)).tolist())
    for at, stop, fold in flat.articles.tolist():
        if fold not in folds:
            continue
        while at < stop:
            end = bisect_right(words, words[at] + next(sizes), at, stop + 1) - 1
            end = min(max(end, at + 1), stop)
            if end < stop:
                k = bisect_left(begins, end) - 1
                if k >= 0 and (begins[k] - at) * 2 > end - at:
                    end = begins[k]
            out.append((words[at], words[end] - words[at]))
            at = end
    return np.array(out, np.int64).reshape(-1, 2)


def batches(windows, budget, rng):
    """[(first pieces, lengths)], each of shape (networks, rows), from one array of windows for each network. All networks take
    batches of one shape: sorted by length, so that little is padding, and as many windows of each as the fewest."""
    least = min(len(w) for w in windows)
    rows = []
    for w in windows:
        w = w[rng.permutation(len(w))[:least]]
        rows.append(w[np.argsort(-(w[:, 1] + rng.integers(0, 12, len(w))), kind="stable")])
    rows, out, at = np.stack(rows), [], 0
    while at < least:
        n = max(1, budget // (int(rows[:, at, 1].max()) + 14))
        out.append((rows[:, at:at + n, 0], rows[:, at:at + n, 1]))
        at += n
    return out
