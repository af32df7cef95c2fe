//! `q7x2 extract`: statements without a store.

use serde_json::Value;

use crate::harness::{ARTICLES, Home};

/// A text in which code points, bytes and UTF-16 units all count differently.
const TEXT: &str =
    "🛶 “Née to stay,” Mayor Anna Lind said.\n\n“And to row,” she said, “every day.”\n";

#[test]
fn for_people_a_quotation_is_told_from_a_paraphrase() {
    let home = Home::new();
    home.write(
        "a.txt",
        "“It stays open,” Mayor Anna Lind said. Lind said that work would take a year.",
    );
    insta::assert_snapshot!(home.run(&["extract", "a.txt"]), @r"
    --- stdout
    a.txt

    Anna Lind · direct quotation
      ┃ “It stays open,”
        Mayor Anna Lind said (title and name) · [statement]

    Anna Lind · indirect, in paraphrase
        that work would take a year
        Lind said (surname) · [statement]
    --- exit code 0
    ");
}

#[test]
fn every_span_is_a_slice_of_the_text_in_code_points() {
    let home = Home::new();
    home.write("a.txt", TEXT);
    let line = home.run(&["extract", "--format", "jsonl", "a.txt"]).expect_code(0).stdout;
    let document: Value = serde_json::from_str(&line).unwrap();
    let points: Vec<char> = TEXT.chars().collect();
    let statements = document["statements"].as_array().unwrap();
    assert!(statements.len() >= 2, "{document:#}");
    for statement in statements {
        for part in ["source", "cue", "content"] {
            for span in statement[part].as_array().into_iter().flatten() {
                let at = |end: &str| usize::try_from(span[end].as_u64().unwrap()).unwrap();
                let words: String = points[at("start")..at("end")].iter().collect();
                assert_eq!(span["text"], words);
            }
        }
    }
    let rowing = statements.iter().find(|s| s["content"].as_array().unwrap().len() == 2);
    assert!(rowing.is_some(), "a split quotation has two pieces: {document:#}");
}

#[test]
fn a_line_for_each_article_with_its_path_as_given_in_the_order_of_reading() {
    let home = Home::new();
    for name in ["c", "a", "b"] {
        home.write(&format!("news/{name}.txt"), format!("“{name},” Anna Lind said."));
    }
    home.write("news/d.jsonl", "{\"text\":\"Fog.\"}\n{\"text\":\"Rain.\"}\n");
    let ran = home.run(&["extract", "--format", "jsonl", "news", "news/a.txt"]).expect_code(0);
    let path =
        |line: &str| serde_json::from_str::<Value>(line).unwrap()["document"]["path"].clone();
    let paths: Vec<Value> = ran.stdout.lines().map(path).collect();
    let expect = [
        "news/a.txt",
        "news/b.txt",
        "news/c.txt",
        "news/d.jsonl:1",
        "news/d.jsonl:2",
        "news/a.txt",
    ];
    assert_eq!(paths, expect);
}

#[test]
fn metadata_of_the_command_line_and_of_records_is_kept() {
    let home = Home::new();
    home.write("a.txt", TEXT);
    let given =
        ["--outlet", "The Post", "--published", "2031-03", "--url", "https://post.example/a"];
    let args = [&["extract", "--format", "json", "a.txt"][..], &given].concat();
    let document = &home.json(&args)[0]["document"];
    assert_eq!(document["outlet"], "The Post");
    assert_eq!(document["published_at"], "2031-03-01T00:00:00Z");
    assert_eq!(document["url"], "https://post.example/a");
    let records = format!("{ARTICLES}/post.jsonl");
    let document = &home.json(&["extract", "--format", "json", &records])[1]["document"];
    assert_eq!(document["title"], "Traders against the bridge");
    assert_eq!(document["published_at"], "2031-03-05T09:30:00Z");
    assert_eq!(document["language"], "en");
}

#[test]
fn standard_input_is_an_article() {
    let home = Home::new();
    for args in [&["extract", "-"][..], &["extract"]] {
        let ran = home.run_with_input(args, "“It stays,” Anna Lind said.").expect_code(0);
        assert!(
            ran.stdout.starts_with("standard input\n\nAnna Lind · direct quotation\n"),
            "{ran}"
        );
    }
}

#[test]
fn programs_are_given_all_modes_and_people_speech() {
    let home = Home::new();
    home.write("a.txt", "“It stays,” Mayor Anna Lind said. Tom Brekke believes that it will fall.");
    let modes = |args: &[&str]| {
        let documents = home.json(&[&["extract", "--format", "json", "a.txt"], args].concat());
        let statements = documents[0]["statements"].as_array().unwrap().clone();
        statements.iter().map(|s| s["mode"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(modes(&[]), ["speech", "thought"]);
    assert_eq!(modes(&["--mode", "speech"]), ["speech"]);
    let shown = home.run(&["extract", "a.txt"]).expect_code(0).stdout;
    assert!(shown.contains("“It stays,”") && !shown.contains("it will fall"), "{shown}");
}

#[test]
fn brat_annotation_points_at_the_words_it_repeats() {
    let home = Home::new();
    home.write("a.txt", TEXT);
    let ran = home.run(&["extract", "--format", "brat", "a.txt"]).expect_code(0);
    let points: Vec<char> = TEXT.chars().collect();
    let bounds: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with('T')).collect();
    assert!(bounds.len() >= 8, "{ran}");
    for line in bounds {
        let fields: Vec<&str> = line.split('\t').collect();
        let (_, offsets) = fields[1].split_once(' ').unwrap();
        let words = offsets.split(';').map(|range| {
            let (start, end) = range.split_once(' ').unwrap();
            points[start.parse().unwrap()..end.parse().unwrap()].iter().collect::<String>()
        });
        assert_eq!(words.collect::<Vec<_>>().join(" "), fields[2], "{line}");
    }
    assert!(ran.stdout.lines().any(|line| line.starts_with("E1\tAttribution:T")), "{ran}");
}

#[test]
fn brat_annotations_of_several_articles_are_told_apart() {
    let home = Home::new();
    home.write("a.txt", TEXT);
    home.write("b.txt", "Fog.");
    let ran = home.run(&["extract", "--format", "brat", "a.txt", "b.txt"]).expect_code(0);
    let heads: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with("# ")).collect();
    assert_eq!(heads, ["# a.txt", "# b.txt"]);
}

#[test]
fn an_article_over_its_time_is_named_and_the_others_are_printed() {
    let home = Home::new();
    home.write("a.txt", TEXT);
    // Half a minute alone; the short ones have six seconds, however busy the machine is.
    home.write("long.txt", "Lind said that it rained.\n".repeat(40_000));
    home.write("z.txt", TEXT);
    let args = ["extract", "--timeout", "6", "--format", "jsonl", "a.txt", "long.txt", "z.txt"];
    let ran = home.run(&args).expect_code(3);
    assert_eq!(ran.stdout.lines().count(), 2, "{ran}");
    assert!(ran.stdout.contains("\"path\":\"z.txt\""), "{ran}");
    assert!(ran.stderr.contains("rejected long.txt: it takes longer than 6 s"), "{ran}");
}

#[cfg(unix)]
#[test]
fn a_line_without_an_end_is_refused_and_the_others_are_printed() {
    let home = Home::new();
    home.write("a.txt", TEXT);
    std::os::unix::fs::symlink("/dev/zero", home.path().join("endless.jsonl")).unwrap();
    let ran = home.run(&["extract", "--format", "jsonl", "endless.jsonl", "a.txt"]).expect_code(3);
    assert_eq!(ran.stdout.lines().count(), 1, "{ran}");
    assert!(ran.stderr.contains("no end of it was found"), "{ran}");
}

#[test]
fn nothing_is_kept() {
    let home = Home::new();
    home.write("a.txt", TEXT);
    home.run(&["extract", "a.txt"]).expect_code(0);
    assert!(!home.path().join("data").exists());
}

#[test]
fn an_article_without_statements_is_an_answer() {
    let home = Home::new();
    home.write("fog.txt", "Fog lay over the harbour all day.");
    let ran = home.run(&["extract", "fog.txt"]).expect_code(0);
    assert!(ran.stdout.contains("no statements found"), "{ran}");
}

/// That all is hidden is another thing than that there is nothing.
#[test]
fn for_people_it_is_told_why_nothing_is_printed() {
    let home = Home::new();
    home.write("fjord.txt", "Marta Quill hopes that the fjord will be closed.\n");
    let told = |args: &[&str]| home.run(&[&["extract", "fjord.txt"], args].concat()).stdout;
    let hidden = "1 statement found, none of which was said; --mode all shows it\n";
    assert!(told(&[]).contains(hidden), "{}", told(&[]));
    let likely = told(&["--mode", "all", "--min-confidence", "1"]);
    assert!(likely.contains("1 statement found, none so likely to be right\n"), "{likely}");
}
