#!/usr/bin/env python3
"""Evaluates a run or an exported model on a folder in one of corpus.py's layouts: F1 by role and by kind, whole attributions.
Where readers differ (spans that are `unsure`) nothing counts.

  evaluate.py DIR (--run RUN --base DIR | --model MODEL_DIR) [--predictions OUT.jsonl] [--size N --margin N] [--json]
  evaluate.py --texts FILE... --model MODEL_DIR --predictions OUT.jsonl

Predictions are lines of {"document": {"path": ...}, "statements": [{"source", "cue", "content", "kind"}]}, as
score_attributions.py reads them. Kind: direct when the content is all in quotation marks, indirect when none of it is.
"""
import argparse
import json
import os
from collections import Counter

import numpy as np
import torch

import corpus
import decode
import scoring
import shipped
import tagging
from features import ROLES, Pieces, words_of
from link import link


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", nargs="?")
    p.add_argument("--texts", nargs="*", default=[])
    p.add_argument("--run", nargs="*", help="runs of train.py; the logits of several are averaged")
    p.add_argument("--base")
    p.add_argument("--model")
    p.add_argument("--network", help="another network file than the model's, .onnx or .safetensors")
    p.add_argument("--linker", help="JSON file of linker weights; else the manifest's")
    p.add_argument("--rescorer", help="JSON file of rescorer weights; else the manifest's")
    p.add_argument("--predictions")
    p.add_argument("--size", type=int, default=tagging.SIZE)
    p.add_argument("--margin", type=int, default=tagging.MARGIN)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--setting", default="balanced", choices=list(decode.SETTINGS))
    p.add_argument("--json", action="store_true")
    return p.parse_args()


def load(args):
    """(net, moves, pieces, linker weights, rescorer weights)"""
    linker = json.load(open(args.linker)) if args.linker else None
    rescorer = json.load(open(args.rescorer)) if args.rescorer else None
    if args.model:
        manifest = json.load(open(f"{args.model}/manifest.json"))
        linker, rescorer = linker or manifest["linker"]["weights"], rescorer or manifest["rescorer"]["weights"]
        path = args.network or f"{args.model}/model.safetensors"
        net = tagging.onnx_net(path, args.threads) if path.endswith(".onnx") else shipped.Network(path)
        return net, np.array(manifest["moves"], np.float32), Pieces(f"{args.model}/vocab.txt"), linker, rescorer
    from train import load_run
    runs = [load_run(r) for r in args.run]
    nets = [tagging.torch_net(m) for m, _ in runs]
    moves = sum(c.scores().detach() for _, c in runs) / len(runs)
    return (lambda *x: sum(n(*x).float() for n in nets) / len(nets)), moves.numpy(), Pieces(f"{args.base}/vocab.txt"), linker, rescorer


def kind_of(words, a, b):
    """direct | indirect | mixed, from the quotation state of the words of [a, b); full stops and commas do not count."""
    states = [w.quote > 0 for w in words if w.start >= a and w.end <= b and w.text not in ".,;:!?"]
    return "direct" if states and all(states) else "mixed" if any(states) else "indirect"


def by_kind(articles, results, predicted):
    hit, said, gold = Counter(), Counter(), Counter()
    for article, (words, _, _), spans in zip(articles, results, predicted):
        t = scoring.Tokens(article.text)
        sides = []
        for group in ([s for s in article.spans() if s[0] == "content"], [s for s in spans if s[0] == "content"]):
            sides.append({t.span(s[1], s[2]): kind_of(words, s[1], s[2]) for s in group})
        for k in ("direct", "indirect", "mixed"):
            g, p = ({s for s, x in side.items() if x == k} for side in sides)
            hit[k] += len(g & p)
            said[k] += len(p)
            gold[k] += len(g)
    return {k: scoring.f1(hit[k], said[k], gold[k]) for k in ("direct", "indirect", "mixed")}


def triples(articles, linked):
    """Exact attributions, and lenient ones (source and content overlap by Jaccard 0.5 of tokens)."""
    hit = said = gold = soft = 0
    cover = lambda spans: {i for a, b in spans for i in range(a, b + 1)}
    jaccard = lambda x, y: len(x & y) / len(x | y) if x | y else 1.0
    for article, found in zip(articles, linked):
        t = scoring.Tokens(article.text)
        g = [{r: sorted({t.span(a, b) for a, b in x[r]} - {None}) for r in ROLES} for x in article.attributions]
        p = [{r: sorted({t.span(s[1], s[2]) for s in x[r]} - {None}) for r in ROLES} for x in found]
        key = lambda x: tuple(tuple(x[r]) for r in ROLES)
        hit += sum((Counter(map(key, g)) & Counter(map(key, p))).values())
        said, gold, free = said + len(p), gold + len(g), list(range(len(g)))
        for x in p:
            best = next((i for i in free if jaccard(cover(g[i]["content"]), cover(x["content"])) >= .5
                         and jaccard(cover(g[i]["source"]), cover(x["source"])) >= .5), None)
            if best is not None:
                free.remove(best)
                soft += 1
    return {"attribution": scoring.f1(hit, said, gold), "lenient": scoring.f1(soft, said, gold)}


def write(path, names, texts, results, linked):
    with open(path, "w", encoding="utf8") as f:
        for name, text, (words, _, _), found in zip(names, texts, results, linked):
            span = lambda s: {"start": s[1], "end": s[2], "text": text[s[1]:s[2]], "confidence": round(s[5], 4)}
            statements = [{r: [span(s) for s in x[r]] for r in ROLES} | {"kind": kind_of(words, x["content"][0][1], x["content"][-1][2])}
                          for x in found]
            f.write(json.dumps({"document": {"path": name}, "statements": statements}, ensure_ascii=False) + "\n")


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    net, moves, pieces, linker, rescorer = load(args)
    layout = corpus.read_gold if args.folder and os.path.isdir(f"{args.folder}/gold") else corpus.read
    articles = layout(args.folder) if args.folder else []
    texts = [a.text for a in articles] or [open(f, encoding="utf8", newline="").read() for f in args.texts]
    names = [a.name.rsplit("_", 1)[0] + ".txt" for a in articles] or [os.path.basename(f) for f in args.texts]
    weights = linker and {k: np.array(v, np.float32) for k, v in linker.items()}
    results = tagging.tag(texts, net, moves, pieces, decode.SETTINGS[args.setting], weights, rescorer, size=args.size, margin=args.margin)
    predicted = [s for _, s, _ in results]
    if articles:
        predicted = [scoring.sure(a, s) for a, s in zip(articles, predicted)]
        articles = [corpus.Article(a.name, a.text, [x for x in a.attributions if "unsure" not in x]) for a in articles]
    linked = [link(w, s, weights) for (w, _, _), s in zip(results, predicted)] if weights else []
    if args.predictions:
        write(args.predictions, names, texts, results, linked)
    if articles:
        out = scoring.roles(articles, predicted) | by_kind(articles, results, predicted)
        out |= triples(articles, linked) if linker else {}
        error = scoring.calibration(articles, predicted)
        if args.json:
            print(json.dumps(out | {"calibration_error": error}))
        else:
            for k, v in out.items():
                print("{:12} P {p:5.1f}  R {r:5.1f}  F1 {f1:5.1f}   (gold {gold})".format(k, **v))
            print(f"calibration error {error}")


if __name__ == "__main__":
    main()
