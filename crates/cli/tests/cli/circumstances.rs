//! `q7x2 query` and `extract`: conditions on how a statement was made, and how it is shown.

use crate::harness::Home;

const PIER: &str = "“The pier is safe,” Ada Holm told reporters.

“We never closed it,” Jon Brekke wrote in a post on Telegram. He denied that the harbour board had \
ordered repairs. Holm asked the board whether the nets would be paid for.";

/// Returns a home in which the article about the pier is kept.
fn home() -> Home {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.run(&["ingest", "--published", "2031-05-14", "pier.txt"]).expect_code(0);
    home
}

/// Returns the first words of each statement that is found.
fn found(home: &Home, args: &[&str]) -> Vec<String> {
    let answer = home.json(&[&["query", "--format", "json"], args].concat());
    let statements = answer["statements"].as_array().unwrap().clone();
    let words = |s: &serde_json::Value| s["content"][0]["text"].as_str().unwrap().to_owned();
    statements.iter().map(words).collect()
}

#[test]
fn an_addressee_a_channel_and_a_cue_class_select() {
    let home = home();
    let (safe, closed) = ("“The pier is safe,”", "“We never closed it,”");
    assert_eq!(found(&home, &["--to", "reporters"]), [safe]);
    assert_eq!(found(&home, &["--channel", "posts on Telegram"]), [closed]);
    let denied = found(&home, &["--cue-class", "denied"]);
    assert_eq!(denied.len(), 1, "{denied:?}");
    assert!(denied[0].contains("had ordered repairs"), "{denied:?}");
    assert_eq!(found(&home, &["--cue-class", "denied,asked"]).len(), 1);
    assert_eq!(found(&home, &["--cue-class", "denied,asked", "--mode", "all"]).len(), 2);
    assert_eq!(found(&home, &["--asserted", "asked"]), ["whether the nets would be paid for"]);
    assert_eq!(found(&home, &["--asserted", "denied"]), denied);
    assert_eq!(found(&home, &["--to", "reporters", "--channel", "Telegram"]), [""; 0]);
    assert_eq!(found(&home, &["--first-hand"]).len(), 3);
    assert_eq!(found(&home, &["--speaker", "Brekke", "--to", "reporters"]), [""; 0]);
}

#[test]
fn the_unlikely_can_be_left_out_everywhere() {
    let home = home();
    let confidences = |answer: &serde_json::Value| -> Vec<f64> {
        let statements = answer["statements"].as_array().unwrap();
        statements.iter().map(|s| s["confidence"].as_f64().unwrap()).collect()
    };
    let all = confidences(&home.json(&["query", "--format", "json"]));
    let bound = all.iter().copied().fold(0.0, f64::max);
    let expected = all.iter().filter(|confidence| **confidence >= bound).count();
    assert!((1..all.len()).contains(&expected), "{all:?}");
    let bound = bound.to_string();
    let kept = home.json(&["query", "--format", "json", "--min-confidence", &bound]);
    assert_eq!(confidences(&kept).len(), expected);
    let args = ["extract", "--mode", "speech", "--format", "jsonl", "--min-confidence", &bound];
    let extracted = home.json(&[&args[..], &["pier.txt"]].concat());
    assert_eq!(confidences(&extracted).len(), expected);
}

#[test]
fn a_condition_that_means_nothing_is_a_mistake_in_one_line() {
    let home = Home::new();
    insta::assert_snapshot!(home.run(&["query", "--min-confidence", "80%"]), @r#"
    --- stderr
    q7x2: invalid value '80%' for '--min-confidence <X>': write a number from 0 to 1, as in 0.8; `q7x2 query --help` says more
    --- exit code 2
    "#);
    insta::assert_snapshot!(home.run(&["extract", "--min-confidence", "1.5", "-"]), @r#"
    --- stderr
    q7x2: invalid value '1.5' for '--min-confidence <X>': write a number from 0 to 1, as in 0.8; `q7x2 extract --help` says more
    --- exit code 2
    "#);
    insta::assert_snapshot!(home.run(&["query", "--cue-class", "denies"]), @r#"
    --- stderr
    q7x2: invalid value 'denies' for '--cue-class <CLASS>' [possible values: said, claimed, denied, demanded, promised, threatened, asked, believes, intends, declined_to_comment]; tip: a similar value exists: 'denied'; `q7x2 query --help` says more
    --- exit code 2
    "#);
    home.run(&["query", "--channel", " * "]).expect_code(2);
    home.run(&["query", "--said-since", "Tuesday"]).expect_code(2);
}

#[test]
fn what_speech_leaves_out_is_remarked_on() {
    let home = home();
    insta::assert_snapshot!(home.run(&["query", "--cue-class", "believes"]), @r#"
    --- stderr
    q7x2: 3 statements; none with a cue of class believes
    q7x2: what is believed or intended is a thought and left out; --mode all shows it
    --- exit code 1
    "#);
}

#[test]
fn circumstances_are_shown_with_the_statement() {
    let home = home();
    insta::assert_snapshot!(home.run(&["query", "--to", "reporters"]), @r"
    --- stdout
    2031-05-14 · pier.txt

    Ada Holm · direct quotation
      ┃ “The pier is safe,”
        Ada Holm told · to: reporters · [statement]

    1 statement
    2 more are without an addressee that is told: --to cannot see them
    --- exit code 0
    ");
    insta::assert_snapshot!(home.run(&["query", "--channel", "telegram"]), @r"
    --- stdout
    2031-05-14 · pier.txt

    Jon Brekke · direct quotation
      ┃ “We never closed it,”
        Jon Brekke wrote · via: a post on Telegram · [statement]

    1 statement
    2 more are without a channel that is told: --channel cannot see them
    --- exit code 0
    ");
}

const RADIO: &str = "Radio Skerry reported that Jon Brekke has asked the harbour board to close the \
pier.

“The pier is safe,” Ada Holm told reporters on Tuesday. In March Holm wrote that nobody rows any more.";

#[test]
fn a_time_said_and_a_teller_select_and_are_shown() {
    let home = Home::new();
    home.write("radio.txt", RADIO);
    home.run(&["ingest", "--published", "2031-05-14", "radio.txt"]).expect_code(0);
    let safe = ["“The pier is safe,”"];
    assert_eq!(found(&home, &["--said-since", "2031-05-13", "--said-until", "2031-05-13"]), safe);
    assert_eq!(found(&home, &["--said-since", "2031-04"]), safe);
    let march = found(&home, &["--said-since", "2031-03-31", "--said-until", "2031-04"]);
    assert_eq!(march, ["that nobody rows any more"]);
    let told = home.run(&["query", "--to", "reporters"]).expect_code(0).stdout;
    assert!(told.contains("· to: reporters · said: on Tuesday (2031-05-13) ·"), "{told}");

    let asked = home.run(&["query", "--speaker", "Brekke"]).expect_code(0).stdout;
    assert!(asked.contains("· second-hand, told by Radio Skerry\n"), "{asked}");
    home.run(&["query", "--speaker", "Brekke", "--first-hand"]).expect_code(1);
}
