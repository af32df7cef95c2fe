//! An answer that is empty says why: what each condition leaves, and what comes nearest.

use serde_json::Value;

use crate::harness::Home;

/// A home in which two outlets have reported on a ferry, one of them without a date.
fn home() -> Home {
    let home = Home::new();
    home.write(
        "harbour.txt",
        "“The talks on the ferry are over,” Mayor Anna Lind said. “The fare will not rise,” Lind \
         said.\n",
    );
    home.write("echo.txt", "“The ferry is full,” Tom Brekke said.\n");
    home.run(&["ingest", "harbour.txt", "--outlet", "The Harbour Post"]).expect_code(0);
    let echo = ["ingest", "echo.txt", "--outlet", "Morning Echo", "--published", "2031-04-02"];
    home.run(&echo).expect_code(0);
    home
}

#[test]
fn words_that_never_meet_show_what_comes_nearest() {
    let args = ["query", "--speaker", "lind", "--about", "talks fare"];
    insta::assert_snapshot!(home().run(&args), @r"
    --- stdout
    not what was asked for, but nearest: 1 of 2 words

    The Harbour Post · harbour.txt

    Anna Lind · direct quotation
      ┃ “The fare will not rise,”
        Lind said (surname) · [statement]

    Anna Lind · direct quotation
      ┃ “The talks on the ferry are over,”
        Mayor Anna Lind said (title and name) · [statement]
    --- stderr
    q7x2: 2 statements by Anna Lind; none with all of: talks fare; 1 with talks, 1 with fare
    --- exit code 1
    ");
}

#[test]
fn no_more_come_nearest_than_were_asked_for() {
    let args = ["query", "--speaker", "lind", "--about", "talks fare", "--limit", "1"];
    let shown = home().run(&args).expect_code(1).stdout;
    assert_eq!(shown.matches("direct quotation").count(), 1, "{shown}");
}

#[test]
fn articles_without_a_date_are_named_where_a_date_was_asked_for() {
    let home = home();
    let told = |args: &[&str]| home.run(&[&["query"], args].concat()).expect_code(1).stderr;
    assert_eq!(
        told(&["--speaker", "Lind", "--since", "2030"]),
        "q7x2: 2 statements by Anna Lind, all in articles without a date: --since cannot see them\n"
    );
    assert_eq!(
        told(&["--since", "2032", "--until", "2033"]),
        "q7x2: 3 statements; none published in that time; --since and --until cannot see 2 in \
         articles without a date\n"
    );
}

#[test]
fn each_condition_says_what_it_leaves() {
    let home = home();
    let told = |args: &[&str]| home.run(&[&["query"], args].concat()).expect_code(1).stderr;
    assert_eq!(
        told(&["--speaker", "Lind", "--outlet", "echo"]),
        "q7x2: 2 statements by Anna Lind; none in Morning Echo\n"
    );
    assert_eq!(
        told(&["--speaker", "Lind", "--kind", "indirect", "--outlet", "echo"]),
        "q7x2: 2 statements by Anna Lind; none in paraphrase\n"
    );
    assert_eq!(
        told(&["--outlet", "harbour", "--channel", "radio"]),
        "q7x2: 3 statements, 2 of them in The Harbour Post, all without a channel that is told: \
         --channel cannot see them\n"
    );
    assert_eq!(
        told(&["--speaker", "Brekke", "harbour.txt"]),
        "q7x2: no statements found by \"Brekke\" in these articles\n"
    );
}

#[test]
fn an_outlet_is_found_by_part_of_its_name_and_near_ones_are_offered() {
    let home = home();
    for outlet in ["the harbour post", "Harbour", "POST"] {
        let answer = home.json(&["query", "--outlet", outlet, "--format", "json"]);
        assert_eq!((&answer["total"], &answer["shortfall"]), (&2.into(), &Value::Null), "{outlet}");
    }
    let ran = home.run(&["query", "--outlet", "Harbor Posts"]).expect_code(1);
    assert_eq!(
        ran.stderr,
        "q7x2: 3 statements; no outlet is called \"Harbor Posts\"; nearest: The Harbour Post\n"
    );
}

#[test]
fn json_carries_what_each_condition_left() {
    let args = ["query", "--speaker", "Lind", "--about", "talks fare", "--format", "json"];
    let answer = home().run(&args).expect_code(1).stdout;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let shortfall = &answer["shortfall"];
    assert_eq!(shortfall["left"][0]["condition"], "speaker");
    assert_eq!(shortfall["left"][0]["count"], 2);
    assert_eq!(shortfall["left"][0]["named"][0], "Anna Lind");
    assert_eq!(shortfall["left"][2]["condition"], "about");
    assert_eq!(shortfall["words"][1]["text"], "fare");
    assert_eq!(shortfall["words"][1]["count"], 1);
    assert_eq!(shortfall["nearest_statements"].as_array().unwrap().len(), 2);
    assert_eq!(shortfall["nearest_statements"][0]["words_met"], 1);
    assert_eq!((&answer["total"], &answer["statements"]), (&0.into(), &Value::Array(vec![])));
}

#[test]
fn a_class_that_nobody_asked_for_is_not_said_to_be_missing() {
    let home = home();
    let told = |args: &[&str]| home.run(&[&["query"], args].concat()).expect_code(1).stderr;
    assert_eq!(
        told(&["--speaker", "Lind", "--asserted", "denied,not_said"]),
        "q7x2: 2 statements by Anna Lind; none that is denied or not said\n"
    );
    assert_eq!(told(&["--asserted", "disputed"]), "q7x2: no statement that is disputed\n");
    assert_eq!(
        told(&["--since", "2031", "--about", "tigers"]),
        "q7x2: 3 statements, 1 of them published in that time (2 in articles without a date); none \
         with tigers\n"
    );
    let listed = home.run(&["articles", "--outlet", "Gazette"]).expect_code(1).stderr;
    assert_eq!(
        listed,
        "q7x2: no outlet is called \"Gazette\"; none of 2 articles is like that; `q7x2 articles --state \
         all` lists all\n"
    );
}

/// What is printed instead of an answer is marked in every format, and none of it counts as one.
#[test]
fn what_comes_nearest_is_marked_in_every_format() {
    let home = home();
    let asked = |format: &str| {
        let args = ["query", "--speaker", "Lind", "--about", "talks fare", "--format", format];
        home.run(&args).expect_code(1)
    };
    let why =
        "q7x2: 2 statements by Anna Lind; none with all of: talks fare; 1 with talks, 1 with fare";
    let csv = asked("csv");
    let mut table = csv::Reader::from_reader(csv.stdout.as_bytes());
    let rows: Vec<std::collections::HashMap<String, String>> =
        table.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.iter().map(|row| row["words_met"].as_str()).collect::<Vec<_>>(), ["1", "1"]);
    let note =
        "q7x2: not what was asked for, but nearest: the column words_met tells how many of 2 words";
    assert_eq!(csv.stderr.lines().collect::<Vec<_>>(), [note, why]);
    let lines = asked("jsonl");
    for line in lines.stdout.lines() {
        assert_eq!(serde_json::from_str::<Value>(line).unwrap()["words_met"], 1);
    }
    assert_eq!(lines.stdout.lines().count(), 2);
    let note = "q7x2: not what was asked for, but nearest: words_met tells how many of 2 words";
    assert_eq!(lines.stderr.lines().collect::<Vec<_>>(), [note, why]);
    let notes = asked("md");
    assert!(
        notes.stdout.starts_with("*not what was asked for, but nearest: 1 of 2 words*\n\n## "),
        "{notes}"
    );
    // What matches has met no such number.
    let args = ["query", "--about", "talks", "--format", "jsonl"];
    let matched = home.run(&args).expect_code(0).stdout;
    assert_eq!(serde_json::from_str::<Value>(&matched).unwrap()["words_met"], Value::Null);
}

/// An answer by date is not all there is where some articles have no date.
#[test]
fn what_a_date_cannot_see_is_told_beside_an_answer() {
    let home = home();
    let told = "2 more are in articles without a date: --since cannot see them";
    let table = home.run(&["query", "--since", "2031"]).expect_code(0);
    assert!(table.stdout.ends_with(&format!("\n1 statement\n{told}\n")), "{table}");
    let counts = home.run(&["query", "--since", "2031", "--count-by", "outlet"]).expect_code(0);
    assert!(counts.stdout.ends_with(&format!("\n1 statement\n{told}\n")), "{counts}");
    for format in ["csv", "jsonl", "md"] {
        for by in [&[][..], &["--count-by", "speaker"]] {
            let args = [&["query", "--since", "2031", "--format", format], by].concat();
            let ran = home.run(&args).expect_code(0);
            assert_eq!(ran.stderr, format!("q7x2: {told}\n"), "{args:?}");
        }
    }
    let listed = home.run(&["articles", "--since", "2031"]).expect_code(0);
    assert_eq!(listed.stderr, "q7x2: 1 more has no date: --since cannot see it\n");
    for by in [&[][..], &["--count-by", "speaker"]] {
        let args = [&["query", "--until", "2032", "--format", "json"], by].concat();
        assert_eq!(home.json(&args)["unseen"]["published"], 2);
        let args = [&["query", "--format", "json"], by].concat();
        assert_eq!(home.json(&args)["unseen"]["published"], 0);
    }
}

/// A misspelt outlet is told as one by every command that takes one, with the nearest.
#[test]
fn a_misspelt_outlet_is_told_with_the_nearest() {
    let home = home();
    let told = "no outlet is called \"Harber Psot\"; nearest: The Harbour Post";
    let outlet = ["--outlet", "Harber Psot"];
    for (args, lead, rest) in [
        (&["query"][..], "3 statements; ", ""),
        (
            &["articles"],
            "",
            "; none of 2 articles is like that; `q7x2 articles --state all` lists all",
        ),
        (&["reextract"], "", ""),
        (&["audit"], "", ""),
    ] {
        let ran = home.run(&[args, &outlet].concat()).expect_code(1);
        assert_eq!(ran.stderr, format!("q7x2: {lead}{told}{rest}\n"), "{args:?}");
    }
    let forget = [&["articles", "forget", "--yes"], &outlet[..]].concat();
    assert!(home.run(&forget).expect_code(1).stderr.contains(told));
}

/// That an article is kept is no reason to find something in it.
#[test]
fn what_is_kept_and_has_nothing_is_told() {
    let home = Home::new();
    home.write("fog.txt", "Fog lay over the harbour, and the ferry was late.\n");
    home.run(&["ingest", "fog.txt"]).expect_code(0);
    let told = "q7x2: 1 article is kept, and no statement was found in it; what is not in English is not \
                extracted\n";
    let query = home.run(&["query"]).expect_code(1);
    assert_eq!(query.stderr, format!("q7x2: no statements match\n{told}"));
    assert_eq!(home.run(&["speakers"]).expect_code(1).stderr, told);
}

/// What is asked for in one way is not hidden in another.
#[test]
fn what_is_asserted_is_found_among_thoughts_too() {
    let home = Home::new();
    home.write(
        "pier.txt",
        "Tom Brekke will soon decide who pays for the pier, he plans to tell the council.\n",
    );
    home.write("quay.txt", "“The quay stays,” Anna Lind said.\n");
    home.run(&["ingest", "pier.txt", "quay.txt"]).expect_code(0);
    let count = |args: &[&str]| {
        let args = [&["query", "--format", "json"], args].concat();
        let answer: Value = serde_json::from_str(&home.run(&args).stdout).unwrap();
        answer
    };
    let asked = ["--speaker", "Brekke", "--asserted", "said"];
    assert_eq!(count(&asked)["total"], 1);
    let speech = [&asked[..], &["--mode", "speech"]].concat();
    let answer = count(&speech);
    let left = answer["shortfall"]["left"].as_array().unwrap().last().unwrap();
    assert_eq!((&left["condition"], &left["hidden"]), (&"mode".into(), &1.into()));
    let told = home.run(&[&["query"], &speech[..]].concat()).expect_code(1).stderr;
    assert_eq!(
        told,
        "q7x2: 1 statement by Tom Brekke; none that is said; 1 thought or sign is: --mode all shows it\n"
    );
}

/// An article before the name is no part of it, and what an exact name leaves out is told.
#[test]
fn an_outlet_is_the_same_with_its_article() {
    let home = Home::new();
    for (name, outlet) in [
        ("a.txt", "Skarn Courier"),
        ("b.txt", "The Skarn Courier"),
        ("c.txt", "Skarn Courier Weekend"),
    ] {
        home.write(name, format!("“The ferry {name} sails,” Anna Lind said.\n"));
        home.run(&["ingest", name, "--outlet", outlet]).expect_code(0);
    }
    home.write("d.txt", "“The quay stays,” Anna Lind said.\n");
    home.run(&["ingest", "d.txt"]).expect_code(0);
    for outlet in ["Skarn Courier", "The Skarn Courier"] {
        let answer = home.json(&["query", "--outlet", outlet, "--format", "json"]);
        assert_eq!((&answer["total"], &answer["unseen"]["outlet"]), (&2.into(), &1.into()));
        let other = &answer["unseen"]["other_outlets"][0];
        assert_eq!(
            (&other["name"], &other["statements"]),
            (&"Skarn Courier Weekend".into(), &1.into())
        );
    }
    let table = home.run(&["query", "--outlet", "Skarn Courier"]).expect_code(0).stdout;
    let note = "\"Skarn Courier\" is an outlet's whole name; not shown: 1 in Skarn Courier Weekend";
    assert!(table.contains(note), "{table}");
    let unseen = "1 more is in an article without an outlet: --outlet cannot see it";
    assert!(table.contains(unseen), "{table}");
    let listed = home.run(&["articles", "--outlet", "Skarn Courier"]).expect_code(0);
    assert_eq!(listed.stderr, format!("q7x2: {note}\n"));
}

/// A title before a name is no part of it, and an initial is a given name's.
#[test]
fn a_person_is_found_with_title_or_initial() {
    let home = Home::new();
    home.write("ferry.txt", "“The ferry is late,” Anna Lind said. “It sails,” Lind said.\n");
    home.run(&["ingest", "ferry.txt"]).expect_code(0);
    for name in [
        "President Lind",
        "Norwegian President Lind",
        "Ms Lind",
        "Sen. Lind",
        "Prime Minister Anna Lind",
        "Professor Lind",
        "A. Lind",
    ] {
        let ran = home.run(&["query", "--speaker", name, "--format", "json"]);
        let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(answer["total"], 2, "{name}");
        let counts = ["query", "--speaker", name, "--count-by", "speaker"];
        home.run(&counts).expect_code(0);
    }
    for name in ["B. Lind", "President Holm", "President"] {
        home.run(&["query", "--speaker", name]).expect_code(1);
    }
    let ran = home.run(&["query", "--speaker", "Mayor Lindt"]).expect_code(1);
    assert!(ran.stderr.contains("nearest: Anna Lind"), "{ran}");
    home.write("quay.txt", "“The quay is full,” Arne Lind said.\n");
    home.run(&["ingest", "quay.txt"]).expect_code(0);
    let ran = home.run(&["query", "--speaker", "President Lind"]).expect_code(1);
    assert!(ran.stderr.contains("nearest: "), "{ran}");
    home.run(&["query", "--speaker", "A. Lind"]).expect_code(1);
}

/// What is not read for its language may be what is looked for.
#[test]
fn articles_in_other_languages_are_told() {
    let home = Home::new();
    home.write(
        "news.jsonl",
        "{\"text\":\"Die Fähre fährt, sagte Anna Lind.\",\"language\":\"German\"}\n{\"text\":\"“The ferry \
         sails,” Tom Brekke said.\",\"language\":\"English\"}\n",
    );
    home.run(&["ingest", "news.jsonl"]).expect_code(0);
    let ran = home.run(&["query", "--speaker", "Lind"]).expect_code(1);
    let note = "1 article is kept that is not in English and was not read: 1 de";
    assert!(ran.stderr.ends_with(&format!("\nq7x2: {note}\n")), "{ran}");
    home.run(&["query", "--speaker", "Brekke"]).expect_code(0);
    assert_eq!(home.json(&["status", "--format", "json"])["store"]["not_english"]["de"], 1);
    assert!(home.run(&["status"]).stdout.contains("not in English and not read: 1 de"));
    home.run(&["articles", "--language", "German"]).expect_code(0);
}

/// What is a thought or a sign is no reason to say that there is nothing.
#[test]
fn what_is_hidden_by_its_mode_is_told_whatever_was_asked_for() {
    let home = Home::new();
    home.write(
        "fjord.txt",
        "Marta Quill hopes that the fjord will be closed. Marta Quill believes that the fjord is deep.\n",
    );
    home.write("quay.txt", "“The quay stays,” Anna Lind said.\n");
    let fjord = ["ingest", "fjord.txt", "--outlet", "Fjord Times", "--published", "2031-04-02"];
    home.run(&fjord).expect_code(0);
    let told = |args: &[&str]| home.run(&[&["query"], args].concat()).expect_code(1).stderr;
    let all = "q7x2: 2 statements; none of them was said; --mode all shows them\n";
    assert_eq!((told(&[]).as_str(), told(&["--about", "fjord"]).as_str()), (all, all));
    assert_eq!(
        told(&["--about", "deep"]),
        "q7x2: 2 statements; none of them was said; --mode all shows 1 that are else as asked\n"
    );
    home.run(&["ingest", "quay.txt", "--outlet", "Echo", "--published", "2030"]).expect_code(0);
    for (args, none) in [
        (["--about", "fjord"], "none with fjord"),
        (["--outlet", "Fjord Times"], "none in Fjord Times"),
        (["--since", "2031"], "none published in that time"),
    ] {
        assert_eq!(told(&args), format!("q7x2: 1 statement; {none}; 2 with --mode all\n"));
        let shown = [&["query", "--mode", "all", "--format", "json"], &args[..]].concat();
        assert_eq!(home.json(&shown)["total"], 2);
        let args = [&["query", "--format", "json"], &args[..]].concat();
        let answer: Value = serde_json::from_str(&home.run(&args).expect_code(1).stdout).unwrap();
        let shortfall = &answer["shortfall"];
        assert_eq!(
            (&shortfall["hidden"], &shortfall["hidden_at_least"]),
            (&2.into(), &false.into())
        );
        assert_eq!(shortfall["left"].as_array().unwrap().last().unwrap()["hidden"], 2);
    }
    assert_eq!(
        told(&["--asserted", "said", "--outlet", "Fjord", "--mode", "speech"]),
        "q7x2: 1 statement; none in Fjord Times; 2 with --mode all\n"
    );
}

/// More than can be counted while somebody waits is no round number of them.
#[test]
fn a_count_that_was_not_ended_is_told_as_one() {
    let home = Home::new();
    let paragraph = "“The boat is full,” Anna Lind said. “The boat is late,” Lind said.\n\n";
    for name in ["a.txt", "b.txt"] {
        home.write(name, format!("{name}\n\n{}", paragraph.repeat(300)));
    }
    home.run(&["ingest", "a.txt", "b.txt"]).expect_code(0);
    let args = ["query", "--about", "boat zeppelin"];
    let ran = home.run(&args).expect_code(1);
    let told = "none with all of: boat zeppelin; more than 1000 with boat\n";
    assert!(ran.stderr.ends_with(told), "{ran}");
    assert!(
        ran.stdout.ends_with("\n10 of more than 1000 statements with some of the words\n"),
        "{ran}"
    );
    let ran = home.run(&[&args[..], &["--format", "json"]].concat()).expect_code(1);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let boat = &answer["shortfall"]["words"][0];
    assert_eq!((&boat["count"], &boat["at_least"]), (&1000.into(), &true.into()));
    assert_eq!(answer["shortfall"]["near_at_least"], true);
    let ran = home.run(&[&args[..], &["--format", "jsonl"]].concat()).expect_code(1);
    assert!(ran.stderr.contains("10 of more than 1000 statements with some of the words"), "{ran}");
}

/// Of several names, who is spelt like the one that nobody has is offered.
#[test]
fn who_is_spelt_like_one_of_several_names_is_offered() {
    let home = home();
    for by in [&[][..], &["--count-by", "speaker"]] {
        let args = [&["query", "--speaker", "Lind", "--speaker", "Brekka"], by].concat();
        let told =
            "nobody is called \"Brekka\"; nearest: Tom Brekke; the answer is that of the others";
        assert_eq!(home.run(&args).expect_code(0).stderr, format!("q7x2: {told}\n"));
    }
}

/// What is nearly there is told: a word in one, the likeliest statement; and nobody is offered who is none.
#[test]
fn what_is_nearly_there_is_told() {
    let home = Home::new();
    home.write(
        "truce.txt",
        "“The ceasefire holds,” Anna Lind said. “Nobody knew why the ceasefire was late,” nobody said.\n",
    );
    home.run(&["ingest", "truce.txt"]).expect_code(0);
    let told = |args: &[&str]| home.run(&[&["query"], args].concat()).expect_code(1).stderr;
    let near = told(&["--speaker", "Lind", "--about", "cease-fire"]);
    assert_eq!(near, "q7x2: 1 statement by Anna Lind; none with cease-fire; 1 with ceasefire\n");
    let likely = told(&["--speaker", "Lind", "--min-confidence", "1"]);
    assert!(likely.contains("; none so likely to be right; the likeliest is at 0."), "{likely}");
    let args = ["query", "--min-confidence", "1", "--format", "json"];
    let answer: Value = serde_json::from_str(&home.run(&args).expect_code(1).stdout).unwrap();
    assert!(answer["shortfall"]["highest_confidence"].as_f64().unwrap() > 0.1, "{answer}");
    let nobody = told(&["--speaker", "Nobodyhere"]);
    assert_eq!(nobody, "q7x2: no statements found by \"Nobodyhere\"\n");
}
