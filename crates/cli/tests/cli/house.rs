//! Moving house: what one data directory keeps is piped into another, and checked there.

use serde_json::Value;

use crate::harness::{Home, Ran};

/// A home with articles and edits.
fn lived_in() -> Home {
    let home = Home::with_articles();
    let answer = home.json(&["query", "--format", "json"]);
    let id = answer["statements"][0]["id"].as_str().unwrap();
    home.run(&["correct", id, "--not-said", "--by", "Tove", "--reason", "a headline"])
        .expect_code(0);
    let id = answer["statements"][1]["id"].as_str().unwrap();
    home.run(&["correct", id, "--wrong", "--by", "Wren"]).expect_code(0);
    home.run(&["correct", "undo", "--by", "Wren"]).expect_code(0);
    home
}

fn exported(home: &Home) -> String {
    home.run(&["export", "--all"]).expect_code(0).stdout
}

/// Returns everything that is answered, with corrections.
fn all(home: &Home) -> Value {
    home.json(&["query", "--mode", "all", "--limit", "all", "--format", "json"])["statements"]
        .clone()
}

fn import(home: &Home, lines: &str) -> Ran {
    home.run_with_input(&["import"], lines)
}

#[test]
fn a_store_moves_through_a_pipe() {
    let (home, new) = (lived_in(), Home::new());
    let lines = exported(&home);
    let head: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&head["head"]["format"], &head["head"]["version"]),
        (&"q7x2-export".into(), &1.into())
    );
    assert!(lines.lines().last().unwrap().starts_with("{\"end\":"), "{lines}");
    let ran = import(&new, &lines).expect_code(0);
    assert!(ran.stdout.contains(" and 3 edits"), "{ran}");
    assert_eq!(all(&new), all(&home));
    assert_eq!(exported(&new), lines);
    let log = |home: &Home| home.run(&["correct", "log"]).expect_code(0).stdout;
    assert_eq!(log(&new), log(&home));
    for home in [&home, &new] {
        let ran = home.run(&["check"]).expect_code(0);
        assert!(ran.stdout.contains("3 edits: all as it should be"), "{ran}");
    }
    let again = import(&new, &lines).expect_code(0);
    assert!(
        again.stdout.contains("took in 0 articles with 0 extractions and 0 edits; "),
        "{again}"
    );
}

#[test]
fn a_damaged_line_is_named_and_what_came_before_is_kept() {
    let (home, new) = (lived_in(), Home::new());
    let lines = exported(&home);
    let second = lines.match_indices("{\"article\":").nth(1).unwrap().0;
    let number = lines[..second].lines().count() + 1;
    let damaged = format!("{}#{}", &lines[..second], &lines[second..]);
    let ran = import(&new, &damaged).expect_code(3);
    assert!(ran.stderr.contains(&format!("line {number}: ")), "{ran}");
    assert!(ran.stdout.starts_with("took in "), "{ran}");
    let other = lines.replacen("\"text\":\"", "\"text\":\"x", 1);
    let ran = import(&Home::new(), &other).expect_code(3);
    assert!(ran.stderr.contains("line 2: article.id: it is not that of its"), "{ran}");
    import(&new, &lines).expect_code(0);
    assert_eq!(exported(&new), lines);
}

#[test]
fn an_input_that_is_cut_off_is_noticed() {
    let (home, new) = (lived_in(), Home::new());
    let lines = exported(&home);
    let end = lines.rfind("{\"end\":").unwrap();
    let ran = import(&new, &lines[..end]).expect_code(3);
    assert!(ran.stderr.contains("the input has no end"), "{ran}");
    let ran = import(&new, &lines[..end - 20]).expect_code(3);
    assert!(ran.stderr.contains("line "), "{ran}");
    let ran = import(&new, "").expect_code(3);
    assert!(ran.stderr.contains("the input has no end"), "{ran}");
    import(&new, &lines).expect_code(0);
    assert_eq!(exported(&new), lines);
}

/// Whoever moves an archive hears of what the new one has not, though that is as it was decided there.
#[test]
fn what_is_not_here_after_an_import_is_told() {
    let (home, new) = (lived_in(), Home::new());
    let lines = exported(&home);
    let count = lines.matches("{\"article\":{").count();
    import(&new, &lines).expect_code(0);
    let kept = new.json(&["articles", "--format", "json"]);
    let id = kept["articles"][0]["document"]["id"].as_str().unwrap();
    new.run(&["articles", "forget", id, "--now", "--yes"]).expect_code(0);
    let ran = import(&new, &lines).expect_code(0);
    assert!(ran.stdout.contains("; 1 article had been erased here"), "{ran}");
    let told = format!("the export has {count} articles, of which {} are here now", count - 1);
    assert!(ran.stderr.contains(&told), "{ran}");
}

#[test]
fn another_journal_is_refused() {
    let (home, new) = (lived_in(), lived_in());
    let before = exported(&new);
    let ran = import(&new, &exported(&home)).expect_code(2);
    assert!(ran.stderr.contains("import into a store without edits"), "{ran}");
    assert_eq!(exported(&new), before);
}

#[test]
fn everything_is_asked_for_by_name() {
    let ran = Home::new().run(&["export"]).expect_code(2);
    assert!(ran.stderr.contains("--all"), "{ran}");
}
