//! Contents for cues that have none.
//!
//! Where a cue is sure and no content is, readers differ about where the content ends rather than
//! whether there is one: its posterior is spread over several ends, each too unlikely by itself. The
//! likeliest beside the cue is taken then. It is worth 1.6 points of source F1 and 1.7 of cue F1 on
//! PolNeAR's development set, at 0.6 of content F1.

use q7x2_domain::Role;

use crate::chain::{Found, Thresholds};

/// How many words may lie between a cue and a content beside it (`GAP` in `training/decode.py`).
const GAP: usize = 3;
/// A content beside a cue begins no more words before it (`LONGEST` there).
const LONGEST: usize = 400;

/// Returns the contents that the cues of `chosen` get to which `partners` links none, in order of
/// those cues. `candidates` are all spans that were looked at; what is returned overlaps no chosen
/// span.
pub(crate) fn beside(
    candidates: &[Found],
    chosen: &[Found],
    partners: &[Option<usize>],
    thresholds: Thresholds,
) -> Vec<Found> {
    let mut linked = vec![false; chosen.len()];
    for (span, partner) in chosen.iter().zip(partners) {
        if let Some(cue) = partner.filter(|_| span.role == Role::Content) {
            linked[cue] = true;
        }
    }
    let mut found: Vec<Found> = Vec::new();
    for (at, cue) in chosen.iter().enumerate() {
        if cue.role != Role::Cue || linked[at] || cue.posterior < thresholds.lone_cue {
            continue;
        }
        let mut best: Option<&Found> = None;
        for content in near(candidates, cue) {
            let likelier = best.is_none_or(|best| content.posterior > best.posterior);
            if content.role == Role::Content
                && content.posterior >= thresholds.beside
                && likelier
                && is_within_gap(cue, content)
                && !overlaps_any(chosen, content)
                && !found.iter().any(|other| overlap(other, content))
            {
                best = Some(content);
            }
        }
        found.extend(best.cloned());
    }
    found
}

/// The candidates, in order of their first word, that begin where one beside the cue may begin.
fn near<'a>(candidates: &'a [Found], cue: &Found) -> &'a [Found] {
    let from = candidates.partition_point(|span| span.first + LONGEST < cue.first);
    let to = candidates.partition_point(|span| span.first <= cue.last + 1 + GAP);
    &candidates[from..to]
}

fn is_within_gap(cue: &Found, content: &Found) -> bool {
    let gap = if content.first > cue.last {
        content.first - cue.last - 1
    } else if cue.first > content.last {
        cue.first - content.last - 1
    } else {
        return false;
    };
    gap <= GAP
}

/// Tells whether a span overlaps one of `chosen`, which are in order and do not overlap.
fn overlaps_any(chosen: &[Found], span: &Found) -> bool {
    let at = chosen.partition_point(|other| other.last < span.first);
    chosen.get(at).is_some_and(|other| overlap(other, span))
}

fn overlap(a: &Found, b: &Found) -> bool {
    a.first <= b.last && b.first <= a.last
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLDS: Thresholds =
        Thresholds { source: 0.35, cue: 0.35, content: 0.37, lone_cue: 0.5, beside: 0.1 };

    fn span(role: Role, first: usize, last: usize, posterior: f64) -> Found {
        Found { role, first, last, posterior }
    }

    fn check(candidates: &[Found], chosen: &[Found], partners: &[Option<usize>], expect: &[Found]) {
        assert_eq!(beside(candidates, chosen, partners, THRESHOLDS), expect);
    }

    #[test]
    fn a_sure_cue_without_content_gets_the_likeliest_beside_it() {
        let cue = span(Role::Cue, 3, 3, 0.9);
        let (short, long) = (span(Role::Content, 4, 6, 0.2), span(Role::Content, 4, 9, 0.3));
        let far = span(Role::Content, 12, 14, 0.36);
        let candidates = [cue.clone(), short, long.clone(), far];
        check(&candidates, std::slice::from_ref(&cue), &[None], &[long]);
    }

    #[test]
    fn an_unsure_cue_and_one_with_content_get_none() {
        let content = span(Role::Content, 4, 6, 0.3);
        let unsure = span(Role::Cue, 3, 3, 0.4);
        check(std::slice::from_ref(&content), &[unsure], &[None], &[]);
        let chosen = [span(Role::Content, 0, 2, 0.8), span(Role::Cue, 3, 3, 0.9)];
        check(&[content], &chosen, &[Some(1), None], &[]);
    }

    #[test]
    fn nothing_that_was_chosen_is_covered() {
        let chosen = [span(Role::Cue, 3, 3, 0.9), span(Role::Source, 5, 5, 0.9)];
        check(&[span(Role::Content, 4, 6, 0.3)], &chosen, &[None, None], &[]);
    }
}
