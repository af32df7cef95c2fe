"""The network: a 6-layer MiniLM encoder with three feature embeddings and a linear layer to 7 BIO tags.

Not here: the chain of tags (crf.py) and the text features (features.py). `Tagger.forward` is what is exported to ONNX.
"""
import functools
import json

import torch
from torch import nn
from torch.nn import functional as F

from features import CASES, QUOTES, STARTS, TAGS

MASK_POOL = 1 << 24


@functools.cache
def multiplies_bfloat16():
    """Whether the processor multiplies matrices of bfloat16 (AMX, AVX512-BF16)."""
    try:
        with open("/proc/cpuinfo", encoding="utf8") as f:
            flags = f.read()
    except OSError:
        flags = ""
    return "amx_bf16" in flags or "avx512_bf16" in flags


def half_precision(device=None):
    """Autocast to bfloat16 on a graphics card, and where the processor can; elsewhere it would be slower."""
    if device is not None and device.type == "cuda":
        return torch.autocast("cuda", torch.bfloat16)
    return torch.autocast("cpu", torch.bfloat16, enabled=multiplies_bfloat16())


def shape_of(weights):
    """(layers, inner units of each) of a network's state, or of several side by side."""
    return sum(n.endswith("qkv.weight") for n in weights), weights["layers.0.up.bias"].shape[-1]


class Dropout(nn.Module):
    """Dropout that takes its masks from a pool of random values drawn once: drawing anew is most of a CPU's step."""

    pool = {}

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        if x.is_cuda:
            return F.dropout(x, self.p)
        key = (self.p, x.dtype)
        if key not in self.pool:
            self.pool[key] = (torch.rand(MASK_POOL) >= self.p).to(x.dtype) / (1 - self.p)
        at = int(torch.randint(MASK_POOL - x.numel(), ()))
        return x * self.pool[key][at:at + x.numel()].view_as(x)


class Layer(nn.Module):
    def __init__(self, width, heads, inner, p):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.drop = Dropout(p)

    def forward(self, x, mask):
        b, s, w = x.shape
        q, k, v = self.qkv(x).view(b, s, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q * (w // self.heads) ** -0.5) @ k.transpose(-1, -2)
        a = torch.softmax(scores + mask.to(scores.dtype), -1, dtype=scores.dtype) @ v
        a = self.out(a.transpose(1, 2).reshape(b, s, w))
        x = self.norm1(x + self.drop(a))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Tagger(nn.Module):
    def __init__(self, vocab=30522, width=384, layers=6, heads=12, inner=1536, positions=512, p=0.2):
        super().__init__()
        self.word = nn.Embedding(vocab, width)
        self.position = nn.Embedding(positions, width)
        self.case = nn.Embedding(len(CASES), width)
        self.quote = nn.Embedding(len(QUOTES), width)
        self.start = nn.Embedding(len(STARTS), width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner, p) for _ in range(layers))
        self.drop = Dropout(p)
        self.head = nn.Linear(width, len(TAGS))
        for e in (self.case, self.quote, self.start):
            nn.init.normal_(e.weight, std=0.01)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, input_ids, attention_mask, case_ids, quote_ids, start_ids):
        at = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.word(input_ids) + self.position(at) + self.case(case_ids) + self.quote(quote_ids) + self.start(start_ids)
        x = self.drop(self.norm(x))
        mask = ((1.0 - attention_mask.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(self.drop(x))


def minilm(folder, seed=0):
    """The state of a `Tagger` with the weights of a BERT-shaped encoder (model.safetensors, vocabulary order kept); what the
    encoder lacks is drawn by `seed`."""
    torch.manual_seed(seed)
    model = Tagger()
    w = read_safetensors(f"{folder}/model.safetensors")
    w = {k.removeprefix("bert."): v.float() for k, v in w.items()}
    with torch.no_grad():
        model.word.weight.copy_(w["embeddings.word_embeddings.weight"])
        model.position.weight.copy_(w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0])
        copy(model.norm, w, "embeddings.LayerNorm")
        for i, layer in enumerate(model.layers):
            p = f"encoder.layer.{i}."
            for kind in ("weight", "bias"):
                parts = [w[f"{p}attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
                getattr(layer.qkv, kind).copy_(torch.cat(parts))
            copy(layer.out, w, p + "attention.output.dense")
            copy(layer.norm1, w, p + "attention.output.LayerNorm")
            copy(layer.up, w, p + "intermediate.dense")
            copy(layer.down, w, p + "output.dense")
            copy(layer.norm2, w, p + "output.LayerNorm")
    return model.state_dict()


def copy(module, weights, name):
    module.weight.copy_(weights[name + ".weight"])
    module.bias.copy_(weights[name + ".bias"])


def read_safetensors(path):
    """The few lines of the safetensors format that are needed here."""
    data = open(path, "rb").read()
    n = int.from_bytes(data[:8], "little")
    head = json.loads(data[8:8 + n])
    kinds = {"F32": torch.float32, "F16": torch.float16, "I64": torch.int64, "I8": torch.int8}
    out = {}
    for name, t in head.items():
        if name != "__metadata__":
            a, b = t["data_offsets"]
            raw = bytearray(data[8 + n + a:8 + n + b])
            out[name] = torch.frombuffer(raw, dtype=kinds[t["dtype"]]).view(t["shape"])
    return out
