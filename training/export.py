#!/usr/bin/env python3
"""Writes a model folder from what train.sh made: model.safetensors (int8), vocab.txt, manifest.json and golden.jsonl.

  export.py --runs RUNS --base DIR --corpus DIR --out models/q7x2-en-<n> [--onnx FOLDER]

--onnx also writes the network as ONNX, float and int8, for other runtimes and for measuring against them.

The figures in the manifest are measured here, on the dev split, with the exported files, float and int8.
"""
import argparse
import json
import os
import subprocess
import sys
import unicodedata
from importlib.metadata import version

import numpy as np
import onnx
import torch

import corpus
import decode
import features
import golden
import network
import shipped
import tagging
import windows
from train import load_run

SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "DIGIT")


def kept(vocab):
    """Rows of the vocabulary worth keeping: no placeholders, and letters of Latin, Greek and Cyrillic script only."""
    rows = []
    for i, piece in enumerate(vocab):
        if piece.startswith("[unused"):
            continue
        text = piece.removeprefix("##")
        if piece[0] == "[" and len(piece) > 1 or all(ord(c) < 256 or not c.isalpha() or unicodedata.name(c, "").startswith(SCRIPTS) for c in text):
            rows.append(i)
    return rows


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--runs", required=True, help="folder that train.sh filled")
    p.add_argument("--base", required=True)
    p.add_argument("--corpus", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--onnx", help="folder for float.onnx and int8.onnx, which are not shipped")
    return p.parse_args()


def run_script(name, *arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    return subprocess.run([sys.executable, f"{here}/{name}", *arguments], capture_output=True, text=True, check=True).stdout


def figures(args, *how):
    return json.loads(run_script("evaluate.py", f"{args.corpus}/dev", *how, "--json"))


def main():
    args = arguments()
    os.makedirs(args.out, exist_ok=True)
    torch.set_num_threads(2)
    model, chain = load_run(f"{args.runs}/final")
    vocab = [p for p in open(f"{args.base}/vocab.txt", encoding="utf8").read().split("\n") if p]
    rows = kept(vocab)
    with open(f"{args.out}/vocab.txt", "w", encoding="utf8", newline="\n") as f:
        f.write("".join(vocab[i] + "\n" for i in rows))
    shipped.write(f"{args.out}/model.safetensors", shipped.tensors(model, rows))
    if args.onnx:
        os.makedirs(args.onnx, exist_ok=True)
        onnx.save(network.build(model, rows), f"{args.onnx}/float.onnx")
        network.quantize(f"{args.onnx}/float.onnx", f"{args.onnx}/int8.onnx")
    read = lambda name: json.load(open(f"{args.runs}/{name}.json"))
    manifest = {
        "name": os.path.basename(args.out.rstrip("/")), "format": 1, "language": "en",
        "network": {"file": "model.safetensors", "inputs": network.INPUTS, "layers": len(model.layers), "width": model.word.weight.shape[1],
                    "inner": model.layers[0].up.out_features, "heads": model.layers[0].heads, "positions": model.position.weight.shape[0],
                    "quantization": "int8 weights, a scale per output; activations 8 bits, a scale and zero per row and "
                                    f"{model.word.weight.shape[1]} of its numbers"},
        "vocabulary": {"file": "vocab.txt", "size": len(rows), "lowercase": True, "strip_accents": True, "unknown": "[UNK]",
                       "open": "[CLS]", "close": "[SEP]", "pad": "[PAD]", "continuation": "##", "longest_word": features.LONGEST_WORD,
                       "most_pieces_a_word": windows.LONGEST},
        "features": {"case_ids": features.CASES, "quote_ids": features.QUOTES, "start_ids": features.STARTS,
                     "newlines": list(features.NEWLINES), "closers": list(features.CLOSERS), "openers": list(features.OPENERS),
                     "abbreviations": sorted(features.ABBREVIATIONS), "carry_lines": features.CARRY_LINES},
        "labels": features.TAGS,
        "moves": [[round(float(v), 5) for v in row] for row in chain.scores().detach()],
        "window": {"size": tagging.SIZE, "margin": tagging.MARGIN},
        "decoding": {"emissions": "first piece of each word", "barred": "I tags on words that open a line", "least": decode.LEAST,
                     "gap": decode.GAP, "thresholds": decode.SETTINGS},
        "linker": {"file": "training/link.py", "weights": read("linker")},
        "corpus": {"name": "PolNeAR (Newell et al. 2018)", "train_sha256": corpus.digest(f"{args.corpus}/train"), "dev_sha256": corpus.digest(f"{args.corpus}/dev")},
        "rescorer": {"file": "training/rescore.py", "weights": read("rescorer")},
        "training": read("settings"),
        "versions": {n: version(n) for n in ("torch", "onnx", "onnxruntime", "numpy")},
    }
    path = f"{args.out}/manifest.json"
    dump(manifest, path)
    rounded = lambda f: {k: {n: v[n] for n in ("p", "r", "f1")} if isinstance(v, dict) else v for k, v in f.items()}
    manifest["figures"] = {"split": "dev, whole documents", "int8": rounded(figures(args, "--model", args.out)),
                           "float": rounded(figures(args, "--run", f"{args.runs}/final", "--base", args.base,
                                            "--linker", f"{args.runs}/linker.json", "--rescorer", f"{args.runs}/rescorer.json"))}
    dump(manifest, path)
    golden.write(args.out)
    for k in ("float", "int8"):
        print(k, {r: v["f1"] if isinstance(v, dict) else v for r, v in manifest["figures"][k].items()})
    print({f: os.path.getsize(f"{args.out}/{f}") for f in os.listdir(args.out)})


def dump(manifest, path):
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    with open(path, "w", encoding="utf8") as f:
        f.write(text + "\n")


if __name__ == "__main__":
    main()
