//! `q7x2 serve`, and the other commands against it: the same answers as without a server.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::harness::{ARTICLES, Home, python};

/// `q7x2 serve` on ports that were free, until dropped.
pub(crate) struct Server {
    child: Child,
    /// The options that name its services.
    pub(crate) options: Vec<String>,
    /// Where its metrics are.
    metrics: String,
}

impl Server {
    fn start(home: &Home) -> Self {
        Self::start_with(home, &["--log-level", "warn"]).0
    }

    /// Starts it and returns the rest of its standard error too.
    pub(crate) fn start_with(home: &Home, args: &[&str]) -> (Self, BufReader<ChildStderr>) {
        let anywhere = "127.0.0.1:0";
        let args = args.strip_prefix(&["serve"]).unwrap_or(args);
        let mut command = home.command(&["serve", "--http-listen", anywhere]);
        command.args(args);
        for service in ["ingest", "extraction", "query"] {
            command.args([&format!("--{service}-listen"), anywhere]);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        while !line.starts_with("q7x2: ") {
            line.clear();
            assert!(stderr.read_line(&mut line).unwrap() > 0, "it ended");
        }
        let (mut options, mut metrics) = (Vec::new(), String::new());
        for part in line.trim().trim_start_matches("q7x2: ").split(", ") {
            let (service, address) = part.split_once(" on ").unwrap();
            if service == "metrics" {
                address.clone_into(&mut metrics);
            } else {
                options.extend([format!("--{service}-server"), address.to_owned()]);
            }
        }
        assert_eq!(options.len(), 6, "{line}");
        (Self { child, options, metrics }, stderr)
    }

    fn args<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        args.iter().copied().chain(self.options.iter().map(String::as_str)).collect()
    }

    fn interrupt(&mut self) -> Option<i32> {
        interrupt(&self.child);
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

#[test]
fn answers_do_not_depend_on_where_the_services_run() {
    let home = Home::new();
    let mut server = Server::start(&home);
    let other = Home::new();
    for args in [
        &["ingest", ARTICLES, "--wait"][..],
        &["query", "--speaker", "Lind"],
        &["query", "--about", "ferry", "--format", "jsonl"],
        &["speakers"],
        &["extract", "--format", "jsonl", ARTICLES],
        &["retry"],
        &["reextract"],
        &["audit", "--n", "2"],
    ] {
        let served = home.run(&server.args(args));
        let embedded = other.run(args);
        assert_eq!(served.to_string(), embedded.to_string(), "{args:?}");
    }
    assert_eq!(server.interrupt(), Some(0));
}

#[test]
fn an_old_store_is_brought_up_to_date_by_the_workers_of_a_server() {
    let home = Home::with_articles();
    home.write("who.toml", "[[entities]]\nname = \"Ida Vik\"\ntype = \"person\"\n");
    let args = ["--log-level", "warn", "--entities", "who.toml"];
    let (server, _stderr) = Server::start_with(&home, &args);
    let done = home.json(&server.args(&["reextract", "--format", "json"]));
    assert_eq!(done["reextracted"], 3, "{done}");
    let lines = home.run(&server.args(&["query", "--format", "jsonl"])).expect_code(0).stdout;
    assert!(lines.lines().all(|line| line.contains("\"model\":\"rules-1+")), "{lines}");
}

#[test]
fn workers_of_a_server_are_listed() {
    let home = Home::new();
    let server = Server::start(&home);
    home.run(&server.args(&["ingest", "--wait", ARTICLES])).expect_code(0);
    let status = home.json(&server.args(&["status", "--format", "json"]));
    assert_eq!(status["store"]["articles"], 3);
    assert_eq!(status["workers"][0]["completed"], 3, "{status:#}");
}

#[test]
fn a_watched_state_is_printed_until_interrupted() {
    let home = Home::new();
    let args = ["status", "--watch", "--format", "json"];
    let mut child = home.command(&args).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("{\"data_dir\":"), "{line}");
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_interrupted_ingest_says_what_is_kept_and_goes_on_later() {
    use std::io::{Read, Write};

    let home = Home::new();
    let record = |n| format!("{{\"text\":\"“Number {n},” Anna Lind said.\"}}\n");
    let records: String = (0..200).map(record).collect();
    let mut command = home.command(&["ingest", "-", "--format", "jsonl"]);
    let pipe = Stdio::piped;
    let mut child = command.stdin(pipe()).stdout(pipe()).stderr(pipe()).spawn().unwrap();
    // Standard input stays open: the command waits for more, with receipts for what it has.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(records.as_bytes()).unwrap();
    let mut receipts = BufReader::new(child.stdout.take().unwrap());
    let mut receipt = String::new();
    receipts.read_line(&mut receipt).unwrap();
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(told.starts_with("q7x2: interrupted: "), "{told}");
    assert!(told.ends_with("the same command goes on from there\n"), "{told}");
    drop(stdin);

    let again = home.run_with_input(&["ingest", "-"], &records).expect_code(0);
    assert!(again.stdout.contains(" 0 rejected in "), "{again}");
    let answer = home.json(&["query", "--speaker", "Lind", "--format", "json", "--limit", "1"]);
    assert_eq!(answer["total"], 200);
}

#[test]
fn logs_are_json_where_that_is_asked_for() {
    let home = Home::new();
    let (mut server, mut log) =
        Server::start_with(&home, &["--log-format", "json", "--log-level", "debug"]);
    home.write("a.txt", "“It stays,” Anna Lind said.");
    home.run(&server.args(&["ingest", "--wait", "a.txt"])).expect_code(0);
    assert_eq!(server.interrupt(), Some(0));
    let mut lines = String::new();
    log.read_to_string(&mut lines).unwrap();
    assert!(lines.lines().count() > 0);
    for line in lines.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(entry["level"].is_string() && entry["timestamp"].is_string(), "{line}");
    }
}

#[test]
fn metrics_and_health_carry_no_names() {
    let home = Home::new();
    let server = Server::start(&home);
    home.write("morning.txt", "“It stays,” Anna Lind told the Harbour Post.");
    let ingest = ["ingest", "--wait", "--outlet", "harbour", "morning.txt"];
    home.run(&server.args(&ingest)).expect_code(0);
    home.run(&server.args(&["query", "--speaker", "Lind", "--outlet", "harbour"])).expect_code(0);
    let address = server.metrics.strip_prefix("http://").unwrap().trim_end_matches("/metrics");
    for path in ["/metrics", "/healthz"] {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).unwrap();
        assert!(page.contains("200 OK"), "{page}");
        if path == "/metrics" {
            assert!(page.contains("q7x2_rpcs_total") && page.contains("QueryStatements"), "{page}");
        }
        for name in ["lind", "harbour", "morning", "stays"] {
            assert!(!page.to_lowercase().contains(name), "{name} in {page}");
        }
    }
}

#[test]
fn a_server_with_keys_answers_whoever_has_the_right_ones() {
    let home = Home::new();
    home.run(&["keys", "init", "keys"]).expect_code(0);
    let again = home.run(&["keys", "init", "keys"]).expect_code(0);
    assert_eq!(again.stdout, "nothing to do: keys has all keys\n");
    let keys = ["--tls-cert=keys/server.pem", "--tls-key=keys/server.key", "--tokens=keys/tokens"];
    let refused = home.run(&[&["serve"], &keys[..]].concat()).expect_code(2);
    assert!(refused.stderr.contains("--ticket-key"), "{refused}");

    let ticket_key = ["--ticket-key=keys/ticket.key", "--log-level=warn"];
    let (server, _stderr) = Server::start_with(&home, &[&keys[..], &ticket_key].concat());
    let encrypted: Vec<String> =
        server.options.iter().map(|option| option.replace("127.", "https://127.")).collect();
    let ask = |args: &[&str], token: &str| {
        let token = format!("--token-file=keys/{token}.token");
        let shown = ["--ca=keys/ca.pem", &token];
        let servers = encrypted.iter().map(String::as_str);
        let args: Vec<&str> = args.iter().copied().chain(shown).chain(servers).collect();
        home.run(&args)
    };
    assert!(server.metrics.starts_with("https://"), "{}", server.metrics);
    // A worker of its own process is lent articles and records them, without a token.
    ask(&["ingest", "--wait", ARTICLES], "ingest").expect_code(0);
    ask(&["query", "--speaker", "Lind"], "reader").expect_code(0);
    ask(&["ingest", ARTICLES], "reader").expect_code(4);
    ask(&["articles"], "reader").expect_code(0);
    ask(&["articles", "forget", "--outlet", "harbour", "--yes"], "reader").expect_code(4);
    let plain = home.run(&server.args(&["speakers", "--token-file=keys/reader.token"]));
    assert!(plain.stderr.contains("speaks TLS"), "{plain}");

    let token = std::fs::read_to_string(home.path().join("keys/reader.token")).unwrap();
    let mut client = home.command(&["speakers", "--ca=keys/ca.pem", &encrypted[4], &encrypted[5]]);
    let output = client.env("Q7X2_TOKEN", token.trim()).output().unwrap();
    assert!(output.status.success(), "a token of the environment is good too");
    home.run(&["keys", "revoke", "keys", "nobody"]).expect_code(1);
    for name in ["ingest-service", "worker", "ingest", "editor"] {
        let one = home.run(&["keys", "revoke", "keys", name]).expect_code(0);
        assert!(!one.stdout.contains("no token is left"), "{one}");
    }
    let last = home.run(&["keys", "revoke", "keys", "reader"]).expect_code(0);
    assert!(last.stdout.contains("no token is left in keys"), "{last}");
    home.run(&["keys", "token", "keys", "desk", "--role", "king"]).expect_code(2);
}

#[test]
fn older_clients_of_python_find_the_services_by_reflection() {
    let home = Home::new();
    let server = Server::start(&home);
    let options = server.options.iter();
    let address = options.filter_map(|option| option.strip_prefix("http://")).next_back();
    let address = address.or(server.options.last().map(String::as_str)).unwrap();
    let program = format!(
        "
import grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
services = ProtoReflectionDescriptorDatabase(grpc.insecure_channel('{address}')).get_services()
print(*sorted(service for service in services if service.startswith('q7x2')))
"
    );
    let found = python(&home, "grpc_reflection", &program);
    assert!(found.is_none_or(|found| found.contains("q7x2.v1.QueryService")), "at {address}");
}
