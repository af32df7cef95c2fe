//! What speaks for a telling within a telling being one: the clues by which the act of any attribution is
//! told, and how the telling lies in the content around it.

use q7x2_domain::RoleSpan;

use crate::act::{Known, act_as, clues_of as act_clues};
use crate::asserted::asserted;
use crate::document::{Bytes, Document};
use crate::kind::kind_of;
use crate::lexicon::Class;
use crate::link::Attribution;
use crate::resolve::names_somebody;

/// What is seen of a content that was read once more.
pub(super) struct Seen<'a> {
    /// The article, and the content in it.
    pub(super) outer: &'a Document,
    pub(super) content: Bytes,
    /// Whether the piece begins with a small letter in the article.
    pub(super) small: bool,
    /// The piece of the content that was read, and what was read there, if its scores say how sure it is.
    pub(super) within: &'a Document,
    pub(super) read: Option<&'a [RoleSpan]>,
}

/// Parts of a content that are told apart.
const PARTS: usize = 4;

/// Returns the clues of an attribution that was found within a content. `known` tells whether the reader of
/// the article marked its cue too.
pub(super) fn clues_of(seen: &Seen<'_>, attribution: &Attribution, known: bool) -> Vec<String> {
    let within = seen.within;
    let kind = kind_of(within, &attribution.contents);
    let asserted = asserted(within, attribution);
    let rules = act_as(within, attribution, kind, false, asserted);
    let known_of = Known { kind, asserted, thing: false, rules, spans: seen.read };
    let mut clues = act_clues(within, attribution, &known_of);
    let mut add = |name: &str, value: &str| clues.push(format!("{name}={value}"));
    let yes = |is: bool| if is { "yes" } else { "no" };
    let quoted = !seen.outer.quotations_over(seen.content).is_empty();
    let length = within.text().len().max(1);
    let told: usize = attribution.contents.iter().map(|bytes| bytes.len()).sum();
    let part = (PARTS * told / length).to_string();
    add("always", "");
    add("outer-quoted", yes(quoted));
    add("marked-cue", yes(known));
    add("part", &part);
    add("part&outer-quoted", &format!("{part}&{}", yes(quoted)));
    let opens = attribution.source.is_some_and(|source| source.start == 0);
    add("opens", yes(opens));
    let first = attribution.source.and_then(|source| within.words_in(source).next());
    if let Some(first) = first {
        let pronoun = first.has(Class::Subject);
        let word = if pronoun { first.lower() } else { "-" };
        add("source", word);
        add("source&outer-quoted", &format!("{word}&{}", yes(quoted)));
        // "the demands that come with the job"
        let name = within.slice(first.bytes).starts_with(char::is_uppercase);
        let name = name && !(opens && seen.small);
        let source = attribution.source.map_or("", |source| within.slice(source));
        let party = pronoun || name || names_somebody(source);
        add("party", yes(party));
        add("party&mode", &format!("{}&{}", yes(party), rules.0));
    }
    if let Some(cue) = attribution.cue {
        let auxiliary = within.words_in(cue).find(|word| word.has(Class::Auxiliary));
        let before = within.token_before(cue.start).filter(|word| word.has(Class::Auxiliary));
        let word = auxiliary.or(before).map_or("-", |word| word.lower());
        add("auxiliary", word);
    }
    clues
}
