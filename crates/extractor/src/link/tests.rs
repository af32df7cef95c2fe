//! Linking spans whose partners are not told.

use crate::document::Bytes;
use q7x2_domain::{Role, RoleSpan};

use super::*;

/// Reads spans marked `S[…]`, `C[…]` and `K[…]` (source, cue, content), links them, and shows each
/// attribution as `source | cue | content … content`.
fn check(marked: &str, expect: &[&str]) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), None);
    let mut chars = marked.chars().peekable();
    while let Some(c) = chars.next() {
        let role = match c {
            'S' => Some(Role::Source),
            'C' => Some(Role::Cue),
            'K' => Some(Role::Content),
            _ => None,
        };
        match (role, open) {
            (Some(role), _) if chars.next_if_eq(&'[').is_some() => open = Some((role, text.len())),
            (_, Some((role, start))) if c == ']' => {
                spans.push(RoleSpan { role, bytes: start..text.len(), score: 1.0, partner: None });
                open = None;
            }
            _ => text.push(c),
        }
    }
    let shown = link(&Document::of(&text), &spans).into_iter().map(|attribution| {
        let one = |range: Option<Bytes>| range.map_or("-", |range| &text[range.range()]);
        let contents: Vec<_> = attribution.contents.into_iter().map(|c| &text[c.range()]).collect();
        format!("{} | {} | {}", one(attribution.source), one(attribution.cue), contents.join(" … "))
    });
    assert_eq!(shown.collect::<Vec<_>>(), expect, "{marked:?}");
}

#[test]
fn the_nearest_cue_takes_the_content() {
    check(
        "S[Ada] C[said] K[it rained] and C[added] K[it snowed].",
        &["Ada | said | it rained", "Ada | added | it snowed"],
    );
    check(
        "K[“Rain,”] S[Ada] C[said]. S[Ode] C[said] K[it snowed].",
        &["Ada | said | “Rain,”", "Ode | said | it snowed"],
    );
    check("C[According to] S[Ada], K[it rained].", &["Ada | According to | it rained"]);
}

#[test]
fn a_quotation_goes_on_after_its_cue() {
    check("K[“Rain,”] C[said] S[Ada]. K[“And snow.”]", &["Ada | said | “Rain,” … “And snow.”"]);
    check("S[Ada] C[said] K[“Rain.]\n\nK[“And snow.”]", &["Ada | said | “Rain. … “And snow.”"]);
}

#[test]
fn items_of_a_list_are_statements_of_their_own() {
    check(
        "S[Ada] C[said]:\n- K[“Rain.”]\n- K[“Snow.”]",
        &["Ada | said | “Rain.”", "Ada | said | “Snow.”"],
    );
}

#[test]
fn parts_may_be_missing() {
    check("K[“Rain,”] it was C[said].", &["- | said | “Rain,”"]);
    check("K[“Rain.”]", &["- | - | “Rain.”"]);
    check("S[Ada] C[said].", &[]);
}

#[test]
fn a_clause_and_a_quotation_of_another_sentence_are_two_statements() {
    check(
        "S[Ada] C[said] K[it rained]. K[“It snowed.”]",
        &["Ada | said | it rained", "Ada | said | “It snowed.”"],
    );
    check(
        "S[Ada] C[said]: K[“It rained.”] K[It snowed on Monday].",
        &["Ada | said | “It rained.”", "Ada | said | It snowed on Monday"],
    );
    check(
        "K[It rained], S[Ada] C[said]. K[“It snowed.”]",
        &["Ada | said | It rained … “It snowed.”"],
    );
}

#[test]
fn a_tagger_that_tells_partners_means_it_when_it_names_none() {
    let text = "Ada said it rained. Ode reportedly left.";
    let span = |role, bytes, partner| RoleSpan { role, bytes, score: 1.0, partner };
    let spans = [
        span(Role::Source, 0..3, None),
        span(Role::Cue, 4..8, Some(0)),
        span(Role::Content, 9..18, Some(1)),
        span(Role::Cue, 24..34, None),
        span(Role::Content, 35..39, Some(3)),
    ];
    let linked = link(&Document::of(text), &spans);
    assert_eq!(linked.iter().map(|a| a.source).collect::<Vec<_>>(), [Some((0..3).into()), None]);
}
