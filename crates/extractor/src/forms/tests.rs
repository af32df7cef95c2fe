//! Small texts of each form, as the rules alone and the forms read them together.

use q7x2_domain::{Role, RoleSpan};

use super::complete;
use crate::document::Document;
use crate::link::link;
use crate::tag::mark;

/// Shows each attribution as `source | cue | content … content`.
fn check(text: &str, expect: &[&str]) {
    let document = Document::of(text);
    shown(&document, &complete(&document, mark(&document)), expect);
}

/// The same of spans that a tagger marked: source, cue and content of each attribution, in order.
fn of_read(text: &str, read: &[[&str; 3]], expect: &[&str]) {
    let document = Document::of(text);
    let mut spans: Vec<RoleSpan> = Vec::new();
    for words in read {
        let mut partner = None;
        for (role, words) in [Role::Source, Role::Cue, Role::Content].into_iter().zip(words) {
            if !words.is_empty() {
                let start = document.text().find(words).expect("the words are in the text");
                spans.push(RoleSpan {
                    role,
                    bytes: start..start + words.len(),
                    score: 0.8,
                    partner,
                });
                partner = Some(spans.len() - 1);
            }
        }
    }
    let spans = crate::ordered::ordered(spans, |_| true);
    shown(&document, &complete(&document, spans), expect);
}

fn shown(document: &Document, spans: &[RoleSpan], expect: &[&str]) {
    let mut found = link(document, spans);
    crate::contents::prune(document, &mut found);
    let found = found.into_iter().map(|attribution| {
        let words =
            |place: Option<crate::document::Bytes>| place.map_or("-", |at| document.slice(at));
        let contents: Vec<_> =
            attribution.contents.iter().map(|content| document.slice(*content)).collect();
        format!(
            "{} | {} | {}",
            words(attribution.source),
            words(attribution.cue),
            contents.join(" … ")
        )
    });
    assert_eq!(found.collect::<Vec<_>>(), expect, "{:?}", document.text());
}

#[test]
fn a_clause_with_its_own_subject_is_no_part_of_what_stands_before_the_cue() {
    of_read(
        "The mill shut, officials said, while the mayor said that the weir would break.",
        &[
            ["officials", "said", "The mill shut"],
            ["", "", "while the mayor said that the weir would break"],
        ],
        &["officials | said | The mill shut", "the mayor | said | that the weir would break"],
    );
    of_read(
        "The mill shut, officials said, as the weir broke.",
        &[["officials", "said", "The mill shut"]],
        &["officials | said | The mill shut"],
    );
}

#[test]
fn an_outlet_passes_on_what_somebody_says() {
    of_read(
        "The mayor said it rained in Ode, the Velm Gazette reports.",
        &[["the Velm Gazette", "reports", "The mayor said it rained in Ode"]],
        &[
            "the Velm Gazette | reports | The mayor said it rained in Ode",
            "The mayor | said | it rained in Ode",
        ],
    );
    of_read(
        "The mayor said it rained in Ode, a witness reports.",
        &[["a witness", "reports", "The mayor said it rained in Ode"]],
        &["a witness | reports | The mayor said it rained in Ode"],
    );
}

#[test]
fn a_headline_tells_who_says_it() {
    of_read(
        "Ada Lind says she will sell the mill\n\nLind would sell it, the town hall said.",
        &[["", "", "Ada Lind says she will sell the mill"]],
        &["Ada Lind | says | she will sell the mill"],
    );
}

#[test]
fn a_post_is_signed_with_handle_and_date() {
    check(
        "The weir broke.\n\nWater in the mill.\nStay away! https://t.co/x1\n\n— Ode Fire (@odefire) May 4, 2031\n\nNobody came.",
        &["Ode Fire | — | Water in the mill. … Stay away!"],
    );
    check(
        "Water in the mill pic.ode/1 — Ode Fire (@odefire) 4 May 2031",
        &["Ode Fire | — | Water in the mill"],
    );
    check(
        "“It holds,” Lind said. Water in the mill. — Ode Fire (@odefire) May 4, 2031 Nobody came.",
        &["Lind | said | “It holds,”", "Ode Fire | — | Water in the mill."],
    );
    check("The crew thanked a neighbour — Per Holm (@perholm) — for the boat.", &[]);
}

#[test]
fn turns_of_a_transcript() {
    check(
        "The Lantern: How do you mend a weir?\nAda Lind: I take my time.\n\nMy crew brings stones.\n\nTL: And if it breaks, do you start again?\n\nAL: We do.\n\nTL: Do you like it?",
        &[
            "The Lantern | : | How do you mend a weir?",
            "Ada Lind | : | I take my time. … My crew brings stones.",
            "TL | : | And if it breaks, do you start again?",
            "AL | : | We do.",
            "TL | : | Do you like it?",
        ],
    );
    check("Q: Do you swim?\nA: I do not.", &["- | : | Do you swim?", "- | : | I do not."]);
    check(
        "Ada Lind (Velm) (Ode Party): I move that we close the weir.\nPer Holm (Ode) (Mill Party): We will not vote for it.",
        &[
            "Ada Lind | : | I move that we close the weir.",
            "Per Holm | : | We will not vote for it.",
        ],
    );
}

#[test]
fn labels_of_a_list_are_no_turns() {
    let list =
        "Depth: two metres of cold water at noon.\n\nWidth: ten metres of old stone at noon.\n\n";
    check(&list.repeat(2), &[]);
    check("Note: the weir is closed.\nAge: the mill is old.", &[]);
}

#[test]
fn a_headline_ends_with_who_says_so() {
    check(
        "Weir is safe for now: Lind\nAda Lind said that the crew had worked all night.",
        &[
            "Lind | : | Weir is safe for now",
            "Ada Lind | said | that the crew had worked all night",
        ],
    );
    check(
        "Weir is safe for now - Ode Lantern\nAda Lind said that the crew had worked all night.",
        &["Ada Lind | said | that the crew had worked all night"],
    );
}

#[test]
fn what_somebody_said_was() {
    check(
        "The mill burnt down after what neighbours said was a flash of lightning.",
        &["neighbours | said | was a flash of lightning"],
    );
    check(
        "It is a road that the crew says has sunk, and nobody drives there.",
        &["the crew | says | has sunk"],
    );
    of_read("What she said was that it rained.", &[], &[]);
    of_read("What you said is right.", &[], &[]);
}

#[test]
fn a_quotation_that_is_a_sentence_of_its_own() {
    let text =
        "Ada Lind praised the crew. She was tired. “I have walked the whole night along the weir.”";
    let crew = ["Ada Lind", "praised", "the crew"];
    of_read(
        text,
        &[crew],
        &[
            "Ada Lind | praised | the crew",
            "She | - | “I have walked the whole night along the weir.”",
        ],
    );
    of_read(
        "Ada Lind praised the crew. She read “The Long Night of the Weir” twice.",
        &[crew],
        &["Ada Lind | praised | the crew"],
    );
}

#[test]
fn what_others_said_within_a_quotation() {
    check(
        "“The crew told me that the weir had sunk. I said that I knew,” Lind said.",
        &[
            "Lind | said | “The crew told me that the weir had sunk. I said that I knew,”",
            "The crew | told | that the weir had sunk",
        ],
    );
    check(
        "“If the crew said that it sank, we go,” Lind said.",
        &["Lind | said | “If the crew said that it sank, we go,”"],
    );
    check(
        "“They would say that it sank,” Lind said.",
        &["Lind | said | “They would say that it sank,”"],
    );
}

#[test]
fn what_only_points_or_names_is_no_telling() {
    let said = ["Lind", "said", "“It is late,”"];
    of_read(
        "“It is late,” Lind said, referring to the train.",
        &[said, ["", "referring to", "the train"]],
        &["Lind | said | “It is late,”"],
    );
    of_read("A song called “Weir” was played.", &[["", "called", "“Weir”"]], &[]);
    of_read("That said, the weir holds.", &[["", "said", "the weir holds"]], &[]);
    of_read("Ode added a lane.", &[["Ode", "added", "a lane"]], &[]);
    of_read(
        "Ode added that it rained.",
        &[["Ode", "added", "that it rained"]],
        &["Ode | added | that it rained"],
    );
    of_read("VELM: The weir broke at noon.", &[["VELM", ":", "The weir broke at noon"]], &[]);
}

#[test]
fn a_content_goes_on_with_a_relative_clause() {
    let lind = ["Lind", "said", "the toll would rise at the weir"];
    of_read(
        "Lind said the toll would rise at the weir, which the crew had closed.",
        &[lind],
        &["Lind | said | the toll would rise at the weir, which the crew had closed"],
    );
    of_read(
        "Lind said the toll would rise at the weir, but nobody came.",
        &[lind],
        &["Lind | said | the toll would rise at the weir"],
    );
}

#[test]
fn whom_a_report_cites() {
    let lantern = ["the Lantern", "reported", "The weir holds"];
    of_read(
        "The weir holds, the Lantern reported, citing two officials.",
        &[lantern, ["the Lantern", "citing", "two officials"]],
        &["the Lantern | reported | The weir holds", "two officials | citing | The weir holds"],
    );
    of_read(
        "The weir holds, the Lantern reported, citing old age.",
        &[lantern, ["the Lantern", "citing", "old age"]],
        &["the Lantern | reported | The weir holds", "the Lantern | citing | old age"],
    );
}

#[test]
fn what_a_court_hears() {
    check(
        "The court was told the weir had been opened at night.",
        &["- | was told | the weir had been opened at night"],
    );
    check(
        "Velm Crown Court has heard that the weir was opened at night.",
        &["- | has heard | that the weir was opened at night"],
    );
    check("The court heard music from the street.", &[]);
    check(
        "Lind told the crew that it sank, the court heard on Monday.",
        &["- | heard | Lind told the crew that it sank", "Lind | told | that it sank"],
    );
    check(
        "“It sank,” Lind told the crew, jurors were told.",
        &["Lind | told | “It sank,”", "- | were told | “It sank,” Lind told the crew"],
    );
    check(
        "The jury heard Ada Lind told the crew that it sank.",
        &["- | heard | Ada Lind told the crew that it sank", "Ada Lind | told | that it sank"],
    );
    of_read("Lind ran from the bench, and the court heard music.", &[], &[]);
}

#[test]
fn what_a_writer_sets_aside_is_not_what_follows() {
    of_read(
        "Despite what Lind told the crew, the weir is open.",
        &[["Lind", "told", "the weir is open"]],
        &[],
    );
    of_read(
        "The weir is open, contrary to what Lind said of the mill.",
        &[["Lind", "said", "The weir is open"], ["Lind", "said", "of the mill"]],
        &["Lind | said | of the mill"],
    );
    of_read(
        "Despite what Lind said, Ode said the weir is open.",
        &[["Ode", "said the", "weir is open"]],
        &["Ode | said the | weir is open"],
    );
    of_read(
        "Contrary to reports, Lind said the weir is open.",
        &[["Lind", "said", "the weir is open"]],
        &["Lind | said | the weir is open"],
    );
}

#[test]
fn whom_others_quote() {
    check(
        "The weir holds, engineer Ada Lind was cited by the Lantern as saying on Monday.",
        &["engineer Ada Lind | was cited by the Lantern as saying | The weir holds"],
    );
    check(
        "Ada Lind was quoted in the Daily Lantern as saying that it holds.",
        &["Ada Lind | was quoted in the Daily Lantern as saying | that it holds"],
    );
    check(
        "Ada Lind was quoted by the Lantern as saying on Monday that it holds.",
        &["Ada Lind | was quoted by the Lantern as saying | that it holds"],
    );
    of_read(
        "Lind said it holds (via the Lantern).",
        &[["Lind", "said", "it holds (via the Lantern)"]],
        &["Lind | said | it holds"],
    );
    of_read(
        "Lind said it holds (in parts).",
        &[["Lind", "said", "it holds (in parts)"]],
        &["Lind | said | it holds (in parts)"],
    );
}

#[test]
fn labels_of_records_are_turns() {
    check(
        "TRANSCRIPT\n\nLIND: The weir is cracked.\n\nODE: Who told you?\n\nLIND: The crew did.",
        &["LIND | : | The weir is cracked.", "ODE | : | Who told you?", "LIND | : | The crew did."],
    );
    check(
        "Show\n\nADA LIND, HOST: The weir is cracked.\n\nPER ODE, MINISTER: We know.",
        &["ADA LIND | : | The weir is cracked.", "PER ODE | : | We know."],
    );
    check(
        "Assembly\n\nMr LIND (Velm—Minister) (3.10 pm)—The weir is cracked.\n\nThe SPEAKER—Order!",
        &["Mr LIND | — | The weir is cracked.", "The SPEAKER | — | Order!"],
    );
    check(
        "Briefing\n\nMS. LIND: It is cracked.\n\nQ Will it hold?\n\nMS. LIND: It will.",
        &["MS. LIND | : | It is cracked.", "- | Q | Will it hold?", "MS. LIND | : | It will."],
    );
    check(
        "Commons\n\nAda Lind (Velm) (Ode)\nI saw the weir.\n\nThe Minister for Mills (Per Ode)\nSo did I.",
        &["Ada Lind | - | I saw the weir.", "Per Ode | - | So did I."],
    );
    check("Fair\n\nWHEN: Friday at noon.\n\nWHERE: The mill.\n\nCOST: Five pounds.", &[]);
    check("VELM — The weir broke.\n\nODE — The mill burnt.\n\nVELM — The lane shut.", &[]);
}

#[test]
fn who_answers_is_named_above() {
    check(
        "Interview with Ada Lind\n\nQ: Does it hold?\n\nA: It does.",
        &["- | : | Does it hold?", "Ada Lind | : | It does."],
    );
    check(
        "Three questions for Ada Lind\n\nDoes it hold?\n\nI think so.\n\nWho mends it?\n\nWe do.",
        &["Ada Lind | - | I think so.", "Ada Lind | - | We do."],
    );
    check(
        "The weir: what we know\n\nDoes it hold?\n\nIt does.\n\nWho mends it?\n\nThe crew does.",
        &[],
    );
}

#[test]
fn what_is_released_is_whose_it_says() {
    check(
        "Statement by Mayor Ada Lind on the weir\n\nI am sorry.\n\nWe will mend it.\n\nNotes to editors",
        &["Mayor Ada Lind | Statement by | I am sorry. … We will mend it."],
    );
    check(
        "For release\n\nRemarks from Ada Lind:\n\n“The weir holds.”\n\nThe mill is old.",
        &["Ada Lind | Remarks from | “The weir holds.”"],
    );
    check("Statement by Lind sparks anger\n\nWe saw it. I was there.", &[]);
    check("Statement by the Ministry of Mills\n\nThe ministry is sorry.", &[]);
}

#[test]
fn a_post_has_its_writer_above() {
    check(
        "Storm\n\nAda Lind @adalind · May 4\nThe lane is shut.\n\nNobody came.",
        &["Ada Lind | - | The lane is shut."],
    );
    check(
        "Storm\n\nAda Lind (@adalind) May 4, 2031: The lane is shut.",
        &["Ada Lind | - | The lane is shut."],
    );
    check("Storm\n\nAda Lind (@adalind) was there in May: the lane was shut.", &[]);
}

#[test]
fn what_is_said_of_the_sentence_before() {
    check(
        "The weir will open in May.\n\nThis was announced by Ada Lind on Monday.",
        &["Ada Lind | was announced by | The weir will open in May."],
    );
    check(
        "The weir will open in May. Lind said this at a briefing.",
        &["Lind | said | The weir will open in May."],
    );
    check("The weir will open in May. This was opened by Lind.", &[]);
}

#[test]
fn a_source_in_a_line_of_its_own() {
    check(
        "Source: Mayor Ada Lind on Telegram\n\nQuote: \"The weir holds. We mend it.\"",
        &["Mayor Ada Lind | Quote: | \"The weir holds. We mend it.\""],
    );
    check("Source: the river Ode\nDetails: The weir broke at noon.", &[]);
}

#[test]
fn speech_that_a_dash_closes() {
    check(
        "I thank the crew. We mend the weir - said the mayor of Ode.",
        &["the mayor of Ode | said | I thank the crew. We mend the weir"],
    );
    of_read("The weir broke - said to be old.", &[], &[]);
}

#[test]
fn who_is_asked_does_not_ask() {
    of_read(
        "Lind laughed when asked about the mill.",
        &[["Lind", "asked about", "the mill"]],
        &["- | asked about | the mill"],
    );
    of_read(
        "Lind asked about the mill.",
        &[["Lind", "asked about", "the mill"]],
        &["Lind | asked about | the mill"],
    );
    of_read(
        "Pressed on whether it held, Lind said it did.",
        &[["Lind", "said", "it did"], ["", "said", "whether it held"]],
        &["Lind | said | it did"],
    );
}

#[test]
fn who_is_told_what_is_quoted_listens() {
    let lind = ["Lind", "told", "“Go,”"];
    of_read(
        "“Go,” Lind told Ode on Monday, according to two aides.",
        &[lind, ["two aides", "according to", "Ode on Monday"]],
        &["Lind | told | “Go,”"],
    );
    of_read(
        "“Go,” Lind told Ode. The weir holds, according to two aides.",
        &[lind, ["two aides", "according to", "The weir holds"]],
        &["Lind | told | “Go,”", "two aides | according to | The weir holds"],
    );
}

#[test]
fn who_wrote_a_letter_says_what_its_readers_are_told() {
    of_read(
        "In a note sent by the warden, Ada Lind, the crew were told that it sank.",
        &[["the crew", "were told", "that it sank"]],
        &["the warden, Ada Lind | were told | that it sank"],
    );
    of_read(
        "In the hall, the crew were told that it sank.",
        &[["", "were told", "that it sank"]],
        &["- | were told | that it sank"],
    );
}

#[test]
fn a_list_of_points_is_who_makes_them() {
    check(
        "Weir talks\n\nAda Lind made two points:\n• The weir holds.\n• The lane is shut.",
        &[
            "Ada Lind | made two points | The weir holds",
            "Ada Lind | made two points | The lane is shut",
        ],
    );
    check("Weir talks\n\nAda Lind bought two boats:\n• The Ode.\n• The Velm.", &[]);
    check(
        "Weir talks\n\nAda Lind listed the demands:\n1. A new weir.\n2. More boats.",
        &[
            "Ada Lind | listed the demands | A new weir",
            "Ada Lind | listed the demands | More boats",
        ],
    );
    check(
        "Weir talks\n\nHere is what Ada Lind said at noon:\n• It is old.\n• It is wet.",
        &["Ada Lind | said | It is old", "Ada Lind | said | It is wet"],
    );
    check("Weir talks\n\nHere is what the crew ate:\n• Bread.\n• Fish.", &[]);
}
