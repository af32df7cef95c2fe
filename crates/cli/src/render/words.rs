//! The words of a statement as one line each: what was said, and who is cited by which words.

use q7x2_domain::{
    Addressee, Asserted, Corrected, CorrectionNote, Excerpt, Kind, LinkReason, Metadata, Mode,
    Revision, Speaker, Statement, Story, TimeSaid,
};

use super::time::{for_people, to_precision};
use crate::intake::named;

/// Stands between two pieces of one statement that are apart in the text, as editors mark an
/// omission. The pieces themselves are never joined.
const OMISSION: &str = " […] ";

/// Marks a statement of which people said what is right.
pub(crate) const CORRECTED: &str = "corrected";

/// Returns the pieces, each as it stands in the text, with [`OMISSION`] between them.
pub(crate) fn pieces(excerpts: &[Excerpt]) -> String {
    let pieces: Vec<&str> = excerpts.iter().map(|excerpt| excerpt.text.as_str()).collect();
    pieces.join(OMISSION)
}

/// Returns the citing words in the order of the text: "he said", "said Lind", "Lind … told".
pub(crate) fn citation(statement: &Statement) -> String {
    let mut parts: Vec<&Excerpt> = statement.source.iter().chain(&statement.cue).collect();
    parts.sort_by_key(|excerpt| excerpt.span);
    let mut line = String::new();
    let mut end = None;
    for part in parts {
        match end {
            None => {}
            Some(end) if part.span.start() <= end + 1 => line.push(' '),
            Some(_) => line.push_str(" … "),
        }
        line.push_str(&part.text);
        end = Some(part.span.end());
    }
    line
}

/// Returns who speaks: the resolved names of all who do, else that nobody is known.
pub(crate) fn speaker(statement: &Statement) -> String {
    let names: Vec<&str> = statement.speakers().map(|speaker| speaker.name.as_str()).collect();
    all_of(&names).unwrap_or_else(|| "speaker unknown".to_owned())
}

/// Returns names as they are listed: "Lind, Berg and Holm"; `None` where there is none.
pub(crate) fn all_of(names: &[&str]) -> Option<String> {
    let (last, first) = names.split_last()?;
    if first.is_empty() {
        return Some((*last).to_owned());
    }
    Some(format!("{} and {last}", first.join(", ")))
}

/// Returns that something was not said, or in which way not; `None` for what was.
pub(crate) fn not_said(asserted: Asserted) -> Option<&'static str> {
    match asserted {
        Asserted::Said => None,
        Asserted::Denied => Some("denied"),
        Asserted::NotSaid => Some("not said"),
        Asserted::Declined => Some("declined to say"),
        Asserted::Hypothetical => Some("not said: hypothetical"),
        Asserted::Future => Some("not said yet"),
        Asserted::Asked => Some("asked, not said"),
        Asserted::Disputed => Some("disputed"),
    }
}

/// Returns how much is quoted, for people.
pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => "direct quotation",
        Kind::Indirect => "indirect, in paraphrase",
        Kind::Mixed => "mixed, partly quoted",
    }
}

/// Returns everything that keeps a statement from being plain first-hand speech.
pub(crate) fn reservations(statement: &Statement, teller: Option<&Speaker>) -> Vec<String> {
    let mode = match statement.mode {
        Mode::Speech => None,
        Mode::Thought => Some("thought, not speech".to_owned()),
        Mode::Sign => Some("sign, not speech".to_owned()),
    };
    let relay = statement.relay.as_ref().map(|relay| match (teller, &relay.teller, &relay.by) {
        (Some(teller), ..) => format!("second-hand, told by {}", teller.name),
        (None, Some(words), _) => format!("second-hand, told by “{}”", words.text),
        (None, None, Some(by)) => format!("second-hand, told in {by}"),
        (None, None, None) => "second-hand".to_owned(),
    });
    mode.into_iter().chain(relay).collect()
}

/// Returns which text of its article one is, where a later one answers.
pub(crate) fn revision(revision: Revision) -> Option<String> {
    let Revision { number, of, is_current } = revision;
    (!is_current).then(|| format!("revision {number} of {of}, a later one answers"))
}

/// Returns in how many outlets or articles a statement is, where it is in several.
pub(crate) fn copies(story: Story) -> Option<String> {
    match (story.outlets, story.articles) {
        (outlets @ 2.., _) => Some(format!("in {outlets} outlets")),
        (_, articles @ 2..) => Some(format!("in {articles} articles")),
        _ => None,
    }
}

/// Returns what people corrected about a statement, a line for each correction, with who did, when and
/// why: "speaker, by Tove, 2025-04-22 06:30 (edit 3): heard the tape". Then which model has missed it.
pub(crate) fn corrections(corrected: &Corrected) -> Vec<String> {
    let line = |note: &CorrectionNote| {
        let reason = note.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let (what, by) = (note.kind.as_str().replace('_', " "), &note.by);
        let of = note.of.map(|of| format!(", in another text of the article, {of}"));
        let of = of.unwrap_or_default();
        format!("{what}, by {by}, {} (edit {}{of}){reason}", for_people(note.at), note.number)
    };
    let missed = |model| format!("not found by {model}, which answers for the article");
    let missed = corrected.missed_by.as_ref().map(missed);
    corrected.notes.iter().map(line).chain(missed).collect()
}

/// Returns what stands below the words of a statement: who is cited by which words and how they were tied
/// to the speaker, the circumstances, and how likely it is right where that is in doubt: what people
/// corrected is not.
pub(crate) fn foot(statement: &Statement, is_corrected: bool) -> Vec<String> {
    let citation = citation(statement);
    let cited = match (citation.is_empty(), link(statement)) {
        (false, Some(link)) => Some(format!("{citation} ({link})")),
        (false, None) => Some(citation),
        (true, link) => link.map(|link| format!("({link})")),
    };
    let doubt = doubt(statement).filter(|_| !is_corrected);
    cited.into_iter().chain(circumstances(statement)).chain(doubt).collect()
}

/// Returns who else may speak, where that is uncertain.
pub(crate) fn next_candidate(statement: &Statement) -> Option<String> {
    statement.next_candidate.as_ref().map(|speaker| format!("or: {}", speaker.name))
}

/// Returns how the source was tied to the speaker, where it is not the name itself.
fn link(statement: &Statement) -> Option<String> {
    let reason = statement.speaker.as_ref()?.link_reason;
    (reason != LinkReason::Name).then(|| reason.as_str().replace('_', " "))
}

/// Returns to whom, how and when it was said, each in the words of the text, with what they were
/// made out to be.
fn circumstances(statement: &Statement) -> Vec<String> {
    let to = statement.addressee.as_ref().map(|a| format!("to: {}", addressee(a)));
    let via = statement.channel.as_ref().map(|c| format!("via: {}", c.excerpt.text));
    let said = statement.said_at.as_ref().map(|said| format!("said: {}", time_said(said)));
    to.into_iter().chain(via).chain(said).collect()
}

/// Returns the words for an addressee, with its name where they are another: "the mayor (Ada Lind)".
fn addressee(addressee: &Addressee) -> String {
    let words = &addressee.excerpt.text;
    let party = addressee.party.as_ref().filter(|party| !words.contains(&party.name));
    party.map_or_else(|| words.clone(), |party| format!("{words} ({})", party.name))
}

/// Returns the words for a time, with the date where it is known: "on Tuesday (2024-05-14)".
pub(crate) fn time_said(said: &TimeSaid) -> String {
    let words = &said.excerpt.text;
    let value = said.value.map(|(start, precision)| to_precision(start, precision));
    value.map_or_else(|| words.clone(), |value| format!("{words} ({value})"))
}

/// Returns the confidence of a statement that is more likely wrong than right.
fn doubt(statement: &Statement) -> Option<String> {
    let confidence = statement.confidence.filter(|&confidence| confidence < 0.5)?;
    Some(format!("confidence {confidence:.2}"))
}

/// Returns what is known of an article, the most telling first: title, outlet, date, place.
pub(crate) fn origin(metadata: &Metadata) -> Vec<String> {
    let place = metadata.path.as_deref().map(named).or_else(|| metadata.url.clone());
    let parts = [
        metadata.title.clone(),
        metadata.outlet.clone(),
        metadata.published_at.map(for_people),
        place,
    ];
    parts.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{TimePrecision, Timestamp};

    use super::super::samples;
    use super::*;

    #[test]
    fn citing_words_keep_the_order_of_the_text() {
        let text = "“No,” said Anna Lind.";
        let statement = samples::statement(text, Kind::Direct, "Anna Lind", "said", &["“No,”"]);
        assert_eq!(citation(&statement), "said Anna Lind");
    }

    #[test]
    fn citing_words_that_are_apart_are_not_joined() {
        let text = "Anna Lind, the mayor, said no.";
        let statement = samples::statement(text, Kind::Indirect, "Anna Lind", "said", &["no"]);
        assert_eq!(citation(&statement), "Anna Lind … said");
    }

    #[test]
    fn pieces_of_a_split_quotation_are_kept_apart() {
        let text = "“Go,” he said, “now.”";
        let statement = samples::statement(text, Kind::Direct, "he", "said", &["“Go,”", "“now.”"]);
        assert_eq!(pieces(&statement.content), "“Go,” […] “now.”");
    }

    #[test]
    fn circumstances_are_told_with_what_they_were_made_out_to_be() {
        let text = "On Tuesday Anna Lind told the mayor by telegram: no.";
        let mut statement = samples::statement(text, Kind::Indirect, "Anna Lind", "told", &["no"]);
        assert!(circumstances(&statement).is_empty());
        let speaker = statement.speaker.as_deref().cloned();
        let party = speaker.clone().map(|s| Speaker { name: "Ida Holm".into(), ..s });
        let excerpt = samples::find(text, "the mayor");
        statement.addressee = Some(Box::new(Addressee { excerpt, party }));
        let excerpt = samples::find(text, "by telegram");
        statement.channel = Some(Box::new(q7x2_domain::Channel { excerpt }));
        let value = Some((Timestamp::from_seconds(1_745_280_000), TimePrecision::Day));
        let excerpt = samples::find(text, "On Tuesday");
        statement.said_at = Some(Box::new(TimeSaid { excerpt, value }));
        assert_eq!(
            circumstances(&statement),
            ["to: the mayor (Ida Holm)", "via: by telegram", "said: On Tuesday (2025-04-22)"]
        );
        let addressee = statement.addressee.as_mut().expect("set");
        addressee.excerpt = samples::find(text, "Anna Lind");
        addressee.party = speaker;
        statement.said_at.as_mut().expect("set").value = None;
        assert_eq!(
            circumstances(&statement),
            ["to: Anna Lind", "via: by telegram", "said: On Tuesday"]
        );
    }

    #[test]
    fn all_who_speak_jointly_are_named() {
        let text = "“No,” said Anna Lind.";
        let mut statement = samples::statement(text, Kind::Direct, "Anna Lind", "said", &["“No,”"]);
        let named = |name: &str| {
            let speaker = statement.speaker.as_deref().cloned().expect("set");
            Speaker { name: name.into(), ..speaker }
        };
        let others = [named("Tom Berg"), named("Ida Holm")];
        assert_eq!(speaker(&statement), "Anna Lind");
        statement.joint = others[..1].to_vec();
        assert_eq!(speaker(&statement), "Anna Lind and Tom Berg");
        statement.joint = others.to_vec();
        assert_eq!(speaker(&statement), "Anna Lind, Tom Berg and Ida Holm");
        (statement.speaker, statement.joint) = (None, vec![]);
        assert_eq!(speaker(&statement), "speaker unknown");
    }

    #[test]
    fn a_doubt_is_told_where_it_is_more_than_even() {
        let text = "“No,” said Anna Lind.";
        let mut statement = samples::statement(text, Kind::Direct, "Anna Lind", "said", &["“No,”"]);
        for (confidence, expect) in
            [(None, None), (Some(0.5), None), (Some(0.427), Some("confidence 0.43"))]
        {
            statement.confidence = confidence;
            assert_eq!(doubt(&statement).as_deref(), expect);
        }
    }
}
