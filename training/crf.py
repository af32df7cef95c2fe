"""The chain over words: forbidden moves, log partition, expected counts. Decoding is in decode.py.

It works on one emission row per word (its first piece's). A span never runs over a line break, and a window or a text
that opens inside a span starts it anew.
"""
import torch
from torch import nn

from features import TAGS

NEVER = -1e4
INSIDE = [i for i, t in enumerate(TAGS) if t[0] == "I"]
ALLOWED = torch.tensor([[b[0] != "I" or (a != "O" and a[2:] == b[2:]) for b in TAGS] for a in TAGS])


class Chain(nn.Module):
    def __init__(self):
        super().__init__()
        self.moves = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))

    def scores(self):
        return self.moves.masked_fill(~ALLOWED, NEVER)

    def loss(self, emissions, lengths, unary, pairs):
        """Cross entropy between a target (marginals per word, summed expected moves) and this chain, per word."""
        moves = self.scores()
        z = log_z(emissions, lengths, moves)
        return (z.sum() - (emissions * unary).sum() - (self.moves * pairs).sum()) / lengths.sum()


def constrain(emissions, opens):
    """Forbids I tags on words that open a line or a window (opens: bool, words)."""
    bar = torch.zeros(len(TAGS))
    bar[INSIDE] = NEVER
    return emissions + opens[..., None] * bar


def log_z(emissions, lengths, moves):
    """Log partition of each row of a batch (rows, words, tags); rows are sorted by falling length."""
    alpha = emissions[:, 0]
    counts = [(lengths > t).sum().item() for t in range(emissions.shape[1])]
    done = []
    for t in range(1, emissions.shape[1]):
        n = counts[t]
        if n < alpha.shape[0]:
            done.append(alpha[n:])
            alpha = alpha[:n]
        if n == 0:
            break
        alpha = torch.logsumexp(alpha[:, :, None] + moves, 1) + emissions[:n, t]
    return torch.cat([alpha, *reversed(done)]).logsumexp(1)


def expected(emissions, lengths, moves):
    """Marginals per word and summed expected moves: the gradient of the log partition."""
    with torch.enable_grad():
        e, m = emissions.detach().requires_grad_(), moves.detach().requires_grad_()
        return torch.autograd.grad(log_z(e, lengths, m).sum(), (e, m))
