//! What speaks for an attribution being speech, a thought, a sign or nothing of the kind: the clues by
//! which it is told whether it was said, what the rules make of the cue, who the source looks like, and
//! how sure the tagger is. Names of what is there, for a model to weigh.

use q7x2_domain::{Asserted, CueClass, Kind, Mode, Role, RoleSpan};

use super::sorts;
use crate::asserted::{Clues, stem};
use crate::confidence::score_of;
use crate::document::{Bytes, Document, Token};
use crate::lexicon::Class;
use crate::link::Attribution;

/// What is known of an attribution besides its words.
pub(crate) struct Known<'a> {
    pub(crate) kind: Kind,
    pub(crate) asserted: Asserted,
    /// Whether the source is a thing: "the map".
    pub(crate) thing: bool,
    /// What the rules make of the cue.
    pub(crate) rules: (Mode, Option<CueClass>),
    /// What a learned tagger read, in order of their start, whose scores say how sure it is.
    pub(crate) spans: Option<&'a [RoleSpan]>,
}

/// How many steps the tagger's sureness is told in.
const STEPS: f64 = 6.0;

/// Returns what is known of an attribution, by name.
pub(crate) fn clues_of(
    document: &Document,
    attribution: &Attribution,
    known: &Known<'_>,
) -> Vec<String> {
    let said = Clues::of(document, attribution);
    let mut clues: Vec<String> = said.names().map(str::to_owned).collect();
    let stems: Vec<String> =
        clues.iter().filter_map(|clue| clue.strip_prefix("stem=")).map(str::to_owned).collect();
    let head = clues.iter().find(|clue| clue.starts_with("head=")).cloned();
    let head = head.unwrap_or_else(|| "head=none".to_owned());
    let mut add = |name: &str, value: &str| clues.push(format!("{name}={value}"));

    let (mode, class) = known.rules;
    let rules = format!("{mode}/{}", class.map_or("none", CueClass::as_str));
    let (kind, form) = (known.kind.as_str(), form_of(document, attribution.source));
    add("rules", &rules);
    add("rules&kind", &format!("{rules}&{kind}"));
    add("rules&form", &format!("{rules}&{form}"));
    add("asserted", known.asserted.as_str());
    add("form&kind", &format!("{form}&{kind}"));
    let mut sorts: Vec<&str> =
        stems.iter().flat_map(|stem| sorts::of(stem)).map(String::as_str).collect();
    sorts.sort_unstable();
    sorts.dedup();
    let sorts = if sorts.is_empty() { "none".to_owned() } else { sorts.join("+") };
    let leading = head.strip_prefix("head=").map_or("", stem);
    for sort in sorts::of(leading) {
        add("head-sort", sort);
        add("head-sort&kind", &format!("{sort}&{kind}"));
        add("head-sort&form", &format!("{sort}&{form}"));
    }
    add("sorts", &sorts);
    add("sorts&rules", &format!("{sorts}&{rules}"));
    add("sorts&kind", &format!("{sorts}&{kind}"));
    add("thing", if known.thing { "yes" } else { "no" });
    add("head&kind", &format!("{head}&{kind}"));
    add("head&form", &format!("{head}&{form}"));
    if known.thing {
        add("head&thing", &head);
    }
    let content = attribution.contents.first().copied().unwrap_or_default();
    let order = match (attribution.cue, attribution.source) {
        (Some(cue), _) if content.start < cue.start => "content-first",
        (Some(cue), Some(source)) if cue.start < source.start => "cue-first",
        (Some(_), Some(_)) => "source-first",
        (Some(_), None) => "no-source",
        (None, Some(_)) => "no-cue",
        (None, None) => "content-alone",
    };
    add("order", order);
    add("order&kind", &format!("{order}&{kind}"));
    if attribution.source.is_none() {
        add("head&alone", &head);
    }
    if let Some(cue) = attribution.cue {
        let opener = opener_of(document, content);
        add("head&opener", &format!("{head}&{opener}"));
        add("sorts&opener", &format!("{sorts}&{opener}"));
        add("opener&rules", &format!("{opener}&{rules}"));
        let sentences = [cue, content].map(|place| document.sentence_at(place.start));
        add("apart", if sentences[0] == sentences[1] { "no" } else { "yes" });
    }
    let words = document.count_words(content);
    add("words", &words.min(24).next_power_of_two().to_string());
    for (role, name, place) in [
        (Role::Content, "sure-content", Some(content)),
        (Role::Cue, "sure-cue", attribution.cue),
        (Role::Source, "sure-source", attribution.source),
    ] {
        let Some((spans, place)) = known.spans.zip(place) else { continue };
        let odds = score_of(spans, role, place);
        add(name, &format!("{:.0}", odds.clamp(-STEPS, STEPS).round()));
    }
    clues
}

/// Returns how a source is written.
fn form_of(document: &Document, source: Option<Bytes>) -> &'static str {
    let Some(source) = source else { return "none" };
    let words: Vec<&Token> = document.words_in(source).collect();
    let Some(first) = words.first() else { return "none" };
    let capital = |word: &&&Token| document.slice(word.bytes).starts_with(char::is_uppercase);
    let capitals = words.iter().skip(1).filter(capital).count();
    match first.lower() {
        "i" | "we" | "he" | "she" | "you" => "somebody",
        "they" => "they",
        "it" | "this" | "that" | "these" | "those" => "it",
        "who" | "which" => "who",
        "the" if capitals > 0 => "the-named",
        "the" => "the",
        "a" | "an" | "some" | "one" | "many" => "a",
        _ if first.has(Class::Possessive) => "own",
        _ if capital(&first) => "name",
        _ => "bare",
    }
}

/// Returns how a content begins.
fn opener_of(document: &Document, content: Bytes) -> &'static str {
    let Some(first) = document.words_in(content).next() else { return "none" };
    match first.lower() {
        "that" => "that",
        "to" => "to",
        _ if first.depth > 0 => "quoted",
        _ if first.has(Class::WhetherWord) => "whether",
        lower if lower.ends_with("ing") => "ing",
        "the" | "a" | "an" | "his" | "her" | "their" | "its" => "noun",
        "he" | "she" | "they" | "it" | "there" | "we" => "clause",
        _ => "other",
    }
}
