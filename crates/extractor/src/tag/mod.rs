//! The rules that mark sources, cues and contents, by quotation marks, the cue lexicon and a few
//! patterns of news English. They stay few, and do not know who anybody is.
//!
//! A paragraph is cut into periods (`period`, `periods`), which are searched by pattern (`beside`,
//! `following`, `others`) into drafts (`draft`) with the help of `phrases`, `nouns`, `clauses`,
//! `adjuncts` and `verb`; what a paragraph leaves open for the next is in `paragraph`.

mod listed;
mod paragraph;
mod reference;
mod rules;
mod signed;
mod subjects;

mod beside;
mod following;
mod others;
mod verbs;

mod adjuncts;
mod clauses;
mod draft;
mod marked;
mod nouns;
mod period;
mod periods;
mod phrases;
mod verb;

pub(crate) use self::listed::is_set_in;
pub use self::reference::RuleTagger;
pub(crate) use self::rules::{MODEL, mark, tag_clause};
pub(crate) use self::subjects::subjects;

#[cfg(test)]
mod tests;
