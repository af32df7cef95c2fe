"""One stage of training: several networks side by side, each from a state to a state, over epochs drawn anew.

Networks learn from the annotation and, where teachers are given, from what those teachers that did not see an article
expect of it (cross-fitted distillation): the expected tags and moves of the chain, averaged over the teachers.
"""
import json
import os
import time
from dataclasses import dataclass

import numpy as np
import torch

from crf import BAR, expected, log_z
from features import TAGS
from flat import MADE, batches, drawn
from stack import Stack

FRESH = ("case", "quote", "start", "head")   # what the base does not bring


@dataclass
class Settings:
    epochs: int = 4
    seed: int = 1
    rate: float = 3e-4
    fresh_rate: float = 1e-3
    chain_rate: float = 5e-3
    dropout: float = 0.2
    decay: float = 0.05
    budget: int = 2048          # pieces in a batch of one network
    mask: float = 0.05          # share of pieces replaced by [MASK]
    average: float = 0.995      # decay of the averaged weights
    trust: float = 0.5          # weight of the annotation against the teachers
    clip: float = 1.0


class Data:
    """One epoch on a device, and the batches of it."""

    def __init__(self, flat, pieces, device):
        self.pieces, self.device = pieces, device
        put = lambda x: torch.from_numpy(x.astype(np.int32)).to(device)
        self.ids, self.marks, self.tags = put(flat.ids), put(flat.marks), put(flat.tags)

    def batch(self, starts, lengths):
        """(inputs of the network, first pieces of words, tags, bars) of shape (networks, rows, pieces)."""
        size = -(-(int(lengths.max()) + 2) // 8) * 8
        starts, lengths = (torch.from_numpy(np.ascontiguousarray(x)).to(self.device, non_blocking=True)[..., None] for x in (starts, lengths))
        j = torch.arange(size, device=self.device)
        inside = (j > 0) & (j <= lengths)
        at = starts + torch.minimum((j - 1).clamp_min(0), lengths - 1)
        ids = torch.where(inside, self.ids[at], self.pieces.pad)
        ids = torch.where(j == 0, self.pieces.open, torch.where(j == lengths + 1, self.pieces.close, ids))
        marks = self.marks[at] * inside
        case, quote, start = marks & 7, marks >> 3 & 3, marks >> 5 & 3
        words = (marks >> 7).bool()
        opens = words & ((words.cumsum(-1) == 1) | (start == 2))
        tags = self.tags[at] * inside
        cut = inside & (words.cumsum(-1) == 1) & (tags > 0) & (tags % 2 == 0)
        return (ids, j <= lengths + 1, case, quote, start), words, tags - cut.int(), opens[..., None] * BAR.to(self.device)


def annotated(words, tags):
    """Targets from tags: one a word, and for each network the number of moves from tag to tag."""
    n = len(TAGS)
    unary = torch.nn.functional.one_hot(tags.long(), n).float() * words[..., None]
    later = words & (words.cumsum(-1) > 1)
    before = torch.roll(tags, 1, -1)
    k = torch.arange(tags.shape[0], device=tags.device)[:, None, None]
    at = (k * n * n + before * n + tags).flatten()
    counts = torch.zeros(tags.shape[0] * n * n, device=tags.device).index_add_(0, at, later.flatten().float())
    return unary, counts.view(-1, n, n)


@torch.no_grad()
def taught(teachers, inputs, words, bars):
    """Targets from teachers: their mean of expected tags and moves, of shapes as `annotated` gives."""
    k, rows = words.shape[:2]
    one = lambda x: x.reshape(1, k * rows, *x.shape[2:])
    count = teachers.moves.shape[0]
    e = teachers.forward([one(x).expand(count, -1, -1) for x in inputs]) + one(bars)
    e = e.view(count, k, rows, *e.shape[2:])
    moves = teachers.scores()[:, None, None].expand(-1, k, 1, -1, -1)
    unary, pairs = expected(e, words.expand(count, -1, -1, -1), moves.clone())
    return unary.mean(0), pairs.mean(0)[:, 0]


def clipped(parameters, most):
    """Clips the gradient of each network by itself."""
    size = sum(torch.linalg.vector_norm(p.grad.flatten(1), dim=1).square() for p in parameters).sqrt()
    scale = (most / (size + 1e-6)).clamp_max(1.0)
    for p in parameters:
        p.grad.mul_(scale.view(-1, *[1] * (p.dim() - 1)))


def train(name, states, epochs, pieces, device, s, leave=None, teachers=None, save=None, heads=12):
    """The averaged states of networks after `s.epochs` epochs.

    `epochs(n)` makes the n-th epoch (flat.Epochs); `leave[k]` is the fold that the k-th network does not see; `teachers[f]` a
    Stack of networks that did not see fold f. `save`: a file that is gone on from, written after each epoch.
    """
    net = Stack.of(states, device, heads)
    count, leave = len(states), leave or [None] * len(states)
    parameters = [p.requires_grad_() for p in net.parameters()]
    mean = [p.detach().clone() for p in parameters]
    fresh = [w for n, w in net.weights.items() if n.split(".")[0] in FRESH]
    old = [w for n, w in net.weights.items() if n.split(".")[0] not in FRESH]
    groups = [{"params": old, "lr": s.rate}, {"params": fresh, "lr": s.fresh_rate}, {"params": [net.moves], "lr": s.chain_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=s.decay, fused=True)
    rates = [g["lr"] for g in groups]
    epoch = 0
    if save and os.path.exists(save):
        kept = torch.load(save, map_location=device, weights_only=False)
        epoch = kept["epoch"]
        optimizer.load_state_dict(kept["optimizer"])
        with torch.no_grad():
            for mine, its in zip([parameters, mean], kept["weights"]):
                torch._foreach_copy_(mine, its)
    for n in range(epoch, min(s.epochs, epoch + 2)):
        epochs.ahead(s.seed * 100 + n)
    while epoch < s.epochs:
        began, total = time.time(), torch.zeros(count, device=device)
        rng = np.random.default_rng([s.seed, epoch])
        torch.manual_seed(s.seed * 1000 + epoch)
        flat = epochs(s.seed * 100 + epoch)
        if epoch + 2 < s.epochs:
            epochs.ahead(s.seed * 100 + epoch + 2)
        data, folds = Data(flat, pieces, device), sorted(set(flat.articles[:, 2].tolist()))
        # with teachers, a batch holds articles of one fold, so that all its rows have the same ones
        parts = [[f] for f in folds] if teachers else [folds]
        steps_of = [(part[0], b) for part in parts if not teachers or part[0] not in leave
                    for b in batches([drawn(flat, [f for f in part if f != leave[k]], rng) for k in range(count)], s.budget, rng)]
        rng.shuffle(steps_of)
        for n, (fold, (starts, lengths)) in enumerate(steps_of):
            done = (epoch + n / len(steps_of)) / s.epochs
            for g, rate in zip(optimizer.param_groups, rates):
                g["lr"] = rate * min(1.0, done / 0.06 + 0.02) * (1 - done)
            inputs, words, tags, bars = data.batch(starts, lengths)
            unary, pairs = annotated(words, tags)
            if teachers and fold != MADE:
                u, p = taught(teachers[fold], inputs, words, bars)
                unary, pairs = s.trust * unary + (1 - s.trust) * u, s.trust * pairs + (1 - s.trust) * p
            hide = (torch.rand(inputs[0].shape, device=device) < s.mask) & inputs[1]
            e = net.forward((inputs[0].masked_fill(hide, pieces.vocab["[MASK]"]), *inputs[1:]), s.dropout) + bars
            z = log_z(e, words, net.scores()[:, None]).sum(1)
            loss = (z - (e * unary).sum((1, 2, 3)) - (net.moves * pairs).sum((1, 2))) / words.sum((1, 2))
            loss.sum().backward()
            clipped(parameters, s.clip)
            optimizer.step()
            optimizer.zero_grad(set_to_none=False)
            total += loss.detach()
            with torch.no_grad():
                torch._foreach_lerp_(mean, parameters, 1 - (0.0 if done < 0.3 else s.average))
        epoch += 1
        spent = time.time() - began
        print(json.dumps({"stage": name, "epoch": epoch, "steps": len(steps_of), "seconds": round(spent, 1),
                          "loss": [round(x, 4) for x in (total / len(steps_of)).tolist()]}), flush=True)
        if save:
            torch.save({"epoch": epoch, "optimizer": optimizer.state_dict(), "weights": [parameters, mean]}, save + ".new")
            os.replace(save + ".new", save)
    averaged = Stack(dict(zip(net.weights, mean)), mean[-1], heads)
    return [averaged.state(k) for k in range(count)]
