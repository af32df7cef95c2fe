//! What follows from the edits of a journal: under which speaker a statement answers. Pure, so that
//! the answer is the same whenever it is worked out, and an undo is exact.

use std::collections::{HashMap, HashSet};

use crate::{ArticleId, Correction, Edit, Effect, Party, SpeakerId, SpeakerPart, StatementPlace};

/// The edits in force, ready to be asked.
///
/// They are gone through in the order in which they were made, each on what those before it left:
/// who merges Lind into Anna Lind and then splits her by an article, splits Lind as well.
///
/// `Name` is a name as whoever asks compares names.
#[derive(Debug)]
pub struct SpeakerRules<Name> {
    steps: Vec<Step<Name>>,
    /// The steps that may move what a speaker said, by the speaker.
    by_speaker: HashMap<SpeakerId, Vec<usize>>,
    /// The steps about single statements, by their article.
    by_article: HashMap<ArticleId, Vec<usize>>,
    parties: HashMap<SpeakerId, Party>,
    renamed: HashSet<SpeakerId>,
    pinned: HashSet<SpeakerId>,
    /// What was said of single statements, by their article, with the numbers of the edits.
    corrections: HashMap<ArticleId, Vec<(u64, Edit)>>,
}

/// A statement as it was extracted, as far as edits ask.
#[derive(Debug, Clone, Copy)]
pub struct Linked<'a, Name> {
    /// The speaker that the extractor linked, or the one that is meant by similarity.
    pub speaker: Option<&'a SpeakerId>,
    /// The name that the article gives the speaker.
    pub name: Option<&'a Name>,
    /// The source.
    pub source: Option<&'a Name>,
    /// Where the statement stands.
    pub place: &'a StatementPlace,
}

/// Under which speaker a statement answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The speaker; `None` when it is not known.
    pub speaker: Option<SpeakerId>,
    /// Who speaks with that one, where a person said of this statement that several said it; each once.
    pub with: Vec<SpeakerId>,
    /// Whether the statement was taken from a speaker whose other statements stayed, so that the
    /// names which the article gives that one say nothing of this one.
    pub taken: bool,
    /// Whether a person said of this statement who said it.
    pub pinned: bool,
}

#[derive(Debug)]
enum Step<Name> {
    Merge { into: SpeakerId },
    Split { forms: Vec<Name>, articles: Vec<ArticleId>, places: Vec<StatementPlace>, to: SpeakerId },
    PinStatement { place: StatementPlace, to: Vec<SpeakerId> },
}

impl<Name: PartialEq> SpeakerRules<Name> {
    /// Returns what follows from `edits`: those in force with their numbers, in the order in which they
    /// were made. An undo among them says nothing any more. `fold` makes names of words.
    pub fn of<'a>(
        edits: impl IntoIterator<Item = (u64, &'a Edit)>,
        fold: impl Fn(&str) -> Name,
    ) -> Self {
        let mut rules = Self {
            steps: vec![],
            by_speaker: HashMap::new(),
            by_article: HashMap::new(),
            parties: HashMap::new(),
            renamed: HashSet::new(),
            pinned: HashSet::new(),
            corrections: HashMap::new(),
        };
        for (number, edit) in edits {
            rules.add(edit, &fold);
            if let Edit::PinStatement { place, .. } | Edit::Correct { place, .. } = edit {
                let of_article = rules.corrections.entry(place.article).or_default();
                of_article.push((number, edit.clone()));
            }
        }
        rules
    }

    fn add(&mut self, edit: &Edit, fold: impl Fn(&str) -> Name) {
        for party in edit.parties() {
            if !self.renamed.contains(&party.id) {
                self.parties.insert(party.id.clone(), party.clone());
            }
        }
        let number = self.steps.len();
        match edit {
            Edit::Merge { into, from } => {
                for party in from {
                    self.by_speaker.entry(party.id.clone()).or_default().push(number);
                }
                self.steps.push(Step::Merge { into: into.id.clone() });
            }
            Edit::Split { from, part: SpeakerPart { forms, articles, places }, to } => {
                self.by_speaker.entry(from.id.clone()).or_default().push(number);
                self.steps.push(Step::Split {
                    forms: forms.iter().map(|form| fold(form)).collect(),
                    articles: articles.clone(),
                    places: places.clone(),
                    to: to.id.clone(),
                });
            }
            Edit::Rename { speaker, name } => {
                self.parties
                    .insert(speaker.id.clone(), Party { name: name.clone(), ..speaker.clone() });
                self.renamed.insert(speaker.id.clone());
            }
            Edit::Pin { speaker } => {
                self.pinned.insert(speaker.id.clone());
            }
            Edit::PinStatement { place, .. }
            | Edit::Correct { place, what: Correction::Speakers(_), .. } => {
                self.by_article.entry(place.article).or_default().push(number);
                let to = edit.parties().into_iter().map(|party| party.id.clone()).collect();
                self.steps.push(Step::PinStatement { place: place.clone(), to });
            }
            Edit::Correct { .. }
            | Edit::SetArticles { .. }
            | Edit::Forget { .. }
            | Edit::Erased
            | Edit::Undo { .. } => {}
        }
    }

    /// Returns under which speaker a statement answers.
    pub fn answer(&self, linked: &Linked<'_, Name>) -> Answer {
        let speaker = linked.speaker.cloned();
        let mut answer = Answer { speaker, with: vec![], taken: false, pinned: false };
        let mut beside: (usize, &[SpeakerId]) = (0, &[]);
        let pins = self.by_article.get(&linked.place.article);
        let mut next = 0;
        while let Some(step) = self.next_step(next, answer.speaker.as_ref(), pins) {
            next = step + 1;
            match &self.steps[step] {
                Step::Merge { into } => answer.speaker = Some(into.clone()),
                Step::Split { forms, articles, places, to } => {
                    let named = [linked.source, linked.name].into_iter().flatten();
                    let is_part = !answer.pinned
                        && (named.into_iter().any(|name| forms.contains(name))
                            || articles.contains(&linked.place.article)
                            || places.iter().any(|place| place.is_also(linked.place)));
                    if is_part {
                        answer.speaker = Some(to.clone());
                        answer.taken = true;
                    }
                }
                Step::PinStatement { place, to } => {
                    if place.is_also(linked.place) {
                        (answer.taken, answer.pinned) = (true, true);
                        answer.speaker = to.first().cloned();
                        beside = (next, to.get(1..).unwrap_or_default());
                    }
                }
            }
        }
        for id in beside.1 {
            let now = self.merged(beside.0, id);
            // Who was merged into one who speaks beside is named once.
            if answer.speaker.as_ref() != Some(now) && !answer.with.contains(now) {
                answer.with.push(now.clone());
            }
        }
        answer
    }

    /// Returns the first step from `next` on that may move what is `speaker`'s at present.
    fn next_step(
        &self,
        next: usize,
        speaker: Option<&SpeakerId>,
        pins: Option<&Vec<usize>>,
    ) -> Option<usize> {
        let after =
            |steps: &Vec<usize>| steps.get(steps.partition_point(|step| *step < next)).copied();
        let of_speaker = speaker.and_then(|id| self.by_speaker.get(id)).and_then(after);
        let of_article = pins.and_then(after);
        [of_speaker, of_article].into_iter().flatten().min()
    }

    /// Returns a speaker that an edit is about, by the name it has now.
    pub fn party(&self, id: &SpeakerId) -> Option<&Party> {
        self.parties.get(id)
    }

    /// Returns what corrections make of the statement that was extracted at a place.
    pub fn effect(&self, place: &StatementPlace) -> Effect {
        let corrections = self.corrections.get(&place.article).into_iter().flatten();
        Effect::of(place, corrections.map(|(number, edit)| (*number, edit)))
    }

    /// Tells whether nothing follows: no statement is moved or corrected, and nobody is renamed or pinned.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.parties.is_empty() && self.corrections.is_empty()
    }

    /// Tells whether people gave the speaker its name.
    pub fn is_renamed(&self, id: &SpeakerId) -> bool {
        self.renamed.contains(id)
    }

    /// Tells whether similarity must leave the speaker alone as the one that others are linked to.
    pub fn is_pinned(&self, id: &SpeakerId) -> bool {
        self.pinned.contains(id)
    }

    /// Tells whether people decided anything about the speaker, so that similarity does not decide
    /// who it is.
    pub fn is_decided(&self, id: &SpeakerId) -> bool {
        self.parties.contains_key(id)
    }

    /// Returns who answers for all that a speaker said, when people have merged it into another.
    pub fn merged_into(&self, id: &SpeakerId) -> Option<&Party> {
        let now = self.merged(0, id);
        (now != id).then(|| self.parties.get(now)).flatten()
    }

    /// Returns whom a speaker is merged into from a step on; itself where it is not.
    fn merged<'a>(&'a self, mut next: usize, id: &'a SpeakerId) -> &'a SpeakerId {
        let mut now = id;
        while let Some(step) = self.next_step(next, Some(now), None) {
            next = step + 1;
            if let Step::Merge { into } = &self.steps[step] {
                now = into;
            }
        }
        now
    }
}

#[cfg(test)]
mod tests;
