"""Reads a corpus in PolNeAR's layout and turns spans into tags and back.

A folder holds text/NAME.txt and attributions/NAME_<annotator>.ann (brat standoff); an article annotated twice counts twice.
`read_gold` reads the other layout, text/NAME.txt and gold/NAME.gold.json: {"statements": [{"source", "cue", "content":
[{"start", "end"}, ...] or null, "borderline"}]}. Of a borderline statement readers differ; its spans are `unsure`, and training leaves out
the sentences that they touch.
"""
import glob
import hashlib
import json
import os
import re
from collections import defaultdict
from dataclasses import dataclass

from features import ROLES, TAGS


@dataclass
class Article:
    name: str
    text: str
    attributions: list  # of {"source": [(start, end), ...], "cue": ..., "content": ...}, and of {..., "unsure": ...}

    def spans(self):
        return sorted({(r, a, b) for x in self.attributions for r in ROLES for a, b in x[r]}, key=lambda s: (s[1], -s[2]))

    def unsure(self):
        return [s for x in self.attributions for s in x.get("unsure", [])]


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


def read_gold(folder):
    """Articles of a folder in the other layout. They are named SET/SPLIT/NAME_gold, so that names of two sets differ."""
    out, place = [], "/".join(os.path.normpath(folder).split(os.sep)[-2:])
    for path in sorted(glob.glob(f"{folder}/gold/*.gold.json")):
        name = os.path.basename(path).removesuffix(".gold.json")
        text = open(f"{folder}/text/{name}.txt", encoding="utf8", newline="").read()
        statements = json.load(open(path, encoding="utf8"))["statements"]
        out.append(Article(f"{place}/{name}_gold", text, [attribution(s) for s in statements]))
    return out


def attribution(statement):
    spans = {r: sorted({(s["start"], s["end"]) for s in statement.get(r) or []}) for r in ROLES}
    if not statement.get("borderline"):
        return spans
    return dict.fromkeys(ROLES, []) | {"unsure": sorted(s for r in ROLES for s in spans[r])}


def digest(folder):
    """One hash over every file of a split, names included, so that a manifest can say what a model saw."""
    h = hashlib.sha256()
    for path in sorted(p for kind in ("text/*.txt", "attributions/*.ann", "gold/*.gold.json") for p in glob.glob(f"{folder}/{kind}")):
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
