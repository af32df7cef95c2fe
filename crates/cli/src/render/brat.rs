//! An extraction as brat standoff annotation (.ann), in the layout of PolNeAR.
//!
//! A text-bound `T` line for each source, cue and content and for the attribution itself, which
//! sits on the cue; an `E` line ties them together. Offsets are code points of the article's
//! text; brat wants that text beside the annotation, unchanged.

use std::io::{self, Write};

use q7x2_domain::{Excerpt, Extraction, Statement};

use super::words;

/// Writes the annotation of one article.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_extraction(out: &mut dyn Write, extraction: &Extraction) -> io::Result<()> {
    let mut bounds = 0;
    for (i, statement) in extraction.statements.iter().enumerate() {
        let mut bound = |out: &mut dyn Write, name: &str, excerpts: &[Excerpt]| {
            bounds += 1;
            write_bound(out, bounds, name, excerpts).map(|()| bounds)
        };
        let name = attribution(statement);
        let mut roles = Vec::new();
        for (role, excerpts) in [("Source", &statement.source), ("Cue", &statement.cue)] {
            if !excerpts.is_empty() {
                roles.push(format!("{role}:T{}", bound(out, role, excerpts)?));
            }
        }
        let content = bound(out, "Content", &statement.content)?;
        roles.push(format!("Content:T{content}"));
        let trigger = bound(out, name, trigger(statement))?;
        writeln!(
            out,
            "E{event}\t{name}:T{trigger} {roles}",
            event = i + 1,
            roles = roles.join(" ")
        )?;
        if statement.speaker.is_some() {
            let note = one_line(&words::speaker(statement));
            writeln!(out, "#{note_id}\tAnnotatorNotes E{note_id}\t{note}", note_id = i + 1)?;
        }
    }
    Ok(())
}

/// Returns the type of the attribution's own annotation.
fn attribution(statement: &Statement) -> &'static str {
    if statement.source.is_empty() { "Attribution-no-source" } else { "Attribution" }
}

/// Returns where the attribution sits: on its cue, else on its source, else on its content.
fn trigger(statement: &Statement) -> &[Excerpt] {
    [&statement.cue, &statement.source, &statement.content]
        .into_iter()
        .find(|excerpts| !excerpts.is_empty())
        .map_or(&[], Vec::as_slice)
}

/// Writes a text-bound annotation. A piece that runs over a line end is written as several, for
/// brat knows no annotation over two lines.
fn write_bound(out: &mut dyn Write, id: usize, name: &str, excerpts: &[Excerpt]) -> io::Result<()> {
    let fragments: Vec<(u32, u32, &str)> = excerpts.iter().flat_map(fragments).collect();
    let offsets: Vec<String> = fragments.iter().map(|(s, e, _)| format!("{s} {e}")).collect();
    let words: Vec<&str> = fragments.iter().map(|(_, _, words)| *words).collect();
    writeln!(out, "T{id}\t{name} {}\t{}", offsets.join(";"), words.join(" "))
}

/// Returns the parts of an excerpt between line ends, with their offsets.
fn fragments(excerpt: &Excerpt) -> Vec<(u32, u32, &str)> {
    let mut start = excerpt.span.start();
    let mut fragments = Vec::new();
    for line in excerpt.text.split_inclusive(['\n', '\r']) {
        let words = line.trim_end_matches(['\n', '\r']);
        let points = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if !words.trim().is_empty() {
            fragments.push((start, start + points(words), words));
        }
        start += points(line);
    }
    fragments
}

/// Returns the text without tabs and line ends, which brat's lines are made of.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use q7x2_domain::Kind;

    use super::super::samples::{extraction, statement, written};
    use super::*;

    #[test]
    fn parts_are_text_bound_and_tied_by_an_event() {
        let text = "“Née,” Anna Lind said, “to stay.”";
        let statement =
            statement(text, Kind::Direct, "Anna Lind", "said", &["“Née,”", "“to stay.”"]);
        let shown = written(|out| write_extraction(out, &extraction(text, vec![statement])));
        insta::assert_snapshot!(shown, @r"
        T1	Source 7 16	Anna Lind
        T2	Cue 17 21	said
        T3	Content 0 6;23 33	“Née,” “to stay.”
        T4	Attribution 17 21	said
        E1	Attribution:T4 Source:T1 Cue:T2 Content:T3
        #1	AnnotatorNotes E1	Anna Lind
        ");
    }

    #[test]
    fn without_a_source_the_attribution_says_so_and_sits_on_the_cue() {
        let text = "It is said the bridge\nstays.";
        let mut statement = statement(text, Kind::Indirect, "It", "said", &["the bridge\nstays"]);
        statement.source.clear();
        statement.speaker = None;
        let shown = written(|out| write_extraction(out, &extraction(text, vec![statement])));
        insta::assert_snapshot!(shown, @r"
        T1	Cue 6 10	said
        T2	Content 11 21;22 27	the bridge stays
        T3	Attribution-no-source 6 10	said
        E1	Attribution-no-source:T3 Cue:T1 Content:T2
        ");
    }
}
