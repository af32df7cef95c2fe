"""Small checks of what training and the tagger must agree on: python -m unittest test_training (no corpus, no weights)."""
import contextlib
import itertools
import json
import os
import random
import tempfile
import types
import unittest

import numpy as np
import torch

import corpus
import counts
import crf
import decode
import features
import flat
import model
import rescore
import restyle
import scoring
import stack
import stage
import synthetic
from features import TAGS, quote_states, raw_words, starts_sentence

STATE = " ds"


def states(text):
    return "".join(STATE[s] for s in quote_states(text))


class Quotes(unittest.TestCase):
    def check(self, text, expect):
        self.assertEqual(states(text), expect, text)

    def test_marks_are_inside(self):
        self.check("a “b” c", "  ddd  ")
        self.check('a "b" c', "  ddd  ")
        self.check("a ‘b’ c", "  sss  ")
        self.check("a ''b'' c", "  ddddd  ")
        self.check("„a“ «b»", "ddd ddd")

    def test_apostrophes_are_no_marks(self):
        self.check("the leaders' day isn't ’tis", " " * 27)
        self.check("‘the leaders’ plan’ x", "s" * 19 + "  ")

    def test_the_outermost_counts(self):
        self.check("“a ‘b’ c” d", "d" * 9 + "  ")

    def test_lines(self):
        self.check("“a\n“b” c", "dd ddd  ")
        self.check("‘a.\nb.’ c", "sss sss  ")
        self.check("“a\nb c", "dd    ")


class Words(unittest.TestCase):
    def test_words(self):
        text = "It’s £2.6bn\u00adx, no?"
        self.assertEqual([text[a:b] for a, b in raw_words(text)], ["It", "’", "s", "£2", ".", "6bn\u00adx", ",", "no", "?"])

    def test_sentences(self):
        text = "He left. “Go,” said Mr. Oduya. it"
        words = raw_words(text)
        self.assertEqual([text[a:b] for i, (a, b) in enumerate(words) if i and starts_sentence(text, words, i)], ["“"])


class Chain(unittest.TestCase):
    def test_the_partition_is_that_of_all_sequences(self):
        torch.manual_seed(1)
        words = torch.tensor([[False, True, True, False, True], [True, False, True, False, False]])
        opens = words & (words.cumsum(-1) == 1)
        e = torch.randn(2, 5, len(TAGS)) + opens[..., None] * crf.BAR
        moves = crf.permitted(torch.randn(len(TAGS), len(TAGS)))
        z = crf.log_z(e, words, moves)
        for row in range(2):
            at = [i for i in range(5) if words[row, i]]
            scores = [sum(e[row, i, t] for i, t in zip(at, tags)) + sum(moves[a, b] for a, b in zip(tags, tags[1:]))
                      for tags in itertools.product(range(len(TAGS)), repeat=len(at))]
            self.assertAlmostEqual(float(torch.stack(scores).logsumexp(0)), float(z[row]), 3)
        unary, pairs = crf.expected(e, words, moves)
        self.assertTrue(torch.allclose(unary.sum(-1), words.float(), atol=1e-4))
        self.assertAlmostEqual(float(pairs.sum()), float(words.sum() - 2), 3)


class SideBySide(unittest.TestCase):
    def test_networks_side_by_side_are_the_networks(self):
        torch.manual_seed(1)
        shape = {"vocab": 50, "width": 24, "layers": 2, "heads": 12, "inner": 32, "positions": 40, "p": 0.0}
        one, two = (model.Tagger(**shape).eval() for _ in range(2))
        chain = {"moves": torch.zeros(len(TAGS), len(TAGS))}
        both = stack.Stack.of([(one.state_dict(), chain), (two.state_dict(), chain)], torch.device("cpu"))
        inputs = (torch.randint(50, (3, 9)), torch.ones(3, 9, dtype=torch.long).tril(6), *(torch.randint(3, (3, 9)) for _ in range(3)))
        with torch.no_grad():
            out = both.forward([x.expand(2, -1, -1) for x in inputs])
            for net, logits in zip((one, two), out):
                self.assertTrue(torch.allclose(net(*inputs), logits, atol=1e-2), (net(*inputs) - logits).abs().max())


class Windows(unittest.TestCase):
    def setUp(self):
        vocab = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]", *(chr(c) for c in range(33, 127)), *(f"##{chr(c)}" for c in range(97, 123))]
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
            f.write("\n".join(vocab))
            f.flush()
            self.pieces = features.Pieces(f.name)
        rng = random.Random(3)
        self.articles = synthetic.articles(3, rng)
        self.flat = flat.merged([flat.flatten([(a, i)], self.pieces) for i, a in enumerate(self.articles)])

    def test_windows_cover_each_article_once(self):
        rows = flat.drawn(self.flat, {0, 2}, np.random.default_rng(1))
        seen = [i for start, count in rows for i in range(start, start + count)]
        words, wanted = self.flat.words, []
        for begin, stop, fold in self.flat.articles:
            wanted += list(range(words[begin], words[stop])) if fold != 1 else []
        self.assertEqual(seen, wanted)

    def test_a_batch_holds_the_pieces_tags_and_bars_of_its_windows(self):
        data = stage.Data(self.flat, self.pieces, torch.device("cpu"))
        rows = flat.drawn(self.flat, {0, 1, 2}, np.random.default_rng(1))
        starts, lengths = flat.batches([rows, rows[::-1]], 700, np.random.default_rng(1))[0]
        (ids, mask, *_), words, tags, bars = data.batch(starts, lengths)
        for k, i in itertools.product(range(2), range(starts.shape[1])):
            a, n = int(starts[k, i]), int(lengths[k, i])
            self.assertEqual(ids[k, i, :n + 2].tolist(), [self.pieces.open, *self.flat.ids[a:a + n].tolist(), self.pieces.close])
            self.assertEqual(int(mask[k, i].sum()), n + 2)
            first = int(words[k, i].int().argmax())
            self.assertEqual(bars[k, i, first].tolist(), crf.BAR.tolist())
            self.assertTrue(tags[k, i, first] == 0 or tags[k, i, first] % 2 == 1)

    def test_a_stage_that_was_interrupted_goes_on_after_its_last_epoch(self):
        class Made:
            def __init__(self, flat, breaks):
                self.flat, self.left = flat, breaks

            def ahead(self, n):
                pass

            def __call__(self, n):
                self.left -= 1
                if self.left == 0:
                    raise KeyboardInterrupt
                return self.flat

        torch.manual_seed(1)
        begin = model.Tagger(vocab=len(self.pieces.vocab), width=24, layers=1, inner=32, positions=240).state_dict(), {"moves": torch.zeros(len(TAGS), len(TAGS))}
        settings = stage.Settings(epochs=2, dropout=0.0)
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(None):
            how = lambda breaks, save: stage.train("try", [begin], Made(self.flat, breaks), self.pieces, torch.device("cpu"), settings, save=f"{folder}/{save}")
            whole = how(9, "whole")
            with self.assertRaises(KeyboardInterrupt):
                how(2, "part")
            again = how(9, "part")
        for name, weight in whole[0][0].items():
            self.assertTrue(torch.allclose(weight, again[0][0][name], atol=1e-6), name)
        self.assertFalse(torch.equal(whole[0][0]["head.weight"], begin[0]["head.weight"]))


class Decoding(unittest.TestCase):
    def test_posteriors_are_those_of_all_sequences(self):
        rng = np.random.default_rng(1)
        moves = rng.normal(size=(7, 7))
        for a in range(7):
            for b in (2, 4, 6):
                if a not in (b, b - 1):
                    moves[a, b] = -1e4
        e = rng.normal(size=(4, 7))
        e[0, [2, 4, 6]] = -1e4
        weight, total = {}, 0.0
        for tags in itertools.product(range(7), repeat=4):
            w = np.exp(sum(e[i, t] for i, t in enumerate(tags)) + sum(moves[a, b] for a, b in zip(tags, tags[1:])))
            total += w
            for i, t in enumerate(tags):
                if t % 2:
                    j = i
                    while j + 1 < 4 and tags[j + 1] == t + 1:
                        j += 1
                    weight[t // 2, i, j] = weight.get((t // 2, i, j), 0.0) + w
        roles = {"source": 0, "cue": 1, "content": 2}
        found = {(roles[r], i, j): p for r, i, j, p in decode.candidates(e, moves)}
        self.assertEqual(set(found), {k for k, w in weight.items() if w / total > decode.LEAST})
        for k, p in found.items():
            self.assertAlmostEqual(p, weight[k] / total, 9)

    def test_selection_takes_no_overlap(self):
        found = [("cue", 0, 1, 0.6), ("source", 1, 2, 0.7), ("cue", 2, 3, 0.6)]
        self.assertEqual(decode.select(found, 4), [found[0], found[2]])

    def test_a_sure_cue_is_given_the_likeliest_content_beside_it(self):
        sure, unsure = ("cue", 3, 3, 0.9), ("cue", 20, 20, 0.4)
        found = [("content", 4, 6, 0.2), ("content", 4, 9, 0.3), ("content", 12, 14, 0.36), ("content", 21, 24, 0.3)]
        self.assertEqual(decode.beside(found, [sure, unsure], [sure, unsure]), [found[1]])
        self.assertEqual(decode.beside(found, [sure, ("source", 5, 5, 0.9)], [sure]), [])


class Rescoring(unittest.TestCase):
    def test_what_is_fitted_tells_right_from_wrong(self):
        rng = np.random.default_rng(1)
        x = rng.normal(3, 2, (3000, rescore.FEATURES))
        x[:, 0] = 1
        y = (x[:, 5] + x[:, 7] > 6).astype(float)
        weights = rescore.fit(x, y, epochs=60, size=250)
        self.assertEqual(len(weights["output"]), len(weights["hidden"]) + 1)
        self.assertGreater(np.mean((rescore.probability(x, weights) > 0.5) == y), 0.95)


NEWS = "Mayor Ilse Karlin sold the ferry.\n\n“The hull leaks,” Ms. Karlin told the council. “We bought it wet.”\nIt was cheap, she said."


def placed(source, cue, *content, text=NEWS):
    """An attribution of pieces of a text, each its first mention after the one before it in the text's order."""
    at = lambda piece: (text.index(piece), text.index(piece) + len(piece))
    return {"source": [at(source)], "cue": [at(cue)], "content": [at(c) for c in content]}


class Counts(unittest.TestCase):
    def article(self):
        return corpus.Article("news", NEWS, [placed("Ms. Karlin", "told", "“The hull leaks,”", "“We bought it wet.”"),
                                             placed("she", "said", "It was cheap")])

    def test_a_form_is_the_order_and_what_stands_between(self):
        forms = [counts.form_of(NEWS, x) for x in self.article().attributions]
        self.assertEqual(forms, ["c s q w. c", "c, s q"])
        self.assertIsNone(counts.form_of(NEWS, placed("Mayor Ilse Karlin", "told", "“We bought it wet.”") | {"cue": [(0, 0)]}))

    def test_numbers_are_those_of_the_articles(self):
        n = counts.count([self.article()] * 3)
        self.assertEqual(n["kinds"], {"direct": 3, "indirect": 3})
        self.assertEqual(n["forms"], {"direct": {"c s q w. c": 3}, "indirect": {"c, s q": 3}})
        self.assertEqual(n["cues"], {"direct csqc": {"told": 3}, "indirect csq": {"said": 3}})
        self.assertEqual(n["sources"]["later"], {"pronoun": 3, "title and name": 3})
        self.assertEqual((n["marks"], n["ends"]), ({"“ ”": 3}, {"s": {",": 3}}))

    def test_what_is_rare_is_left_out(self):
        self.assertEqual(counts.count([self.article()] * 2)["forms"], {})

    def test_kinds_and_shapes(self):
        self.assertEqual([counts.kind_of([p]) for p in ("“Wet.”", "‘Wet,’", "it was “wet”", "the owner’s boat")],
                         ["direct", "direct", "mixed", "indirect"])
        self.assertEqual([counts.shape(s) for s in ("He", "Karlin", "Ilse Karlin", "Mayor Ilse Karlin", "Karlin, the mayor", "the Harbour Board", "a diver", "divers")],
                         ["pronoun", "surname", "name", "title and name", "name and office", "body", "description", "group"])

    def test_a_cue_is_counted_without_names_and_short(self):
        self.assertEqual(counts.cue_of("According to", [(0, 12)]), "according to")
        self.assertIsNone(counts.cue_of("told Karlin", [(0, 11)]))
        self.assertIsNone(counts.cue_of("said in a letter", [(0, 16)]))

    def test_sentences_follow_the_counts(self):
        rng, some = random.Random(5), synthetic.counted()
        made = [(c["kinds"], counts.form_of(a.text, x)) for c in some for _ in range(60)
                for a in [synthetic.marked(synthetic.Maker(rng, None).sentence(c))] for x in a.attributions]
        self.assertTrue(made)
        known = {f for c in some for forms in c["forms"].values() for f in forms}
        share = sum(f in known for _, f in made) / len(made)
        self.assertGreater(share, 0.8)


class Gold(unittest.TestCase):
    def read(self, statements):
        with tempfile.TemporaryDirectory() as folder:
            root = f"{folder}/far/train"
            for kind in ("gold", "text"):
                os.makedirs(f"{root}/{kind}")
            with open(f"{root}/text/news_1.txt", "w", encoding="utf8") as f:
                f.write(NEWS)
            with open(f"{root}/gold/news_1.gold.json", "w", encoding="utf8") as f:
                json.dump({"article": "news_1", "statements": statements}, f)
            return corpus.read_gold(root)[0]

    def statement(self, borderline, **parts):
        span = lambda piece: {"start": NEWS.index(piece), "end": NEWS.index(piece) + len(piece), "text": piece}
        return {r: p and [span(x) for x in p] for r, p in parts.items()} | {"borderline": borderline}

    def test_spans_are_read_and_null_is_none(self):
        article = self.read([self.statement(False, source=["she"], cue=["said"], content=["It was cheap"]),
                             self.statement(False, source=None, cue=None, content=["“The hull leaks,”"])])
        self.assertEqual(article.name, "far/train/news_1_gold")
        self.assertEqual([NEWS[a:b] for _, a, b in article.spans()], ["“The hull leaks,”", "It was cheap", "she", "said"])
        self.assertEqual(article.unsure(), [])

    def test_sentences_of_which_readers_differ_are_left_out(self):
        article = self.read([self.statement(True, source=["Ms. Karlin"], cue=["told"], content=["“The hull leaks,”"]),
                             self.statement(False, source=["she"], cue=["said"], content=["It was cheap"])])
        self.assertEqual([s[0] for s in article.spans()], ["content", "source", "cue"])
        words = features.words_of(NEWS, types.SimpleNamespace(cut=lambda word: [0]))
        kept = [NEWS[words[a].start:words[b - 1].end] for a, b in flat.stretches(words, article.unsure())]
        self.assertEqual(kept, ["Mayor Ilse Karlin sold the ferry.", "“We bought it wet.”\nIt was cheap, she said."])
        self.assertEqual(restyle.quotes(article, "straight").unsure(), article.unsure())
        hull, cheap = (("content", NEWS.index(w), NEWS.index(w) + 4) for w in ("hull", "cheap"))
        self.assertEqual(scoring.sure(article, [hull, cheap]), [cheap])


class Articles(unittest.TestCase):
    def test_restyled_spans_hold_the_same_words(self):
        rng = random.Random(7)
        letters = lambda s: "".join(c for c in s if c.isalnum())
        for article in synthetic.articles(40, rng):
            for style in restyle.STYLES:
                other = restyle.quotes(article, style)
                for before, after in zip(article.attributions, other.attributions):
                    for role in before:
                        for (a, b), (c, d) in zip(before[role], after[role]):
                            self.assertEqual(letters(article.text[a:b]), letters(other.text[c:d]))

    def test_a_span_counts_when_its_tokens_are_the_same(self):
        article = corpus.Article("x", "Ana said yes.", [{"source": [(0, 3)], "cue": [(4, 8)], "content": [(9, 12)]}])
        figures = scoring.roles([article], [[("source", 0, 4), ("cue", 4, 8), ("content", 9, 13)]])
        self.assertEqual([figures[r]["f1"] for r in ("source", "cue", "content")], [100.0, 100.0, 0.0])


if __name__ == "__main__":
    unittest.main()
