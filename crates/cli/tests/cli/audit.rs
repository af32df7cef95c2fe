//! `q7x2 audit`, with keys from standard input: what is asked, kept, counted and exported.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::{Home, Ran};

/// A home with six statements of three speakers.
fn home() -> Home {
    let home = Home::new();
    for (i, (speaker, words)) in [
        ("Anna Lind", "The ferry sails at six"),
        ("Anna Lind", "The quay is full"),
        ("Tom Brekke", "No boat is late"),
        ("Tom Brekke", "The fog is back"),
        ("Rosa Engel", "We count the nets"),
        ("Rosa Engel", "The ice is thin"),
    ]
    .iter()
    .enumerate()
    {
        home.write(&format!("news/{i}.txt"), format!("A day.\n\n“{words},” {speaker} said.\n"));
    }
    home.run(&["ingest", "news"]).expect_code(0);
    home
}

fn audit(home: &Home, args: &[&str], keys: &str) -> Ran {
    let lines: String = keys.chars().map(|key| format!("{key}\n")).collect();
    home.run_with_input(&[&["audit"], args].concat(), &lines).expect_code(0)
}

/// Returns the line that counts the verdicts.
fn counts(ran: &Ran) -> &str {
    ran.stdout.lines().find(|line| line.starts_with("judged ")).unwrap()
}

/// Returns the numbers of the statements that were shown.
fn shown(ran: &Ran) -> Vec<&str> {
    let heads = ran.stdout.lines().filter(|line| line.contains(" of 6  "));
    heads.filter_map(|line| line.split(' ').next()).collect()
}

#[test]
fn keys_are_verdicts_and_the_share_of_right_ones_has_its_bounds() {
    let ran = audit(&home(), &[], "rrrswn");
    assert_eq!(counts(&ran), "judged 6 of 6: 3 right, 1 wrong speaker, 1 wrong words, 1 not said");
    let all = ran.stdout.lines().find(|line| line.starts_with("all ")).unwrap();
    assert!(all.ends_with("    3       6     50.0 %  18.8 to 81.2 %"), "{all}");
    assert!(ran.stdout.lines().any(|line| line.starts_with("name ")), "{ran}");
}

#[test]
fn a_statement_stands_in_its_text_with_its_spans_marked() {
    let ran = audit(&home(), &["--n", "1"], "r");
    assert!(ran.stdout.contains("A day.\n"), "{ran}");
    assert!(ran.stdout.contains("[content: “"), "{ran}");
    assert!(ran.stdout.contains("[cue: said]"), "{ran}");
    assert!(ran.stdout.contains("said by: "), "{ran}");
}

#[test]
fn a_second_run_goes_on_where_the_first_stopped() {
    let home = home();
    let first = audit(&home, &[], "rrq");
    assert_eq!(shown(&first), ["1", "2", "3"]);
    assert!(counts(&first).starts_with("judged 2 of 6: 2 right"), "{first}");
    // The end of the input is the end of judging, too.
    let second = audit(&home, &[], "s");
    assert_eq!(shown(&second), ["3", "4"]);
    assert!(counts(&second).starts_with("judged 3 of 6: 2 right, 1 wrong speaker"), "{second}");
    let kept = std::fs::read_to_string(home.path().join("data/audit.jsonl")).unwrap();
    assert_eq!(kept.lines().count(), 3);
}

/// Answers are on the disk at once, so an interrupted audit loses none.
#[test]
fn an_interrupted_audit_says_what_is_kept() {
    let home = home();
    let mut command = home.command(&["audit"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Its end would be the end of judging; it stays open until the signal has ended the command.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"r\n").unwrap();
    // The second is shown once the answer on the first is kept.
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("2 of 6") {
        line.clear();
        assert!(stdout.read_line(&mut line).unwrap() > 0, "it ended");
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
    let ended = child.wait_with_output().unwrap();
    drop(stdin);
    assert_eq!(ended.status.code(), Some(130));
    let told = String::from_utf8(ended.stderr).unwrap();
    assert!(told.starts_with("q7x2: interrupted: 1 of 6 statements judged"), "{told}");
    assert_eq!(shown(&audit(&home, &[], "q")), ["2"]);
}

#[test]
fn what_is_skipped_is_open_and_what_was_judged_can_be_judged_again() {
    let home = home();
    // The second is skipped; back from the fourth to the third, which turns out wrong.
    let ran = audit(&home, &[], "rkrbnq");
    assert_eq!(shown(&ran), ["1", "2", "3", "4", "3", "4"]);
    assert!(ran.stdout.contains("judged: right"), "{ran}");
    assert!(counts(&ran).starts_with("judged 2 of 6: 1 right"), "{ran}");
    assert!(counts(&ran).ends_with("1 not said"), "{ran}");
    assert_eq!(shown(&audit(&home, &[], "q")), ["2"]);
}

#[test]
fn another_key_asks_again() {
    let ran = audit(&home(), &["--n", "1"], "xmr");
    assert_eq!(ran.stdout.matches("1 of 1  ").count(), 3, "{ran}");
    assert!(counts(&ran).starts_with("judged 1 of 1: 1 right"), "{ran}");
}

#[test]
fn what_was_judged_is_written_down_with_its_text() {
    let home = home();
    audit(&home, &[], "rsq");
    let ran = audit(&home, &["--export", "labels.jsonl"], "");
    assert!(ran.stderr.ends_with("wrote 2 labels to labels.jsonl\n"), "{ran}");
    let lines = std::fs::read_to_string(home.path().join("labels.jsonl")).unwrap();
    let documents: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let labels = || documents.iter().flat_map(|d| d["labels"].as_array().unwrap());
    let mut verdicts: Vec<&str> = labels().map(|l| l["verdict"].as_str().unwrap()).collect();
    verdicts.sort_unstable();
    assert_eq!(verdicts, ["right", "wrong_speaker"]);
    for document in &documents {
        let text: Vec<char> = document["text"].as_str().unwrap().chars().collect();
        let content = &document["labels"][0]["statement"]["content"][0];
        let at = |key: &str| content[key].as_u64().unwrap() as usize;
        let words: String = text[at("start")..at("end")].iter().collect();
        assert_eq!(content["text"], words);
    }
}

#[test]
fn an_outlet_and_a_seed_choose() {
    let home = home();
    home.write("p.txt", "“Tea is late,” Ida Holm said.");
    home.run(&["ingest", "p.txt", "--outlet", "The Post"]).expect_code(0);
    let ran = audit(&home, &["--outlet", "the post"], "r");
    assert!(counts(&ran).starts_with("judged 1 of 1: 1 right"), "{ran}");
    let order = |seed: &str| {
        let ran = audit(&home, &["--seed", seed], "kkkkkkk");
        let said = ran.stdout.lines().filter(|line| line.contains("[content: “"));
        said.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(order("3"), order("3"));
    assert_ne!(order("3"), order("4"));
}

#[test]
fn an_empty_store_has_nothing_to_judge() {
    let ran = Home::new().run_with_input(&["audit"], "").expect_code(1);
    assert!(ran.stderr.contains("there is no statement to judge"), "{ran}");
}
