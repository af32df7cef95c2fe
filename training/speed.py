#!/usr/bin/env python3
"""Word pieces per second in PyTorch on this machine: the same network, and a BERT-base of the record's shape.

  speed.py --model models/q7x2-en-2 [--threads 1] [--seconds 15] FILE...

Random weights serve: time does not depend on them. The windows are the tagger's own, sorted by length, sixteen to a batch,
float32 (and bf16 where the processor has AMX). Prints JSON. `cargo xtask bench extract` runs this beside its own measurement.
"""
import argparse
import json
import time

import torch

from features import Pieces, words_of
from model import Tagger
from windows import batch, fixed

ROWS = 16


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("files", nargs="+")
    p.add_argument("--model", required=True, help="folder with vocab.txt and manifest.json")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seconds", type=float, default=15, help="for each network")
    return p.parse_args()


def batches(files, folder, window):
    """[(inputs, pieces kept)]: windows of all files, longest first."""
    pieces = Pieces(f"{folder}/vocab.txt")
    rows = []
    for f in files:
        words = words_of(open(f, encoding="utf8", newline="").read(), pieces)
        for a, b, keep, end in fixed(words, window["size"], window["margin"]):
            rows.append((words[a:b], sum(len(w.pieces) for w in words[keep:end])))
    rows.sort(key=lambda r: -sum(len(w.pieces) for w in r[0]))
    groups = [rows[i:i + ROWS] for i in range(0, len(rows), ROWS)]
    return [(batch([w for w, _ in g], pieces)[0], sum(n for _, n in g)) for g in groups]


def rate(model, groups, seconds, bf16=False):
    """Pieces a second over as many groups as fit into the time, spread over all lengths."""
    model.eval()
    step = max(1, len(groups) // 24)
    order = [groups[i] for k in range(step) for i in range(k, len(groups), step)]
    done, spent = 0, 0.0
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        model(*order[0][0])
        for inputs, n in order:
            t = time.perf_counter()
            model(*inputs)
            spent += time.perf_counter() - t
            done += n
            if spent > seconds:
                break
    return round(done / spent, 1)


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    manifest = json.load(open(f"{args.model}/manifest.json"))
    groups, shape = batches(args.files, args.model, manifest["window"]), manifest["network"]
    same, bert = Tagger(layers=shape["layers"], inner=shape["inner"]), Tagger(width=768, layers=12, heads=12, inner=3072)
    print(json.dumps({"threads": args.threads, "same network, f32": rate(same, groups, args.seconds),
                      "same network, bf16": rate(same, groups, args.seconds, True), "BERT-base, f32": rate(bert, groups, args.seconds)}))


if __name__ == "__main__":
    main()
