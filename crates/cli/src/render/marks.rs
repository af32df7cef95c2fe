//! A statement inside its paragraph, with source, cue and content marked: by colour where there
//! are colours, else by labelled brackets.

use std::io::{self, Write};

use anstyle::Style;
use q7x2_domain::{Corrected, Excerpt, Role, Speaker, StatementInContext};

use super::time::for_people;
use super::words;
use super::wrap::Styled;
use crate::intake::named;
use crate::output::{CUE, FAINT, Look, QUOTED, SOURCE, STRONG, printable, printable_char};

/// As wide as the name of a fact and what stands before it.
const FACT_INDENT: &str = "             ";

/// Writes the statement: a head, the paragraph with marks, and the article's data.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_in_context(
    out: &mut dyn Write,
    look: Look,
    shown: &StatementInContext,
) -> io::Result<()> {
    let head = printable(&words::speaker(&shown.hit.statement));
    Styled::new(&head, look.style(STRONG)).write(out, "", look.width)?;
    writeln!(out)?;
    write_marked(out, look, shown)?;
    let faint = look.style(FAINT);
    for (name, value) in facts(shown) {
        let head = format!("  {faint}{name:<11}{faint:#}");
        let value = Styled::new(&printable(&value), Style::new());
        value.write_after(out, &head, FACT_INDENT, look.width)?;
    }
    Ok(())
}

/// Writes what a person needs who judges the statement: the text with marks, and under whose name
/// it stands.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_to_judge(
    out: &mut dyn Write,
    look: Look,
    shown: &StatementInContext,
) -> io::Result<()> {
    let statement = &shown.hit.statement;
    write_marked(out, look, shown)?;
    let mut head = vec![words::speaker(statement)];
    head.extend(statement.speaker.as_ref().map(|speaker| speaker.kind.as_str().to_owned()));
    head.extend(words::reservations(statement, shown.hit.teller.as_ref()));
    let head = Styled::new(&printable(&head.join(", ")), look.style(STRONG));
    head.write(out, "  said by: ", look.width)
}

/// Writes the paragraph with marks, and what the colours mean where there are colours.
fn write_marked(out: &mut dyn Write, look: Look, shown: &StatementInContext) -> io::Result<()> {
    paragraph(look, shown).write(out, "  ", look.width)?;
    writeln!(out)?;
    if look.styled {
        let mut legend = Styled::new("source", SOURCE);
        legend.push("  ", Style::new());
        legend.push("cue", CUE);
        legend.push("  ", Style::new());
        legend.push("content", QUOTED);
        legend.write(out, "  ", look.width)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Returns the paragraph with its marks.
fn paragraph(look: Look, shown: &StatementInContext) -> Styled {
    let start = shown.paragraph.span.start();
    let roles = roles(shown);
    let mut styled = Styled::default();
    let mut open = None;
    for (i, c) in shown.paragraph.text.chars().enumerate() {
        let role = roles[i];
        if role != open {
            bracket(&mut styled, look, open, role);
            open = role;
        }
        let style = role.map_or(Style::new(), style_of);
        let c = if c == '\n' { c } else { printable_char(c) };
        styled.push(c.encode_utf8(&mut [0; 4]), look.style(style));
    }
    bracket(&mut styled, look, open, None);
    debug_assert!(start <= shown.paragraph.span.end());
    styled
}

/// Closes the mark that ends here and opens the one that begins.
fn bracket(styled: &mut Styled, look: Look, ends: Option<Role>, begins: Option<Role>) {
    if look.styled {
        return;
    }
    if ends.is_some() {
        styled.push("]", Style::new());
    }
    if let Some(role) = begins {
        styled.push(&format!("[{}: ", name_of(role)), Style::new());
    }
}

/// Returns the role of every character of the paragraph. Where parts overlap, the source shows
/// before the cue and the cue before the content, for they are the shorter.
fn roles(shown: &StatementInContext) -> Vec<Option<Role>> {
    let start = shown.paragraph.span.start();
    let mut roles = vec![None; shown.paragraph.text.chars().count()];
    let statement = &shown.hit.statement;
    let parts: [(Role, &[Excerpt]); 3] = [
        (Role::Content, &statement.content),
        (Role::Cue, &statement.cue),
        (Role::Source, &statement.source),
    ];
    for (role, excerpts) in parts {
        for span in excerpts.iter().map(|excerpt| excerpt.span) {
            let from = span.start().saturating_sub(start) as usize;
            let to = (span.end().saturating_sub(start) as usize).min(roles.len());
            roles.get_mut(from..to).into_iter().flatten().for_each(|place| *place = Some(role));
        }
    }
    roles
}

fn style_of(role: Role) -> Style {
    match role {
        Role::Source => SOURCE,
        Role::Cue => CUE,
        Role::Content => QUOTED,
    }
}

fn name_of(role: Role) -> &'static str {
    match role {
        Role::Source => "source",
        Role::Cue => "cue",
        Role::Content => "content",
    }
}

/// Returns what is known of the statement and its article, a line each.
fn facts(shown: &StatementInContext) -> Vec<(&'static str, String)> {
    let hit = &shown.hit;
    let statement = &hit.statement;
    let metadata = &hit.metadata;
    let mut facts = vec![("statement", statement.id.to_string())];
    let mut add = |name, value: Option<String>| facts.extend(value.map(|value| (name, value)));
    let mut kind = vec![words::kind(statement.kind).to_owned()];
    kind.extend(words::not_said(statement.asserted).map(str::to_owned));
    kind.extend(words::reservations(statement, hit.teller.as_ref()));
    add("kind", Some(kind.join(", ")));
    add("speaker", statement.speaker.as_deref().map(party));
    for speaker in &statement.joint {
        add("with", Some(party(speaker)));
    }
    add("or", statement.next_candidate.as_deref().map(party));
    add("cue class", statement.cue_class.map(|class| class.as_str().replace('_', " ")));
    add("to", statement.addressee.as_ref().map(|addressee| addressee.excerpt.text.clone()));
    add("addressee", statement.addressee.as_ref().and_then(|a| a.party.as_ref()).map(party));
    add("via", statement.channel.as_ref().map(|channel| channel.excerpt.text.clone()));
    add("said", statement.said_at.as_deref().map(words::time_said));
    add("told by", hit.teller.as_ref().map(party));
    let relay = statement.relay.as_ref();
    add("told in", relay.and_then(|relay| relay.by.as_ref()).map(ToString::to_string));
    for line in hit.corrected.iter().flat_map(corrections) {
        add(words::CORRECTED, Some(line));
    }
    add("offsets", Some(offsets(&statement.content)));
    add("confidence", statement.confidence.map(|confidence| format!("{confidence:.2}")));
    add("model", Some(hit.model.to_string()));
    let revision = hit.revision.map(|r| format!("{} of {}", r.number, r.of));
    let later = hit.revision.filter(|r| !r.is_current).map(|_| ", a later one answers");
    add("revision", revision.map(|revision| revision + later.unwrap_or_default()));
    let copies = hit.story.map(|s| (s.id, words::copies(s)));
    add(
        "story",
        copies.map(|(id, copies)| {
            [Some(id.to_string()), copies].into_iter().flatten().collect::<Vec<_>>().join(", ")
        }),
    );
    add("wire", hit.wire.map(|wire| wire.to_string()));
    add("title", metadata.title.clone());
    add("outlet", metadata.outlet.clone());
    add("author", metadata.author.clone());
    add("published", metadata.published_at.map(for_people));
    add("language", metadata.language.clone());
    add("url", metadata.url.clone());
    add("path", metadata.path.as_deref().map(|path| place(path, shown.line)));
    add("article", Some(hit.article.to_string()));
    facts
}

/// Returns who corrected what, a line each, and then what was extracted instead.
fn corrections(corrected: &Corrected) -> Vec<String> {
    let mut lines = words::corrections(corrected);
    let who = corrected.speaker.iter().chain(&corrected.joint).map(|speaker| &*speaker.name);
    let who = words::all_of(&who.collect::<Vec<_>>()).unwrap_or_else(|| "nobody known".to_owned());
    lines.push(format!("from {who}: {}", words::pieces(&corrected.content)));
    lines
}

/// Returns where a statement begins, as editors take it: `news/a.txt:12`. The path of a record has the
/// line of the record already.
fn place(original: &str, line: u32) -> String {
    let record = original.rsplit_once([':', '#']);
    let is_record =
        record.is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let path = named(original);
    if line == 0 || is_record || path != original { path } else { format!("{path}:{line}") }
}

/// Returns a party's id, its type, and how it was tied to the words.
fn party(speaker: &Speaker) -> String {
    let (id, reason) = (speaker.id.as_str(), speaker.link_reason.as_str().replace('_', " "));
    let maker = speaker.facts.maker.as_ref().map(|maker| format!(", made by {maker}"));
    let of = speaker.facts.of.as_ref().map(|whose| format!(", of {whose}"));
    let known: String = maker.into_iter().chain(of).collect();
    format!("{id} ({}, by {reason}{known})", speaker.kind)
}

/// Returns where the content stands, in code points: `518..645, 700..712`.
fn offsets(content: &[Excerpt]) -> String {
    let ranges = content.iter().map(|e| format!("{}..{}", e.span.start(), e.span.end()));
    ranges.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use q7x2_domain::{Addressee, Kind, LinkReason, Relay, TimePrecision, TimeSaid, Timestamp};

    use super::super::samples::{find, in_context, statement, written};
    use super::*;

    const TEXT: &str = "Fog.\n“Née to stay,” Anna Lind said, “and to row.”\nRain.";

    fn sample() -> StatementInContext {
        let content = ["“Née to stay,”", "“and to row.”"];
        in_context(TEXT, statement(TEXT, Kind::Direct, "Anna Lind", "said", &content))
    }

    #[test]
    fn a_path_has_the_line_at_which_the_statement_begins() {
        let facts = facts(&sample());
        assert!(facts.contains(&("path", "news/harbour.txt:2".to_owned())), "{facts:?}");
        assert_eq!(place("archive.jsonl:7", 2), "archive.jsonl:7");
        assert_eq!(place("archive.json#7", 2), "archive.json#7");
        assert_eq!(place("-", 2), "standard input");
        assert_eq!(place("a:b.txt", 3), "a:b.txt:3");
    }

    #[test]
    fn without_colours_the_parts_stand_in_labelled_brackets() {
        let look = Look { styled: false, width: 120 };
        let shown = written(|out| write_in_context(out, look, &sample()));
        let line =
            "  [content: “Née to stay,”] [source: Anna Lind] [cue: said], [content: “and to row.”]";
        assert!(shown.lines().any(|l| l == line), "{shown}");
        assert!(shown.contains("offsets    5..19, 36..49"), "{shown}");
    }

    #[test]
    fn with_colours_no_bracket_is_added() {
        let look = Look { styled: true, width: 120 };
        let shown = written(|out| write_in_context(out, look, &sample()));
        assert!(shown.contains('\u{1b}') && !shown.contains("[content"), "{shown}");
    }

    #[test]
    fn what_was_made_out_is_told_with_its_reason() {
        let mut shown = sample();
        let statement = &mut shown.hit.statement;
        let party = |name: &str, link_reason| {
            let speaker = statement.speaker.as_deref().cloned();
            speaker.map(|s| Speaker { name: name.into(), link_reason, ..s })
        };
        let (next, addressed) =
            (party("Ida Holm", LinkReason::Surname), party("Anna Lind", LinkReason::Title));
        shown.hit.teller = party("Anna Lind", LinkReason::Name);
        statement.next_candidate = next.map(Arc::new);
        statement.addressee =
            Some(Box::new(Addressee { excerpt: find(TEXT, "Rain"), party: addressed }));
        let value = Some((Timestamp::from_seconds(1_745_280_000), TimePrecision::Month));
        statement.said_at = Some(Box::new(TimeSaid { excerpt: find(TEXT, "Fog"), value }));
        let by = Some(statement.id.clone());
        statement.relay = Some(Box::new(Relay { depth: 1, by, teller: None }));
        let facts = facts(&shown);
        let fact = |name: &str| {
            let found = facts.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.as_str())
        };
        assert_eq!(fact("kind"), Some("direct quotation, second-hand, told by Anna Lind"));
        assert_eq!(fact("or"), Some("person/anna-lind (person, by surname)"));
        assert_eq!(fact("addressee"), Some("person/anna-lind (person, by title)"));
        assert_eq!(fact("said"), Some("Fog (2025-04)"));
        assert_eq!(fact("told by"), Some("person/anna-lind (person, by name)"));
        assert_eq!(fact("told in"), Some(shown.hit.statement.id.as_str()));
    }
}
