"""Small articles made from templates, for forms that the training corpus hardly has; all people and places are invented.

A template is text with marked parts: `<s ...>` source, `<q ...>` cue, `<c ...>` content; {word} is filled from the lists
or made by the function of that name. Quotation marks are written “ ” ‘ ’ here; restyle.py sets them in other styles.
"""
import re

from corpus import Article

ROLE = {"s": "source", "q": "cue", "c": "content"}
FIRST = "Ana Tomas Ilse Marek Joana Pavel Ruth Oskar Lena Idris Mina Hugo Sanna Viktor Amara Nils Petra Yusuf Clara Bram Olena Kofi Greta Dmytro Aisha Lars Ines Rafal Noor Stefan".split()
LAST = "Brandvik Okeley Ferroza Lindqvar Tarnow Meszel Oduya Karlin Vosnar Pereltin Hallgrim Zubarek Adeyo Korhola Valtieri Shumar Novotin Rasmire Dorenko Quillan Bastarra Yildarin Moravec Thalberg Iwuchi Stroeman Kalinov Abergath Renner Oloye".split()
PLACE = "Varnholm Ostrava-Kelt Lakeport Sundmark Belgara Norvena Port Ellin,Tarsk Corvane Halmere Drovia Kestria Eastmoor Zelmin Aldova".replace(" ", ",").replace("Port,", "Port ").split(",")
LISTS = {
    "title": ["Mayor", "Foreign Minister", "Prime Minister", "President", "Governor", "Defence Secretary", "General", "Professor", "Sen.", "Dr.", "police chief", "envoy", "spokeswoman", "regional governor", "Commissioner"],
    "office": ["the mayor of {place}", "head of the {place} harbour board", "a spokesman for the ministry", "who leads the opposition", "a retired judge", "chief economist at {org}", "who has run the agency since March", "deputy head of {org}", "a 43-year-old teacher", "author of the report"],
    "org": ["the {place} Institute", "{place} Rail", "the Harbour Union", "the finance ministry", "the {place} Port Authority", "the electoral commission", "the air force", "the Coast Guard", "Norvena Bank", "the regulator", "the {place} Times", "Kestria’s foreign ministry", "the regional administration", "the river police"],
    "group": ["officials", "critics", "residents", "analysts", "two people familiar with the talks", "local officials", "a senior diplomat", "an official who asked not to be named", "opposition lawmakers", "union leaders", "prosecutors", "a witness", "several traders", "Drovian commanders", "aid workers"],
    "say": ["said", "said", "said", "says", "added", "wrote", "stressed", "argued", "insisted", "warned", "noted", "claimed", "explained", "stated", "announced", "declared", "maintained", "acknowledged", "reported", "confirmed", "suggested", "emphasised"],
    "saying": ["saying", "stating", "adding", "arguing", "warning", "insisting", "writing", "noting"],
    "noun": ["comments", "words", "response", "answer", "remarks", "message", "reply", "statement", "verdict", "warning"],
    "where": ["on Telegram", "on X", "in a post on Facebook", "on state television", "at a press conference in {place}", "in a statement", "on Tuesday", "in an interview with {org}", "during a visit to {place}", "on Sunday evening"],
    "thing": ["the bridge", "the ceasefire", "the new budget", "the port", "the agreement", "the evacuation", "the power plant", "the vote", "the rail line", "the rescue", "the investigation", "the sanctions package", "the strike", "the harvest", "the tax on fuel", "the prisoner exchange", "the draft law", "the northern road"],
    "will": ["will be finished by {when}", "will not go ahead", "must be paid for by {place}", "could begin {when}", "would cost far more than planned", "has failed", "is close to collapse", "remains on schedule", "cannot be won by force", "was never discussed", "will create {n} jobs", "had been delayed by {n} days", "is in nobody’s interest", "would put {n} people at risk", "has to be signed before {when}", "needs the consent of {org}"],
    "when": ["spring", "Friday", "the end of the year", "the winter", "Monday", "next month", "the election", "2031"],
    "n": ["12", "40", "150", "1,200", "three", "dozens of", "some 300", "about 7,000", "54"],
    "act": ["to rebuild {thing}", "to pay for {thing}", "to delay {thing}", "to talk about {thing}", "to protect {n} people in {place}", "to stop {thing}", "to publish the figures by {when}"],
    "speech": ["We will not leave until {thing} is safe", "I have never seen anything like it", "There is no plan B", "It’s time to sit down and talk", "Our people deserve better than this", "We lost {n} homes in one night", "They promised us help, and nobody came", "This is not about money", "I don’t know what happens after {when}", "We’re ready for talks", "No one asked us about {thing}", "If {thing} fails, we all fail", "I told them that we won’t accept it", "It was quiet, then everything shook", "You can’t run a country like this", "{thing_up} {will}", "Let’s be honest: {thing} {will}", "We have waited {n} years for {thing}", "The enemy struck a residential district of {place}", "As of this morning, {thing} {will}", "What we need now is patience, not slogans"],
    "bit": ["completely out of control", "a turning point", "very serious consequences", "bring it to an end", "the worst night of the war", "not for sale", "a stab in the back", "protect every family", "in the coming days", "neither fair nor legal", "stop the bleeding", "a second chance"],
    "scare": ["‘smart’", "“neutral zone”", "‘ghost ship’", "“green corridor”", "‘golden hour’", "“fake”", "‘Iron Bridge’", "“special status”"],
    "book": ["‘The Long Winter’", "“Salt and Iron”", "‘Night Train to {place}’", "“A Short History of Rain”"],
    "bullet": ["- ", "• ", "* ", "– "],
    "dash": ["–", "—", "-"],
    "he": ["He", "She"], "him": ["he", "she"],
    "plain": ["{n_up} people gathered in the square of {place} as {thing} began.", "The river rose again overnight, and schools in {place} stayed shut.", "Work on {thing} started two years ago.", "The film {book} opens in {place} on Friday.", "{place} lies on the border with {place}, a region known for its apples.", "The so-called {scare} runs along the coast for {n} miles.", "Her book {book} won a prize last year.", "Share this article", "What we know so far", "Why it matters", "Key points", "The match ended 2-1 after extra time.", "The {scare} label was dropped when the rules changed.", "A map of {thing} hangs in the hall.", "Prices fell by {n} per cent in the year to March.", "Read more: five things to do in {place}", "Police closed the road between {place} and {place} for {n} hours.", "{org_up} moved its offices to {place} in 2024.", "The ship, nicknamed {scare}, left {place} at dawn."],
}
TEMPLATES = [
    "<c “{speech},”> <s {person}> <q {said}>{rest}.",
    "<c “{speech},”> <q {said}> <s {person}>{rest}.",
    "<c “{speech},”> <s {him}> <q {said}>. <c “{speech}.”>",
    "<s {person}> <q {said}>{rest}: <c “{speech}. {speech}.”>",
    "<s {person}> <q {said}>{rest}:\n<c “{speech}.”>",
    "{in_a_post}, <s {person}> <q {said}>,\n<c “{speech}. {speech}.”>",
    "{in_a_post}, <s {person}> <q {said}>: <c “{speech}.”>",
    "<c “{speech}. {speech}.”> <q {dash}> <s {person}>",
    "<c “{speech}.”>\n<q {dash}> <s {name}, {office}>",
    "<s {name}><q :> <c “{speech}.”>",
    "<s {title} {last}><q :> <c {thing} {will}>",
    "<s {last}> <q told> reporters{rest}:\n{bullet}<c “{speech}.”>\n{bullet}<c “{speech}.”>",
    "According to people in the room, <s {last}> <q said>:\n{bullet}<c “{speech}.”>\n{bullet}<c “{speech}.”>\n{bullet}<c “{speech}.”>",
    "{bullet}<c “{speech},”> <q {said}> <s {name}>",
    "{bullet}<s {person}> <q says> <c {thing} {will}>.",
    "{bullet}<c “{speech}.”> <q {dash}> <s {name}>",
    "<s {last}>’s <q {noun}>, such as <c ‘{speech},’> were met with silence.",
    "<s {last}>’s <q {noun}>, <c ‘{speech},’> left little room for doubt.",
    "<s {person}> ended the meeting, <q {saying}>, <c ‘{speech}. {speech}.’> A vote follows on Monday.",
    "<s {last}> left early, <q {saying}> <c that {thing} {will}>.",
    "<s {person}> <q {said}> <c that {thing} {will}, calling it ‘{bit}’>.",
    "<s {he}> <q warned> <c that there would be ‘{bit}’ if {thing} {will}>.",
    "<s {person}> <q said> <c the deal was “{bit}”>.",
    "<q According to> <s {person}>, <c {thing} {will}>.",
    "<c {thing_up} {will}>, <q according to> <s {source}>.",
    "<c {thing_up} {will}>, <s {source}> <q {said}>{rest}.",
    "<s {source_up}> <q {said}>{rest} <c that {thing} {will}>.",
    "<s {source_up}> <q {said}> <c {thing} {will}>.",
    "<s {source_up}> <q reported> <c that {n} houses in {place} were hit overnight>.",
    "<s {person}> <q pledged> <c {act}>.", "<s {person}> <q demanded> <c that {thing} be stopped>.",
    "<s {person}> <q denied> <c that {thing} {will}>.", "<s {last}> <q called on> {org} <c {act}>.",
    "<s {last}> <q asked> {org} <c {act}>.", "<s {last}> <q ordered> the army <c {act}>.",
    "<s {person}> <q said> <c {thing} {will}>, and <q added> <c that {thing} {will}>.",
    "<c ‘{speech},’> <q reads> <s the letter to {org}>.",
    "Asked about {thing}, <s {last}> <q replied>: <c ‘{speech}.’>",
    "<c ‘{speech}.\n{speech}.\n{speech},’> <s {last}> <q said>.",
    "<s {person}> <q said>, <c ‘{speech}.\n{speech}.’> Talks go on in {place}.",
    "<s {last}>’s first <q words> were a simple <c ‘{speech},’> and then a handshake.",
    "Asked by {org}, <s {last}> answered with a <q simple> <c ‘{bit_up}.’> However, {thing} {will}.",
    "{last} nodded, <q acknowledging> the gift with a brief <c ‘{bit_up}.’> The guests left soon after.",
    "<s {last}> <q expressed> <c hope for {act_bare}>, and spoke of <c ‘{bit}’>.",
    "<s {person}>, for his part, reportedly <q told> {last} <c that he would ‘{bit}’ if {thing} {will}>.",
    "<s {last}> <q asked> {last} <c {act} for the sake of ‘{bit}’>.",
    "{in_a_post}, <s {person}> <q confirmed> <c that {thing} {will}>:\n\n<c “{speech}. {speech}.”>",
    "<s {person}> <q voiced> <c support for {thing}> and <q promised> <c {act}>.",
    "On the other side, <s {org}> <q claimed> <c {thing} {will}>.",
    "The exchange of a {scare} lasted until dawn, and the {scare} was closed.",
    "The new rule, known as {scare}, covers {n} farms near {place}.",
    "<c “{bit_up}”> was how <s {person}> <q described> <c {thing}>.",
]
HEADS = ["<s {last}> <q says> <c {thing} {will}>", "<s {last}><q :> <c ‘{speech}’>", "<c {thing_up} {will}>, <q says> <s {last}>",
         "<c ‘{speech}’><q :> <s {last}> on {thing}", "<s {place}> <q vows> <c {act}>", "<s {last}> <q warns> <c {thing} {will}>",
         "<c {thing_up} ‘{bit}’>, <q warns> <s {title} {last}>", "<c {thing_up} {will}> <q –> <s {org}>", "{thing_up}: what happens next in {place}",
         "{place} counts the cost of {thing}", "Inside {place}’s {scare} quarter"]
BESIDE = ["", "", "", " {where}", " {where}"]


def harvest(articles):
    """Whole quotations and that-clauses of a corpus, to put into templates, so that these hold more than invented words."""
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
    def __init__(self, rng, pool):
        self.rng, self.pool = rng, pool
        self.cast = [(rng.choice(FIRST), rng.choice(LAST)) for _ in range(3)]

    def fill(self, template):
        return re.sub(r"\{(\w+)\}", lambda m: self.word(m[1]), template)

    def word(self, key):
        pick = self.rng.choice
        if key.endswith("_up"):
            w = self.word(key[:-3])
            return w[0].upper() + w[1:]
        if key == "speech" and self.pool and self.rng.random() < 0.7:
            return pick(self.pool["speech"])
        if key == "act_bare":
            return self.word("act")[3:]
        if key == "place":
            return pick(PLACE)
        if key == "said":
            return pick(LISTS["say"] if pick([0, 1]) else ["said", "wrote", "added"])
        if key == "rest":
            return self.fill(pick(BESIDE))
        if key == "last":
            return pick(self.cast)[1]
        if key == "name":
            return " ".join(pick(self.cast))
        if key == "in_a_post":
            return pick(["In a post {where}", "In remarks broadcast {where}", "Speaking in {place}", "In a letter to {org}"]).replace("{where}", pick(["on X", "on state television", "online"])).replace("{place}", pick(PLACE)).replace("{org}", self.word("org"))
        if key == "person":
            return self.fill(pick(["{name}", "{last}", "{title} {name}", "{title} {last}", "{name}, {office},"]))
        if key == "source":
            return self.fill(pick(["{group}", "{org}", "{title} {name}", "{last}"]))
        return self.fill(pick(LISTS[key]))

    def article(self):
        pick, parts = self.rng.choice, []
        if pick([0, 1]):
            parts.append(pick(HEADS))
        for _ in range(self.rng.randint(4, 11)):
            line = [pick(LISTS["plain"] if self.rng.random() < 0.3 else TEMPLATES) for _ in range(pick([1, 1, 2]))]
            parts.append(" ".join(line if all(t.endswith(".") and "{bullet}" not in t for t in line) else line[:1]))
        if self.pool:
            parts = [self.rng.random() < 0.6 and re.sub(r"<c that \{thing\} \{will\}>", lambda _: f"<c that {pick(self.pool['clause'])}>", p) or p
                     for p in parts]
        text = self.fill(pick(["\n", "\n\n"]).join(parts))
        return marked(re.sub(r",>([.:])", r">\1", text.replace(",,", ",").replace(",:", ":").replace(",.", ".")))


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
