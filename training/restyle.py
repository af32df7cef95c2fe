"""Copies of an article in other typography: quotation marks, line breaks, lists of quotations, dash and colon attribution.

The training corpus is set in one or two house styles; readers' articles are in all. Spans move with the text.
"""
import re
from bisect import bisect_right

from corpus import Article
from features import CARRY_LINES, carries, lines, marks

# outer opening and closing, inner opening and closing, apostrophe
STYLES = {
    "curly": ("“", "”", "‘", "’", "’"),
    "straight": ('"', '"', "'", "'", "'"),
    "single curly": ("‘", "’", "“", "”", "’"),
    "single straight": ("'", "'", '"', '"', "'"),
    "guillemets": ("«", "»", "“", "”", "’"),
    "low": ("„", "“", "‚", "‘", "’"),
    "doubled": ("''", "''", "'", "'", "'"),
    "back-ticked": ("``", "''", "`", "'", "'"),
}
WEIGHTS = {"curly": 20, "straight": 20, "single curly": 26, "single straight": 16, "guillemets": 6, "low": 4,
           "doubled": 4, "back-ticked": 4}
BULLETS = ["- ", "• ", "* ", "– ", "· ", "1. "]
PRONOUNS = set("he she they it we i you who that this these those one".split())


def edit(article, edits):
    """Applies [(start, end, new text)], sorted and apart; a span that begins or ends with a replaced piece keeps it."""
    out, at, ends, delta = [], 0, [], 0
    for a, b, new in edits:
        out += [article.text[at:a], new]
        at = b
        delta += len(new) - (b - a)
        ends.append((a, b, delta))
    out.append(article.text[at:])

    keys = [b for _, b, _ in ends]

    def move(p, is_end):
        k = bisect_right(keys, p)
        while is_end and k and ends[k - 1][0] == ends[k - 1][1] == p:
            k -= 1
        return p + (ends[k - 1][2] if k else 0)
    moved = [{r: [(move(a, False), move(b, True)) for a, b in x[r]] for r in x} for x in article.attributions]
    return Article(article.name, "".join(out), moved)


def quotes(article, style):
    """The same article with every paired quotation mark and apostrophe in another style."""
    o, c, io, ic, apostrophe = STYLES[style]
    text, edits, used, depth, stack = article.text, [], set(), [], []
    rows = lines(text)
    for n, (a, b) in enumerate(rows):
        if stack and not carries(text, rows[n:n + CARRY_LINES], stack[:1]):
            stack.clear()
        del stack[1:], depth[len(stack):]
        for i, move, _ in marks(text, a, b, stack):
            if move > 0:
                depth.append(i)
            elif move < 0 and depth:
                while len(depth) > len(stack) + 1:
                    depth.pop()
                start, outer = depth.pop(), not stack
                k = 2 if text[start:start + 2] in ("''", "``") else 1
                m = 2 if text[i - 1:i + 1] == "''" and k == 2 else 1
                edits += [(start, start + k, o if outer else io), (i - m + 1, i + 1, c if outer else ic)]
                used |= set(range(start, start + k)) | set(range(i - m + 1, i + 1))
    for m in re.finditer("['’]", text):
        if m.start() not in used and text[m.start():m.start() + 2] != "''" and text[m.start() - 1:m.start() + 1] != "''":
            edits.append((m.start(), m.end(), apostrophe))
    return edit(article, sorted(edits))


def breaks(article, rng):
    """Single line breaks for blank lines; or now and then one line a sentence, or a whole article in one line."""
    text, kind = article.text, rng.random()
    if kind < 0.6:
        return edit(article, [(m.start(), m.end(), "\n") for m in re.finditer(r"\n{2,}", text)])
    if kind < 0.8:
        inside = {i for s in article.spans() if s[0] != "content" for i in range(s[1], s[2])}
        edits = [(m.start(1), m.end(1), "\n") for m in re.finditer(r"[a-z]{3}[.!?][\"”’']?( )(?=[“\"‘A-Z])", text)
                 if m.start(1) not in inside and rng.random() < 0.5]
        return edit(article, edits)
    if kind < 0.9:
        return edit(article, [(m.start(), m.end(), " ") for m in re.finditer(r"\n+", text)])
    return edit(article, [(m.start(), m.end(), "\n \n\n") for m in re.finditer(r"\n{2,}", text)])


def forms(article, rng, share=0.5):
    """Rewrites some lines that hold one direct quotation and little else: `“…” – Name`, `Name: “…”`, a list item."""
    text = article.text
    chunks, moved, at = [], [], 0
    left = [x for x in article.attributions if len(x["content"]) == 1 and len(x["source"]) == 1 and len(x["cue"]) == 1]
    for a, b in lines(text):
        here = [x for x in article.attributions if any(a <= s < b for r in x for s, _ in x[r])]
        if len(here) != 1 or here[0] not in left or rng.random() > share:
            continue
        (ca, cb), (sa, sb), (qa, qb) = here[0]["content"][0], here[0]["source"][0], here[0]["cue"][0]
        content, source, cue = text[ca:cb], text[sa:sb], text[qa:qb]
        if cb > b or sb > b or content[0] not in "“\"‘'" or content[-1] not in "”\"’'" or source.lower() in PRONOUNS \
                or len(text[a:b]) - (cb - ca) > 60 + (sb - sa) or not source[0].isupper() or "''" in content or cb - ca < 25:
            continue
        whole = content[:-2] + "." + content[-1] if content[-2] == "," else content
        kind = rng.random()
        if kind < 0.35:
            dash = rng.choice([" – ", " — ", " - ", " -- ", "\n– ", "\n— ", "\n- "])
            parts = [(whole, "content"), (dash[0], None), (dash.strip(), "cue"), (" ", None), (source, "source")]
        elif kind < 0.6:
            parts = [(source, "source"), (":", "cue"), (rng.choice([" ", " ", "\n"]), None), (whole, "content")]
        elif kind < 0.8:
            parts = [(source, "source"), (" ", None), (cue, "cue"), (rng.choice([": ", ":\n", ":\n\n"]), None)]
            if rng.random() < 0.5:
                parts.append((rng.choice(BULLETS), None))
            parts.append((whole, "content"))
            if len(cue) > 12 or not cue.isalpha():
                continue
        else:
            parts = [(rng.choice(BULLETS), None), (text[a:ca], None), (content, "content")] if ca == a else None
            if parts is None or not (cb <= sa and cb <= qa):
                continue
            rest = sorted([(sa, sb, "source"), (qa, qb, "cue")])
            p = cb
            for s, e, role in rest:
                parts += [(text[p:s], None), (text[s:e], role)]
                p = e
            parts.append((text[p:b], None))
        chunks.append((a, b, parts, here[0]))
    if not chunks:
        return article
    rewritten = {id(c[3]) for c in chunks}
    out = edit(Article(article.name, text, [x for x in article.attributions if id(x) not in rewritten]),
               [(a, b, "".join(p for p, _ in parts)) for a, b, parts, _ in chunks])
    delta = 0
    for a, b, parts, _ in chunks:
        x, p = {"source": [], "cue": [], "content": []}, a + delta
        for piece, role in parts:
            if role:
                x[role].append((p, p + len(piece)))
            p += len(piece)
        delta = p - b
        out.attributions.append(x)
    return out


def restyled(article, rng, share=0.55):
    """With probability `share` another style of marks; and, drawn apart, other line breaks and other forms."""
    if rng.random() < 0.2:
        article = forms(article, rng)
    if rng.random() < share:
        article = quotes(article, rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0])
    if rng.random() < 0.3:
        article = breaks(article, rng)
    return article
