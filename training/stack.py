"""Several networks of one shape, trained side by side: every weight has a leading axis with one entry a network.

One network alone leaves a graphics card idle most of the time; a dozen take little longer. With one entry this is
model.py's network, under the same names. Not here: what is learned from (flat.py), the steps (train.py).
"""
import torch
from torch.nn import functional as F

from crf import permitted
from model import Dropout, half_precision, shape_of

EPS = 1e-12


def linear(p, name, x):
    """x (networks, ..., in) -> (networks, ..., out)"""
    w, b = p[name + ".weight"], p[name + ".bias"]
    rows = x.reshape(x.shape[0], -1, x.shape[-1])
    return torch.baddbmm(b[:, None], rows, w.transpose(1, 2)).view(*x.shape[:-1], w.shape[1])


def norm(p, name, x):
    x = F.layer_norm(x, x.shape[-1:], eps=EPS)
    w, b = p[name + ".weight"], p[name + ".bias"]
    return torch.addcmul(b[:, None, None], x, w[:, None, None])


def embedding(p, name, at):
    """Rows of each network's table."""
    w = p[name + ".weight"]
    first = torch.arange(w.shape[0], device=at.device) * w.shape[1]
    return F.embedding(at + first[:, None, None], w.view(-1, w.shape[2]))


def attention(q, key, v, hidden):
    """`hidden` is added to the scores. Of heads this narrow and windows this short, three products are several times as
    fast on a processor as the fused attention, most of all backwards."""
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, key, v, attn_mask=hidden.to(q.dtype))
    scores = ((q * q.shape[-1] ** -0.5) @ key.transpose(-1, -2)).add_(hidden)
    return torch.softmax(scores, -1, dtype=scores.dtype) @ v


class Stack:
    """`weights`: name -> tensor (networks, ...), as model.py's Tagger names them; `moves`: (networks, tags, tags)."""

    def __init__(self, weights, moves, heads=12):
        self.weights, self.moves, self.heads = weights, moves, heads
        self.layers, _ = shape_of(weights)

    @classmethod
    def of(cls, states, device, heads=12):
        """From states of single networks: [(model state, chain state)]."""
        weights = {n: torch.stack([m[n].float() for m, _ in states]).to(device) for n in states[0][0]}
        return cls(weights, torch.stack([c["moves"].float() for _, c in states]).to(device), heads)

    def state(self, k):
        """(model state, chain state) of the k-th network, on the processor."""
        return {n: w[k].detach().float().cpu().clone() for n, w in self.weights.items()}, {"moves": self.moves[k].detach().float().cpu().clone()}

    def parameters(self):
        return [*self.weights.values(), self.moves]

    def scores(self):
        return permitted(self.moves)

    def forward(self, inputs, dropout=0.0):
        """Logits (networks, rows, pieces, tags), float."""
        ids, mask, case, quote, start = inputs
        p, drop = self.weights, Dropout(dropout).train(dropout > 0)
        k, (n, s) = self.moves.shape[0], ids.shape[1:]
        with half_precision(ids.device):
            x = embedding(p, "word", ids) + p["position.weight"][:, None, :s]
            x = x + embedding(p, "case", case) + embedding(p, "quote", quote) + embedding(p, "start", start)
            x = drop(norm(p, "norm", x))
            hidden = torch.where(mask.bool(), 0.0, -1e4).to(x.dtype).expand(k, n, s).reshape(k * n, 1, 1, s)
            width = x.shape[-1]
            for i in range(self.layers):
                at = f"layers.{i}."
                q, key, v = linear(p, at + "qkv", x).view(k * n, s, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
                a = attention(q, key, v, hidden)
                a = linear(p, at + "out", a.transpose(1, 2).reshape(k, n, s, width))
                x = norm(p, at + "norm1", x + drop(a))
                x = norm(p, at + "norm2", x + drop(linear(p, at + "down", F.gelu(linear(p, at + "up", x)))))
            return linear(p, "head", drop(x)).float()


def mean_of(states):
    """The mean of the weights of networks that share their beginning."""
    return tuple({n: sum(s[i][n] for s in states) / len(states) for n in states[0][i]} for i in (0, 1))
