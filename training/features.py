"""Text -> words, pieces and features, the one definition that training and the Rust tagger share (README.md has it in prose).

Everything depends on the text alone, looks ahead at most a few lines, and counts offsets in Unicode code points.
Not here: tags (spans.py), windows (windows.py).
"""
import unicodedata
from dataclasses import dataclass

TAGS = ["O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"]
ROLES = ["source", "cue", "content"]
CASES = ["none", "lower", "capitalised", "upper", "mixed", "digit", "other"]
QUOTES = ["outside", "double", "single"]
STARTS = ["none", "sentence", "paragraph"]

NEWLINES = "\n\r\u2028\u2029"
APOSTROPHES = "'’"
CLOSERS = "\"'”’»)]"
OPENERS = "\"'“‘„«(["
CARRY_LINES = 4
LONGEST_WORD = 100
ABBREVIATIONS = set("mr mrs ms dr sen reps rep gov gen col lt sgt capt st jr sr prof rev hon vs etc inc corp co ltd "
                    "no jan feb aug sept oct nov dec".split())


@dataclass
class Word:
    start: int
    end: int
    text: str      # lower case, no accents: what the pieces are cut from
    case: int
    quote: int
    begin: int     # index into STARTS
    pieces: list   # vocabulary ids, at least one


def is_space(c):
    return c in " \t\n\r" or unicodedata.category(c) in ("Zs", "Zl", "Zp")


def is_dropped(c):
    return ord(c) in (0, 0xFFFD) or (unicodedata.category(c)[0] == "C" and c not in "\t\n\r")


def is_single(c):
    """Characters that are a word by themselves: ASCII that is no letter or digit, punctuation, CJK ideographs."""
    n = ord(c)
    return 33 <= n <= 47 or 58 <= n <= 64 or 91 <= n <= 96 or 123 <= n <= 126 or unicodedata.category(c)[0] == "P" \
        or 0x4E00 <= n <= 0x9FFF or 0x3400 <= n <= 0x4DBF or 0xF900 <= n <= 0xFAFF or 0x20000 <= n <= 0x2FA1F


def normal(c):
    return "".join(d for d in unicodedata.normalize("NFD", c.lower()) if unicodedata.category(d) != "Mn")


def case_of(word):
    letters = [c for c in word if c.isalpha()]
    if any(c.isdecimal() for c in word):
        return 5
    if not letters:
        return 6
    upper = [c.isupper() for c in letters]
    if not any(upper):
        return 1
    if upper[0] and not any(upper[1:]):
        return 2
    return 3 if all(upper) else 4


def raw_words(text):
    """(start, end) of every word: a single character, or a longest run of others; dropped characters end no word."""
    out, at = [], None
    last = 0
    for i, c in enumerate(text):
        if is_space(c) or is_single(c):
            if at is not None:
                out.append((at, last))
                at = None
            if not is_space(c):
                out.append((i, i + 1))
        elif not is_dropped(c):
            at, last = (i if at is None else at), i + 1
    if at is not None:
        out.append((at, last))
    return out


def lines(text):
    """(start, end) of every line, line breaks not counted in."""
    out, at = [], 0
    for i, c in enumerate(text):
        if c in NEWLINES:
            out.append((at, i))
            at = i + 1
    out.append((at, len(text)))
    return out


def inner(text, i):
    """A mark between two letters or digits: an apostrophe, never a quotation mark."""
    return 0 < i < len(text) - 1 and text[i - 1].isalnum() and text[i + 1].isalnum()


def next_single_closers(text, a, b):
    """For each position in [a, b): is there, later in the line and before an opening ‘, a ' or ’ that can close?"""
    out, seen = [False] * (b - a + 1), False
    for i in range(b - 1, a - 1, -1):
        out[i - a] = seen
        c = text[i]
        if c in APOSTROPHES and "'" not in text[max(a, i - 1):i] + text[i + 1:min(b, i + 2)] and not inner(text, i) and i > a and not is_space(text[i - 1]) \
                and (i + 1 >= b or not text[i + 1].isalnum()):
            seen = True
        elif c == "‘":
            seen = False
    return out


def marks(text, a, b, stack):
    """Scans one line; `stack` holds what is open ('"' or "'", with the opening mark) and is changed. Yields, for each
    quotation mark, (position, +1 opening | -1 closing | 0 neither, family). Two ' or ` in a row are one straight "."""
    later, skip = None, -1
    for i in range(a, b):
        c = text[i]
        if c not in "\"“”„«»'‘’`" or i == skip:
            continue
        at = end = i
        if c in "'`":
            if i + 1 < b and text[i + 1] == c:
                c, end, skip = '"', i + 1, i + 1
            elif c == "`":
                continue
        before = text[i - 1] if i > a else " "
        after = text[end + 1] if end + 1 < b else " "
        is_open = [f for f, _ in stack]
        family = "'" if c in "'‘’" else '"'
        if c in "„«":
            move = 1
        elif c in "”»":
            move = -1
        elif c == "“":
            move = -1 if stack and stack[-1][1] == "„" else 1
        elif c == '"':
            if '"' in is_open:
                move = 0 if is_space(before) and not is_space(after) else -1
            else:
                move = 0 if is_space(after) else 1
        elif inner(text, i):
            move = 0
        elif c == "‘":
            move = 0 if after.isdecimal() else 1
        else:
            if later is None:
                later = next_single_closers(text, a, b)
            if "'" in is_open and not (is_space(before) and not is_space(after)):
                plural = before == "s" and after == " " and i + 2 < b and text[i + 2].islower()
                move = 0 if after.isalnum() or (plural and later[i - a]) else -1
            elif c == "'" and "'" not in is_open and (is_space(before) or before in "([-–—\"“") \
                    and (after.isalpha() or after in "“\"[$") and later[i - a]:
                move = 1
            else:
                move = 0
        if move > 0:
            stack.append((family, c))
        elif move < 0:
            if family in is_open:
                while stack.pop()[0] != family:
                    pass
            else:
                move = 0
        yield (end if move < 0 else at), move, family


def quote_states(text):
    """For each code point 0 outside, 1 in double, 2 in single marks (the outermost counts; the marks are inside).
    A line break ends a quotation, unless the first mark of that family in the next four lines closes it."""
    state = bytearray(len(text))
    rows, stack = lines(text), []
    for n, (a, b) in enumerate(rows):
        at = a
        for i, move, family in marks(text, a, b, stack):
            if move > 0 and len(stack) == 1:
                at = i
            elif move < 0 and not stack:
                fill(state, at, i + 1, family)
        if stack:
            fill(state, at, b, stack[0][0])
            if not carries(text, rows[n + 1:n + 1 + CARRY_LINES], stack[:1]):
                stack = []
            else:
                stack = stack[:1]
    return state


def fill(state, a, b, mark):
    for i in range(a, b):
        state[i] = 2 if mark in "'‘’" else 1


def carries(text, rows, stack):
    family = stack[0][0]
    for a, b in rows:
        for _, move, f in marks(text, a, b, list(stack)):
            if f == family and move:
                return move < 0
    return False


def starts_sentence(text, words, i):
    """Is the i-th word, not the first of its line, the first of a sentence?"""
    if not is_space(text[words[i][0] - 1]):
        return False
    j = i - 1
    while j > 0 and text[words[j][0]] in CLOSERS and not is_space(text[words[j][0] - 1]):
        j -= 1
    last = text[words[j][0]:words[j][1]]
    if last not in (".", "!", "?", "…"):
        return False
    k = i
    while k + 1 < len(words) and text[words[k][0]] in OPENERS and k < i + 3:
        k += 1
    if text[words[k][0]].islower():
        return False
    if last == "." and j > 0 and words[j - 1][1] == words[j][0]:
        w = text[words[j - 1][0]:words[j - 1][1]]
        if w.lower() in ABBREVIATIONS or (len(w) == 1 and w.isupper()):
            return False
    return True


class Pieces:
    """Greedy longest-match word pieces over a vocabulary (a list of pieces, one a line)."""

    def __init__(self, path):
        self.vocab = {p: i for i, p in enumerate(open(path, encoding="utf8").read().split("\n")) if p}
        self.unknown, self.open, self.close, self.pad = (self.vocab[x] for x in ("[UNK]", "[CLS]", "[SEP]", "[PAD]"))
        self.cache = {}

    def cut(self, word):
        if word in self.cache:
            return self.cache[word]
        out, at = [], 0
        if len(word) > LONGEST_WORD:
            return [self.unknown]
        while at < len(word):
            for end in range(len(word), at, -1):
                piece = self.vocab.get(("##" if at else "") + word[at:end])
                if piece is not None:
                    out.append(piece)
                    at = end
                    break
            else:
                out = [self.unknown]
                break
        self.cache[word] = out
        return out


def words_of(text, pieces):
    """The words of a text with their features. A word of which nothing is left when accents go is left out."""
    quotes, raw, out = quote_states(text), raw_words(text), []
    end = 0
    for i, (a, b) in enumerate(raw):
        norm = "".join(normal(c) for c in text[a:b] if not is_dropped(c))
        new_line = i == 0 or any(c in NEWLINES for c in text[end:a])
        begin = 2 if new_line else int(starts_sentence(text, raw, i))
        end = b
        if norm:
            out.append(Word(a, b, norm, case_of(text[a:b]), quotes[a], begin, pieces.cut(norm)))
    return out
