//! `--entities FILE`: people and organisations that a user knows.

use crate::harness::Home;

const ARTICLE: &str = "“It stays open,” Lind said. The harbour board said that it would rain.";

const OWN: &str = "\
name,type,aliases
Anna Lind,person,A. Lind
Ode Harbour Board,organization,harbour board
";

fn speakers(ran: &serde_json::Value) -> Vec<&str> {
    let statements = ran[0]["statements"].as_array().expect("statements");
    statements
        .iter()
        .map(|statement| statement["speaker"]["name"].as_str().unwrap_or("-"))
        .collect()
}

#[test]
fn users_entities_name_speakers() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.write("own.csv", OWN);
    let args = ["extract", "--format", "json", "a.txt"];
    let plain = home.json(&args);
    let own = home.json(&[&args[..], &["--entities", "own.csv"]].concat());
    assert_eq!(speakers(&plain), ["Lind", "harbour board"], "{plain:#}");
    assert_eq!(speakers(&own), ["Anna Lind", "Ode Harbour Board"], "{own:#}");
}

#[test]
fn facts_of_speakers_are_shown() {
    let home = Home::new();
    home.write("a.txt", "“It stays open,” Anna Lind said. The Kremlin said that it would rain.");
    let own = "name,type,wikidata\nAnna Lind,person,Q111\n";
    home.write("own.csv", own);
    let facts = |shown: &serde_json::Value| {
        let fact = |key: &str| shown[key].as_str().unwrap_or("-").to_owned();
        [fact("name"), fact("wikidata"), fact("stands_for")]
    };
    let lind = ["Anna Lind", "Q111", "-"].map(str::to_owned);
    let kremlin = ["Kremlin", "-", "Russia"].map(str::to_owned);
    let extracted = home.json(&["extract", "--format", "json", "--entities", "own.csv", "a.txt"]);
    let statements = extracted[0]["statements"].as_array().expect("statements");
    let found: Vec<_> = statements.iter().map(|statement| facts(&statement["speaker"])).collect();
    assert_eq!(found, [lind.clone(), kremlin.clone()], "{extracted:#}");
    drop(home.run(&["ingest", "--entities", "own.csv", "a.txt"]).expect_code(0));
    let listed = home.json(&["speakers", "--format", "json"]);
    let listed_facts: Vec<_> =
        listed["speakers"].as_array().expect("speakers").iter().map(facts).collect();
    assert_eq!(listed_facts, [lind, kremlin], "{listed:#}");
}

#[test]
fn articles_are_read_anew_when_the_file_changes() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.write("own.csv", OWN);
    let ask = |name: &str, entities: &[&str], code| {
        let args = [&["query", "--speaker", name, "a.txt"], entities].concat();
        drop(home.run(&args).expect_code(code));
    };
    let own = ["--entities", "own.csv"];
    ask("Anna Lind", &[], 1);
    ask("Anna Lind", &own, 0);
    home.write("own.csv", OWN.replace("Anna Lind", "Berta Lind"));
    ask("Berta Lind", &own, 0);
    ask("Anna Lind", &own, 1);
}

#[test]
fn a_file_that_is_not_understood_stops_everything() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.write("own.csv", OWN.replace("person", "persn"));
    for command in ["extract", "ingest", "query"] {
        let ran = home.run(&[command, "a.txt", "--entities", "own.csv"]).expect_code(2);
        assert!(ran.stdout.is_empty(), "{ran}");
        assert!(ran.stderr.contains("own.csv, line 2: the type \"persn\" is not known"), "{ran}");
    }
    let ran = home.run(&["extract", "a.txt", "--entities", "none.toml"]).expect_code(2);
    assert!(ran.stderr.contains("none.toml cannot be read"), "{ran}");
}

#[test]
fn a_server_has_its_own_entities() {
    let home = Home::new();
    home.write("own.csv", OWN);
    let args = ["extract", "-", "--server", "localhost", "--entities", "own.csv"];
    let ran = home.run(&args).expect_code(2);
    assert!(ran.stderr.contains("give --entities to the extraction service"), "{ran}");
}
