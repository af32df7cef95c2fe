//! What speaks for and against something having been said: the words of the cue, those around it in
//! its sentence, who is the source, and how the content begins. Names of what is there, for a model
//! to weigh; nothing is decided here.

use q7x2_domain::Kind;

use super::around::{BEFORE, Surroundings};
use super::cue::Cue;
use super::words;
use crate::document::{Bytes, Document, Token};
use crate::kind::kind_of;
use crate::lexicon::Class;
use crate::link::Attribution;

/// How many words of the content.
const OPENING: usize = 5;

/// What is known of an attribution, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clues(Vec<String>);

impl Clues {
    /// Gathers what is known of an attribution.
    pub fn of(document: &Document, attribution: &Attribution) -> Self {
        let mut clues = Self(vec!["any".to_owned()]);
        clues.add_content(document, attribution);
        let source = attribution.source.map(|source| words::of(document, document.run(source)));
        let source = source.unwrap_or_default();
        clues.add_source(&source);
        if let Some(cue) = attribution.cue {
            let tokens: Vec<&Token> = document.words_in(cue).collect();
            let around = Surroundings::of(document, attribution, cue);
            let content = attribution.contents.first();
            let opening = content.and_then(|content| document.words_in(*content).next());
            let cue = Cue::of(document, attribution, &tokens, &around, &source);
            let opening = words::of(document, opening).into_iter().next();
            clues.add_cue(&cue, &source, opening.as_deref());
            clues.add_around(&around);
            if tokens.first().is_some_and(|token| token.depth > 0) {
                clues.add("cue", "&quoted");
            }
        } else {
            clues.add("cue", "&none");
        }
        clues.0.sort_unstable();
        clues.0.dedup();
        clues
    }

    /// Returns their names, each once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    fn add(&mut self, what: &str, value: impl AsRef<str>) {
        self.0.push(format!("{what}{}", value.as_ref()));
    }

    fn add_cue(&mut self, cue: &Cue, source: &[String], opening: Option<&str>) {
        let Cue { words, head, form, does, turned, .. } = cue;
        for word in words {
            self.add("cue=", word);
        }
        let stems: Vec<&str> = words.iter().map(|word| words::stem(word)).collect();
        for stem in &stems {
            self.add("stem=", stem);
        }
        for pair in stems.windows(2) {
            self.add("pair=", pair.join("_"));
        }
        if let Some(first) = words.first() {
            self.add("first=", first);
        }
        self.add("head=", head);
        self.add("form=", form);
        self.add("does=", does);
        if let Some(first) = opening {
            self.add("does&content=", format!("{does}&{first}"));
        }
        match turned {
            None => self.add("not", "&no"),
            Some(word) => {
                self.add("not", "&yes");
                self.add("not=", word);
                self.add("not&head=", head);
                self.add("not&does=", does);
                self.add("not&form=", form);
            }
        }
        if cue.hearsay {
            self.add("hearsay", if cue.told { "&told" } else { "" });
        }
        if cue.coming {
            self.add("coming", if turned.is_some() { "&not" } else { "" });
        }
        let sign = if turned.is_some() { "not" } else { "do" };
        for helper in &cue.helpers {
            self.add("helper=", helper);
            self.add("helper&not=", format!("{helper}&{sign}"));
            self.add("helper&form=", format!("{helper}&{form}&{sign}"));
            self.add("helper&does=", format!("{helper}&{does}&{sign}"));
            if let [who] = source {
                self.add("helper&who=", format!("{helper}&{who}&{sign}"));
            }
        }
    }

    fn add_around(&mut self, around: &Surroundings) {
        if let Some((lemma, class)) = &around.over {
            self.add("over=", lemma);
            self.add("over&does=", class);
        }
        if around.to {
            let class = around.over.as_ref().map_or("nothing", |(_, class)| class);
            self.add("to&over=", class);
            self.add("to&between=", if around.between.is_empty() { "no" } else { "yes" });
        }
        for word in around.before.iter().rev().take(BEFORE) {
            self.add("near=", word);
        }
        let mut last = around.before.iter().rev();
        match (last.next(), last.next()) {
            (Some(last), Some(second)) => {
                self.add("before=", last);
                self.add("before2=", format!("{second}_{last}"));
            }
            (Some(last), None) => self.add("before=", last),
            _ => self.add("before=", "nothing"),
        }
        if around.before.iter().any(|word| word == "if") {
            self.add("near", "&if");
        }
        for word in &around.between {
            self.add("between=", word);
        }
        for word in &around.after {
            self.add("after=", word);
        }
    }

    fn add_source(&mut self, source: &[String]) {
        match source {
            [] => self.add("source=", "none"),
            [only] => self.add("source=", only),
            [first, ..] => self.add("source1=", first),
        }
    }

    fn add_content(&mut self, document: &Document, attribution: &Attribution) {
        let kind = kind_of(document, &attribution.contents);
        self.add("kind=", kind.as_str());
        let Some(content) = attribution.contents.first() else { return };
        let opening: Vec<&Token> = document.words_in(*content).take(OPENING).collect();
        let words = words::of(document, opening.iter().copied());
        for word in words.iter().take(OPENING) {
            self.add("opening=", word);
        }
        if let Some(first) = words.first() {
            self.add("content=", first);
            self.add("content&kind=", format!("{first}&{kind}"));
        }
        if words.len() < 3 {
            self.add("content", "&short");
        }
        if opening.first().is_some_and(|word| word.has(Class::WhetherWord))
            && kind == Kind::Indirect
        {
            self.add("content", "&whether");
        }
        let asks = |content: &Bytes| document.slice(*content).contains('?');
        if attribution.contents.iter().any(asks) {
            self.add("content&asks=", kind.as_str());
        }
        if attribution.cue.is_some_and(|cue| content.start < cue.start) {
            self.add("content", "&first");
        }
    }
}

#[cfg(test)]
mod tests;
