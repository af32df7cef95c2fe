//! Output for those who work with it: spreadsheets, notes, numbers, several speakers, orders.

use crate::harness::{ARTICLES, Home};

/// Three articles by two outlets, one without a date, with statements by Anna Lind and Tom Brekke.
fn archive() -> Home {
    let home = Home::new();
    let records = [
        r#"{"text":"“The quay is full,” Anna Lind said on Tuesday.","title":"Quay","outlet":"Quay Post","url":"https://quay.example/1","published_at":"2031-04-02"}"#,
        r#"{"text":"Anna Lind said the gate is shut.\n\n“It rusts,” Tom Brekke told reporters.","outlet":"Morning Mail","published_at":"2031-05-02"}"#,
        r#"{"text":"Tom Brekke denied that the gate is open."}"#,
    ];
    home.write("archive.jsonl", records.join("\n"));
    home.run(&["ingest", "archive.jsonl"]).expect_code(0);
    home
}

fn rows(csv: &str) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn csv_has_ids_and_paragraphs() {
    let home = archive();
    let table =
        home.run(&["query", "--format", "csv", "--with", "paragraph"]).expect_code(0).stdout;
    let rows = rows(&table);
    assert_eq!(rows.len(), 4, "{table}");
    for row in &rows {
        assert!(row["speaker_id"].starts_with("person/"), "{row:?}");
        assert_eq!(row["article_id"].len(), 32);
        assert!(row["paragraph"].contains(row["content"].as_str()), "{row:?}");
        assert!(!row["paragraph"].contains('\n'));
    }
    let without = home.run(&["query", "--format", "csv"]).expect_code(0).stdout;
    assert!(!without.starts_with('\u{feff}'));
    assert!(self::rows(&without).iter().all(|row| row["paragraph"].is_empty()));
    let marked = home.run(&["query", "--format", "csv", "--bom"]).expect_code(0).stdout;
    assert_eq!(marked, format!("\u{feff}{without}"));
    home.run(&["query", "--bom"]).expect_code(2);
}

#[test]
fn wikidata_comes_from_the_users_entities() {
    let home = Home::new();
    home.write("own.csv", "name,type,wikidata\nAnna Lind,person,Q4242\n");
    home.write("a.txt", "“It stays,” Anna Lind said.");
    let args = ["query", "--entities", "own.csv", "--format", "csv", "a.txt"];
    let table = home.run(&args).expect_code(0).stdout;
    assert_eq!(rows(&table)[0]["wikidata"], "Q4242", "{table}");
}

#[test]
fn the_published_columns_are_those_that_are_printed() {
    let page = include_str!("../../../../docs/csv.md");
    let named = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let home = archive();
    let table = home.run(&["query", "--format", "csv"]).expect_code(0).stdout;
    let printed: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    assert_eq!(named.collect::<Vec<_>>(), printed);
}

#[test]
fn programs_are_given_all_and_people_the_first() {
    let home = Home::new();
    let records = (0..70).map(|n| format!("{{\"text\":\"“Number {n},” Anna Lind said.\"}}\n"));
    home.write("many.jsonl", records.collect::<String>());
    home.run(&["ingest", "many.jsonl"]).expect_code(0);
    let printed = |format: &str| home.run(&["query", "--format", format]).expect_code(0);
    for (format, lines) in [("csv", 71), ("jsonl", 70)] {
        let ran = printed(format);
        assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (lines, ""), "{format}");
    }
    let answer: serde_json::Value = serde_json::from_str(&printed("json").stdout).unwrap();
    assert_eq!(
        (answer["statements"].as_array().unwrap().len(), &answer["total"]),
        (70, &70.into())
    );
    assert!(
        printed("table").stdout.ends_with("\n50 of 70 statements; --limit all prints the rest\n")
    );
    assert_eq!(printed("md").stderr, "q7x2: 50 of 70 statements; --limit all prints the rest\n");
}

#[test]
fn an_article_is_named_once_above_its_statements() {
    let home = archive();
    insta::assert_snapshot!(home.run(&["query"]), @r"
    --- stdout
    Morning Mail · 2031-05-02 · archive.jsonl:2

    Anna Lind · indirect, in paraphrase
        the gate is shut
        Anna Lind said · [statement]

    Tom Brekke · direct quotation
      ┃ “It rusts,”
        Tom Brekke told · to: reporters · [statement]

    Quay · Quay Post · 2031-04-02 · archive.jsonl:1

    Anna Lind · direct quotation
      ┃ “The quay is full,”
        Anna Lind said · said: on Tuesday (2031-04-01) · [statement]

    archive.jsonl:3

    Tom Brekke · denied · indirect, in paraphrase
        that the gate is open
        Tom Brekke denied · [statement]

    4 statements
    --- exit code 0
    ");
    insta::assert_snapshot!(home.run(&["query", "--format", "md"]), @r"
    --- stdout
    ## archive.jsonl:2, Morning Mail, 2031-05-02

    **Anna Lind** (indirect, in paraphrase):

    the gate is shut

    — Anna Lind said · `[statement]`

    **Tom Brekke** (direct quotation):

    > “It rusts,”

    — Tom Brekke told · to: reporters · `[statement]`

    ## [Quay](<https://quay.example/1>), Quay Post, 2031-04-02

    **Anna Lind** (direct quotation):

    > “The quay is full,”

    — Anna Lind said · said: on Tuesday (2031-04-01) · `[statement]`

    ## archive.jsonl:3

    **Tom Brekke** (denied; indirect, in paraphrase):

    that the gate is open

    — Tom Brekke denied · `[statement]`
    --- exit code 0
    ");
}

#[test]
fn statements_are_counted_by_what_they_have_in_common() {
    let home = archive();
    insta::assert_snapshot!(home.run(&["query", "--count-by", "speaker"]), @r"
    --- stdout
    SPEAKER     STATEMENTS  ARTICLES
    Anna Lind            2         2
    Tom Brekke           2         2

    4 statements
    --- exit code 0
    ");
    insta::assert_snapshot!(home.run(&["query", "--count-by", "outlet", "--format", "csv"]), @r"
    --- stdout
    outlet,statements,articles
    Morning Mail,2,1
    Quay Post,1,1
    ,1,1
    --- exit code 0
    ");
    insta::assert_snapshot!(home.run(&["query", "--count-by", "month", "--format", "md"]), @r"
    --- stdout
    | month | statements | articles |
    |---|--:|--:|
    | 2031-05 | 2 | 1 |
    | 2031-04 | 1 | 1 |
    | (not known) | 1 | 1 |
    --- exit code 0
    ");
    insta::assert_snapshot!(home.run(&["query", "--count-by", "cue-class", "--speaker", "Lind", "--format", "csv"]), @r"
    --- stdout
    cue_class,statements,articles
    said,2,2
    --- exit code 0
    ");
    let channel = home.run(&["query", "--count-by", "channel", "--format", "jsonl"]).expect_code(0);
    assert!(channel.stdout.contains("\"key\":null"), "{channel}");
    insta::assert_snapshot!(home.run(&["query", "--count-by", "month", "--speaker", "Brekken"]), @r#"
    --- stderr
    q7x2: no statements found by "Brekken"; nearest: Tom Brekke
    --- exit code 1
    "#);
    let ran = home.run(&["query", "--count-by", "speaker", "--limit", "1"]).expect_code(0);
    assert_eq!(ran.stderr, "q7x2: 1 of 2 groups; --limit all prints the rest\n");
}

#[test]
fn statements_come_in_the_order_asked_for() {
    let home = archive();
    let contents = |args: &[&str]| -> Vec<String> {
        let args = [&["query", "--format", "csv"], args].concat();
        let table = home.run(&args).expect_code(0).stdout;
        rows(&table).into_iter().map(|row| row["content"].clone()).collect()
    };
    assert_eq!(contents(&["--sort", "published"])[2], "“The quay is full,”");
    assert_eq!(contents(&["--sort", "said"])[0], "“The quay is full,”", "the only one with a time");
    let table =
        home.run(&["query", "--format", "csv", "--sort", "confidence"]).expect_code(0).stdout;
    let likely: Vec<f32> =
        rows(&table).iter().map(|row| row["confidence"].parse().unwrap()).collect();
    assert!(likely.is_sorted_by(|a, b| a >= b), "{likely:?}");
    let gates = contents(&["--about", "gate", "--sort", "published"]);
    assert_eq!(gates.len(), 2);
    assert_eq!(contents(&["--about", "gate", "--sort", "relevance"]).len(), 2);
    let ran = home.run(&["query", "--sort", "relevance"]).expect_code(2);
    assert_eq!(ran.stderr, "q7x2: --sort relevance needs words: --about TEXT\n");
}

#[test]
fn several_speakers_are_asked_for_at_once() {
    let home = archive();
    let total = |args: &[&str]| {
        home.json(&[&["query", "--format", "json"], args].concat())["total"].clone()
    };
    assert_eq!(total(&["--speaker", "Lind"]), 2);
    assert_eq!(total(&["--speaker", "Lind", "--speaker", "Brekke"]), 4);
    insta::assert_snapshot!(home.run(&["query", "--speaker", "Lind", "--speaker", "Brekken", "--count-by", "speaker"]), @r#"
    --- stdout
    SPEAKER    STATEMENTS  ARTICLES
    Anna Lind           2         2

    2 statements
    --- stderr
    q7x2: nobody is called "Brekken"; nearest: Tom Brekke; the answer is that of the others
    --- exit code 0
    "#);
    let ran = home.run(&["query", "--speaker", "Brekken", "--speaker", "Lindt"]).expect_code(1);
    assert!(
        ran.stderr.starts_with("q7x2: no statements found by \"Brekken\" or \"Lindt\"; nearest: "),
        "{ran}"
    );
}

#[test]
fn a_name_in_the_place_of_a_path_is_offered_as_a_speaker() {
    let home = archive();
    insta::assert_snapshot!(home.run(&["query", "Haddad"]), @r#"
    --- stderr
    q7x2: no file or folder is called "Haddad"; what somebody of that name said is asked for with: q7x2 query --speaker Haddad
    --- exit code 2
    "#);
    insta::assert_snapshot!(home.run(&["query", "Anna", "Lind", "archive.jsonl"]), @r#"
    --- stderr
    q7x2: no file or folder is called "Anna"; what somebody of that name said is asked for with: q7x2 query --speaker "Anna Lind" archive.jsonl
    --- exit code 2
    "#);
    assert!(home.run(&["query", "no-such.txt"]).expect_code(3).stderr.contains("no-such.txt"));
}

#[test]
fn several_statements_and_whole_articles_are_shown_with_their_lines() {
    let home = Home::new();
    let text = "Pier stays\n\nFog.\n“The pier stays,” Anna Lind said.\n\nShe said it was dear.\n";
    home.write("news/pier.txt", text);
    let answer = home.json(&["query", "--format", "json", "--mode", "all", "news"]);
    let statements = answer["statements"].as_array().unwrap();
    let ids: Vec<&str> = statements.iter().map(|s| s["id"].as_str().unwrap()).collect();
    let article = statements[0]["document"]["id"].as_str().unwrap();
    assert_eq!(ids.len(), 2);
    let both = home.run(&["show", ids[0], ids[1]]).expect_code(0).stdout;
    assert!(both.contains("  path       news/pier.txt:4\n"), "{both}");
    assert!(both.contains("  path       news/pier.txt:6\n"), "{both}");
    assert_eq!(home.run(&["show", article]).expect_code(0).stdout, both);
    let line = text.lines().nth(3).unwrap();
    assert!(line.contains("The pier stays,"), "the line is that of the file");
    let ran = home.run(&["show", ids[0], "0000", &"0".repeat(32)]).expect_code(1);
    assert!(ran.stdout.contains("The pier stays"), "{ran}");
    assert_eq!(
        ran.stderr,
        "q7x2: no statement has the id 0000; `q7x2 query` prints ids\n\
         q7x2: no article that has statements has the id 00000000000000000000000000000000\n"
    );
}

#[test]
fn what_is_piped_is_not_wrapped_unless_a_width_is_given() {
    let home = Home::new();
    let long = "that it stays ".repeat(30);
    home.write("a.txt", format!("Anna Lind said {}.", long.trim_end()));
    let shown = |columns: Option<&str>| {
        let mut command = home.command(&["query", "a.txt"]);
        match columns {
            Some(columns) => command.env("COLUMNS", columns),
            None => command.env_remove("COLUMNS"),
        };
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let widest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest(&shown(None)) > 400);
    assert!(widest(&shown(Some("60"))) <= 60);
    home.run(&["ingest", ARTICLES]).expect_code(0);
    let mut command = home.command(&["speakers", "--width", "0"]);
    let table = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let row = table.lines().find(|line| line.starts_with("Anna Lind")).unwrap();
    assert!(row.contains("Mayor Anna Lind (1)"), "a row is a line: {table}");
}

#[test]
fn long_answers_on_a_terminal_are_read_in_a_pager() {
    let home = archive();
    // `script` gives a program a terminal; it comes with util-linux.
    let run = |options: &str| {
        let program = env!("CARGO_BIN_EXE_q7x2");
        let line = format!("{program} {options}");
        let mut command = std::process::Command::new("script");
        let command = command.args(["-qec", &line, "/dev/null"]).current_dir(home.path());
        let variables = home.command(&[]);
        let command = command.envs(variables.get_envs().filter_map(|(k, v)| Some((k, v?))));
        command.output().map(|out| String::from_utf8_lossy(&out.stdout).replace('\r', ""))
    };
    let Ok(paged) = run("query --speaker Lind --pager 'sed s/^/PAGED:/'") else {
        assert!(option_env!("Q7X2_CI").is_none(), "`script` of util-linux is missing");
        eprintln!("SKIPPED: there is no `script` to make a terminal with");
        return;
    };
    assert!(paged.contains("PAGED:") && paged.contains("2 statements"), "{paged}");
    let plain = run("query --speaker Lind --no-pager").unwrap();
    assert!(plain.contains("2 statements") && !plain.contains("PAGED"), "{plain}");
    let missing = run("query --speaker Lind --pager no-such-program").unwrap();
    assert!(missing.contains("2 statements"), "done without: {missing}");
    let program = run("query --speaker Lind --format jsonl --pager 'sed s/^/PAGED:/'").unwrap();
    assert!(!program.contains("PAGED:"), "what is for programs is not paged: {program}");
}
