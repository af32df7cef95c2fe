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
    for id in ["zzzz", "abc", "0123456789abcdef0123456789abcdef0"] {
        let ran = home.run(&["show", id]).expect_code(2);
        let expect = format!("q7x2: invalid value '{id}' for '<ID>...': an id has 16 digits");
        assert!(ran.stderr.starts_with(&expect), "{ran}");
    }
}

/// An article is shown by its id as it is listed, and what begins several ids is told with them.
#[test]
fn the_first_digits_of_an_article_are_enough_and_ambiguous_ones_are_told() {
    let home = Home::new();
    let gates: String =
        (0..1200).map(|n| format!("“Gate {n} stays,” Anna Lind said.\n\n")).collect();
    home.write("gates.txt", gates);
    home.write("fog.txt", "Fog lay over the harbour, and the ferry was late.\n");
    home.write("quay.txt", "“The quay stays,” Tom Brekke said.\n");
    home.run(&["ingest", "gates.txt", "fog.txt", "quay.txt"]).expect_code(0);
    let listed = home.run(&["articles", "--path", "quay.txt"]).expect_code(0).stdout;
    let id = listed
        .split_whitespace()
        .find(|word| word.len() == 10 && word.bytes().all(|b| b.is_ascii_hexdigit()));
    let shown = home.run(&["show", id.expect(&listed)]).expect_code(0).stdout;
    assert!(shown.contains("The quay stays,") && shown.contains("Tom Brekke"), "{shown}");
    let fog =
        home.run(&["articles", "--path", "fog.txt", "--format", "jsonl"]).expect_code(0).stdout;
    let fog: serde_json::Value = serde_json::from_str(&fog).unwrap();
    let fog = &fog["document"]["id"].as_str().unwrap()[..10];
    let told = home.run(&["show", fog]).expect_code(1).stderr;
    assert_eq!(told, format!("q7x2: no article that has statements has the id {fog}\n"));
    let told = home.run(&["show", "00000000"]).expect_code(1).stderr;
    let ids = "q7x2: no statement has the id 00000000, and no article; `q7x2 articles` prints their ids, \
               `q7x2 query` prints ids\n";
    assert_eq!(told, ids);
    // Of so many ids, two begin with the same four digits.
    let answer = home.json(&["query", "--format", "json"]);
    let mut ids: Vec<&str> = answer["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| statement["id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    let pair = ids.windows(2).find(|pair| pair[0][..4] == pair[1][..4]).expect("two alike");
    let told = home.run(&["show", &pair[0][..4]]).expect_code(1);
    assert_eq!(told.stdout, "");
    assert!(
        told.stderr.contains(" is the beginning of several ids; write more of one: "),
        "{told}"
    );
    for id in pair {
        assert!(told.stderr.contains(&format!("statement {id} (Anna Lind)")), "{told}");
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
