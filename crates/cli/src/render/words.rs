//! The words of a statement as one line each: what was said, and who is cited by which words.

use q7x2_domain::{Excerpt, Kind, LinkReason, Metadata, Mode, Statement};

use super::time::for_people;

/// Stands between two pieces of one statement that are apart in the text, as editors mark an
/// omission. The pieces themselves are never joined.
const OMISSION: &str = " […] ";

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

/// Returns who speaks: the resolved name, else that nobody is known.
pub(crate) fn speaker(statement: &Statement) -> &str {
    statement.speaker.as_ref().map_or("speaker unknown", |speaker| &speaker.name)
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
pub(crate) fn reservations(statement: &Statement) -> Vec<String> {
    let mode = match statement.mode {
        Mode::Speech => None,
        Mode::Thought => Some("thought, not speech".to_owned()),
        Mode::Sign => Some("sign, not speech".to_owned()),
    };
    let relay = statement.relay.as_ref().map(|relay| match &relay.by {
        Some(by) => format!("second-hand, told in {by}"),
        None => "second-hand".to_owned(),
    });
    mode.into_iter().chain(relay).collect()
}

/// Returns who else may speak, where that is uncertain.
pub(crate) fn next_candidate(statement: &Statement) -> Option<String> {
    statement.next_candidate.as_ref().map(|speaker| format!("or: {}", speaker.name))
}

/// Returns how the source was tied to the speaker, where it is not the name itself.
pub(crate) fn link(statement: &Statement) -> Option<String> {
    let reason = statement.speaker.as_ref()?.link_reason;
    (reason != LinkReason::Name).then(|| reason.as_str().replace('_', " "))
}

/// Returns to whom, how and when it was said, each in the words of the text.
pub(crate) fn circumstances(statement: &Statement) -> Vec<String> {
    let addressee = statement.addressee.as_ref().map(|a| format!("to: {}", a.excerpt.text));
    let channel = statement.channel.as_ref().map(|c| format!("via: {}", c.excerpt.text));
    let said_at = statement.said_at.as_ref().map(|t| format!("when: {}", t.excerpt.text));
    addressee.into_iter().chain(channel).chain(said_at).collect()
}

/// Returns what is known of an article, the most telling first: title, outlet, date, place.
pub(crate) fn origin(metadata: &Metadata) -> Vec<String> {
    let place = metadata.path.clone().or_else(|| metadata.url.clone());
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
}
