//! README's commands: each runs, and prints what is shown there.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::harness::Home;
use crate::serve::Server;

const README: &str = include_str!("../../../../README.md");

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the blocks of code of the page under a heading.
fn blocks(heading: &str) -> Vec<&'static str> {
    let section = README.split("\n## ").find(|section| section.starts_with(heading));
    let section = section.unwrap_or_else(|| panic!("README has no section {heading}"));
    section.split("```\n").skip(1).step_by(2).collect()
}

/// Returns the program as README has it: with the model inside, on 100 columns.
fn run(home: &Home, args: &[&str], folder: &std::path::Path) -> Output {
    let mut command: Command = home.command(args);
    command.env_remove("Q7X2_TAGGER").current_dir(folder).output().unwrap()
}

/// Compares what was printed with what is shown, in which `[…]` stands for blocks left out. The
/// confidence is fitted anew with every change of the extractor.
fn check(shown: &str, printed: &str) {
    let settled = |text: &str| -> Vec<String> {
        let lines = text.trim_end().lines();
        lines
            .map(|line| match line.starts_with("  confidence ") {
                true => "  confidence".to_owned(),
                false => line.to_owned(),
            })
            .collect()
    };
    let printed = settled(printed).join("\n");
    let mut rest = printed.as_str();
    let parts: Vec<String> =
        settled(shown).join("\n").split("[…]\n").map(|part| part.trim().to_owned()).collect();
    for (i, part) in parts.iter().enumerate() {
        let at = rest.find(part.as_str());
        let at = at.unwrap_or_else(|| panic!("README shows\n{part}\n\nbut printed is\n{printed}"));
        assert!(i > 0 || at == 0, "README leaves out the beginning of\n{printed}");
        rest = &rest[at + part.len()..];
    }
    assert_eq!(rest.trim(), "", "README leaves out the end of\n{printed}");
}

#[test]
fn the_first_commands_print_what_is_shown() {
    let home = Home::new();
    let [commands, answer, show] = blocks("Two commands")[..] else { panic!("three blocks") };
    let query =
        commands.lines().next().and_then(|line| line.strip_prefix("cargo run --release -- "));
    let args: Vec<&str> = query.unwrap().split(' ').collect();
    let text = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    check(answer, &text(&run(&home, &args, &repository())));
    let (command, shown) = show.split_once('\n').unwrap();
    let args: Vec<&str> = command.strip_prefix("$ q7x2 ").unwrap().split(' ').collect();
    check(shown, &text(&run(&home, &args, &repository())));
}

/// Returns the words of a line of commands, without what is said of it.
fn words(line: &str) -> Vec<String> {
    let command = line.find("   ").map_or(line, |end| &line[..end]);
    let mut words = vec![];
    for (i, part) in command.split('"').enumerate() {
        match i % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

#[test]
fn every_command_under_using_it_runs() {
    let home = Home::with_articles();
    home.write(
        "news/a.txt",
        "“The ferry sails in May,” A. Lind told reporters on the radio.\n\n“No offer was made,” Ada Frobisher \
         said. Frobisher denied to reporters that the pier was sold. Ida Holm never said that the bridge \
         was safe.\n\n“The quay is full,” Ida Holm said.\n",
    );
    let record = serde_json::json!({
        "text": "“No offer came,” Anna Lind said on the radio on Monday.",
        "published_at": "2031-05-07",
        "outlet": "The Post",
    });
    home.write("archive.jsonl", record.to_string());
    home.write("own.csv", "name,type\nAna Lind,person\n");
    let lines = blocks("Using it")[0].lines();
    let mut ran = 0;
    for line in lines {
        let words = words(line);
        let (program, args) = words.split_first().unwrap();
        assert_eq!(program, "q7x2");
        let mut args = args.to_vec();
        // An id of the day it was written is another one today.
        let has_ids = ["show", "correct", "articles"].contains(&args[0].as_str());
        let is_id = |word: &String| word.bytes().all(|b| b.is_ascii_hexdigit());
        if let Some(at) = args.iter().take(3).position(is_id).filter(|_| has_ids) {
            let answer = home.json(&["query", "--format", "json", "--limit", "1"]);
            let statement = &answer["statements"][0];
            let is_article = args[0] == "articles";
            let id = if is_article { &statement["document"]["id"] } else { &statement["id"] };
            args[at] = id.as_str().unwrap().to_owned();
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let ended = match args[0] {
            "audit" => home.run_with_input(&args, "r\nq\n"), // it asks for keys
            _ => home.run(&args),
        };
        // Where README says that something is found, something is.
        assert_eq!(ended.code, Some(0), "{line}\n{ended}");
        if args[0] == "query" && !args.contains(&"--count-by") {
            let asked: Vec<&str> = args.iter().copied().filter(|arg| *arg != "--bom").collect();
            let asked: Vec<&str> = match asked.iter().position(|arg| *arg == "--format") {
                Some(at) => [&asked[..at], &asked[at + 2..]].concat(),
                None => asked,
            };
            let answer = home.json(&[&asked[..], &["--format", "json"]].concat());
            assert!(answer["total"].as_u64().unwrap() > 0, "{line}\n{answer}");
        }
        let says = |line: &str| ended.stdout.contains(line);
        match (args[0], args.get(1).copied().unwrap_or_default()) {
            ("ingest", _) => assert!(says("2 accepted"), "{line}\n{ended}"),
            ("query", _) | ("extract" | "export" | "audit" | "keys", _) => {
                assert_ne!(ended.stdout.trim(), "", "{line}");
            }
            ("articles", "show") => assert!(says("“"), "{line}\n{ended}"),
            ("articles", "--outlet") => assert!(says("Post"), "{line}\n{ended}"),
            ("show", _) => assert!(says("[content:"), "{line}\n{ended}"),
            ("speakers", "") => assert!(says("Anna Lind"), "{line}\n{ended}"),
            ("speakers" | "correct" | "articles", "undo") => {
                assert!(says("takes it back") && says(": undid "), "{line}\n{ended}");
            }
            ("speakers" | "correct" | "articles", _) => assert!(says("edit "), "{line}\n{ended}"),
            _ => {}
        }
        ran += 1;
    }
    assert!(ran > 18, "{ran}");
}

/// The same line that starts services beyond this machine, and the same one that asks them, at other
/// addresses: no test may listen to the world, and news.example is nobody's.
#[test]
fn the_commands_for_services_start_and_ask_them() {
    let home = Home::new();
    let keyed = blocks("As services")[2].replace("\\\n", " ");
    let lines: Vec<Vec<String>> = keyed.lines().map(words).collect();
    let [init, serve, ask] = &lines[..] else { panic!("three lines: {keyed}") };
    let args = |line: &[String]| line[1..].to_vec();
    let text = |args: &[String]| args.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    assert!(text(init).starts_with("q7x2 keys init") && text(serve).starts_with("q7x2 serve"));

    let init = args(init);
    home.run(&init.iter().map(String::as_str).collect::<Vec<_>>()).expect_code(0);
    let serve: Vec<String> =
        args(serve).iter().map(|arg| arg.replace("0.0.0.0", "127.0.0.1")).collect();
    let serve: Vec<&str> = serve.iter().map(String::as_str).collect();
    let (server, _stderr) = Server::start_with(&home, &serve);
    for name in ["ca.pem", "reader.token"] {
        std::fs::copy(home.path().join("keys").join(name), home.path().join(name)).unwrap();
    }
    let ask = args(ask);
    let at = ask.iter().position(|arg| arg == "--server").unwrap();
    let query = server.options.iter().position(|arg| arg == "--query-server").unwrap();
    let mut asked: Vec<&str> = ask.iter().map(String::as_str).collect();
    asked.drain(at..at + 2);
    let url = format!("https://{}", server.options[query + 1].trim_start_matches("http://"));
    asked.extend(["--query-server", &url]);
    let ran = home.run(&asked);
    assert_eq!(ran.code, Some(1), "nothing is kept there yet: {ran}");
    assert!(ran.stderr.contains("no articles are kept yet"), "{ran}");
}

fn compose_file(name: &str) -> String {
    std::fs::read_to_string(repository().join(name)).unwrap()
}

/// Returns the lines of a service in a compose file.
fn service<'a>(file: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("  {name}:");
    let lines = file.lines().skip_while(|line| *line != start).skip(1);
    lines.take_while(|line| line.is_empty() || line.starts_with("   ")).collect()
}

/// Returns the ports that a compose file publishes.
fn published(file: &str) -> Vec<&str> {
    let quoted =
        file.lines().filter_map(|line| line.trim().strip_prefix("- \"")?.strip_suffix('"'));
    quoted.filter(|port| port.bytes().all(|b| b.is_ascii_digit() || b":.".contains(&b))).collect()
}

/// What docker-compose is told names what its file has: services, ports, folders.
#[test]
fn the_commands_for_containers_fit_the_compose_file() {
    let file = compose_file("docker-compose.yml");
    let section = README.split("\n## As services").nth(1).unwrap();
    let in_containers = blocks("As services")[0];
    let has = |service: &str| file.contains(&format!("\n  {service}:\n"));
    let mut seen = 0;
    for line in in_containers.lines() {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["docker-compose", "up", "-d", "--scale", scale] => {
                let (service, count) = scale.split_once('=').unwrap();
                assert!(has(service) && count.parse::<u8>().unwrap() == 3, "{line}");
            }
            ["docker-compose", "run", "--rm", service, ref args @ ..] => {
                assert!(has(service), "{line}");
                let inside = |arg: &&&str| arg.starts_with('/');
                for folder in args.iter().filter(inside) {
                    let mounted = folder.split('/').nth(1).unwrap();
                    assert!(file.contains(&format!("./{mounted}:/{mounted}:ro")), "{line}");
                }
            }
            ["q7x2", "--server", "localhost", ..] => {}
            _ => panic!("{line}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 4);
    // The table has the ports that are listened on, and what is said below it those that are published.
    for (service, port, http) in
        [("ingest", 7401, 9401), ("extraction", 7402, 9402), ("query", 7403, 9403)]
    {
        assert!(section.contains(&format!("| `q7x2-{service}` | {port} | {http} |")), "{service}");
        assert!(file.contains(&format!("Q7X2_LISTEN: \"0.0.0.0:{port}\"")), "{service}");
        assert!(file.contains(&format!("Q7X2_HTTP: \"127.0.0.1:{http}\"")), "{service}");
    }
    assert_eq!(
        published(&file),
        ["127.0.0.1:7403:7403", "127.0.0.1:7401:7401", "7413:7413", "7411:7411"]
    );
    assert!(section.contains("docker-compose publishes 7401 and 7403, on 127.0.0.1"));
    assert!(section.contains("`--profile lan` 7411 and 7413"));
}

/// The file without PostgreSQL is the other one but for where queue and store are.
#[test]
fn both_compose_files_run_the_same_services() {
    let file = compose_file("docker-compose.yml");
    let embedded = compose_file("docker-compose.embedded.yml");
    assert_eq!(published(&file), published(&embedded));
    let of_places = "Q7X2_STORE Q7X2_QUEUE *store *queue *keys /store /queue volumes: \
                     networks: depends_on: postgres: condition: #";
    let is_of_places = |line: &str| of_places.split_whitespace().any(|word| line.contains(word));
    for name in ["query", "ingest", "extraction", "q7x2", "query-lan", "ingest-lan", "keys"] {
        let mut kept = [&file, &embedded].map(|file| service(file, name));
        assert!(kept.iter().all(|lines| lines.len() > 10), "{name}");
        let has_keys = |lines: &Vec<&str>| lines.iter().any(|line| line.contains("*keys-of"));
        assert!(kept.iter().all(|lines| has_keys(lines) == name.ends_with("-lan")), "{name}");
        kept.iter_mut().for_each(|lines| lines.retain(|line| !is_of_places(line)));
        assert_eq!(kept[0], kept[1], "{name}");
    }
    assert!(!embedded.contains("postgres:"));
}

/// The services start after what they need, and the engines are reached by nobody else.
#[test]
fn the_engines_are_waited_for_and_by_themselves() {
    let file = compose_file("docker-compose.yml");
    for (name, waits_for) in [
        ("query", vec!["postgres"]),
        ("ingest", vec!["postgres", "query"]),
        ("extraction", vec!["ingest", "query"]),
        ("query-lan", vec!["postgres", "keys"]),
        ("ingest-lan", vec!["postgres", "keys", "query-lan"]),
    ] {
        let lines = service(&file, name);
        let waited: Vec<&str> = lines
            .windows(2)
            .filter(|pair| pair[1].trim() == "condition: service_healthy")
            .map(|pair| pair[0].trim().trim_end_matches(':'))
            .collect();
        assert_eq!(waited, waits_for, "{name}");
        let is_beside_them = lines.contains(&"    networks: [default, engines]");
        assert_eq!(is_beside_them, name != "extraction", "{name}");
    }
    assert!(file.contains("\nnetworks:\n  engines:\n    internal: true\n"));
    assert!(file.contains("x-engine: &engine\n") && file.contains("\n  networks: [engines]\n"));
    for name in ["postgres", "nats"] {
        let lines = service(&file, name);
        assert!(lines.contains(&"    <<: *engine"), "{name}");
        assert!(!lines.iter().any(|line| line.contains("ports:")), "{name}");
    }
    assert!(service(&file, "nats").contains(&"    profiles: [\"nats\"]"));
    assert!(compose_file("packaging/nats.conf").contains("sync_interval: always"));
    // README tells of the other ways as the files have them.
    assert_eq!(
        blocks("As services")[1].lines().collect::<Vec<_>>(),
        [
            "docker-compose -f docker-compose.embedded.yml up -d --scale extraction=3",
            "Q7X2_QUEUE_ON=nats docker-compose --profile nats up -d --scale extraction=3",
        ]
    );
    assert!(file.contains("${Q7X2_QUEUE_ON:-postgres}://"));
}

#[test]
fn every_command_under_installing_is_one_that_is_built() {
    let dist = std::fs::read_to_string(repository().join("packaging/dist")).unwrap();
    assert!(dist.contains("--package q7x2-cli") && dist.contains("bin/q7x2"));
    let version = env!("CARGO_PKG_VERSION");
    let [install, packages] = blocks("Installing")[..] else { panic!("two blocks") };
    assert_eq!(install.trim(), "cargo install --locked --path crates/cli");
    assert!(repository().join("crates/cli/Cargo.toml").exists());
    for name in [
        format!("q7x2-{version}-x86_64-linux.tar.gz"),
        format!("q7x2-{version}-x86_64-linux/bin/q7x2"),
        format!("q7x2_{version}_amd64.deb"),
        format!("q7x2_cli-{version}-py3-none-"),
    ] {
        assert!(packages.contains(&name), "{name}");
    }
    Home::new().run(&["-V"]).expect_code(0);
}

/// What the scripts copy is there, and what they expect is what README shows.
#[test]
fn packages_and_the_image_are_made_of_what_is_there() {
    let dist = compose_file("packaging/dist");
    let copied: Vec<&str> = dist
        .lines()
        .filter_map(|line| line.trim().strip_prefix("cp ")?.rsplit_once(' '))
        .flat_map(|(files, _)| files.split_whitespace())
        .filter(|file| !file.starts_with('-'))
        .collect();
    assert!(copied.len() > 8, "{copied:?}");
    for file in copied {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let ending = name.strip_prefix('*');
        let entries = std::fs::read_dir(repository().join(folder)).unwrap();
        let is_it = |entry: &str| ending.map_or(entry == name, |ending| entry.ends_with(ending));
        let mut names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert!(names.any(|entry| is_it(&entry)), "{file}");
    }
    let script = compose_file("packaging/try");
    let expected = script.split("grep -q '^").nth(1).unwrap().split('$').next().unwrap();
    let readme = compose_file("README.md");
    assert!(readme.contains(&format!("\n{expected}\n")), "{expected}");
    assert!(
        readme.contains("query --speaker Zelenskyy")
            && script.contains("query --speaker Zelenskyy")
    );

    let image = compose_file("Dockerfile");
    for package in image.split_whitespace().filter_map(|word| word.strip_prefix("q7x2-")) {
        let package = package.trim_end_matches([',', '.']);
        assert!(repository().join("crates").join(package).join("Cargo.toml").exists(), "{package}");
    }
    for file in
        [image, compose_file("docker-compose.yml"), compose_file("docker-compose.embedded.yml")]
    {
        assert!(file.contains("Q7X2_BUILD_COMMIT"));
    }
}
