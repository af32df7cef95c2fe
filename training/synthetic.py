"""Small articles with invented people and places, whose sentences report speech in the forms that counts.json counts.

A sentence is made of draws: a kind and a form (`c, s q`: content, comma, source, cue), then a cue that came with this order of
parts, the look of the source, the marks, each as often as counts.py counted it. The sets of counts are drawn from alike, so that what other
houses print comes often enough. No sentence stands here; words between the parts are short and general. restyle.py sets copies in other styles.
"""
import functools
import json
import os
import re

from corpus import Article
from counts import follower, order

ROLE = {"s": "source", "q": "cue", "c": "content"}
FIRST = "Ana Tomas Ilse Marek Joana Pavel Ruth Oskar Lena Idris Mina Hugo Sanna Viktor Amara Nils Petra Yusuf Clara Bram Olena Kofi Greta Dmytro Aisha Lars Ines Rafal Noor Stefan Priya Minh Thandi Rosa".split()
LAST = "Brandvik Okeley Ferroza Lindqvar Tarnow Meszel Oduya Karlin Vosnar Pereltin Hallgrim Zubarek Adeyo Korhola Valtieri Shumar Novotin Rasmire Dorenko Quillan Bastarra Yildarin Moravec Thalberg Iwuchi Stroeman Kalinov Abergath Renner Oloye".split()
PLACE = ["Varnholm", "Ostrava-Kelt", "Lakeport", "Sundmark", "Belgara", "Norvena", "Port Ellin", "Tarsk", "Corvane", "Halmere", "Drovia", "Kestria", "Eastmoor", "Zelmin", "Aldova"]
WORDS = {
    "place": PLACE,
    "title": ["Mayor", "Minister", "Chief Justice", "Governor", "Senator", "Gen.", "Professor", "Sen.", "Dr.", "Sgt.", "Coach", "Inspector", "Commissioner", "Councillor", "Captain", "Bishop"],
    "office": ["the mayor of {place}", "head of the {place} fisheries board", "a spokesman for {org}", "who coaches the under-19 side", "a retired judge", "chief economist at {org}", "a beekeeper", "deputy head of {org}", "a 43-year-old teacher", "the lead author", "who owns the bakery", "her lawyer"],
    "org": ["the {place} Institute", "{place} Rail", "the Dockers’ Union", "the {place} Port Authority", "the Electoral Commission", "the Coast Guard", "Norvena Bank", "the {place} Times", "{place} City Council", "the High Court", "{place} United", "the Grain Board"],
    "group": ["officials", "critics", "residents", "analysts", "two former employees", "farmers", "doctors", "people familiar with the sale", "a nurse who asked not to be named", "union leaders", "prosecutors", "a witness", "several traders", "organisers", "parents", "researchers"],
    "description": ["the minister", "the coach", "the company", "the mayor", "the judge", "the airline", "the report", "the study", "the union", "a neighbour", "his lawyer", "her brother", "the ministry", "the club", "a spokeswoman", "the regulator"],
    "pronoun": ["he", "he", "she", "she", "they", "it"],
    "thing": ["the bridge", "the ferry", "the new budget", "the merger", "the stadium", "the clinic", "the dam", "the vote", "the rail line", "the appeal", "the vaccine trial", "the recall", "the strike", "the harvest", "the fuel tax", "the telescope", "the draft law", "the northern road", "the transfer of the striker", "the school"],
    "will": ["will be finished by {when}", "will not be sold", "must be paid for by {place}", "could open {when}", "would cost {n} million", "has failed", "is nearly ready", "remains on schedule", "cannot be repaired", "was never inspected", "will create {n} jobs", "had been delayed by {n} days", "was built on wet ground", "should be tested on {n} patients", "has to be voted on before {when}", "needs the consent of {org}", "was worth {n} points", "is open to visitors", "lost {n} per cent of its value"],
    "when": ["spring", "Friday", "the end of the year", "the holidays", "Monday", "next month", "the election", "2031", "noon"],
    "n": ["12", "40", "150", "1,200", "three", "dozens of", "some 300", "about 7,000", "54", "2.5"],
    "act": ["to rebuild {thing}", "to pay for {thing}", "to delay {thing}", "to look into {thing}", "to hire {n} nurses", "to stop {thing}", "to publish the figures by {when}", "to appeal", "to resign {when}", "to comment on {thing}"],
    "noun": ["{thing}", "{thing} in {place}", "{org} over {thing}", "{thing} and {thing}", "the state of {thing}", "{n} cases since {when}", "plans for {thing}"],
    "quote": ["{thing_up} {will}", "You cannot heat a house with promises", "My grandmother planted those trees", "Whoever signed this did not read it", "Our goalkeeper kept us in it", "Nobody here sleeps when the river is high", "It smelled like burnt sugar", "Ask me again when the numbers are in", "The samples looked odd from day one", "I paid for that roof twice", "You learn more from a defeat", "Half of my class had the flu", "She taught us how to read a map", "The jury saw through it", "Eggs have doubled in price since {when}", "Please bring your own chairs", "The engine was cold", "If {thing} {will}, I’ll eat my hat", "Who counted {thing}, and when", "We owe the nurses an apology", "That was a penalty"],
    "bit": ["a muddle from start to finish", "sloppy", "the best goal of my life", "not worth the paper", "a bad joke", "wholly avoidable", "nobody’s fault", "unusually warm", "a gift to our rivals", "as dry as dust", "beyond repair", "under review", "a second chance"],
    "scare": ["‘smart’", "“ghost ship”", "‘golden hour’", "“organic”", "‘Iron Bridge’", "“pop-up”", "“zero-waste”"],
    "book": ["‘The Long Winter’", "“Salt and Iron”", "‘Night Train to {place}’", "“A Short History of Rain”"],
    "also": ["also", "later", "then", "has", "had", "repeatedly", "again", "has long", "publicly"],
    "whom": ["reporters", "{last}", "{org}", "the court", "lawmakers", "{him}", "a crowd in {place}"],
    "where": ["on Telegram", "on X", "on Facebook", "at a hearing in {place}", "in a statement", "on Tuesday", "on Sunday", "after the match", "in an e-mail", "by phone", "in court", "last week", "yesterday"],
    "lead": ["In {place}", "On Monday", "Last year", "After the vote", "Asked about {thing}", "Instead", "Still", "As for {thing}", "During a visit to {place}", "When {thing} opened"],
    "joint": ["and", "But", "However", "While", "As", "So", "In {place}"],
    "more": ["who joined {org} before {when} and has three children", "which runs {thing} and four others in {place}", "speaking a day after {thing} was closed for repairs", "in a long letter to {org} about {thing}"],
    "him": ["him", "her", "them"],
    "plain": ["{n_up} people queued outside {thing} in the rain.", "Snow fell overnight, and schools in {place} stayed shut.", "Work on {thing} started two years ago.", "{book} opens in {place} on Friday.", "{place} lies on the border with {place}, a region known for its apples.", "The {scare} aisle was empty by noon.", "Her book {book} won a prize last year.", "Fixtures", "In brief", "Correction", "The match ended 2-1 after extra time.", "The {scare} label was dropped when the rules changed.", "A map of {thing} hangs in the hall.", "Prices fell by {n} per cent in the year to March.", "Read more: how {place} saved {thing}", "Police closed the road between {place} and {place} for {n} hours.", "{org_up} moved its offices to {place} in 2024.", "The boat, nicknamed {scare}, left {place} at dawn.", "{last} scored twice and left the pitch with a sore knee."],
}
HEADINGS = ["{thing_up}: how {place} voted", "{place} counts the cost of {thing}", "Inside the {scare} shop of {place}"]


@functools.cache
def counted():
    """The sets of counts of counts.json."""
    with open(f"{os.path.dirname(os.path.abspath(__file__))}/counts.json", encoding="utf8") as f:
        return list(json.load(f).values())


def harvest(articles):
    """Whole quotations and that-clauses of a corpus, to put into sentences, so that these hold more than invented words."""
    speech, clauses = set(), set()
    for a in articles:
        for role, start, end in a.spans():
            t = a.text[start:end]
            if role == "content" and re.fullmatch(r"[“\"][A-Z][^“”\"<>{}\n]{18,200}[.,][”\"]", t):
                speech.add(t[1:-2])
            elif role == "content" and re.fullmatch(r"that [^“”\"‘<>{}\n]{18,140}\w", t):
                clauses.add(t[5:])
    return {"speech": sorted(speech), "clause": sorted(clauses)}


class Maker:
    """Makes one article: the same three people speak in all of it."""

    def __init__(self, rng, pool):
        self.rng, self.pool = rng, pool or {}
        self.cast = [(rng.choice(FIRST), rng.choice(LAST)) for _ in range(3)]

    def drawn(self, counts):
        """A key of counts, as often as it was counted."""
        return self.rng.choices(list(counts), list(counts.values()))[0]

    def fill(self, pattern):
        return re.sub(r"\{(\w+)\}", lambda m: self.word(m[1]), pattern)

    def word(self, key):
        if key.endswith("_up"):
            return upper(self.word(key[:-3]))
        if key == "last":
            return self.rng.choice(self.cast)[1]
        return self.fill(self.rng.choice(WORDS[key]))

    def source(self, shape, opens):
        name, last = " ".join(self.rng.choice(self.cast)), self.rng.choice(self.cast)[1]
        made = {"surname": last, "name": name, "title and name": f"{self.word('title')} {self.rng.choice([name, last])}",
                "name and office": f"{name}, {self.word('office')}", "body": self.word("org")}.get(shape) or self.word(shape)
        return upper(made) if opens else made

    def clause(self):
        if self.pool.get("clause") and self.rng.random() < 0.6:
            return self.rng.choice(self.pool["clause"])
        return self.fill("{thing} {will}")

    def said(self):
        if self.pool.get("speech") and self.rng.random() < 0.7:
            return self.rng.choice(self.pool["speech"])
        return self.word("quote")

    def quotation(self, counts, after, marks):
        """A quotation as it ends before `after`, what follows it in the form."""
        ends = counts["ends"].get(follower(after)) or counts["ends"]["last"]
        sentences = [self.said() for _ in range(self.rng.choice([1, 1, 1, 2, 3]))]
        return marks[0] + ". ".join(sentences) + ("" if after[:1] in (",", ":") else self.drawn(ends)) + marks[1]

    def content(self, kind, counts, cue, before, after, marks):
        """A content between what the form has before it and after it."""
        if kind == "direct":
            return self.quotation(counts, after, marks)
        opens = not before.strip() or before.rstrip()[-1:] in "./"
        bare = self.clause()
        if "q" in before and not opens and kind == "indirect":
            first = counts["openers"].get(cue, {"other": 1})
            how = self.drawn(first)
            bare = self.word("act") if how == "to" else f"that {bare}" if how == "that" else bare if "that" in first or cue in (":", "according to") else self.word("noun")
        elif "c" in before and "." not in before:
            bare = self.word("will")
        elif re.match(r"[ ,]*[sqw …,]*c", after):
            bare = self.word("thing")
        if kind == "mixed":
            bit = f"{marks[0]}{self.word('bit')}{marks[1]}"
            bare = f"{bare.rsplit(' ', 1)[0]} {bit}" if self.rng.random() < 0.7 else bit
        return upper(bare) if opens else bare

    def between(self, before, after, many):
        """Words where the form has some: `before` and `after` are the parts and marks beside them."""
        if many:
            return self.word("more")
        if before[-1:] == "s":
            return self.word("also")
        if before.endswith("s, "):
            return self.rng.choice([self.word("office"), self.word("where")])
        if before.endswith("q ") and after.startswith(" c"):
            return self.rng.choice([self.word("whom"), self.word("where")])
        if before.endswith(("c ", "s ")) and after.startswith((" q", " s")):
            return self.word("also") if before.endswith("s ") else self.word("joint").lower()
        return self.word("where")

    def sentence(self, counts, head=False):
        """One sentence that reports, with marked parts: <s …> source, <q …> cue, <c …> content."""
        if head:
            kind, form = self.drawn(counts["heads"]).split(" ", 1)
        else:
            kind = self.drawn(counts["kinds"])
            form = self.drawn(counts["forms"][kind])
        cues = counts["cues"]
        cue = self.drawn(cues.get(f"{kind} {order(form)}") or cues.get(f"indirect {order(form)}") or {"said": 1})
        pair = self.drawn(counts["marks"])
        marks = (pair[0], pair[-1])
        where = self.drawn(counts["line"]) if kind == "direct" and form[0] == "c" and not head else "within"
        lead = "" if head or where != "within" else {"": "", "w": self.word("lead") + " ", "w,": self.word("lead") + ", "}[self.drawn(counts["lead"])]
        out = lead
        for i, sign in enumerate(form):
            before, after = form[:i], form[i + 1:]
            opens = not (lead + before).strip() or bool(re.search(r"[./] ?$", before))
            if sign == "s":
                shape = self.drawn(counts["sources"]["opens" if opens else "later"])
                shape = "him" if shape == "pronoun" and cue.split()[-1] in ("to", "by", "for", "from") and before[-2:] == "q " else shape
                out += f"<s {self.source(shape, opens)}>"
            elif sign == "q":
                out += f"<q {upper(cue) if opens else cue}>"
            elif sign == "c":
                out += f"<c {self.content(kind, counts, cue, lead + before, after, marks)}>"
            elif sign in "w…":
                out += self.between(before, after, sign == "…")
            else:
                out += "\n" if sign == "/" else sign
        closed = re.search(r"[.!?][”\"’'»]?>$", out)
        return out if head or closed else out + "."

    def article(self):
        pick, parts = self.rng.choice, []
        if pick([0, 1]):
            counts = pick(counted())
            parts.append(self.sentence(counts, head=True) if self.rng.random() < 0.8 and counts["heads"] else self.fill(pick(HEADINGS)))
        for _ in range(self.rng.randint(4, 11)):
            line = []
            for _ in range(pick([1, 1, 2])):
                counts = pick(counted())
                line.append(self.sentence(counts) if self.drawn(counts["sentences"]) == "reported" else self.word("plain"))
            whole = all(re.search(r"[.!?][”\"’'»]?>?$", t) for t in line)
            parts.append(" ".join(line if whole else line[:1]))
        return marked(re.sub(r",(>?)([.:,])", r"\1\2", pick(["\n", "\n\n"]).join(parts)))


def upper(text):
    """With its first letter as a capital."""
    return re.sub(r"[^\W\d_]", lambda m: m[0].upper(), text, count=1) if text[:1].isalpha() else text


def marked(text):
    """An article from text with marked parts. Each run of source, cue and content is one attribution."""
    out, attributions, at = "", [], 0
    for m in re.finditer(r"<([sqc]) ([^<>]*)>", text):
        out += text[at:m.start()]
        role, at = ROLE[m[1]], m.end()
        if not attributions or (attributions[-1][role] and role != "content"):
            attributions.append({"source": [], "cue": [], "content": []})
        attributions[-1][role].append((len(out), len(out) + len(m[2])))
        out += m[2]
    return Article("synthetic", out + text[at:], attributions)


def articles(n, rng, pool=None):
    return [Maker(rng, pool).article() for _ in range(n)]
