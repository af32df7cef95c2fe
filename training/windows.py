"""Cuts the words of a text into windows the network can take, for tagging; flat.py draws those of training."""
import torch

LONGEST = 64       # pieces of one word that are kept


def fixed(words, size, margin):
    """Tagging: [(first, last, keep from, keep to)]. Windows keep whole sentences while they fit in `size` pieces, and
    see up to `margin` more pieces on either side, of which nothing is kept."""
    out, at = [], 0
    sums = [0]
    for w in words:
        sums.append(sums[-1] + len(w.pieces))
    while at < len(words):
        end, cut = at + 1, None
        while end < len(words) and sums[end + 1] - sums[at] <= size:
            if words[end].begin:
                cut = end
            end += 1
        if end < len(words):
            if words[end].begin:
                cut = end
            if cut is not None:
                end = cut
        a, b = at, end
        while a > 0 and sums[at] - sums[a - 1] <= margin:
            a -= 1
        while b < len(words) and sums[b + 1] - sums[end] <= margin:
            b += 1
        out.append((a, b, at, end))
        at = end
    return out


def batch(rows, pieces):
    """Tensors of windows (lists of words): inputs of the network, and where each word's first piece lies.
    Each row is [CLS] pieces [SEP]; the two carry feature 0. A word of more than LONGEST pieces keeps its first."""
    cols = []
    for words in rows:
        ids, case, quote, start, first = [pieces.open], [0], [0], [0], []
        for w in words:
            first.append(len(ids))
            k = len(w.pieces[:LONGEST])
            ids += w.pieces[:LONGEST]
            case += [w.case] * k
            quote += [w.quote] * k
            start += [w.begin] + [0] * (k - 1)
        cols.append((ids + [pieces.close], case + [0], quote + [0], start + [0], first))
    longest, most = max(len(c[0]) for c in cols), max(len(c[4]) for c in cols)
    pad = lambda k, n, fill=0: torch.tensor([c[k] + [fill] * (n - len(c[k])) for c in cols])
    mask = torch.tensor([[1] * len(c[0]) + [0] * (longest - len(c[0])) for c in cols])
    inputs = (pad(0, longest, pieces.pad), mask, pad(1, longest), pad(2, longest), pad(3, longest))
    return inputs, pad(4, most), torch.tensor([len(c[4]) for c in cols])


def gather(logits, first):
    return logits.gather(1, first[..., None].expand(-1, -1, logits.shape[-1]))
