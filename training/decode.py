"""From emissions to spans: the posterior of every span under the chain, then the best set of spans that do not overlap.

Exact-span F1 is gained by spans that are right more often than about half the F1, so a span is worth its posterior less
a threshold. The posterior is the span's confidence. Where a cue is sure and no content is, readers differ about where the
content ends rather than whether there is one: the likeliest beside the cue is taken (`beside`). One text at a time;
emissions are numpy rows, one per word.
"""
import numpy as np

from crf import INSIDE, NEVER
from features import ROLES, TAGS

LEAST = 0.02       # spans less likely than this are not looked at
GAP = 3            # words between a cue and a content beside it, at most
LONGEST = 400      # a content beside a cue begins no more words before it
# By role what a span is charged; "lone_cue" is how sure a cue without content must be to be given one, and "beside" how sure that one.
THRESHOLDS = {"source": 0.35, "cue": 0.3, "content": 0.38, "lone_cue": 0.42, "beside": 0.08}
SETTINGS = {"balanced": THRESHOLDS,
            "precision": dict.fromkeys(ROLES, 0.65) | {"lone_cue": 1.0, "beside": 1.0},
            "recall": {"source": 0.15, "cue": 0.15, "content": 0.2, "lone_cue": 0.25, "beside": 0.05}}


def bar(words, logits):
    """Emissions with I tags barred on words that open a line."""
    e = logits.astype(np.float64)
    for i, w in enumerate(words):
        if w.begin == 2:
            e[i, INSIDE] += NEVER
    return e


def add(x):
    """log of the sum of exps over the last axis"""
    top = x.max(-1)
    return top + np.log(np.exp(x - top[..., None]).sum(-1))


def forward_backward(e, moves):
    n = len(e)
    alpha, beta = np.zeros_like(e), np.zeros_like(e)
    alpha[0] = e[0]
    for t in range(1, n):
        alpha[t] = add((alpha[t - 1][:, None] + moves).T) + e[t]
    for t in range(n - 2, -1, -1):
        beta[t] = add(moves + (e[t + 1] + beta[t + 1])[None, :])
    return alpha, beta, float(add(alpha[-1]))


def candidates(e, moves):
    """[(role, first word, last word, posterior)] of all spans at least LEAST likely, by first word, then role, then last."""
    n = len(e)
    if n == 0:
        return []
    alpha, beta, z = forward_backward(e, moves)
    out, floor = [], np.log(LEAST)
    ends = {}
    for r in range(len(ROLES)):
        stay = 2 * r + 2
        others = [y for y in range(len(TAGS)) if y != stay]
        after = (e + beta)[:, others]
        for prev in (stay - 1, stay):
            ends[prev] = add(after + moves[prev, others]) if n else None
    for i in range(n):
        for r, role in enumerate(ROLES):
            b, inside = 2 * r + 1, 2 * r + 2
            score, j, prev = alpha[i, b], i, b
            while score + beta[j, prev] - z > floor:
                tail = ends[prev][j + 1] if j + 1 < n else 0.0
                p = score + tail - z
                if p > floor:
                    out.append((role, i, j, float(np.exp(p))))
                if j + 1 == n:
                    break
                score += moves[prev, inside] + e[j + 1, inside]
                j, prev = j + 1, inside
    return out


def select(found, n, thresholds=THRESHOLDS):
    """The spans, none overlapping, with the highest sum of posterior less threshold; the first found wins ties."""
    by_end = [[] for _ in range(n)]
    for s in found:
        if s[3] > thresholds[s[0]]:
            by_end[s[2]].append(s)
    best, take = [0.0] * (n + 1), [None] * (n + 1)
    for k in range(1, n + 1):
        best[k] = best[k - 1]
        for s in by_end[k - 1]:
            v = best[s[1]] + s[3] - thresholds[s[0]]
            if v > best[k]:
                best[k], take[k] = v, s
    out, k = [], n
    while k:
        if take[k] is None:
            k -= 1
        else:
            out.append(take[k])
            k = take[k][1]
    return out[::-1]


def beside(found, chosen, lone, thresholds=THRESHOLDS):
    """The contents that sure cues are given: for each of `lone` (cues of `chosen` without content, in order) the likeliest
    content of `found` within GAP words of it that overlaps nothing chosen; the first found wins ties."""
    taken, out = [(s[1], s[2]) for s in chosen], []
    for cue in lone:
        if cue[3] < thresholds["lone_cue"]:
            continue
        best = None
        for s in found:
            gap = s[1] - cue[2] - 1 if s[1] > cue[2] else cue[1] - s[2] - 1
            unlikely = s[0] != "content" or s[3] < thresholds["beside"] or best and s[3] <= best[3]
            if unlikely or not 0 <= gap <= GAP or s[1] + LONGEST < cue[1]:
                continue
            if not any(s[1] <= b and a <= s[2] for a, b in taken):
                best = s
        if best:
            out.append(best)
            taken.append((best[1], best[2]))
    return out
