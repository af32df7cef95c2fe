"""The chain over words: forbidden moves, log partition, expected counts. Decoding is in decode.py.

It works on one emission row per word (its first piece's). A span never runs over a line break, and a window or a text
that opens inside a span starts it anew. The log partition is a product of matrices taken two by two, in as many rounds as the
length has binary digits, not word by word; a piece that is not the first of a word is the identity.
"""
import torch
from torch import nn

from features import TAGS

NEVER = -1e4
INSIDE = [i for i, t in enumerate(TAGS) if t[0] == "I"]
ALLOWED = torch.tensor([[b[0] != "I" or (a != "O" and a[2:] == b[2:]) for b in TAGS] for a in TAGS])
BAR = torch.tensor([NEVER if i in INSIDE else 0.0 for i in range(len(TAGS))])
SAME = torch.full((len(TAGS), len(TAGS)), NEVER).fill_diagonal_(0.0)


class Chain(nn.Module):
    def __init__(self):
        super().__init__()
        self.moves = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))

    def scores(self):
        return permitted(self.moves)


def permitted(moves):
    return moves.masked_fill(~ALLOWED.to(moves.device), NEVER)


def log_z(emissions, words, moves):
    """Log partition of each row. `emissions` (..., pieces, tags); `words` (..., pieces): is it the first piece of a word?;
    `moves` (..., tags, tags), which broadcasts against the rows."""
    same = SAME.to(emissions.device)
    first = (words & (words.cumsum(-1) == 1))[..., None, None]
    m = moves[..., None, :, :] + emissions[..., None, :]
    m = torch.where(first, emissions[..., None, :].expand_as(m), torch.where(words[..., None, None], m, same))
    while m.shape[-3] > 1:
        if m.shape[-3] % 2:
            m = torch.cat([m, same.expand_as(m[..., :1, :, :])], -3)
        m = (m[..., 0::2, :, :, None] + m[..., 1::2, None, :, :]).logsumexp(-2)
    return m[..., 0, 0, :].logsumexp(-1)


def expected(emissions, words, moves):
    """Marginals per word, and summed expected moves for each matrix of `moves`: the gradient of the log partition."""
    with torch.enable_grad():
        e, m = emissions.detach().requires_grad_(), moves.detach().requires_grad_()
        return torch.autograd.grad(log_z(e, words, m).sum(), (e, m))
