"""The file that is shipped, model.safetensors: int8 weights with a scale per row of the matrix (per output), everything
else float; and the network computed from it as the `tagger` crate computes it, for figures and golden logits.

Names are model.py's. Query, key and value are one matrix, the query's part divided by the root of the head's width.
Activations are quantized row by row to 0..255: least and most of the row and zero make scale and zero point. A row
wider than a piece is quantized in slices as wide as a piece, each with a scale and a zero point of its own.
"""
import json
import struct

import torch
from torch.nn import functional as F

from model import read_safetensors

MATRICES = ("qkv", "out", "up", "down")


def quantized(w):
    scale = (w.abs().amax(1) / 127).clamp_min(1e-12)
    return (w / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def tensors(model, rows):
    """Name -> tensor. `rows`: the rows of the word embedding to keep, in the order of the new vocabulary."""
    out = {n: p.detach().float().clone() for n, p in model.named_parameters()}
    out["word.weight"] = out["word.weight"][rows]
    width = out["word.weight"].shape[1]
    for i, layer in enumerate(model.layers):
        for kind in ("weight", "bias"):
            out[f"layers.{i}.qkv.{kind}"][:width] *= (width // layer.heads) ** -0.5
    for name in ["word", *(f"layers.{i}.{m}" for i in range(len(model.layers)) for m in MATRICES)]:
        out[name + ".weight"], out[name + ".scale"] = quantized(out[name + ".weight"])
    return out


def write(path, values):
    """Whole numbers last, so that the floats before them stay aligned."""
    head, data = {}, b""
    for name, v in sorted(values.items(), key=lambda kv: (kv[1].dtype == torch.int8, kv[0])):
        raw = v.contiguous().numpy().tobytes()
        kind = "I8" if v.dtype == torch.int8 else "F32"
        head[name] = {"dtype": kind, "shape": list(v.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


class Network:
    """Logits from a shipped file; called like the other networks of tagging.py."""

    def __init__(self, path, heads=12):
        self.t, self.heads = read_safetensors(path), heads
        self.layers = sum(n.endswith("qkv.weight") for n in self.t)

    def linear(self, x, name):
        out, width = self.t[name + ".bias"], self.t["norm.weight"].shape[0]
        for x, w in zip(x.split(width, -1), self.t[name + ".weight"].float().split(width, 1)):
            least, most = x.amin(-1, True).clamp_max(0), x.amax(-1, True).clamp_min(0)
            scale = ((most - least) / 255).clamp_min(torch.finfo(torch.float32).tiny)
            zero = (-least / scale).round()
            q = ((x * scale.reciprocal()).round() + zero).clamp(0, 255) - zero
            out = out + q @ w.T * scale * self.t[name + ".scale"]
        return out

    def norm(self, x, name):
        return F.layer_norm(x, x.shape[-1:], self.t[name + ".weight"], self.t[name + ".bias"], 1e-12)

    @torch.inference_mode()
    def __call__(self, ids, mask, case, quote, start):
        t, (b, s) = self.t, ids.shape
        x = t["word.weight"][ids].float() * t["word.scale"][ids][..., None] + t["position.weight"][:s]
        x = self.norm(x + t["case.weight"][case] + t["quote.weight"][quote] + t["start.weight"][start], "norm")
        hide = ((1.0 - mask.float()) * -1e4)[:, None, None, :]
        for i in range(self.layers):
            n = f"layers.{i}."
            q, k, v = self.linear(x, n + "qkv").view(b, s, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            a = torch.softmax(q @ k.transpose(-1, -2) + hide, -1) @ v
            x = self.norm(x + self.linear(a.transpose(1, 2).reshape(b, s, -1), n + "out"), n + "norm1")
            x = self.norm(x + self.linear(F.gelu(self.linear(x, n + "up")), n + "down"), n + "norm2")
        return x @ t["head.weight"].T + t["head.bias"]
