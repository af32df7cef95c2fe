//! Counts what became of the articles of one intake, and says it in one line.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::time::Instant;

use crate::exit::Failure;
use crate::feed::LeftOut;
use crate::json::{Receipt, ReceiptStatus, Summary};
use crate::output::counted;

/// What was taken in so far.
#[derive(Debug)]
pub(crate) struct Tally {
    accepted: u64,
    /// Those of them that are other texts of articles that were kept already, by their ids.
    pub(crate) revisions: Vec<String>,
    /// How many of those are older than a text that was kept, where that was looked at.
    pub(crate) earlier: u64,
    /// The revisions of which corrections fit no statement, with how many, where that was looked at.
    pub(crate) unfit: Vec<(String, u64)>,
    duplicates: u64,
    /// Of how many of them more is known now.
    filled: u64,
    /// How many of them are kept under another outlet than they told, by that.
    other_outlets: BTreeMap<String, u64>,
    /// How many of them told something otherwise than is known.
    differing: u64,
    /// How many told which field otherwise.
    differing_fields: BTreeMap<String, u64>,
    /// How many people had forgotten.
    forgotten: u64,
    rejected: u64,
    /// The articles that were accepted or known already, each once, in order.
    pub(crate) ids: Vec<String>,
    seen: HashSet<String>,
    /// Articles of this intake that could not be extracted.
    pub(super) set_aside: Vec<String>,
    /// Files that were left out because of their ending.
    skipped: LeftOut,
    /// How many articles were read of each format.
    forms: BTreeMap<&'static str, u64>,
    /// How many articles are in another language than English, by its code.
    languages: BTreeMap<String, u64>,
    started: Instant,
}

impl Tally {
    /// Returns a tally of nothing but what is left out.
    pub(super) fn new(skipped: LeftOut) -> Self {
        Self {
            accepted: 0,
            revisions: Vec::new(),
            earlier: 0,
            unfit: Vec::new(),
            duplicates: 0,
            filled: 0,
            other_outlets: BTreeMap::new(),
            differing: 0,
            differing_fields: BTreeMap::new(),
            forgotten: 0,
            rejected: 0,
            ids: Vec::new(),
            seen: HashSet::new(),
            set_aside: Vec::new(),
            skipped,
            forms: BTreeMap::new(),
            languages: BTreeMap::new(),
            started: Instant::now(),
        }
    }

    /// Returns how many receipts there are.
    pub(super) fn receipts(&self) -> u64 {
        self.accepted + self.duplicates + self.forgotten + self.rejected
    }

    /// Returns how many were not known before.
    pub(super) fn new_ones(&self) -> u64 {
        self.accepted
    }

    /// Returns the counts and the time it took.
    pub(crate) fn summary(&self) -> Summary {
        Summary {
            accepted: self.accepted,
            revisions: self.revisions.len() as u64,
            earlier_revisions: self.earlier,
            unfit_corrections: self.unfit.iter().map(|(_, count)| count).sum(),
            duplicates: self.duplicates,
            filled: self.filled,
            differing: self.differing,
            forgotten: self.forgotten,
            rejected: self.rejected,
            set_aside: self.set_aside.len() as u64,
            formats: self.forms.clone(),
            skipped: self.skipped.counted().by_ending().clone(),
            not_english: self.languages.clone(),
            seconds: (self.started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        }
    }

    /// Returns how many articles could not be extracted.
    pub(crate) fn set_aside(&self) -> usize {
        self.set_aside.len()
    }

    /// Tells whether everything that was given is in the answers.
    pub(crate) fn is_complete(&self) -> bool {
        self.rejected == 0 && self.set_aside.is_empty()
    }

    /// Returns what formats the articles had, in a line, where any was neither a text nor a record of JSON.
    pub(crate) fn formats(&self) -> Option<String> {
        const PLAIN: [&str; 3] = ["text", "jsonl", "json"];
        if self.forms.keys().all(|form| PLAIN.contains(form)) {
            return None;
        }
        let mut forms: Vec<(&&str, &u64)> = self.forms.iter().collect();
        forms.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let each = forms.iter().map(|(form, count)| format!("{count} {form}"));
        let articles = counted(self.forms.values().sum(), "article");
        Some(format!("{articles} read: {}", each.collect::<Vec<_>>().join(", ")))
    }

    /// Returns what there is to say of files and articles of which nothing was extracted, a line each.
    pub(crate) fn unread(&self) -> Vec<String> {
        let mut lines = vec![];
        let skipped = self.skipped.counted();
        if skipped.total() > 0 {
            lines.push(skipped.to_string());
        }
        let total: u64 = self.languages.values().sum();
        if total > 0 {
            let verb = if total == 1 { "is" } else { "are" };
            let each = self.languages.iter().map(|(code, count)| format!("{count} {code}"));
            let each = each.collect::<Vec<_>>().join(", ");
            let articles = counted(total, "article");
            lines.push(format!("{articles} {verb} not in English and not extracted: {each}"));
        }
        let total: u64 = self.other_outlets.values().sum();
        if total > 0 {
            let (is, has, it) =
                if total == 1 { ("is", "has", "it") } else { ("are", "have", "them") };
            let outlets = self.other_outlets.iter().map(|(name, count)| format!("{count} {name}"));
            let outlets = outlets.collect::<Vec<_>>().join(", ");
            let duplicates = counted(total, "duplicate");
            lines.push(format!(
                "{duplicates} {is} kept under another outlet, which {has} the same text: {outlets}; an \
                 address of {it} in the outlet told here (url) would make {it} an article of that"
            ));
        }
        lines
    }

    /// Returns what there is to say of what was told otherwise than is known, and of what was corrected in
    /// earlier texts, a line each.
    pub(crate) fn differences(&self) -> Vec<String> {
        let mut lines = vec![];
        if self.differing > 0 {
            let field = |(name, count): (&String, &u64)| {
                let name = if name == "published_at" { "date of publication" } else { name };
                format!("{name} ({count})")
            };
            let fields: Vec<String> = self.differing_fields.iter().map(field).collect();
            let duplicates = counted(self.differing, "duplicate");
            lines.push(format!(
                "{duplicates} came with another {} than is known, which stays; `q7x2 articles set` changes it",
                fields.join(", ")
            ));
        }
        let unfit: u64 = self.unfit.iter().map(|(_, count)| count).sum();
        if let [(first, _), rest @ ..] = self.unfit.as_slice() {
            let verb = if unfit == 1 { "fits" } else { "fit" };
            let of = if rest.is_empty() { "the new text" } else { "the new texts" };
            let more = if rest.is_empty() { String::new() } else { ", and so on".into() };
            lines.push(format!(
                "{} {verb} no statement of {of}: `q7x2 articles show {first}`{more} tells which",
                counted(unfit, "correction")
            ));
        }
        lines
    }

    /// Returns the failure with what was done before it.
    pub(super) fn before(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Service(message) if self.receipts() > 0 => Failure::Service(format!(
                "{message}; before that {self}, and the same command goes on from there"
            )),
            failure => failure,
        }
    }

    /// Counts an article in another language than English, unless it is not kept.
    pub(super) fn count_language(&mut self, receipt: &Receipt, language: Option<String>) {
        let is_kept = matches!(receipt.status, ReceiptStatus::Accepted | ReceiptStatus::Duplicate);
        if let Some(language) = language.filter(|_| is_kept) {
            *self.languages.entry(language.chars().take(20).collect()).or_default() += 1;
        }
    }

    /// Counts the format of an article, unless it was rejected.
    pub(super) fn count_form(&mut self, receipt: &Receipt, form: Option<&'static str>) {
        if let Some(form) = form.filter(|_| receipt.status != ReceiptStatus::Rejected) {
            *self.forms.entry(form).or_default() += 1;
        }
    }

    /// Counts one more receipt.
    pub(super) fn count(&mut self, receipt: &Receipt) {
        match receipt.status {
            ReceiptStatus::Accepted => {
                self.accepted += 1;
                let id = receipt.article_id.clone().filter(|_| receipt.revises.is_some());
                self.revisions.extend(id);
            }
            ReceiptStatus::Duplicate => {
                self.duplicates += 1;
                self.filled += u64::from(!receipt.filled.is_empty());
                self.differing += u64::from(!receipt.differing.is_empty());
                for field in &receipt.differing {
                    *self.differing_fields.entry(field.clone()).or_default() += 1;
                }
                if let Some(outlet) = &receipt.other_outlet {
                    *self.other_outlets.entry(outlet.clone()).or_default() += 1;
                }
            }
            ReceiptStatus::Forgotten => self.forgotten += 1,
            ReceiptStatus::Rejected => self.rejected += 1,
        }
        if let Some(id) = &receipt.article_id
            && receipt.status != ReceiptStatus::Forgotten
            && self.seen.insert(id.clone())
        {
            self.ids.push(id.clone());
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accepted, duplicates, rejected, .. } = self;
        let duplicates = counted(*duplicates, "duplicate");
        write!(f, "{accepted} accepted")?;
        let earlier = match self.earlier {
            0 => String::new(),
            1 => ", 1 of those an earlier one, which does not answer".into(),
            several => format!(", {several} of those earlier ones, which do not answer"),
        };
        match self.revisions.len() {
            0 => {}
            1 if self.earlier == 1 && *accepted == 1 => {
                write!(f, " (an earlier revision, which does not answer)")?;
            }
            1 if self.earlier == 1 => {
                write!(f, " (1 of them an earlier revision, which does not answer)")?;
            }
            1 if *accepted == 1 => write!(f, " (a revision)")?,
            1 => write!(f, " (1 of them a revision)")?,
            several => write!(f, " ({several} of them revisions{earlier})")?,
        }
        write!(f, ", {duplicates}")?;
        if self.filled > 0 {
            write!(f, " (of {} more is known now)", self.filled)?;
        }
        if self.forgotten > 0 {
            write!(f, ", {} forgotten and left out", self.forgotten)?;
        }
        write!(f, ", {rejected} rejected")?;
        if !self.set_aside.is_empty() {
            write!(f, ", {} could not be extracted", self.set_aside.len())?;
        }
        write!(f, " in {:.1} s", self.started.elapsed().as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none() -> Receipt {
        Receipt {
            status: ReceiptStatus::Rejected,
            article_id: None,
            path: None,
            reason: None,
            filled: vec![],
            other_outlet: None,
            differing: vec![],
            revises: None,
        }
    }

    fn tally() -> Tally {
        let mut tally = Tally::new(LeftOut::default());
        for (status, id) in [
            (ReceiptStatus::Accepted, Some("a")),
            (ReceiptStatus::Duplicate, Some("a")),
            (ReceiptStatus::Duplicate, Some("b")),
            (ReceiptStatus::Rejected, None),
        ] {
            let article_id = id.map(Into::into);
            tally.count(&Receipt {
                status,
                article_id,
                path: None,
                reason: None,
                filled: vec![],
                other_outlet: None,
                differing: vec![],
                revises: None,
            });
        }
        tally
    }

    #[test]
    fn receipts_are_counted_and_each_article_is_known_once() {
        let tally = tally();
        assert!(tally.to_string().starts_with("1 accepted, 2 duplicates, 1 rejected in "));
        assert_eq!(tally.ids, ["a", "b"]);
        assert!(!tally.is_complete());
    }

    #[test]
    fn revisions_are_counted_among_the_accepted() {
        let told = |accepted: usize, revisions: usize, earlier: u64| {
            let mut tally = Tally::new(LeftOut::default());
            for at in 0..accepted {
                let revises = (at < revisions).then(|| "b".to_owned());
                let (status, article_id) = (ReceiptStatus::Accepted, Some(format!("a{at}")));
                tally.count(&Receipt { status, article_id, revises, ..none() });
            }
            tally.earlier = earlier;
            let told = tally.to_string();
            assert_eq!(tally.summary().revisions, revisions as u64);
            told.split(", 0 duplicates").next().unwrap_or_default().to_owned()
        };
        assert_eq!(told(2, 0, 0), "2 accepted");
        assert_eq!(told(1, 1, 0), "1 accepted (a revision)");
        assert_eq!(told(12, 1, 0), "12 accepted (1 of them a revision)");
        assert_eq!(told(12, 3, 0), "12 accepted (3 of them revisions)");
        assert_eq!(told(1, 1, 1), "1 accepted (an earlier revision, which does not answer)");
        let told = told(12, 3, 2);
        assert!(
            told.ends_with("(3 of them revisions, 2 of those earlier ones, which do not answer)")
        );
    }

    #[test]
    fn formats_are_told_where_they_are_news() {
        let mut tally = Tally::new(LeftOut::default());
        let accepted = Receipt { status: ReceiptStatus::Accepted, ..none() };
        tally.count_form(&accepted, Some("text"));
        tally.count_form(&none(), Some("pdf"));
        assert_eq!(tally.formats(), None);
        tally.count_form(&accepted, Some("html"));
        tally.count_form(&accepted, Some("html"));
        assert_eq!(tally.formats().as_deref(), Some("3 articles read: 2 html, 1 text"));
        assert_eq!(tally.summary().formats.len(), 2);
    }

    /// What people decided is no fault of the input, and no duplicate either.
    #[test]
    fn what_is_forgotten_is_counted_by_itself() {
        let mut tally = Tally::new(LeftOut::default());
        let (status, reason) = (ReceiptStatus::Forgotten, Some("it was forgotten".into()));
        let article_id = Some("a".into());
        let receipt = Receipt { status, article_id, reason, ..none() };
        tally.count(&receipt);
        tally.count_language(&receipt, Some("de".into()));
        let told = tally.to_string();
        assert!(told.starts_with("0 accepted, 0 duplicates, 1 forgotten and left out, 0 rejected"));
        assert!(tally.is_complete() && tally.ids.is_empty() && tally.unread().is_empty(), "{told}");
        assert_eq!((tally.summary().forgotten, tally.receipts()), (1, 1));
    }

    #[test]
    fn a_failure_tells_what_was_done_before() {
        let failure = || Failure::Service("the service went away".into());
        let told = tally().before(failure()).to_string();
        assert!(told.starts_with("the service went away; before that 1 accepted, "), "{told}");
        assert_eq!(
            Tally::new(LeftOut::default()).before(failure()).to_string(),
            "the service went away"
        );
    }
}
