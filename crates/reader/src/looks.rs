//! What a text looks like from within: a page, a table, a mail, subtitles, a feed. Read as prose these would
//! give statements that nobody made. A text that only has some markup left in it is a text.

use crate::Foreign;
use crate::form::Form;
use crate::sniff::Kind;

/// Of how many characters at the beginning a text is looked at.
const LOOKED_AT: usize = 8192;

/// Returns what a decoded file is, if it is plainly no text.
pub(crate) fn of_text(text: &str) -> Option<Kind> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let end = start.char_indices().nth(LOOKED_AT).map_or(start.len(), |(at, _)| at);
    let start = &start[..end];
    let lower = start.to_lowercase();
    if lower.starts_with("{\\rtf") {
        return Some(Kind::Form(Form::Rtf));
    }
    if is_json(&lower) {
        return Some(Kind::Foreign(Foreign::Json));
    }
    if lower.starts_with('<') {
        return markup(&lower);
    }
    if is_mail(start) {
        return Some(Kind::Form(Form::Mail));
    }
    // The line before the headers of each of its mails.
    if start.starts_with("From ") && start.split_once('\n').is_some_and(|(_, mail)| is_mail(mail)) {
        return Some(Kind::Form(Form::Mailbox));
    }
    if is_subtitles(start) {
        return Some(Kind::Form(Form::Subtitles));
    }
    if is_annotations(start) {
        return Some(Kind::Foreign(Foreign::Annotations));
    }
    table(start).map(Kind::Form)
}

/// Returns the kind of table that a text is.
fn table(start: &str) -> Option<Form> {
    let head = start.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let form = if head.contains('\t') { Form::Tsv } else { Form::Csv };
    (is_table(start) || is_even_table(start)).then_some(form)
}

/// Tells whether a text is brat's annotations of another: each of its first lines has a letter and a number, a
/// tab, and a type with the numbers of two characters or with others' ids.
fn is_annotations(start: &str) -> bool {
    let is_id = |id: &str| {
        id.starts_with(['T', 'R', 'E', 'A', 'M', 'N'])
            && id.len() > 1
            && id[1..].bytes().all(|b| b.is_ascii_digit())
    };
    let lines: Vec<&str> = start.lines().filter(|line| !line.starts_with('#')).take(4).collect();
    let is_span = |line: &&str| {
        let mut parts = line.split('\t');
        let (Some(id), Some(span), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
            return false;
        };
        let mut words = span.split([' ', ';']);
        let is_name = words.next().is_some_and(|name| !name.is_empty());
        let numbers: Vec<bool> = words.map(|word| word.parse::<u64>().is_ok()).collect();
        is_id(id) && is_name && numbers.len() >= 2 && numbers.iter().all(|is| *is)
    };
    let has_id = |line: &&str| line.split_once('\t').is_some_and(|(id, _)| is_id(id));
    lines.iter().any(is_span) && lines.iter().all(has_id)
}

/// Tells whether a text begins with a key and a colon in an object of JSON, or with such an object in a list.
fn is_json(start: &str) -> bool {
    let object = start.strip_prefix('[').map_or(start, str::trim_start);
    let key = object.strip_prefix('{').and_then(|inside| inside.trim_start().strip_prefix('"'));
    key.and_then(|key| key.split_once('"'))
        .is_some_and(|(key, value)| !key.contains('\n') && value.trim_start().starts_with(':'))
}

/// Returns what a file is that begins with a tag, if it is a document and no text with tags in it.
fn markup(lower: &str) -> Option<Kind> {
    let has = |tag: &str| lower.contains(tag);
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Some(Kind::Form(Form::Html));
    }
    if lower.starts_with("<rss") || lower.starts_with("<feed") || lower.starts_with("<rdf:rdf") {
        return Some(Kind::Form(Form::Feed));
    }
    if !(lower.starts_with("<?xml") || lower.starts_with("<!--") || lower.starts_with("<head")) {
        return None;
    }
    if has("<rss") || has("<feed") || has("<rdf:rdf") {
        Some(Kind::Form(Form::Feed))
    } else if has("<html") || has("<head>") || has("<body") {
        Some(Kind::Form(Form::Html))
    } else {
        lower.starts_with("<?xml").then_some(Kind::Foreign(Foreign::Xml))
    }
}

/// Tells whether a text begins with the headers of a mail: at least three, one of which only machines write. A
/// date with its zone is such a one.
fn is_mail(start: &str) -> bool {
    let headers: Vec<(String, &str)> = (start.lines().take_while(|line| !line.trim().is_empty()))
        .filter(|line| !line.starts_with([' ', '\t']))
        .map_while(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim()))
        .take_while(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        .collect();
    let machines = ["message-id", "received", "return-path", "mime-version", "content-type"];
    let others = ["from", "to", "subject", "date"];
    let has = |names: &[&str]| {
        names.iter().filter(|name| headers.iter().any(|(header, _)| header == *name)).count()
    };
    let is_dated = headers.iter().any(|(name, value)| name == "date" && has_zone(value));
    (has(&machines) > 0 && has(&others) >= 2) || (is_dated && has(&others) >= 3)
}

/// Tells whether a date ends with the time of day and its zone, as in "10:30:00 +0200".
fn has_zone(date: &str) -> bool {
    let mut words = date.split_whitespace().rev().skip_while(|word| word.starts_with('('));
    let (Some(zone), Some(time)) = (words.next(), words.next()) else { return false };
    let offset = zone.strip_prefix(['+', '-']);
    let is_offset = offset.is_some_and(|o| o.len() == 4 && o.bytes().all(|b| b.is_ascii_digit()));
    let is_time = time.contains(':') && time.bytes().all(|b| b.is_ascii_digit() || b == b':');
    is_time && (is_offset || matches!(zone, "GMT" | "UTC" | "UT"))
}

/// Tells whether a text is subtitles, as SRT or WebVTT: one of its first lines is a range of times.
fn is_subtitles(start: &str) -> bool {
    let is_time = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        digits >= 7 && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b',' | b'.'))
    };
    let mut lines = start.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return false };
    if !first.starts_with("WEBVTT") && !first.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    lines.take(4).any(|line| {
        line.split_once("-->").is_some_and(|(from, to)| {
            let to = to.trim().split(' ').next().unwrap_or_default();
            is_time(from.trim()) && is_time(to)
        })
    })
}

/// Tells whether a text is a table: its first line has the names of columns, of which at least one is
/// a key that is read or looks like one, and the next line has as many or more separators.
fn is_table(start: &str) -> bool {
    let mut lines = start.lines().filter(|line| !line.trim().is_empty());
    let (Some(head), Some(row)) = (lines.next(), lines.next()) else { return false };
    [',', ';', '\t'].into_iter().any(|separator| {
        let columns: Vec<String> = (head.split(separator))
            .map(|column| column.trim().trim_matches('"').to_lowercase())
            .collect();
        let is_name = |column: &String| {
            column.len() <= 40
                && column
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        };
        let known = columns.iter().filter(|column| crate::keys::is_read(column)).count();
        columns.len() >= 2 && columns.iter().all(is_name) && known >= 2 && row.contains(separator)
    })
}

/// Tells whether a text is a table whatever its columns are called: the first line has single words between
/// separators, three or more, and each line as many.
fn is_even_table(start: &str) -> bool {
    // The last line may go on where nobody looks.
    let is_cut = start.chars().count() == LOOKED_AT;
    let mut lines: Vec<&str> = start.lines().filter(|line| !line.trim().is_empty()).collect();
    if is_cut {
        lines.pop();
    }
    let [head, rows @ ..] = lines.as_slice() else { return false };
    let is_name = |column: &str| {
        let column = column.trim_matches('"');
        let may_be = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        column.starts_with(|c: char| c.is_ascii_alphabetic())
            && column.len() <= 40
            && column.bytes().all(may_be)
    };
    !rows.is_empty()
        && [',', ';', '\t'].into_iter().any(|separator| {
            let columns: Vec<&str> = head.trim_end().split(separator).collect();
            columns.len() >= 3
                && columns.iter().all(|column| is_name(column))
                && rows.iter().all(|row| fields(row, separator) == columns.len())
        })
}

/// Returns how many fields a row has, where separators in quotation marks are none; 0 for a line of prose, in
/// which a space follows each.
fn fields(row: &str, separator: char) -> usize {
    let (mut is_quoted, mut count, mut spaced) = (false, 1, 0);
    let mut letters = row.chars().peekable();
    while let Some(c) = letters.next() {
        is_quoted ^= c == '"';
        if c == separator && !is_quoted {
            count += 1;
            spaced += usize::from(letters.peek() == Some(&' '));
        }
    }
    if spaced == count - 1 { 0 } else { count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Kind>) {
        assert_eq!(of_text(text), expected, "{text}");
    }

    #[test]
    fn documents_of_other_kinds_are_known_by_their_beginning() {
        check("\u{feff}<!DOCTYPE html>\n<html><p>Fog.</p></html>", Some(Kind::Form(Form::Html)));
        check(
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel>",
            Some(Kind::Form(Form::Feed)),
        );
        check("<?xml version=\"1.0\"?><feed xmlns=\"x\">", Some(Kind::Form(Form::Feed)));
        check("<?xml version=\"1.0\"?><nitf><p>Fog.</p></nitf>", Some(Kind::Foreign(Foreign::Xml)));
        check("{\\rtf1\\ansi Fog.}", Some(Kind::Form(Form::Rtf)));
        check("1\n00:00:01,000 --> 00:00:04,000\nFog.\n", Some(Kind::Form(Form::Subtitles)));
        check(
            "WEBVTT\n\n00:01.000 --> 00:04.000 align:start\nFog.",
            Some(Kind::Form(Form::Subtitles)),
        );
        let mail =
            "Received: from a by b\n\twith SMTP\nFrom: Ada <a@post.example>\nSubject: Fog\n\nFog.";
        check(mail, Some(Kind::Form(Form::Mail)));
        for date in ["Wed, 01 May 2024 10:30:00 GMT", "1 May 2024 10:30 +0200 (CEST)"] {
            let mail = format!("From: a@post.example\nSubject: Fog\nDate: {date}\n\nFog.");
            check(&mail, Some(Kind::Form(Form::Mail)));
        }
        check(
            &format!("From a@post.example Thu May  2 2024\n{mail}"),
            Some(Kind::Form(Form::Mailbox)),
        );
        for json in ["{\"text\": \"Fog.\"}\n", "[\n  {\n \"a\" : 1}]", "{\n\"a\":\n"] {
            check(json, Some(Kind::Foreign(Foreign::Json)));
        }
        check("id,Title,body\n1,Fog,\"Fog, he said.\"\n", Some(Kind::Form(Form::Csv)));
        let rows = "speaker,quote,date\nAda Lind,\"Fog, she said.\",2031\nTom Holm,Rain.,2032\n";
        check(rows, Some(Kind::Form(Form::Csv)));
        let long = format!("a;b;c\n{}", "1;2;3\n".repeat(3000));
        check(&long, Some(Kind::Form(Form::Csv)));
        check("\"date\";\"text\"\n\"2031\";\"Fog.\"\n", Some(Kind::Form(Form::Csv)));
        check("url\ttext\nhttps://post.example/a\tFog.\n", Some(Kind::Form(Form::Tsv)));
        let annotations = "T1\tSpeaker 0 8\tAda Lind\nR1\tSays Arg1:T1 Arg2:T2\n";
        check(annotations, Some(Kind::Foreign(Foreign::Annotations)));
    }

    #[test]
    fn a_text_with_traces_of_other_kinds_is_a_text() {
        for text in [
            "<p>“Fog,” she said.</p>",
            "From: the harbour\nTo: the island\n\nFog lay over the ferry.",
            "Date, time, and place\nwere not told, he said.",
            "Text, title and all\nwere gone, she said.",
            "Fog,rain,hail\nwere told of, he said, and snow.",
            "Fog, rain, hail\nIce, wind, sun\n",
            "one,two,three\n",
            "1\nFog --> rain, the chart said.",
            "2031 was a year of fog.\n12:30 --> he left.",
            "{ sic } he wrote",
            "[“Fog”] she wrote",
            "{\"Fog\"} was what she wrote: fog.",
            "From Ada to Tom\nFog: rain\nTo: all",
            "Subject: fog\nDate: Monday\n\nFog.",
            "From: the harbour\nTo: the island\nDate: Monday, 10:30\n\nFog.",
            "",
        ] {
            check(text, None);
        }
    }
}
