//! `q7x2 articles`: listing, showing, setting and forgetting.

use serde_json::Value;

use crate::harness::{ARTICLES, Home, Ran};

/// Runs a command about articles as Tove.
fn decide(home: &Home, args: &[&str]) -> Ran {
    home.run(&[&["articles"], args, &["--by", "Tove"]].concat())
}

/// Returns the articles that are listed.
fn listed(home: &Home, args: &[&str]) -> Vec<Value> {
    let ran = home.run(&[&["articles", "--format", "json"], args].concat());
    let list: Value = serde_json::from_str(&ran.stdout).unwrap();
    list["articles"].as_array().unwrap().clone()
}

/// Returns the id of the article with this in its path or address.
fn id_of(home: &Home, part: &str) -> String {
    let found = listed(home, &["--state", "all"]).into_iter().find(|article| {
        let document = &article["document"];
        [&document["path"], &document["url"]]
            .into_iter()
            .any(|place| place.as_str().is_some_and(|place| place.contains(part)))
    });
    found.unwrap()["document"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn articles_are_listed_and_shown() {
    let home = Home::with_articles();
    let all = listed(&home, &[]);
    assert!(all.len() > 1);
    let folder = listed(&home, &["--path", ARTICLES]);
    assert_eq!(folder.len(), all.len());
    let post =
        listed(&home, &["--outlet", "harbour", "--since", "2031-03-04", "--until", "2031-03"]);
    assert_eq!(post.len(), 1);
    assert_eq!(post[0]["document"]["outlet"], "The Harbour Post");
    assert!(listed(&home, &["--until", "2019"]).is_empty());
    let id = id_of(&home, "bridge.txt");
    let shown = home.run(&["articles", "show", &id[..8]]).expect_code(0).stdout;
    for part in
        ["Mayor keeps the old bridge open", "state      kept", "Anna Lind · direct quotation"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let table = home.run(&["articles"]).expect_code(0).stdout;
    assert!(table.starts_with("ID ") && table.contains(&id[..10]), "{table}");
    home.run(&["articles", "show", "0000"]).expect_code(2);
    Home::new().run(&["articles"]).expect_code(1);
}

/// A language that is set later takes no answer away; how many stay is told where it is set.
#[test]
fn a_language_that_is_set_tells_which_statements_stay() {
    let home = Home::new();
    home.write("one.txt", "“The ferry sails at six,” Anna Lind said.\n");
    home.write("two.txt", "“It stays,” Anna Lind said. “Nobody rows,” Tom Brekke said.\n");
    home.write("none.txt", "The ferry and the quay.\n");
    home.run(&["ingest", "."]).expect_code(0);
    let ids = ["one", "two", "none"].map(|name| id_of(&home, &format!("{name}.txt")));
    let [one, two, none] = ids.each_ref().map(String::as_str);
    let set = |ids: &[&str], language: &str| {
        let args = [&["set"], ids, &["--language", language]].concat();
        decide(&home, &args).expect_code(0).stderr
    };
    let rest = "`q7x2 articles forget ID` leaves an article out\n";
    let told = format!("q7x2: 1 statement that was extracted already stays and answers; {rest}");
    assert_eq!(set(&[one], "de"), told);
    let told = format!("q7x2: 3 statements that were extracted already stay and answer; {rest}");
    assert_eq!(set(&[one, two, none], "German"), told);
    assert_eq!((set(&[none], "fr"), set(&[two], "en-GB")), (String::new(), String::new()));
    assert_eq!(home.json(&["query", "--format", "json"])["total"], 3);
    let shown = home.run(&["articles", "show", one]).expect_code(0).stdout;
    assert!(
        shown.contains("language   de\n") && shown.contains("extracted  1 statement\n"),
        "{shown}"
    );
}

#[test]
fn what_is_set_answers_at_once_and_stays() {
    let home = Home::with_articles();
    let id = id_of(&home, "bridge.txt");
    home.run(&["query", "--outlet", "The Quay"]).expect_code(1);
    let set = [
        "set",
        &id[..8],
        "--outlet",
        "The Quay",
        "--date",
        "2030-05-01",
        "--url",
        "https://quay.example/1",
    ];
    insta::assert_snapshot!(decide(&home, &set), @r"
    --- stdout
    edit 1: set of article [article]: outlet The Quay, published at 2030-05-01, url https://quay.example/1
    1 article changed; `q7x2 articles undo 1` takes it back
    --- exit code 0
    ");
    let asked = ["query", "--outlet", "quay", "--since", "2030-05", "--format", "json"];
    assert_eq!(home.json(&asked)["total"], 3);
    // Ingested again, it is the same article, and what was set holds; extracted again as well.
    home.run(&["ingest", ARTICLES]).expect_code(0);
    home.write("who.toml", "[[entities]]\nname = \"Rosa Engel\"\ntype = \"person\"\n");
    home.json(&["reextract", "--entities", "who.toml", "--format", "json"]);
    let answer = home.json(&asked);
    assert_eq!(answer["statements"][0]["document"]["url"], "https://quay.example/1");
    assert_eq!(answer["statements"][0]["document"]["id"], id);
    decide(&home, &["undo"]).expect_code(0);
    home.run(&["query", "--outlet", "The Quay"]).expect_code(1);
    decide(&home, &["set", &id]).expect_code(2);
}

#[test]
fn what_is_forgotten_is_asked_about_and_comes_back_by_an_undo() {
    let home = Home::with_articles();
    let id = id_of(&home, "bridge.txt");
    let before = home.run(&["query"]).expect_code(0).stdout;
    let ask = |answer: &str| {
        home.run_with_input(&["articles", "forget", &id[..8], "--by", "Tove"], answer)
    };
    for answer in ["n\n", "\n"] {
        assert!(ask(answer).expect_code(1).stderr.contains("nothing was forgotten"));
    }
    ask("").expect_code(2);
    insta::assert_snapshot!(ask("y\n"), @r"
    --- stdout
    edit 1: forgot article [article]
    1 article with 3 statements answer no more; `q7x2 articles undo 1` brings them back for a day
    --- stderr
    q7x2: forget “Mayor keeps the old bridge open” with 3 statements? `q7x2 articles undo` brings them back for a day. [y/N]
    --- exit code 0
    ");
    home.run(&["query", "--speaker", "Lind"]).expect_code(1);
    let again = home.run(&["ingest", ARTICLES]).expect_code(0);
    assert!(again.stderr.contains("it was forgotten"), "{again}");
    home.run(&["query", "--speaker", "Lind"]).expect_code(1);
    let gone = listed(&home, &["--state", "forgotten"]);
    assert_eq!(
        (&gone[0]["forgotten"]["by"], &gone[0]["state"]),
        (&"Tove".into(), &"forgotten".into())
    );
    decide(&home, &["undo"]).expect_code(0);
    assert_eq!(home.run(&["query"]).expect_code(0).stdout, before);
    let log = home.run(&["articles", "log"]).expect_code(0).stdout;
    assert!(log.contains("Tove: forgot article ") && log.contains("(undone by 2)"), "{log}");
}

/// Of an erased article nothing is left, in the store or the queue.
#[test]
fn what_is_erased_leaves_no_trace() {
    let home = Home::with_articles();
    home.write("secret.txt", "“The qvixotl sails,” Ada Qvixotl said.\n");
    home.run(&["ingest", "secret.txt"]).expect_code(0);
    let has_trace = || {
        let files = std::fs::read_dir(home.path().join("data")).unwrap();
        files.into_iter().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(7).any(|part| part.eq_ignore_ascii_case(b"qvixotl"))
        })
    };
    assert!(has_trace());
    let id = id_of(&home, "secret.txt");
    decide(&home, &["forget", &id, "--now", "--yes"]).expect_code(0);
    assert!(!has_trace());
    let again = home.run(&["ingest", "secret.txt"]).expect_code(0);
    assert!(again.stderr.contains("it was forgotten"), "{again}");
    assert!(!has_trace());
    decide(&home, &["undo"]).expect_code(0);
    home.run(&["ingest", "secret.txt"]).expect_code(0);
    home.run(&["query", "--speaker", "Qvixotl"]).expect_code(0);
}

#[test]
fn many_are_forgotten_by_outlet_or_path() {
    let home = Home::new();
    for (name, outlet) in [("old/a", "The Post"), ("old/b", "The Quay"), ("new/c", "The Post")] {
        home.write(&format!("{name}.txt"), format!("“It stays at {name},” Anna Lind said."));
        home.run(&["ingest", &format!("{name}.txt"), "--outlet", outlet]).expect_code(0);
    }
    let total = || home.json(&["query", "--format", "json"])["total"].as_u64().unwrap();
    decide(&home, &["forget", "--path", "old", "--outlet", "the post", "--yes"]).expect_code(0);
    assert_eq!(total(), 2);
    decide(&home, &["forget", "--outlet", "The Post", "--yes"]).expect_code(0);
    assert_eq!(total(), 1);
    decide(&home, &["forget", "--outlet", "The Post", "--yes"]).expect_code(1);
    decide(&home, &["forget", "--yes"]).expect_code(2);
    for _ in 0..2 {
        decide(&home, &["undo"]).expect_code(0);
    }
    assert_eq!(total(), 3);
}

/// A cache of `query PATH` may have read the same file.
#[test]
fn what_is_forgotten_is_shown_from_no_cache() {
    let home = Home::new();
    home.write("ferry.txt", "Ferry stays\n\n“The ferry sails at six,” Anna Lind said.\n");
    let answer = home.json(&["query", "ferry.txt", "--format", "json"]);
    let statement = answer["statements"][0]["id"].as_str().unwrap().to_owned();
    home.run(&["show", &statement]).expect_code(0);
    home.run(&["ingest", "ferry.txt"]).expect_code(0);
    decide(&home, &["forget", &id_of(&home, "ferry.txt"), "--yes"]).expect_code(0);
    let shown = home.run(&["show", &statement]);
    assert!(shown.code != Some(0) && !shown.stdout.contains("sails"), "{}", shown.stdout);
}

/// What `query PATH` prints has the ids of its articles: they can be shown, and kept first to be decided about.
#[test]
fn an_article_that_nobody_keeps_is_shown_and_kept_first() {
    let home = Home::new();
    home.write("ferry.txt", "“The ferry is full,” Anna Lind said.\n");
    let answer = home.json(&["query", "--format", "json", "ferry.txt"]);
    let id = answer["statements"][0]["document"]["id"].as_str().unwrap().to_owned();
    let shown = home.run(&["articles", "show", &id[..8]]).expect_code(0);
    assert!(shown.stdout.contains("ferry.txt") && shown.stdout.contains("The ferry is full"));
    let told = format!(
        "q7x2: article {} is ferry.txt, which `q7x2 query` has read but nobody keeps; `q7x2 ingest PATH` \
         keeps it, under the same id\n",
        &id[..8]
    );
    for args in [&["set", &id[..8], "--outlet", "Post"][..], &["forget", &id[..8], "--yes"]] {
        assert_eq!(decide(&home, args).expect_code(2).stderr, told, "{args:?}");
    }
    home.run(&["ingest", "ferry.txt"]).expect_code(0);
    decide(&home, &["set", &id[..8], "--outlet", "Post"]).expect_code(0);
    let none = home.run(&["articles", "show", "0123456789"]).expect_code(2).stderr;
    assert_eq!(none, "q7x2: no article has the id 0123456789; `q7x2 articles` lists ids\n");
}

/// English is what is read as English, however that is told, or where nothing is.
#[test]
fn articles_in_english_are_those_that_are_read_as_english() {
    let home = Home::new();
    let record = |n: usize, language: Option<&str>| {
        let text = format!("“Gate {n} stays,” Anna Lind said.");
        format!("{}\n", serde_json::json!({"text": text, "language": language}))
    };
    let languages = [None, Some("en"), Some("eng"), Some("en-GB"), Some("German"), Some("fr")];
    let lines: String =
        languages.iter().enumerate().map(|(n, language)| record(n, *language)).collect();
    home.write("a.jsonl", lines);
    home.run(&["ingest", "a.jsonl"]).expect_code(0);
    for (language, count) in [("en", 4), ("eng", 4), ("en-GB", 1), ("de", 1), ("fr", 1)] {
        let args = ["articles", "--language", language, "--format", "json"];
        assert_eq!(home.json(&args)["total"], count, "{language}");
    }
}

/// A file is found however its path is written, and from wherever its folder is called.
#[test]
fn a_path_means_its_file_however_it_is_written() {
    let home = Home::new();
    home.write("news/ferry.txt", "“The ferry sails,” Anna Lind said.\n");
    std::os::unix::fs::symlink(home.path().join("news"), home.path().join("link")).unwrap();
    home.write("all.jsonl", "{\"text\": \"“The quay stays,” Tom Brekke said.\"}\n");
    home.write("other.txt", "“The pier is full,” Ida Holm said.\n");
    home.run(&["ingest", "news", "all.jsonl", "other.txt"]).expect_code(0);
    let found = |path: &str| {
        let ran = home.run(&["articles", "--path", path, "--format", "jsonl"]);
        ran.stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let whole = |path: &str| home.path().join(path).to_string_lossy().into_owned();
    for path in ["news/ferry.txt", "./news/ferry.txt", "./news/", "link/ferry.txt", "link"] {
        for path in [path.to_owned(), whole(path)] {
            let lines = found(&path);
            assert_eq!(lines.len(), 1, "{path}");
            assert!(lines[0].contains("\"news/ferry.txt\""), "{path}");
        }
    }
    for path in ["./all.jsonl".to_owned(), whole("all.jsonl")] {
        assert_eq!(found(&path).len(), 1, "{path}");
    }
    assert_eq!(found("*.txt").len(), 2, "a pattern means paths as articles have them");
    assert!(found("./nowhere").is_empty());
    decide(&home, &["forget", "--path", "./news", "--yes"]).expect_code(0);
    assert!(found("news").is_empty());
}

/// A range of time that ends before it begins is a mistake, and what `query` shows is told beside what is kept.
#[test]
fn what_cannot_be_asked_or_is_hidden_is_told() {
    let home = Home::new();
    home.write(
        "quay.txt",
        "“The quay stays,” Anna Lind said. Tom Brekke hopes that the pier stays.\n",
    );
    home.run(&["ingest", "quay.txt"]).expect_code(0);
    for command in ["articles", "query"] {
        let ran = home.run(&[command, "--since", "2026", "--until", "2025"]).expect_code(2);
        let told =
            "q7x2: --since is later than --until: nothing lies in that time; exchange them\n";
        assert_eq!(ran.stderr, told);
    }
    let status = home.run(&["status"]).expect_code(0).stdout;
    let hidden = "2 statements, 2 speakers\n         1 statement is shown with --mode all alone: thoughts, signs, \
                  what was not said\n";
    assert!(status.contains(hidden), "{status}");
    let store = &home.json(&["status", "--format", "json"])["store"];
    assert_eq!((&store["statements"], &store["shown"]), (&2.into(), &1.into()));
}
