"""Exact-span F1 by role, as the published PolNeAR figures are counted: equal covers of word and punctuation tokens."""
import re
from bisect import bisect_left, bisect_right
from collections import Counter

from features import ROLES

TOKEN = re.compile(r"\w+|[^\w\s]")


class Tokens:
    def __init__(self, text):
        found = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
        self.starts, self.ends = [a for a, _ in found], [b for _, b in found]

    def span(self, a, b):
        """(first, last) token that code points [a, b) touch, or None."""
        lo, hi = bisect_right(self.ends, a), bisect_left(self.starts, b) - 1
        return (lo, hi) if lo <= hi else None


def sure(article, spans):
    """The predicted spans that touch none of which readers differ."""
    return [s for s in spans if not any(s[1] < b and a < s[2] for a, b in article.unsure())]


def f1(hit, said, gold):
    p, r = hit / max(1, said), hit / max(1, gold)
    return {"p": round(100 * p, 1), "r": round(100 * r, 1), "f1": round(200 * p * r / (p + r), 1) if hit else 0.0, "gold": gold}


def roles(articles, predicted):
    """F1 by role; `predicted` has a list of (role, start, end, ...) per article."""
    hit, said, gold = Counter(), Counter(), Counter()
    for article, spans in zip(articles, predicted):
        t = Tokens(article.text)
        g = {(r, t.span(a, b)) for r, a, b in article.spans()} - {(r, None) for r in ROLES}
        p = {(s[0], t.span(s[1], s[2])) for s in spans}
        for r in ROLES:
            gr, pr = {s for k, s in g if k == r}, {s for k, s in p if k == r}
            hit[r] += len(gr & pr)
            said[r] += len(pr)
            gold[r] += len(gr)
    return {r: f1(hit[r], said[r], gold[r]) for r in ROLES}


def calibration(articles, predicted, bins=10):
    """Expected calibration error of the spans' confidence, in points, over all roles; right means exact."""
    count, right, said = Counter(), Counter(), Counter()
    for article, spans in zip(articles, predicted):
        t = Tokens(article.text)
        gold = {(r, t.span(a, b)) for r, a, b in article.spans()}
        for s in spans:
            k = min(bins - 1, int(s[5] * bins))
            count[k] += 1
            right[k] += (s[0], t.span(s[1], s[2])) in gold
            said[k] += s[5]
    return round(100 * sum(abs(right[k] - said[k]) for k in count) / max(1, sum(count.values())), 1)
