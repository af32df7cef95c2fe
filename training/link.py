"""Links spans into attributions: each content chooses a cue, each cue a source, by two small linear models over a few
features of the words between. `fit` learns them from a corpus; `link` applies them; the weights go into the manifest.
"""
import math

import numpy as np

NEAR = 6          # candidates on either side
CLAUSE = ("to", "that", "for", "on", "of", "as", "if", "it", "by", "about")
PRONOUN = ("he", "she", "they", "it", "we", "i", "who", "you")


def between(words, spans, x, y):
    """Features of span y as a partner of span x, both (role, start, end, first, last), spans in order of text."""
    i, j = (x, y) if x < y else (y, x)
    a, b = spans[i], spans[j]
    gap = words[a[4] + 1:b[3]]
    text = [w.text for w in gap]
    sentences = sum(w.begin > 0 for w in gap) + (words[b[3]].begin > 0)
    rows = sum(w.begin == 2 for w in gap) + (words[b[3]].begin == 2)
    inner = [s[0] for s in spans[i + 1:j]]
    far = min(len(gap), 60)
    return [1.0, math.log1p(far), far == 0, 0 < far <= 2, min(sentences, 3), sentences > 0, min(rows, 3), rows > 0,
            inner.count("source"), inner.count("cue"), inner.count("content"), len(inner) > 0,
            text[:1] == [","], text[-1:] == [","], ":" in text, ";" in text, "and" in text or "but" in text,
            any(w.quote != gap[0].quote for w in gap)]


def own(words, span):
    """Features of a span by itself."""
    a, b = words[span[3]], words[span[4]]
    return [a.quote > 0, a.quote > 0 and b.quote > 0, a.text in CLAUSE, a.text == "that", a.text in PRONOUN, a.begin > 0,
            span[4] - span[3] > 3, a.text == "according", a.text == ":" or a.text in "–—-", a.text.endswith("ing")]


def features(words, spans, x, y):
    f = between(words, spans, x, y)
    after = float(y > x)
    f += own(words, spans[x]) + own(words, spans[y])
    f += [f[4] * f[18], f[10] * f[18], f[8] * f[18], f[9] * f[18]]
    f = [float(v) for v in f]
    return np.array([v * (1 - after) for v in f] + [v * after for v in f], np.float32)


def candidates(spans, x, role):
    near = []
    for step in (-1, 1):
        i, n = x + step, 0
        while 0 <= i < len(spans) and n < NEAR:
            if spans[i][0] == role:
                near.append(i)
                n += 1
            i += step
    return sorted(near)


def choose(words, spans, x, role, weights):
    """Best partner of span x, or None when nothing beats no partner (score = the last weight)."""
    best, top = None, weights[-1]
    for y in candidates(spans, x, role):
        s = float(features(words, spans, x, y) @ weights[:-1])
        if s > top:
            best, top = y, s
    return best


def link(words, spans, weights):
    """[{"source": [span], "cue": [span], "content": [span, ...]}]; a cue without content is dropped."""
    spans = sorted(spans, key=lambda s: s[3])
    contents = {}
    for x, s in enumerate(spans):
        if s[0] == "content":
            contents.setdefault(choose(words, spans, x, "cue", weights["content"]), []).append(s)
    out = [{"source": [], "cue": [], "content": [s]} for s in contents.pop(None, [])]
    for cue in sorted(contents):
        y = choose(words, spans, cue, "source", weights["source"])
        out.append({"source": [] if y is None else [spans[y]], "cue": [spans[cue]], "content": contents[cue]})
    return out


def examples(words, spans, gold):
    """(kind, candidate features, index of the right one or -1) of one article; gold: attributions of exact spans."""
    spans = sorted(spans, key=lambda s: s[3])
    where = {(s[0], s[1], s[2]): i for i, s in enumerate(spans)}
    for x, s in enumerate(spans):
        if s[0] == "source":
            continue
        role = "cue" if s[0] == "content" else "source"
        mine = [g for g in gold if (s[1], s[2]) in g[s[0]]]
        right = {where.get((role, a, b)) for g in mine for a, b in g[role]} - {None}
        near = candidates(spans, x, role)
        if near and (not right or right & set(near)):
            target = [near.index(y) for y in right if y in near]
            yield s[0] if s[0] == "content" else "source", np.stack([features(words, spans, x, y) for y in near]), target[0] if target else -1


def fit(articles, cut, steps=400):
    """Softmax over candidates and "none", by gradient descent with momentum; `cut` maps a text to words."""
    import torch
    from corpus import spans_of, tags_of
    data = {"content": [], "source": []}
    for a in articles:
        words = cut(a.text)
        spans = spans_of(words, tags_of(words, a.spans()))
        for kind, x, y in examples(words, spans, a.attributions):
            data[kind].append((x, y))
    out = {}
    for kind, rows in data.items():
        size, most = rows[0][0].shape[1], max(len(x) for x, _ in rows)
        x = torch.zeros(len(rows), most, size)
        bar = torch.full((len(rows), most + 1), -1e4)
        bar[:, most] = 0
        y = torch.tensor([t if t >= 0 else most for _, t in rows])
        for i, (f, _) in enumerate(rows):
            x[i, :len(f)] = torch.from_numpy(f)
            bar[i, :len(f)] = 0
        w = torch.zeros(size + 1, requires_grad=True)
        optimizer = torch.optim.Adam([w], 0.05)
        for _ in range(steps):
            scores = torch.cat([x @ w[:-1], w[-1].expand(len(rows), 1)], 1) + bar
            loss = torch.nn.functional.cross_entropy(scores, y) + 1e-4 * (w ** 2).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        out[kind] = [round(v, 4) for v in w.tolist()]
    return {k: np.array(v, np.float32) for k, v in out.items()}
