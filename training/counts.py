#!/usr/bin/env python3
"""Counts how a corpus reports speech, for synthetic.py: which form, cue, source and mark, and how often. Writes counts.json.

  counts.py --corpus POLNEAR [--also DIR ...] --out counts.json

Numbers of patterns only: no text is kept, no name, and of words only cues of up to three. PolNeAR's train split is one set,
the other folders (corpus.read_gold's layout) are another; each has its own numbers.

A *form* is the order of an attribution's parts and what stands between them: `s` source, `q` cue, `c` content, `w` up to six other
words, `…` more, `/` a line break, marks as they are. `c s q. c` is a quotation, who said it, and more of it.
"""
import argparse
import json
import re
from collections import Counter

import corpus
from features import ROLES

LETTERS = dict(zip(ROLES, "sqc"))
OPEN, CLOSE = "“\"‘'«„", "”\"’'»“"
KINDS = ("direct", "mixed", "indirect")
PRONOUNS = set("he she they it we i who you".split())
FEW, SHARE = 3, 4000   # patterns seen less often than this, or than once in so many attributions, are left out
MOST_WORDS = 6
PLAIN = re.compile(r"[sqcw…/ ,.:;()–—-]+")
ENDS = ".,?!…:;"


def kind_of(pieces):
    """direct, mixed or indirect, from the quotation marks of the content's pieces."""
    if all(p[0] in OPEN and p.rstrip(ENDS)[-1:] in CLOSE for p in pieces):
        return "direct"
    return "mixed" if any(m in p for p in pieces for m in "“”\"«»") or any(re.search(r"(?<!\w)‘", p) for p in pieces) else "indirect"


def gap(between):
    """What stands between two parts, its words as `w` or `…`."""
    marks = re.sub(r"\w(?:[\w'’-]*\w)?", "w", between.replace("\u00a0", " "))
    marks = re.sub(r"[ \t]*\n\s*", "/", marks)
    return re.sub(r"w(?: +w)*", lambda m: "w" if m[0].count("w") <= MOST_WORDS else "…", re.sub(" +", " ", marks))


def form_of(text, attribution):
    """The form of an attribution, or None for one that is out of the ordinary."""
    parts = sorted((a, b, LETTERS[r]) for r in ROLES for a, b in attribution[r])
    out = "".join((gap(text[parts[i - 1][1]:a]) if i else "") + letter for i, (a, _, letter) in enumerate(parts))
    glued = re.search(r"[sqcw…](?=[sqcw…])", out.replace("sq", "s q"))
    return out if len(out) <= 14 and PLAIN.fullmatch(out) and "c" in out and not glued else None


def order(form):
    """The parts of a form alone, and whether source and cue touch (`Name: …`)."""
    return re.sub("[^sqc]", "", form) + ("+" if "sq" in form else "")


def shape(source):
    """What a source looks like."""
    words = re.findall(r"[\w’'.-]+", source.split(",")[0])
    if not words or words[0].lower() in PRONOUNS:
        return "pronoun"
    if not words[0][0].isupper() or words[0] in ("The", "A", "An", "His", "Her", "Their"):
        named = any(w[0].isupper() for w in words[1:])
        return "body" if named else "description" if words[0].lower() in ("the", "a", "an", "his", "her", "their") else "group"
    if "," in source:
        return "name and office"
    named = [w for w in words if w[0].isupper()]
    return "title and name" if len(named) > 2 or "." in words[0] else "name" if len(named) == 2 else "surname"


def opener(content):
    first = re.match(r"\W*(\w+)", content)
    word = first[1].lower() if first else ""
    return word if word in ("that", "to") else "other"


def cue_of(text, spans):
    """A cue as it is counted, or None: no more than three words, no name."""
    cue = " ".join(text[a:b] for a, b in spans)
    low = cue[:1].lower() + cue[1:]
    return low if re.fullmatch(r"[a-z]+(?: [a-z]+){0,2}|[:–—-]+", low) else None


def lead(text, at, start):
    """What stands in a sentence before its first part: nothing, words, or words and a comma."""
    before = re.split(r"[.!?][”\"’]?\s", text[start:at])[-1].strip()
    return "" if not re.search(r"\w", before) else "w," if before.endswith(",") else "w"


def follower(rest):
    """What of a form decides how the quotation before it ends: the part that comes next, or that none does."""
    found = re.match(r"[ ,]*([sq])|/([sqc])", rest)
    return found[0].lstrip(" ,") if found else "last"


def last_mark(quotation):
    """The comma or stop that a quotation ends with, inside its marks or after them."""
    return next((m for m in (quotation.rstrip(CLOSE)[-1:], quotation[-1:]) if m in ENDS), "")


def count(articles):
    """The numbers of one set of articles."""
    n = {k: Counter() for k in ("kinds", "lead", "marks", "line", "sentences", "heads")}
    tables = {k: {} for k in ("forms", "cues", "openers", "sources", "ends")}
    add = lambda table, key, value: tables[table].setdefault(key, Counter()).update([value])
    for article in articles:
        text, covered = article.text, set()
        for x in article.attributions:
            form = form_of(text, x) if x["content"] else None
            if form is None:
                continue
            begin = min(a for r in ROLES for a, _ in x[r])
            start = max(text.rfind("\n", 0, begin), text.rfind("\r", 0, begin)) + 1
            pieces = [text[a:b] for a, b in x["content"]]
            kind, cue = kind_of(pieces), cue_of(text, x["cue"])
            if not text[:start].strip():
                n["heads"].update([f"{kind} {form}"])
            n["kinds"].update([kind])
            add("forms", kind, form)
            if cue:
                add("cues", f"{kind} {order(form)}", cue)
                if kind == "indirect" and re.search(r"q( w)? c", form):
                    add("openers", cue, opener(pieces[-1]))
            where = lead(text, begin, start)
            n["lead"].update([where])
            for a, b in x["source"]:
                add("sources", "opens" if a == begin and not where else "later", shape(text[a:b]))
            if kind == "direct":
                n["marks"].update([f"{pieces[0][0]} {pieces[0].rstrip(ENDS)[-1]}"])
                n["line"].update(["start" if begin == start else "within"])
                add("ends", follower(form.split("c", 1)[1]), last_mark(pieces[0]))
            for r in ROLES:
                covered.update(p for a, b in x[r] for p in range(a, b))
        for m in re.finditer(r"[^.!?\n]{25,}[.!?]", text):
            n["sentences"].update(["reported" if not covered.isdisjoint(range(*m.span())) else "plain"])
    few = max(FEW, sum(n["kinds"].values()) // SHARE)
    kept = lambda counter: {k: v for k, v in sorted(counter.items(), key=lambda kv: (-kv[1], kv[0])) if v >= few}
    return {k: kept(v) for k, v in n.items()} | {k: {key: some for key, some in ((key, kept(c)) for key, c in sorted(t.items())) if some} for k, t in tables.items()}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", required=True)
    p.add_argument("--also", nargs="*", default=[])
    p.add_argument("--out", required=True)
    args = p.parse_args()
    sets = {"polnear": count(corpus.read(f"{args.corpus}/train"))}
    if args.also:
        sets["others"] = count([a for folder in args.also for a in corpus.read_gold(folder)])
    with open(args.out, "w", encoding="utf8") as f:
        f.write(dumps(sets))


def dumps(sets):
    """JSON with one line for each small table, so that a difference can be read."""
    rows = []
    for name, tables in sets.items():
        inner = []
        for key, table in tables.items():
            line = lambda v: json.dumps(v, ensure_ascii=False)
            nested = any(isinstance(v, dict) for v in table.values())
            inner.append(f"  {line(key)}: " + ("{\n" + ",\n".join(f"   {line(k)}: {line(v)}" for k, v in table.items()) + "\n  }" if nested else line(table)))
        rows.append(f" {json.dumps(name)}: {{\n" + ",\n".join(inner) + "\n }")
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    main()
