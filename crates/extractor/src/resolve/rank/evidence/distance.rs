//! Evidence of places: how far a candidate stands from the source, and how it stands there.

use super::super::candidates::Candidate;
use super::super::features::{Feature as F, Row};
use super::super::spots::Spot;
use super::around::Around;
use super::field::Evidence;
use crate::document::Tokens;

impl Evidence<'_> {
    /// How far a candidate stands, and how it stands there.
    pub(super) fn of_distance(
        &self,
        row: &mut Row,
        around: &Around<'_>,
        at: usize,
        candidate: &Candidate,
    ) {
        let own = around.own;
        let spots = self.spots(candidate);
        if spots.is_empty() {
            return;
        }
        let near = self.beside(around.window, candidate);
        let after = spots.partition_point(|spot| spot.tokens.start <= own.token);
        let inside = own.phrase.tokens;
        let next = spots[after..]
            .iter()
            .take(8)
            .find(|s| !(inside.start..inside.end).contains(&s.tokens.start));
        row.is(F::AlsoAfter, next.is_some_and(|next| next.sentence == own.sentence));
        let holds = |tokens: Tokens, at: usize| (tokens.start..tokens.end).contains(&at);
        let beside = |spot: &&Spot| {
            !around.cue.is_empty()
                && spot.tokens.start >= around.cue.end
                && spot.tokens.start <= around.cue.end + 2
                && !own.says(self.document.tokens()[spot.tokens.start].bytes.start)
        };
        row.is(F::AfterCue, near.iter().any(|spot| beside(&spot)));
        let subject = around.cue_subject.map(|subject| self.document.tokens_in(subject));
        row.is(
            F::CueSubject,
            subject.is_some_and(|s| {
                near.iter().any(|spot| holds(s, spot.tokens.start) && !spot.owner)
            }),
        );
        row.is(
            F::BeforeCue,
            !around.cue.is_empty()
                && near.iter().any(|spot| {
                    spot.tokens.end <= around.cue.start && spot.tokens.end + 2 >= around.cue.start
                }),
        );
        let Some(last) = around.last[at] else {
            row.is(F::Never, true);
            row.is(F::NextHere, next.is_some_and(|next| next.sentence == own.sentence));
            row.is(F::NextSentence, next.is_some_and(|next| next.sentence == own.sentence + 1));
            return;
        };
        let sentences = own.sentence.saturating_sub(last.sentence);
        let paragraphs = own.paragraph.saturating_sub(last.paragraph);
        row.set(F::Sentences, sentences.min(12) as f32 / 12.0);
        row.is(F::SameSentence, sentences == 0);
        row.is(F::OneSentence, sentences == 1);
        row.is(F::TwoSentences, sentences == 2);
        row.is(F::FiveSentences, (3..=5).contains(&sentences));
        row.is(F::Far, sentences > 12);
        row.is(F::SameParagraph, paragraphs == 0);
        row.is(F::OneParagraph, paragraphs == 1);
        row.is(F::TwoParagraphs, paragraphs == 2);
        row.set(F::Tokens, (own.token.saturating_sub(last.tokens.end) as f32).ln_1p() / 7.0);
        let rank = around.rank.get(&at).copied().unwrap_or(9);
        for (place, feature) in [F::First, F::Second, F::Third].into_iter().enumerate() {
            row.is(feature, rank == place);
        }
        row.is(F::Later, rank > 2);
        if let Some(&fitting) = around.fitting.get(&at) {
            row.is(F::FirstFitting, fitting == 0);
            row.is(F::SecondFitting, fitting == 1);
            row.is(F::OnlyFitting, around.count_fitting == 1);
            row.is(F::FirstFittingNear, fitting == 0 && sentences <= 1);
        }
        let place = self.document.tokens()[last.tokens.start].bytes.start;
        let quotations = self.document.quotations().partition_point(|q| q.bytes.end <= place);
        let between = around.quotations.saturating_sub(quotations);
        let here = self.document.tokens().get(own.token).is_some_and(|token| token.depth > 0);
        row.is(F::NoQuotation, between == 0);
        row.is(F::OneQuotation, between == 1);
        row.is(F::InQuotation, last.quoted);
        row.is(F::SameQuotation, last.quoted && here && between == 0);
        row.is(F::Subject, last.subject);
        row.is(F::SubjectSame, last.subject && sentences == 0);
        row.is(F::SubjectOne, last.subject && sentences == 1);
        row.is(F::SubjectTwo, last.subject && sentences == 2);
        row.is(F::Object, !last.subject && !last.governed && !last.owner);
        row.is(F::Governed, last.governed);
        row.is(F::Owner, last.owner);
        row.is(F::Apposed, last.apposed);
        row.is(F::Joined, last.joined);
        row.is(F::LastSubject, around.subject.get(&at) == Some(&0));
        row.is(F::LastButOneSubject, around.subject.get(&at) == Some(&1));
        row.is(F::OpensSentence, last.opens_sentence);
        row.is(F::OpensParagraph, last.opens_paragraph);
        let of = |token: Option<usize>| {
            token.is_some_and(|token| {
                near.iter().any(|spot| {
                    (token..token + 3).contains(&spot.tokens.start) || holds(spot.tokens, token)
                })
            })
        };
        row.is(F::SubjectBefore, of(around.subject_before));
        row.is(F::Antecedent, of(around.antecedent));
        row.is(F::Adjacent, last.tokens.end <= own.token && last.tokens.end + 1 >= own.token);
        row.is(F::Says, last.says);
        row.is(F::SaysNear, last.says && sentences <= 2);
        row.is(F::FullThere, last.words > 1);
    }
}
