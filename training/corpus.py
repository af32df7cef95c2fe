"""Reads a corpus in PolNeAR's layout and turns spans into tags and back.

A folder holds text/NAME.txt and attributions/NAME_<annotator>.ann (brat standoff); an article annotated twice counts twice.
"""
import glob
import hashlib
import os
import re
from collections import defaultdict
from dataclasses import dataclass

from features import ROLES, TAGS


@dataclass
class Article:
    name: str
    text: str
    attributions: list  # of {"source": [(start, end), ...], "cue": ..., "content": ...}

    def spans(self):
        return sorted({(r, a, b) for x in self.attributions for r in ROLES for a, b in x[r]}, key=lambda s: (s[1], -s[2]))


def parse_ann(s):
    spans, events = {}, []
    for line in s.splitlines():
        if re.match(r"T\d+\t\S+ \d", line):
            tid, rest = line.split("\t")[:2]
            spans[tid] = [tuple(map(int, p.split())) for p in rest.split(" ", 1)[1].split(";")]
        elif re.match(r"E\d+\t\S+:T\d", line):
            e = defaultdict(list)
            for role, tid in (x.split(":") for x in line.split("\t")[1].split()):
                e[re.sub(r"\d+$", "", role).lower()].append(tid)
            events.append(e)
    return [{r: sorted({p for t in e[r] for p in spans.get(t, [])}) for r in ROLES} for e in events]


def read(folder):
    out = []
    for path in sorted(glob.glob(f"{folder}/attributions/*.ann")):
        name = os.path.basename(path)[:-4]
        text = open(f"{folder}/text/{name.rsplit('_', 1)[0]}.txt", encoding="utf8", newline="").read()
        out.append(Article(name, text, parse_ann(open(path, encoding="utf8").read())))
    return out


def digest(folder):
    """One hash over every file of a split, names included, so that a manifest can say what a model saw."""
    h = hashlib.sha256()
    for path in sorted(glob.glob(f"{folder}/text/*.txt") + glob.glob(f"{folder}/attributions/*.ann")):
        h.update(os.path.basename(path).encode() + b"\0" + open(path, "rb").read() + b"\0")
    return h.hexdigest()


def tags_of(words, spans):
    """BIO tags of words; a span that meets a line break starts anew after it, and the longer of two spans wins."""
    tags, taken = [0] * len(words), [False] * len(words)
    for role, a, b in sorted(spans, key=lambda s: s[1] - s[2]):
        hit = [i for i, w in enumerate(words) if w.start < b and w.end > a] if len(words) < 40 else between(words, a, b)
        if any(taken[i] for i in hit):
            continue
        base = TAGS.index("B-" + role)
        for n, i in enumerate(hit):
            tags[i] = base if n == 0 or words[i].begin == 2 else base + 1
            taken[i] = True
    return tags


def between(words, a, b):
    lo, hi = 0, len(words)
    while lo < hi:
        mid = (lo + hi) // 2
        lo, hi = (mid + 1, hi) if words[mid].end <= a else (lo, mid)
    out = []
    while lo < len(words) and words[lo].start < b:
        out.append(lo)
        lo += 1
    return out


def spans_of(words, tags):
    """[(role, start, end, first word, last word)] from tags: from the first word's start to the last word's end."""
    out = []
    for i, t in enumerate(tags):
        if t % 2 == 1:
            out.append([ROLES[t // 2], words[i].start, words[i].end, i, i])
        elif t:
            out[-1][2], out[-1][4] = words[i].end, i
    return [tuple(s) for s in out]
