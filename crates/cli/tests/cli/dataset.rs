//! Journeys with data: a folder of mixed files, and a dataset that other programs read.

use crate::harness::{Home, python};

#[test]
fn a_folder_of_mixed_files_gives_an_answer_and_what_was_skipped() {
    let home = Home::new();
    home.write("news/a.txt", "“The quay is full,” Anna Lind said.\n");
    home.write(
        "news/b.jsonl",
        "{\"text\":\"“The gate is shut,” Anna Lind said.\"}\n{\"txt\":\"x\"}\n",
    );
    home.write(
        "news/deep/c.txt",
        "<?xml version=\"1.0\"?><nitf><p>“No,” Anna Lind said.</p></nitf>",
    );
    for name in ["d.xlsx", "e.xlsx", "f.py"] {
        home.write(&format!("news/{name}"), "");
    }
    let ran = home.run(&["query", "--speaker", "Lind", "news"]).expect_code(3);
    assert!(
        ran.stdout.contains("“The quay is full,”") && ran.stdout.ends_with("\n2 statements\n"),
        "{ran}"
    );
    assert!(ran.stderr.contains("3 other files skipped: 2 .xlsx, 1 .py"), "{ran}");
    assert!(ran.stderr.contains("rejected news/b.jsonl:2"), "{ran}");
    assert!(ran.stderr.contains("rejected news/deep/c.txt"), "{ran}");
}

/// How many records the dataset has.
const RECORDS: usize = 2000;

/// Returns a dataset: every fourth record is Tom Brekke's, every third has a second statement, and every
/// tenth is the same as the one before.
fn dataset() -> String {
    let outlets = ["Quay Post", "Morning Mail", "The \"Gate\", daily"];
    let record = |n: usize| {
        let n = if n % 10 == 9 { n - 1 } else { n };
        let name = if n.is_multiple_of(4) { "Tom Brekke" } else { "Anna Lind" };
        let more = if n.is_multiple_of(3) {
            format!("\n\n{name} said that pier {n} stays.")
        } else {
            String::new()
        };
        let text = format!("“Gate {n} is shut,\nand \"nobody\" minds; =now,” {name} said.{more}");
        let day = n % 28 + 1;
        let record = serde_json::json!({
            "text": text, "outlet": outlets[n % 3], "published_at": format!("2031-{:02}-{day:02}", n % 12 + 1),
        });
        format!("{record}\n")
    };
    (0..RECORDS).map(record).collect()
}

#[test]
fn a_dataset_becomes_csv_that_duckdb_and_pandas_read_with_right_counts() {
    let home = Home::new();
    home.write("dataset.jsonl", dataset());
    let taken = home.json(&["ingest", "--format", "json", "dataset.jsonl"]);
    let articles = RECORDS - RECORDS / 10;
    assert_eq!(taken["summary"]["accepted"], articles);
    assert_eq!(taken["summary"]["duplicates"], RECORDS / 10);
    let distinct = || (0..RECORDS).filter(|n| n % 10 != 9);
    let total = distinct().map(|n| if n.is_multiple_of(3) { 2 } else { 1 }).sum::<usize>();
    let brekke: usize = distinct()
        .filter(|n| n.is_multiple_of(4))
        .map(|n| if n.is_multiple_of(3) { 2 } else { 1 })
        .sum();
    let mail: usize = distinct().filter(|n| n % 3 == 1).count();

    let args = ["query", "--format", "csv", "--with", "paragraph"];
    let table = home.run(&args).expect_code(0);
    assert_eq!(table.stderr, "", "all of it is printed");
    home.write("statements.csv", &table.stdout);
    home.write("marked.csv", home.run(&[&args[..], &["--bom"]].concat()).expect_code(0).stdout);
    let by_speaker =
        home.run(&["query", "--count-by", "speaker", "--format", "csv"]).expect_code(0);
    assert!(
        by_speaker.stdout.contains(&format!("person/tom-brekke,Tom Brekke,{brekke},")),
        "{by_speaker}"
    );

    let expect = format!("{total} {total} {articles} {brekke} {mail}\n");
    let duck = python(&home, "duckdb", "
import duckdb
for name in ('statements.csv', 'marked.csv'):
    one = lambda what, where='true': duckdb.sql(f\"SELECT {what} FROM '{name}' WHERE {where}\").fetchall()[0][0]
    print(one('count(*)'), one('count(DISTINCT id)'), one('count(DISTINCT article_id)'),
          one('count(*)', \"speaker_id = 'person/tom-brekke'\"), one('count(*)', \"outlet = 'Morning Mail'\"))
");
    assert!(duck.is_none_or(|printed| printed == expect.repeat(2)), "DuckDB counts otherwise");
    let pandas = python(
        &home,
        "pandas",
        "
import pandas
for name in ('statements.csv', 'marked.csv'):
    rows = pandas.read_csv(name)
    assert list(rows.columns)[0] == 'id' and rows.paragraph.notna().all()
    assert (rows.content.str.contains('\\n') == (rows.kind == 'direct')).all(), 'line ends are kept'
    print(len(rows), rows.id.nunique(), rows.article_id.nunique(),
          (rows.speaker_id == 'person/tom-brekke').sum(), (rows.outlet == 'Morning Mail').sum())
",
    );
    assert!(pandas.is_none_or(|printed| printed == expect.repeat(2)), "pandas counts otherwise");
}
