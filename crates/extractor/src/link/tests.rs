//! Linking spans as their partners are told.

use crate::document::Bytes;
use q7x2_domain::{Role, RoleSpan};

use super::*;

/// Reads spans marked `S[…]`, `C[…]` and `K[…]` (source, cue, content), links them, and shows each
/// attribution as `source | cue | content … content`. A digit names a reading, `C1[…]`: a cue belongs
/// to the source of its reading, a content to the cue.
fn check(marked: &str, expect: &[&str]) {
    let (mut text, mut spans, mut readings) = (String::new(), Vec::new(), Vec::new());
    let mut open = None;
    let mut chars = marked.chars().peekable();
    while let Some(c) = chars.next() {
        let role = match c {
            'S' => Some(Role::Source),
            'C' => Some(Role::Cue),
            'K' => Some(Role::Content),
            _ => None,
        };
        match (role, open) {
            (Some(role), _) if chars.peek().is_some_and(|c| c.is_ascii_digit() || *c == '[') => {
                readings.push(chars.next_if(char::is_ascii_digit));
                assert_eq!(chars.next(), Some('['), "{marked:?}");
                open = Some((role, text.len()));
            }
            (_, Some((role, start))) if c == ']' => {
                spans.push(RoleSpan { role, bytes: start..text.len(), score: 1.0, partner: None });
                open = None;
            }
            _ => text.push(c),
        }
    }
    for at in 0..spans.len() {
        let owner = match spans[at].role {
            Role::Source => continue,
            Role::Cue => Role::Source,
            Role::Content => Role::Cue,
        };
        let same = |other: &usize| spans[*other].role == owner && readings[*other] == readings[at];
        spans[at].partner = (0..spans.len()).filter(|_| readings[at].is_some()).find(same);
    }
    let shown = link(&Document::of(&text), &spans).into_iter().map(|attribution| {
        let one = |range: Option<Bytes>| range.map_or("-", |range| &text[range.range()]);
        let contents: Vec<_> = attribution.contents.into_iter().map(|c| &text[c.range()]).collect();
        format!("{} | {} | {}", one(attribution.source), one(attribution.cue), contents.join(" … "))
    });
    assert_eq!(shown.collect::<Vec<_>>(), expect, "{marked:?}");
}

#[test]
fn what_the_tagger_tells_belongs_together() {
    check(
        "S1[Ada] C1[said] K1[it rained] and C2[added] K2[it snowed].",
        &["Ada | said | it rained", "- | added | it snowed"],
    );
    check(
        "K2[“Rain,”] S1[Ada] C1[said]. S2[Ode] C2[said] K1[it snowed].",
        &["Ode | said | “Rain,”", "Ada | said | it snowed"],
    );
    check("S[Ada] C[said] K1[it rained].", &["Ada | - | it rained"]);
}

#[test]
fn a_quotation_goes_on_after_its_cue() {
    check("K1[“Rain,”] C1[said] S1[Ada]. K1[“And snow.”]", &["Ada | said | “Rain,” … “And snow.”"]);
    check("S1[Ada] C1[said] K1[“Rain.]\n\nK1[“And snow.”]", &["Ada | said | “Rain. … “And snow.”"]);
}

#[test]
fn items_of_a_list_are_statements_of_their_own() {
    check(
        "S1[Ada] C1[said]:\n- K1[“Rain.”]\n- K1[“Snow.”]",
        &["Ada | said | “Rain.”", "Ada | said | “Snow.”"],
    );
}

#[test]
fn parts_may_be_missing() {
    check("K1[“Rain,”] it was C1[said].", &["- | said | “Rain,”"]);
    check("K[“Rain.”]", &["- | - | “Rain.”"]);
    check("S1[Ada] C1[said].", &[]);
}

#[test]
fn a_content_without_a_cue_gets_the_nearest_source() {
    check("S[Ada] left and S[Ode] stayed: K[“Rain.”]", &["Ode | - | “Rain.”"]);
    check("K[“Rain.”] S[Ada]", &["Ada | - | “Rain.”"]);
    let far = "It rained. ".repeat(3);
    check(&format!("S[Ada] left. {far}K[“Rain.”]"), &["- | - | “Rain.”"]);
}

#[test]
fn a_clause_and_a_quotation_of_another_sentence_are_two_statements() {
    check(
        "S1[Ada] C1[said] K1[it rained]. K1[“It snowed.”]",
        &["Ada | said | it rained", "Ada | said | “It snowed.”"],
    );
    check(
        "S1[Ada] C1[said]: K1[“It rained.”] K1[It snowed on Monday].",
        &["Ada | said | “It rained.”", "Ada | said | It snowed on Monday"],
    );
    check(
        "K1[It rained], S1[Ada] C1[said]. K1[“It snowed.”]",
        &["Ada | said | It rained … “It snowed.”"],
    );
}
