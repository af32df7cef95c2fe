//! The config file: what it says holds, unless the environment or an option says otherwise.

use crate::harness::Home;

const FILE: &str = "\
data_dir = \"kept\"
server = \"desk.example\"
entities = \"own.csv\"
by = \"Tove\"

[outlets]
\"The Quay Post\" = [\"quaypost.example\", \"QP\"]
";

/// Returns how a run of the program ends that finds `FILE` as the user's own.
fn run(home: &Home, args: &[&str], variables: &[(&str, &str)]) -> (String, String, Option<i32>) {
    home.write(".config/q7x2/q7x2.toml", FILE);
    home.write(".config/q7x2/own.csv", "name,type\nOde Holm,person\n");
    let mut command = home.command(args);
    command.env_remove("Q7X2_DATA_DIR").envs(variables.iter().copied());
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| {
        String::from_utf8(bytes).unwrap().replace(&home.path().display().to_string(), "[home]")
    };
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn what_holds_is_shown_with_where_it_is_from() {
    let home = Home::new();
    let shown = |args: &[&str], variables: &[(&str, &str)]| run(&home, args, variables).0;
    insta::assert_snapshot!(shown(&["config", "show", "--origin"], &[]), @r#"
    # config file: [home]/.config/q7x2/q7x2.toml
    data_dir = "[home]/.config/q7x2/kept"  # [home]/.config/q7x2/q7x2.toml
    server = "desk.example"                   # [home]/.config/q7x2/q7x2.toml
    entities = "[home]/.config/q7x2/own.csv"  # [home]/.config/q7x2/q7x2.toml
    by = "Tove"                               # [home]/.config/q7x2/q7x2.toml

    [outlets]  # [home]/.config/q7x2/q7x2.toml
    "The Quay Post" = ["quaypost.example", "QP"]
    "#);
    let told = shown(
        &["config", "show", "--origin", "--data-dir", "here"],
        &[("Q7X2_SERVER", "other.example"), ("Q7X2_BY", "Ida")],
    );
    for line in ["# command line", "# environment: Q7X2_SERVER", "# environment: Q7X2_BY"] {
        assert!(told.contains(line), "{told}");
    }
    // What is shown can be read back.
    home.write("copy.toml", shown(&["config", "show"], &[]).replace("[home]", "/x"));
    let copy = shown(&["config", "show", "--config", "copy.toml"], &[]);
    assert!(
        copy.contains("by = \"Tove\"") && copy.contains("[\"quaypost.example\", \"QP\"]"),
        "{copy}"
    );
}

#[test]
fn a_config_file_names_server_folder_and_who_decides() {
    let home = Home::new();
    let (_, stderr, code) = run(&home, &["query", "--speaker", "Lind"], &[]);
    assert_eq!(code, Some(4));
    assert!(stderr.contains("http://desk.example:7403"), "{stderr}");
    // A folder that is named goes before a server that is only in the file.
    let record = r#"{"text":"“It stays,” Anna Lind said.","outlet":"qp"}"#;
    home.write("a.jsonl", record);
    let here = ["--data-dir", "here"];
    let (_, _, code) = run(&home, &[&here[..], &["ingest", "a.jsonl"]].concat(), &[]);
    assert_eq!(code, Some(0));
    assert!(home.path().join("here").is_dir() && !home.path().join(".config/q7x2/kept").exists());
    // The article is kept under the name that counts, and found by any.
    for outlet in ["The Quay Post", "QuayPost.example", "QP"] {
        let args = [&here[..], &["query", "--outlet", outlet, "--format", "csv"]].concat();
        let (stdout, stderr, code) = run(&home, &args, &[]);
        assert_eq!(code, Some(0), "{outlet}: {stderr}");
        assert!(stdout.contains(",The Quay Post,"), "{stdout}");
    }
    let merge = [&here[..], &["speakers", "rename", "Anna Lind", "Anna Lind-Moe"]].concat();
    let (_, stderr, code) = run(&home, &merge, &[("USER", "somebody")]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "nobody has to be named");
    let (log, ..) = run(&home, &[&here[..], &["speakers", "log"]].concat(), &[]);
    assert!(log.contains("Tove") && !log.contains("somebody"), "{log}");
}

#[test]
fn a_config_file_that_is_wrong_or_missing_is_told() {
    let home = Home::new();
    home.write("wrong.toml", "by = \"Tove\"\nsever = \"desk\"\n");
    let ran = home.run(&["status", "--config", "wrong.toml"]).expect_code(2);
    assert!(
        ran.stderr.starts_with("q7x2: wrong.toml: unknown field `sever`, expected one of"),
        "{ran}"
    );
    let ran = home.run(&["--config", "missing.toml", "status"]).expect_code(2);
    assert!(ran.stderr.starts_with("q7x2: cannot read missing.toml: "), "{ran}");
    // A file beside the articles is nobody's config.
    home.write("q7x2.toml", "server = \"elsewhere.example\"\n");
    home.run(&["status"]).expect_code(0);
}

/// What was kept under another name before the file told that it is one answers under every name.
#[test]
fn outlets_that_were_kept_before_answer_under_all_their_names() {
    let home = Home::new();
    for (i, outlet) in ["quaypost.example", "The Quay Post", "QP"].into_iter().enumerate() {
        home.write(&format!("{i}.txt"), format!("“Boat {i} is late,” Anna Lind said."));
        home.run(&["ingest", &format!("{i}.txt"), "--outlet", outlet]).expect_code(0);
    }
    home.write("q7x2.toml", "[outlets]\n\"The Quay Post\" = [\"quaypost.example\", \"QP\"]\n");
    for name in ["quaypost.example", "The Quay Post", "qp"] {
        let config = ["--config", "q7x2.toml"];
        let counted =
            |args: &[&str]| home.json(&[&config[..], args, &["--format", "json"]].concat());
        let answer = counted(&["query", "--outlet", name]);
        assert_eq!(answer["total"], 3, "{name}: {answer}");
        let answer = counted(&["articles", "--outlet", name]);
        assert_eq!(answer["total"], 3, "{name}: {answer}");
    }
}
