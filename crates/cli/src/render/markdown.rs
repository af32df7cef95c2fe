//! Statements as Markdown, for notes and articles: quotations in block quotes, paraphrase not.

use std::io::{self, Write};

use q7x2_domain::{ArticleId, Kind, Metadata, StatementHit};

use super::time::for_people;
use super::words;
use crate::intake::named;
use crate::output::printable;

/// Characters that Markdown would take for markup.
const MARKUP: &[char] = &['\\', '`', '*', '_', '[', ']', '<', '>', '#', '|', '~', '&'];

/// Writes a paragraph for each statement: who, how and the words, under a heading where another article
/// begins than `before`.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_hits(
    out: &mut dyn Write,
    hits: &[StatementHit],
    mut before: Option<ArticleId>,
) -> io::Result<()> {
    for hit in hits {
        if before.replace(hit.article) != Some(hit.article) {
            let revision = hit.revision.and_then(words::revision);
            let origin = origin(&hit.metadata).chain(revision).collect::<Vec<_>>();
            writeln!(out, "## {}\n", origin.join(", "))?;
        }
        let statement = &hit.statement;
        let not_said = words::not_said(statement.asserted).map(str::to_owned);
        let mut labels: Vec<String> = not_said.into_iter().collect();
        labels.push(words::kind(statement.kind).to_owned());
        let reservations = words::reservations(statement, hit.teller.as_ref());
        labels.extend(reservations.iter().map(|label| escaped(label)));
        labels.extend(hit.corrected.as_ref().map(|_| words::CORRECTED.to_owned()));
        labels.extend(hit.story.and_then(words::copies));
        labels.extend(words::next_candidate(statement).as_deref().map(escaped));
        writeln!(out, "**{}** ({}):\n", escaped(&words::speaker(statement)), labels.join("; "))?;
        let content = escaped(&words::pieces(&statement.content));
        match statement.kind {
            Kind::Direct | Kind::Mixed => writeln!(out, "> {content}\n")?,
            Kind::Indirect => writeln!(out, "{}\n", unlisted(&content))?,
        }
        let foot = words::foot(statement, hit.corrected.is_some());
        let mut foot: Vec<String> = foot.iter().map(|part| escaped(part)).collect();
        foot.push(format!("`{}`", statement.id));
        writeln!(out, "— {}\n", foot.join(" · "))?;
        for line in hit.corrected.iter().flat_map(words::corrections) {
            writeln!(out, "Corrected: {}\n", escaped(&line))?;
        }
        if let Some(paragraph) = &hit.paragraph {
            writeln!(out, "Paragraph: {}\n", escaped(&paragraph.text))?;
        }
    }
    Ok(())
}

/// Returns the article's data, with its title linked where its address is known, and with its path where
/// it is not.
fn origin(metadata: &Metadata) -> impl Iterator<Item = String> {
    let link = metadata.url.as_deref().filter(|url| is_plain_address(url));
    let path = metadata.path.as_deref().filter(|_| link.is_none());
    let path = path.map(|path| escaped(&named(path)));
    // What has no title is called by its path, if it is not named anyway.
    let title = metadata.title.as_deref().or(link.and(metadata.path.as_deref()));
    let (title, path) = match (title, path) {
        (Some(title), path) => (escaped(title), path),
        (None, Some(path)) => (path, None),
        (None, None) => ("article".to_owned(), None),
    };
    let title = link.map_or(title.clone(), |url| format!("[{title}](<{url}>)"));
    let outlet = metadata.outlet.as_deref().map(escaped);
    [Some(title), outlet, metadata.published_at.map(for_people), path].into_iter().flatten()
}

/// Tells whether the address can stand in a link: web, and nothing that would end it.
fn is_plain_address(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && !url.contains(|c: char| c.is_control() || c.is_whitespace() || "<>".contains(c))
}

/// Returns the words on one line, with a backslash before what Markdown would take for markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text).chars() {
        if MARKUP.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Returns a line that begins no list, quote or heading: a mark or number at its start is escaped.
fn unlisted(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        Some(b'-' | b'+' | b'=') if digits == 0 => format!("\\{line}"),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{hit, statement, written};
    use super::*;

    #[test]
    fn a_quotation_is_a_block_quote_and_a_paraphrase_is_not() {
        let text = "“No *deal*,” Anna Lind said. Anna Lind said the bridge stays.";
        let quoted = statement(text, Kind::Direct, "Anna Lind", "said", &["“No *deal*,”"]);
        let told = statement(text, Kind::Indirect, "Anna Lind", "said", &["the bridge stays"]);
        let ids = [quoted.id.to_string(), told.id.to_string()];
        let shown = written(|out| write_hits(out, &[hit(text, quoted), hit(text, told)], None));
        let shown = shown.replace(&ids[0], "[id]").replace(&ids[1], "[id]");
        insta::assert_snapshot!(shown, @r"
        ## Mayor keeps the bridge, The Harbour Post, 2025-04-22, news/harbour.txt

        **Anna Lind** (direct quotation):

        > “No \*deal\*,”

        — Anna Lind said · `[id]`

        **Anna Lind** (indirect, in paraphrase):

        the bridge stays

        — Anna Lind said · `[id]`
        ");
    }

    #[test]
    fn only_a_web_address_becomes_a_link() {
        let linked = |url: &str| {
            let metadata = Metadata { url: Some(url.into()), ..Metadata::default() };
            origin(&metadata).collect::<String>()
        };
        assert_eq!(linked("https://example.org/a"), "[article](<https://example.org/a>)");
        assert_eq!(linked("javascript:alert(1)"), "article");
        assert_eq!(linked("https://example.org/>b"), "article");
    }

    #[test]
    fn a_line_never_begins_a_list() {
        assert_eq!(unlisted("- no"), "\\- no");
        assert_eq!(unlisted("1. no"), "1\\. no");
        assert_eq!(unlisted("42 boats"), "42 boats");
    }
}
