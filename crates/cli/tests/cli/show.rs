//! `q7x2 show` and `q7x2 speakers`: one statement in its paragraph, and who speaks.

use crate::harness::Home;

/// Returns the id of the only statement of the ferry article.
fn ferry(home: &Home) -> String {
    let answer = home.json(&["query", "--speaker", "Brekke", "--format", "json"]);
    answer["statements"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_statement_is_shown_in_its_paragraph_with_its_parts_marked() {
    let home = Home::with_articles();
    let id = ferry(&home);
    insta::assert_snapshot!(home.run(&["show", &id]), @r"
    --- stdout
    Tom Brekke

      [content: “The ferry will sail in May,”] [source: Tom Brekke] [cue: said].

      statement  [statement]
      kind       direct quotation
      speaker    person/tom-brekke (person, by name)
      cue class  said
      offsets    0..29
      confidence [confidence]
      model      rules-1
      title      Ferry to sail again
      outlet     The Harbour Post
      author     Ida Holm
      published  2031-03-04
      language   en
      url        https://post.example/ferry
      path       [articles]/post.jsonl:1
      article    [article]
    --- exit code 0
    ");
    let colours = home.run(&["show", &id, "--color", "always"]).expect_code(0).stdout;
    assert!(colours.contains("\u{1b}[") && !colours.contains("[content:"), "{colours}");
}

#[test]
fn the_first_digits_are_enough() {
    let home = Home::with_articles();
    let id = ferry(&home);
    let whole = home.run(&["show", &id]).expect_code(0).stdout;
    assert_eq!(home.run(&["show", &id[..8].to_uppercase()]).expect_code(0).stdout, whole);
    let shown = home.json(&["show", &id[..8], "--format", "json"]);
    assert_eq!(shown["statements"][0]["id"], id);
    let paragraph = &shown["statements"][0]["paragraph"];
    assert!(paragraph["text"].as_str().unwrap().ends_with("Tom Brekke said."));
}

#[test]
fn an_id_that_nothing_has_is_not_found() {
    let home = Home::with_articles();
    insta::assert_snapshot!(home.run(&["show", "0000"]), @r"
    --- stderr
    q7x2: no statement has the id 0000; `q7x2 query` prints ids
    --- exit code 1
    ");
    for id in ["zzzz", "abc", "0123456789abcdef0"] {
        let ran = home.run(&["show", id]).expect_code(2);
        let expect = format!("q7x2: invalid value '{id}' for '<ID>...': an id has 16 digits");
        assert!(ran.stderr.starts_with(&expect), "{ran}");
    }
}

#[test]
fn speakers_are_listed_the_most_heard_first() {
    let home = Home::with_articles();
    insta::assert_snapshot!(home.run(&["speakers"]), @r"
    --- stdout
    SPEAKER     TYPE    STATEMENTS  ARTICLES  NAMED AS
    Anna Lind   person           3         1  Lind (1), Mayor Anna Lind (1)
    Rosa Engel  person           2         1  Rosa Engel (1)
    Tom Brekke  person           1         1  Tom Brekke (1)
    --- exit code 0
    ");
    let listed = home.json(&["speakers", "lind", "--format", "json"]);
    assert_eq!(listed["speakers"][0]["name"], "Anna Lind");
    assert_eq!(listed["speakers"].as_array().unwrap().len(), 1);
}

#[test]
fn a_name_that_nobody_has_offers_the_nearest() {
    let home = Home::with_articles();
    insta::assert_snapshot!(home.run(&["speakers", "Brekken"]), @r#"
    --- stderr
    q7x2: nobody is called "Brekken"; nearest: Tom Brekke
    --- exit code 1
    "#);
}

#[test]
fn all_speakers_are_listed_on_request() {
    let home = Home::new();
    let letters = |n: usize| {
        format!("{}{}", char::from(b'a' + n as u8 / 26), char::from(b'a' + n as u8 % 26))
    };
    let records = (0..60).map(|n| format!("{{\"text\":\"“No,” Anna K{}v said.\"}}\n", letters(n)));
    home.write("many.jsonl", records.collect::<String>());
    home.run(&["ingest", "many.jsonl"]).expect_code(0);
    let listed = |args: &[&str]| {
        let answer = home.json(&[&["speakers", "--format", "json"], args].concat());
        answer["speakers"].as_array().unwrap().len()
    };
    let all = listed(&["--limit", "all"]);
    assert!(all > 50, "{all}");
    assert_eq!((listed(&[]), listed(&["--limit", "7"])), (all, 7), "programs are given all");
    let shown = home.run(&["speakers"]).expect_code(0).stdout;
    assert_eq!(shown.lines().count(), 51, "people are shown the first, under a head");
}
