//! Tables of every kind: what is read of each row, and what is said of the others.

use proptest::prelude::*;

use crate::testing::{read, read_as, read_with};
use crate::{Limits, ReadOptions};

fn mapped(map: &str) -> ReadOptions {
    ReadOptions { map: map.parse().expect("a map"), ..ReadOptions::default() }
}

#[test]
fn each_row_is_an_article_whatever_stands_between_columns() {
    for (name, between) in
        [("a.csv", ","), ("a.csv", ";"), ("a.csv", "|"), ("a.tsv", "\t"), ("a", ",")]
    {
        let row = |cells: [&str; 4]| cells.join(between) + "\r\n";
        let table = "\u{feff}".to_owned()
            + &row(["id", "\"date\"", "source", "text"])
            + &row([
                "1",
                "2031-02-03",
                "The Post",
                "\"“Fog, \"\"rain\"\"; snow|hail,”\r\nshe said.\"",
            ])
            + "\r\n"
            + &row(["2", "", "The Echo", "Rain."]);
        let found = read_as(ReadOptions::default(), name, table.as_bytes(), |article| {
            let metadata = article.metadata();
            let path = metadata.path.clone().unwrap_or_default();
            let outlet = metadata.outlet.clone().unwrap_or_default();
            format!("{path} {outlet} {} {}", metadata.published_at.is_some(), article.text())
        });
        let expected = [
            format!("{name}:2 The Post true “Fog, \"rain\"; snow|hail,”\r\nshe said."),
            format!("{name}:5 The Echo false Rain."),
        ];
        assert_eq!(found, expected, "{between:?}");
    }
}

#[test]
fn a_column_that_a_user_names_is_the_text() {
    let table = "nr,words,text\n1,Fog.,no\n2,Rain.,no\n";
    assert_eq!(
        read_with(mapped("text=words"), "a.csv", table.as_bytes()),
        ["a.csv:2=Fog.", "a.csv:3=Rain."]
    );
    let found = read_with(mapped("text=body"), "a.csv", table.as_bytes());
    let expected = "a.csv: the table has no column \"body\", which `--map` names for the text; its columns are \
                    \"nr\", \"words\", \"text\"";
    assert_eq!(found, [expected]);
}

#[test]
fn a_table_without_a_text_is_refused_once() {
    let table = "id,name,when\n1,a,2031\n2,b,2031\n";
    let expected = "a.csv: the table has no column for the text; its columns are \"id\", \"name\", \"when\": say \
                    which it is, as with `--map text=COLUMN`";
    assert_eq!(read("a.csv", table.as_bytes()), [expected]);
    // As Media Cloud gives stories.
    let table = "id,media_name,media_url,publish_date,title,url\n1,The Post,https://post.example/,2031-02-03,Fog,\
                 https://post.example/a\n";
    let expected = "a.csv: the table has no column for the text, only addresses under \"url\"; fetch the pages \
                    behind them, and give those";
    assert_eq!(read("a.csv", table.as_bytes()), [expected]);
    let prose = format!("{}, she said.\nFog, rain.\n", "Fog ".repeat(40));
    let expected = "a.csv: the first row of the table does not name its columns; give it a first row that does";
    assert_eq!(read("a.csv", prose.as_bytes()), [expected]);
}

#[test]
fn a_bad_row_is_told_with_its_place_and_the_rest_is_read() {
    let table = "text,date\nFog.,2031\n,2031\nRain.\nSnow.,2031,more\nHail.,1 May\n";
    let expected = [
        "a.csv:2=Fog.",
        "a.csv:3 (byte 20): the row has no text",
        "a.csv:4=Rain.",
        "a.csv:5=Snow.",
        "a.csv:6=Hail.",
    ];
    assert_eq!(read("a.csv", table.as_bytes()), expected);
    let long = format!("text\n{}\nRain.\n", "a".repeat(300));
    let options = ReadOptions { max_line_bytes: 200, ..ReadOptions::default() };
    let too_long = "a.csv:2 (byte 5): the row is over the limit of 200 bytes; see whether a quotation mark in it is \
                    not closed";
    assert_eq!(read_with(options, "a.csv", long.as_bytes()), [too_long, "a.csv:3=Rain."]);
}

#[test]
fn spreadsheets_and_old_programs_write_other_encodings() {
    let text = "title\ttext\nFog\tZoë said so.\n";
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("a.tsv", &wide), ["a.tsv:2=Zoë said so."]);
    assert_eq!(read("a.csv", b"title,text\nFog,Zo\xeb said so.\n"), ["a.csv:2=Zoë said so."]);
}

/// Ten times the rows take about ten times as long, and an unclosed mark no more memory than the limit.
#[test]
fn ten_times_the_rows_are_read() {
    for rows in [2_000, 20_000] {
        let table = "text,title\n".to_owned() + &"\"Fog, he said.\",Fog\n".repeat(rows);
        assert_eq!(read("a.csv", table.as_bytes()).len(), rows);
    }
    let open = "text,title\n\"".to_owned() + &"Fog,\n".repeat(200_000);
    let options =
        ReadOptions { max_line_bytes: 1000, limits: Limits::default(), ..ReadOptions::default() };
    assert_eq!(read_with(options, "a.csv", open.as_bytes()).len(), 1);
}

proptest! {
    #[test]
    fn any_bytes_give_a_result(bytes in "(text|id|url)([,;\t\"\r\n]|text|a){0,60}") {
        for item in read("a.csv", bytes.as_bytes()) {
            prop_assert!(item.starts_with("a.csv"), "{}", item);
        }
    }
}
