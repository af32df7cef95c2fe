//! `q7x2 correct`: what is said of a statement answers, whoever extracts it again, and can be undone.

use serde_json::Value;

use crate::harness::{Home, Ran};

const TEXT: &str = "Ferry stays\n\n“The ferry sails at six and the quay is full,” Anna Lind said. \
                    “Nobody rows,” Tom Brekke said.\n";

/// A home with two statements; the first is corrected.
fn home() -> (Home, String) {
    let home = Home::new();
    home.write("ferry.txt", TEXT);
    home.run(&["ingest", "ferry.txt"]).expect_code(0);
    let answer = home.json(&["query", "--about", "ferry", "--format", "json"]);
    let id = answer["statements"][0]["id"].as_str().unwrap().to_owned();
    (home, id)
}

fn correct(home: &Home, args: &[&str]) -> Ran {
    home.run(&[&["correct"], args, &["--by", "Tove"]].concat())
}

/// Returns all statements, in the order of the text.
fn all(home: &Home) -> Vec<Value> {
    let answer = home.json(&["query", "--mode", "all", "--format", "json"]);
    answer["statements"].as_array().unwrap().clone()
}

#[test]
fn what_was_not_said_is_not_answered_and_comes_back() {
    let (home, id) = home();
    let reason = ["--not-said", "--reason", "it is a headline"];
    insta::assert_snapshot!(correct(&home, &[&[id.as_str()], &reason[..]].concat()), @r"
    --- stdout
    edit 1: corrected statement [statement]: nobody said it: it is a headline
    1 statement answers otherwise now; `q7x2 correct undo 1` takes it back
    --- exit code 0
    ");
    home.run(&["query", "--speaker", "Lind"]).expect_code(1);
    let now = all(&home);
    assert_eq!(now[0]["asserted"], "not_said");
    let corrected = &now[0]["corrected"];
    assert_eq!(corrected["corrections"][0]["what"], "not_said");
    assert_eq!(corrected["corrections"][0]["by"], "Tove");
    assert_eq!(corrected["corrections"][0]["reason"], "it is a headline");
    assert_eq!(corrected["extracted"]["asserted"], "said");
    assert!(now[1]["corrected"].is_null());
    let log = home.run(&["correct", "log"]).expect_code(0);
    assert!(log.stdout.contains("Tove: corrected statement"), "{log}");
    correct(&home, &["undo"]).expect_code(0);
    home.run(&["query", "--speaker", "Lind"]).expect_code(0);
    assert!(all(&home)[0]["corrected"].is_null());
    correct(&home, &["undo"]).expect_code(1);
}

#[test]
fn words_are_those_of_the_article() {
    let (home, id) = home();
    correct(&home, &[&id, "--words", "\"The ferry sails at six"]).expect_code(0);
    let now = all(&home);
    assert_eq!(now[0]["content"][0]["text"], "“The ferry sails at six");
    assert_eq!((&now[0]["kind"], &now[0]["id"]), (&"direct".into(), &id.clone().into()));
    let extracted = &now[0]["corrected"]["extracted"]["content"][0];
    assert_eq!(extracted["text"], "“The ferry sails at six and the quay is full,”");
    home.run(&["query", "--about", "quay"]).expect_code(1);
    home.run(&["query", "--about", "sails"]).expect_code(0);
    let refused = correct(&home, &[&id, "--words", "the ferry sinks"]).expect_code(2);
    insta::assert_snapshot!(refused, @r"
    --- stderr
    q7x2: the article does not have the words “the ferry sinks”; copy them from `q7x2 show`
    --- exit code 2
    ");
}

#[test]
fn every_output_shows_who_corrected_what() {
    let (home, id) = home();
    correct(&home, &[&id, "--speaker", "Ida Holm", "--new", "--reason", "heard it"]).expect_code(0);
    correct(&home, &[&id, "--words", "The ferry sails at six"]).expect_code(0);
    let log = home.json(&["correct", "log", "--format", "json"]);
    let at = log["edits"][1]["at"].as_str().unwrap();
    let minute = at[..16].replace('T', " ");
    let why = format!("speaker, by Tove, {minute} (edit 1): heard it\n");
    let table = home.run(&["query", "--speaker", "Holm"]).expect_code(0).stdout;
    assert!(table.contains("Ida Holm · direct quotation · corrected\n"), "{table}");
    assert!(
        table.contains(&format!("\n    corrected: {why}    corrected: words, by Tove, ")),
        "{table}"
    );
    let notes = home.run(&["query", "--speaker", "Holm", "--format", "md"]).expect_code(0).stdout;
    assert!(notes.contains("**Ida Holm** (direct quotation; corrected):"), "{notes}");
    assert!(notes.contains(&format!("\nCorrected: {why}")), "{notes}");
    assert!(notes.contains("\nCorrected: words, by Tove, "), "{notes}");
    let rows = home.run(&["query", "--speaker", "Holm", "--format", "csv"]).expect_code(0).stdout;
    let mut rows = csv::Reader::from_reader(rows.as_bytes());
    let at = rows.headers().unwrap().iter().position(|name| name == "corrected").unwrap();
    let row = rows.records().next().unwrap().unwrap();
    assert_eq!((&row[at], &row[at + 1]), ("speaker; words", "Tove; Tove"));
    assert!(row[at + 2].contains("Z; ") && row[at + 3].starts_with("heard it; "), "{row:?}");
    let shown = home.run(&["show", &id]).expect_code(0).stdout;
    for line in
        ["corrected  speaker, by Tove, ", "(edit 1): heard it", "from Anna Lind: “The ferry"]
    {
        assert!(shown.contains(line), "{line}: {shown}");
    }
}

/// What several said jointly is each one's, in every output, for the next model and in labels.
#[test]
fn several_may_have_said_it() {
    let (home, id) = home();
    let several =
        ["--speaker", "Ida Holm", "--speaker", "Tom Brekke", "--new", "--why", "the tape"];
    let made = correct(&home, &[&[id.as_str()], &several[..]].concat()).expect_code(0);
    insta::assert_snapshot!(made, @r"
    --- stdout
    edit 1: corrected statement [statement]: Ida Holm (person/ida-holm) and Tom Brekke (person/tom-brekke) said it: the tape
    1 statement answers otherwise now; `q7x2 correct undo 1` takes it back
    --- exit code 0
    ");
    let edit = &home.json(&["correct", "log", "--format", "json"])["edits"][0];
    assert_eq!(edit["to"]["name"], "Ida Holm");
    assert_eq!(edit["with"][0]["id"], "person/tom-brekke");
    let of = |format: &str| home.run(&["query", "--about", "quay", "--format", format]).stdout;
    assert!(of("table").contains("Ida Holm and Tom Brekke · direct quotation · corrected\n"));
    assert!(of("md").contains("**Ida Holm and Tom Brekke** (direct quotation; corrected):"));
    assert!(of("csv").contains("Ida Holm; Tom Brekke"), "{}", of("csv"));
    let shown = home.run(&["show", &id]).expect_code(0).stdout;
    for line in
        ["person/ida-holm (person, by pinned)", "with       person/tom-brekke (person, by pinned)"]
    {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let names = |statement: &Value| -> Vec<String> {
        let speakers = statement["speakers"].as_array().unwrap();
        speakers.iter().map(|speaker| speaker["name"].as_str().unwrap().to_owned()).collect()
    };
    let first = &all(&home)[0];
    assert_eq!(names(first), ["Ida Holm", "Tom Brekke"]);
    assert_eq!(names(&first["corrected"]["extracted"]), ["Anna Lind"]);
    let by =
        |name: &str| home.json(&["query", "--speaker", name, "--format", "json"])["total"].clone();
    assert_eq!((by("Holm"), by("Brekke"), by("Lind")), (1.into(), 2.into(), 0.into()));
    let label = home.run(&["correct", "export", "-"]).expect_code(0).stdout;
    let label = &serde_json::from_str::<Value>(&label).unwrap()["labels"][0];
    assert_eq!(names(&label["right"]), ["Ida Holm", "Tom Brekke"]);
    assert_eq!(names(&label["statement"]), ["Anna Lind"]);

    home.write("who.toml", "[[entities]]\nname = \"Rosa Engel\"\ntype = \"person\"\n");
    home.json(&["reextract", "--entities", "who.toml", "--format", "json"]);
    assert_eq!(names(&all(&home)[0]), ["Ida Holm", "Tom Brekke"]);
    // As it was, where it is taken elsewhere.
    let kept = home.run(&["export", "--all"]).expect_code(0).stdout;
    home.write("store.jsonl", &kept);
    home.run(&["import", "store.jsonl", "--data-dir", "other"]).expect_code(0);
    let there =
        home.json(&["query", "--speaker", "Brekke", "--format", "json", "--data-dir", "other"]);
    assert_eq!(there["total"], 2);
    correct(&home, &["undo"]).expect_code(0);
    assert_eq!(names(&all(&home)[0]), ["Anna Lind"]);

    let twice =
        correct(&home, &[&id, "--speaker", "Lind", "--speaker", "Anna Lind"]).expect_code(2);
    assert!(twice.stderr.contains("name each speaker once"), "{twice}");
}

/// A person's word is certain, whatever was likely of what was extracted.
#[test]
fn what_is_corrected_passes_any_confidence_and_is_found() {
    let (home, id) = home();
    let likely = |args: &[&str]| {
        let args = [&["query", "--min-confidence", "1", "--format", "json"], args].concat();
        home.json(&args)["total"].clone()
    };
    assert_eq!(likely(&[]), 0);
    home.run(&["query", "--corrected"]).expect_code(1);
    correct(&home, &[&id, "--speaker", "Ida Holm", "--new"]).expect_code(0);
    assert_eq!((likely(&[]), likely(&["--speaker", "Holm"])), (1.into(), 1.into()));
    assert_eq!(
        (likely(&["--speaker", "Brekke"]), likely(&["--about", "quay"])),
        (0.into(), 1.into())
    );
    let answer = home.json(&["query", "--corrected", "--format", "json"]);
    assert_eq!((&answer["total"], &answer["statements"][0]["id"]), (&1.into(), &id.into()));
}

/// What people took out of an answer is counted below it, and an answer that is empty for it says so.
#[test]
fn what_was_corrected_away_is_counted() {
    let (home, id) = home();
    correct(&home, &[&id, "--not-said"]).expect_code(0);
    let left_out =
        "1 statement was corrected to be wrong or not said and left out; --mode all shows it\n";
    let table = home.run(&["query"]).expect_code(0);
    assert!(table.stdout.ends_with(&format!("\n1 statement\n{left_out}")), "{table}");
    for format in ["csv", "md", "jsonl"] {
        let ran = home.run(&["query", "--format", format]).expect_code(0);
        assert_eq!(ran.stderr, format!("q7x2: {left_out}"), "{format}");
    }
    assert_eq!(home.json(&["query", "--format", "json"])["corrected_away"], 1);
    let counts = ["query", "--count-by", "speaker"];
    let table = home.run(&counts).expect_code(0);
    assert!(table.stdout.ends_with(&format!("\n1 statement\n{left_out}")), "{table}");
    let csv = home.run(&[&counts[..], &["--format", "csv"]].concat()).expect_code(0);
    assert_eq!(csv.stderr, format!("q7x2: {left_out}"));
    assert_eq!(home.json(&[&counts[..], &["--format", "json"]].concat())["corrected_away"], 1);
    let all = home.run(&["query", "--mode", "all"]).expect_code(0);
    assert!(all.stdout.ends_with("\n2 statements\n"), "{all}");
    insta::assert_snapshot!(home.run(&["query", "--about", "ferry"]), @r"
    --- stderr
    q7x2: 1 statement was corrected to be wrong or not said and left out; --mode all shows it
    q7x2: 1 statement; none with ferry; 1 with --mode all
    --- exit code 1
    ");
    insta::assert_snapshot!(home.run(&["query", "--speaker", "Lind"]), @r"
    --- stderr
    q7x2: 1 statement by Anna Lind, corrected to be wrong or not said; --mode all shows it
    --- exit code 1
    ");
}

/// `query PATH` keeps nothing, so there is nothing to correct, but what it prints can be kept.
#[test]
fn a_statement_that_nobody_keeps_is_kept_first() {
    let home = Home::new();
    home.write("ferry.txt", TEXT);
    let answer = home.json(&["query", "--about", "ferry", "--format", "json", "ferry.txt"]);
    let id = answer["statements"][0]["id"].as_str().unwrap().to_owned();
    for args in [
        &["correct", &id[..8], "--speaker", "Ida Holm", "--new"][..],
        &["speakers", "pin", &id[..8], "--nobody"],
    ] {
        let refused = home.run(&[args, &["--by", "Tove"]].concat()).expect_code(2);
        let told = format!(
            "q7x2: statement {} is in ferry.txt, which `q7x2 query` has read but nobody keeps; \
             `q7x2 ingest PATH` keeps it, under the same id\n",
            &id[..8]
        );
        assert_eq!(refused.stderr, told);
    }
    home.run(&["ingest", "ferry.txt"]).expect_code(0);
    correct(&home, &[&id, "--speaker", "Ida Holm", "--new"]).expect_code(0);
    let unknown = correct(&home, &["0000", "--wrong"]).expect_code(2);
    assert_eq!(unknown.stderr, "q7x2: no statement has the id 0000; `q7x2 query` prints ids\n");
}

#[test]
fn a_name_that_nobody_has_can_be_given_to_somebody_new() {
    let (home, id) = home();
    let refused = correct(&home, &[&id, "--speaker", "Tom Brekken"]).expect_code(2);
    insta::assert_snapshot!(refused, @r#"
    --- stderr
    q7x2: nobody is called "Tom Brekken"; nearest: Tom Brekke (person/tom-brekke); --new makes a speaker of that name
    --- exit code 2
    "#);
    let merge = ["speakers", "merge", "Tom Brekken", "Anna Lind", "--by", "Tove"];
    assert!(!home.run(&merge).expect_code(2).stderr.contains("--new"));
}

/// Each command tells how it is taken back by itself.
#[test]
fn an_undo_is_undone_where_it_was_made() {
    let (home, id) = home();
    correct(&home, &[&id, "--wrong"]).expect_code(0);
    let undone = correct(&home, &["undo"]).expect_code(0);
    assert!(undone.stdout.contains("`q7x2 correct undo 2` takes it back"), "{undone}");
    let article = home.json(&["articles", "--format", "json"])["articles"][0]["document"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let decide =
        |args: &[&str]| home.run(&[args, &["--by", "Tove"]].concat()).expect_code(0).stdout;
    decide(&["articles", "set", &article, "--title", "Quay"]);
    let undone = decide(&["articles", "undo"]);
    assert!(undone.contains("`q7x2 articles undo 4` takes it back"), "{undone}");
    decide(&["speakers", "pin", &id, "Tom Brekke"]);
    let undone = decide(&["speakers", "undo"]);
    assert!(undone.contains("`q7x2 speakers undo 6` takes it back"), "{undone}");
}

/// Quotations in single marks, with apostrophes in them, stay quotations.
#[test]
fn part_of_a_quotation_is_a_quotation_in_whatever_marks() {
    let home = Home::new();
    home.write(
        "quay.txt",
        "‘It won’t hold, and the quay’s full,’ Johan Riis said.\n\n\
         'We don't have boats, and it's late,' Anna Lind said.\n",
    );
    home.run(&["ingest", "quay.txt"]).expect_code(0);
    for (about, words) in [("hold", "It won't hold"), ("boats", "We don’t have boats")] {
        let answer = home.json(&["query", "--about", about, "--format", "json"]);
        assert_eq!(answer["statements"][0]["kind"], "direct", "{about}");
        let id = answer["statements"][0]["id"].as_str().unwrap();
        correct(&home, &[id, "--words", words]).expect_code(0);
        let now = home.json(&["query", "--about", about, "--format", "json"]);
        assert_eq!(now["statements"][0]["kind"], "direct", "{words}");
    }
}

/// A file of entities makes another model version, and so does another tagger.
#[test]
fn a_correction_holds_when_another_model_extracts() {
    let (home, id) = home();
    correct(&home, &[&id, "--speaker", "Ida Holm", "--new=person"]).expect_code(0);
    correct(&home, &[&id, "--words", "The ferry sails at six"]).expect_code(0);
    home.write("who.toml", "[[entities]]\nname = \"Rosa Engel\"\ntype = \"person\"\n");
    let done = home.json(&["reextract", "--entities", "who.toml", "--format", "json"]);
    assert_eq!(done["reextracted"], 1);
    let now = all(&home);
    assert!(now[0]["model"].as_str().unwrap().starts_with("rules-1+"));
    assert_ne!(now[0]["id"], id);
    assert_eq!(now[0]["speaker"]["name"], "Ida Holm");
    assert_eq!(now[0]["content"][0]["text"], "The ferry sails at six");
    assert_eq!(now[0]["corrected"]["corrections"].as_array().unwrap().len(), 2);
    assert_eq!(now[1]["speaker"]["name"], "Tom Brekke");
}

#[test]
fn corrections_are_labels() {
    let (home, id) = home();
    home.run(&["correct", "export", "labels.jsonl"]).expect_code(1);
    correct(&home, &[&id, "--speaker", "Ida Holm", "--new"]).expect_code(0);
    let other = all(&home)[1]["id"].as_str().unwrap().to_owned();
    correct(&home, &[&other, "--not-said"]).expect_code(0);
    let told = home.run(&["correct", "export", "labels.jsonl"]).expect_code(0).stderr;
    assert_eq!(told, "q7x2: wrote 2 labels to labels.jsonl\n");
    let labels = std::fs::read_to_string(home.path().join("labels.jsonl")).unwrap();
    let document: Value = serde_json::from_str(&labels).unwrap();
    let labels = document["labels"].as_array().unwrap();
    assert_eq!(
        (&labels[0]["verdict"], &labels[1]["verdict"]),
        (&"wrong_speaker".into(), &"not_said".into())
    );
    assert_eq!(labels[0]["statement"]["speaker"]["name"], "Anna Lind");
    assert_eq!(labels[0]["right"]["speaker"]["name"], "Ida Holm");
    assert!(labels[1]["right"]["speaker"].is_null());
    // Judging writes them as well.
    home.run(&["audit", "--export", "judged.jsonl"]).expect_code(0);
    let judged = std::fs::read_to_string(home.path().join("judged.jsonl")).unwrap();
    assert_eq!(judged.matches("\"verdict\"").count(), 2, "{judged}");
}

#[test]
fn one_thing_is_said_at_a_time() {
    let (home, id) = home();
    for args in [&[id.as_str()][..], &[&id, "--wrong", "--not-said"], &["--wrong"]] {
        correct(&home, args).expect_code(2);
    }
    correct(&home, &["0000", "--wrong"]).expect_code(2);
    correct(&home, &[&id, "--wrong"]).expect_code(0);
    assert_eq!(all(&home)[0]["asserted"], "disputed");
}

#[test]
fn labels_go_to_standard_output_too() {
    let (home, id) = home();
    correct(&home, &[&id, "--not-said"]).expect_code(0);
    let ran = home.run(&["correct", "export", "-"]).expect_code(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["labels"][0]["verdict"], "not_said");
    assert!(!home.path().join("-").exists());
}

#[test]
fn a_name_of_blanks_is_no_name() {
    let (home, id) = home();
    let ran = correct(&home, &[&id, "--speaker", "  ", "--new"]).expect_code(2);
    assert!(ran.stderr.contains("a name is wanted"), "{}", ran.stderr);
    assert_eq!(all(&home)[0]["speaker"]["name"], "Anna Lind");
}

/// Not even the name that somebody made for a statement of the article.
#[test]
fn of_what_is_erased_no_name_is_left() {
    let (home, id) = home();
    correct(&home, &[&id, "--speaker", "Zorba Hjelmqvist", "--new"]).expect_code(0);
    let article = home.json(&["articles", "--format", "json"])["articles"][0]["document"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    home.run(&["articles", "forget", &article, "--now", "--yes"]).expect_code(0);
    assert_eq!(all(&home).len(), 0);
    for file in files(home.path()) {
        let bytes = std::fs::read(&file).unwrap();
        for name in ["Hjelmqvist", "hjelmqvist", "Brekke", "quay is full"] {
            let found = bytes.windows(name.len()).any(|window| window == name.as_bytes());
            let own = file.ends_with("ferry.txt");
            assert!(own || !found, "{name} is left in {}", file.display());
        }
    }
}

/// Returns all files under a folder.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of = |path: std::path::PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.flat_map(of).collect()
}

/// What is said again changes nothing, and neither does taking it back while it still holds.
#[test]
fn only_what_answers_otherwise_is_counted() {
    let (home, id) = home();
    let changed = |args: &[&str]| {
        let ran = home.run(&[args, &["--by", "Tove", "--format", "json"]].concat());
        let made: Value = serde_json::from_str(&ran.stdout).unwrap();
        made["statements"].clone()
    };
    assert_eq!(changed(&["correct", &id, "--wrong"]), 1);
    assert_eq!(changed(&["correct", &id, "--wrong", "--why", "once more"]), 0);
    assert_eq!(changed(&["correct", "undo", "1"]), 0);
    assert_eq!(changed(&["correct", "undo", "2"]), 1);
    assert_eq!(changed(&["speakers", "rename", "Anna Lind", "Anna Lind-Moe"]), 1);
}
