//! Services behind keys: who has the right ones gets through, and everybody else is refused and told
//! what to do.

use std::process::Command;
use std::time::Duration;

use q7x2_keys::init::{InitOptions, init};
use q7x2_proto::{connect, v1};
use q7x2_tests::{Keyed, article_text, binary, expected_content, said, wait_for, write_articles};
use tonic::{Code, Status};

/// A time long gone, in seconds since 1970.
const LONG_AGO: u64 = 1_577_836_800;

/// Makes the certificates of the services and of the client anew, so that they have run out.
fn let_run_out(keyed: &Keyed) {
    let made = InitOptions::new(keyed.key(""), Duration::from_secs(86_400), LONG_AGO);
    let options = InitOptions { renew: true, ..made };
    init(&options).expect("certificates");
}

fn refused(keyed: &Keyed, token: &str, args: &[&str], expected: &[&str]) {
    let output = keyed.ask(token, args);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(4), "{args:?}: {told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    for words in expected {
        assert!(told.contains(words), "{words:?} in {told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_right_keys_everything_works_and_with_others_nothing() {
    let mut keyed = Keyed::new();
    keyed.start_query(&[]).await;
    keyed.start_ingest().await;
    keyed.start_worker("worker");
    write_articles(&keyed.folder().join("news"), 8);
    let output = keyed.ask("ingest", &["ingest", "--wait", "news"]);
    assert!(output.status.success(), "{}\n{}", said(&output), keyed.log());
    let query = &["query", "--speaker", "Piet Okoro", "--format", "jsonl"];
    let output = keyed.ask("reader", query);
    let found = String::from_utf8_lossy(&output.stdout);
    assert!(found.contains(&expected_content(1)), "{}", said(&output));

    let ingest = &["ingest", "news"];
    refused(&keyed, "reader", ingest, &["IngestArticles", "the role ingest", "\"reader\""]);
    refused(&keyed, "ingest", query, &["QueryStatements", "the role reader", "q7x2 keys token"]);
    let edit = &["speakers", "rename", "Piet Okoro", "Pieter Okoro", "--by", "desk"];
    refused(&keyed, "reader", edit, &["EditSpeakers", "the role editor"]);
    assert!(keyed.ask("editor", edit).status.success());

    let shown = |keys: &[&str], url: String| {
        let url = format!("--query-server={url}");
        let mut client = keyed.q7x2(&["speakers", &url]);
        let output = client.args(keys).output().expect("q7x2 runs");
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        said(&output)
    };
    let plain = keyed.query_url().replace("https", "http");
    let (ca, token) = ("--ca=keys/ca.pem", "--token-file=keys/reader.token");
    let own = ["--client-cert=keys/client.pem", "--client-key=keys/client.key"];
    let told = [
        (
            shown(&[ca, own[0], own[1]], keyed.query_url()),
            "give one with Q7X2_TOKEN or --token-file",
        ),
        (shown(&[ca, token], keyed.query_url()), "give --client-cert and --client-key"),
        (shown(&[token], plain), "requirements; the service speaks TLS: write https://"),
    ];
    for (told, expected) in told {
        assert!(told.contains(expected), "{expected:?} in {told:?}");
    }
    // Another CA of the same name has made other keys.
    let made = keyed.q7x2(&["keys", "init", "others"]).output().expect("q7x2 runs");
    assert!(made.status.success(), "{}", said(&made));
    let told = shown(&["--ca=others/ca.pem", token, own[0], own[1]], keyed.query_url());
    assert!(told.contains("give --ca the file of the CA that signed it"), "{told}");
    let others = ["--client-cert=others/client.pem", "--client-key=others/client.key"];
    let told = shown(&[ca, token, others[0], others[1]], keyed.query_url());
    assert!(told.contains("give --client-cert one that its CA has signed"), "{told}");
    // Said before anything is sent.
    let url = format!("--query-server={}", keyed.query_url());
    let output = keyed.q7x2(&["speakers", &url]).output().expect("q7x2 runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("needs --ca"), "{}", said(&output));
    let mut careless = keyed.q7x2(&["speakers", "--query-server=http://192.0.2.1:1", token]);
    let output = careless.output().expect("q7x2 runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("plain text"), "{}", said(&output));

    let log = keyed.log();
    assert!(log.contains("refused a call") && log.contains("refused a connection"), "{log}");
    for name in ["reader", "worker", "ingest", "editor", "ingest-service"] {
        let token = std::fs::read_to_string(keyed.key(&format!("{name}.token"))).expect("a token");
        assert!(!log.contains(token.trim()), "the token of {name} is in a log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_reports_and_records_what_it_was_lent_and_nothing_else() {
    let mut keyed = Keyed::new();
    let made = keyed.q7x2(&["keys", "token", "keys", "other", "--role", "worker"]).output();
    assert!(made.expect("q7x2 runs").status.success());
    keyed.start_query(&[]).await;
    keyed.start_ingest().await;
    write_articles(&keyed.folder().join("news"), 1);
    let output = keyed.ask("ingest", &["ingest", "news"]);
    assert!(output.status.success(), "{}", said(&output));

    let ingest = |token: &str| connect::ingest(keyed.line(&keyed.ingest_url(), token));
    let query = |token: &str| connect::query(keyed.line(&keyed.query_url(), token));
    let request = v1::LeaseArticlesRequest {
        worker: "w".into(),
        model: "test-1".into(),
        max_articles: 1,
        wait: None,
    };
    let leased = ingest("worker").lease_articles(request).await.expect("lent").into_inner();
    let lease = leased.leases.into_iter().next().expect("an article");
    let told = |status: Result<(), Status>, expected: &str| {
        let status = status.expect_err("refused");
        assert_eq!(status.code(), Code::PermissionDenied, "{status:?}");
        assert!(status.message().contains(expected), "{}", status.message());
    };
    let complete = async |token: &str| {
        let request = v1::CompleteLeaseRequest { token: lease.token.clone() };
        ingest(token).complete_lease(request).await.map(|answer| answer.into_inner().held)
    };
    told(complete("other").await.map(drop), "borrowed itself");
    let tokens = vec![lease.token.clone()];
    let request = v1::ReleaseLeasesRequest { tokens: tokens.clone() };
    told(ingest("other").release_leases(request).await.map(drop), "borrowed itself");
    let request = v1::ExtendLeaseRequest { tokens, ..Default::default() };
    told(ingest("other").extend_lease(request).await.map(drop), "borrowed itself");
    let request = v1::FailLeaseRequest { token: lease.token.clone(), error: "no".into() };
    told(ingest("other").fail_lease(request).await.map(drop), "borrowed itself");
    // What the queue itself calls the lease opens nothing.
    let bare = lease.token.split('~').next().expect("a part").to_owned();
    let request = v1::CompleteLeaseRequest { token: bare };
    told(ingest("worker").complete_lease(request).await.map(drop), "borrowed itself");

    let article = lease.article.clone().expect("set");
    let id = lease.token.split('~').nth(1).expect("a part").to_owned();
    let record = async |token: &str, article: &v1::Article, lease: &str| {
        let extraction =
            v1::Extraction { article_id: id.clone(), model: "test-1".into(), ..Default::default() };
        let request = v1::RecordExtractionRequest {
            article: Some(article.clone()),
            extraction: Some(extraction),
            lease: lease.into(),
        };
        query(token).record_extraction(request).await.map(drop)
    };
    told(record("other", &article, &lease.token).await, "borrowed itself");
    told(record("worker", &article, "").await, "borrowed itself");
    let another = v1::Article { text: article_text(77), ..article.clone() };
    told(record("worker", &another, &lease.token).await, "another article");
    told(record("reader", &article, &lease.token).await, "the role worker");
    record("worker", &article, &lease.token).await.expect("it was lent this one");
    assert!(complete("worker").await.expect("its own lease"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ran_out_is_refused_and_what_is_renewed_is_taken_without_a_restart() {
    let mut keyed = Keyed::new();
    keyed.start_query(&[]).await;
    let speakers = &["speakers", "--format", "json"];
    let answers = |keyed: &Keyed| keyed.ask("reader", speakers).status.code() != Some(4);
    assert!(answers(&keyed));

    // The client's certificate has run out, while the service still shows its good one.
    let good = std::fs::read(keyed.key("server.pem")).expect("a certificate");
    let good_own = std::fs::read(keyed.key("client.pem")).expect("a certificate");
    let_run_out(&keyed);
    let ran_out = std::fs::read(keyed.key("server.pem")).expect("a certificate");
    std::fs::write(keyed.key("server.pem"), &good).expect("written");
    wait_for("the good certificate", async || {
        said(&keyed.ask("reader", speakers)).contains("the client's certificate has run out")
    })
    .await;
    refused(&keyed, "reader", speakers, &["q7x2 keys init --renew"]);

    // The service's certificate has run out.
    std::fs::write(keyed.key("client.pem"), &good_own).expect("written");
    std::fs::write(keyed.key("server.pem"), &ran_out).expect("written");
    wait_for("the service to show the other certificate", async || !answers(&keyed)).await;
    refused(&keyed, "reader", speakers, &["service's certificate has run out", "--renew"]);

    let renewed = keyed.q7x2(&["keys", "init", "keys", "--renew"]).output().expect("q7x2 runs");
    assert!(renewed.status.success(), "{}", said(&renewed));
    wait_for("the renewed certificate", async || answers(&keyed)).await;

    // A token is replaced: both are good, then only the new one.
    let old = keyed.key("old.token");
    std::fs::copy(keyed.key("reader.token"), &old).expect("copied");
    let keys = |args: &[&str]| {
        let output = keyed.q7x2(args).output().expect("q7x2 runs");
        assert!(output.status.success(), "{}", said(&output));
    };
    keys(&["keys", "token", "keys", "reader", "--role", "reader"]);
    wait_for("the new token", async || answers(&keyed)).await;
    assert!(keyed.ask("old", speakers).status.code() != Some(4));
    keys(&["keys", "revoke", "keys", "reader", "--older"]);
    wait_for("the old token to end", async || {
        said(&keyed.ask("old", speakers)).contains("does not know the token")
    })
    .await;
    assert!(answers(&keyed));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_calls_are_refused_with_a_hint() {
    let mut keyed = Keyed::new();
    keyed.start_query(&["--calls-per-second", "1", "--max-in-flight", "1"]).await;
    let mut client = connect::query(keyed.line(&keyed.query_url(), "reader"));
    let mut refused = None;
    for _ in 0..100 {
        let answer = client.get_store_status(v1::GetStoreStatusRequest {}).await;
        refused = refused.or(answer.err());
    }
    let refused = refused.expect("a hundred calls take less than a hundred seconds");
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert!(refused.message().contains("try again in"), "{}", refused.message());
    assert!(refused.metadata().contains_key("grpc-retry-pushback-ms"));
    // So is a call that is too large for what may be in flight.
    let article_ids = vec!["0".repeat(32); 60_000];
    let request = v1::ListHeldArticlesRequest { article_ids, ..Default::default() };
    let mut large = connect::query(keyed.line(&keyed.query_url(), "ingest"));
    let refused = large.list_held_articles(request).await.expect_err("too large");
    assert_eq!(refused.code(), Code::ResourceExhausted, "{refused:?}");
    assert!(refused.message().contains("bytes in flight"), "{}", refused.message());
    // Another token has its own.
    let mut other = connect::query(keyed.line(&keyed.query_url(), "editor"));
    other.get_store_status(v1::GetStoreStatusRequest {}).await.expect("answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_told_over_tls_to_whoever_knows_the_certificate() {
    let mut keyed = Keyed::new();
    keyed.start_query(&[]).await;
    let check = |args: &[&str]| {
        let mut command = Command::new(binary("q7x2-query"));
        command.env_clear().current_dir(keyed.folder());
        command.args(["--check-health", "--http", &keyed.http().to_string()]).args(args);
        command.output().expect("it runs")
    };
    let own = ["--tls-cert=keys/server.pem", "--tls-key=keys/server.key"];
    wait_for("health", async || check(&own).status.success()).await;
    assert!(!check(&[]).status.success(), "plain text is no answer");
    let other = ["--tls-cert=keys/client.pem", "--tls-key=keys/client.key"];
    let told = said(&check(&other));
    assert!(told.contains("another certificate"), "{told}");
}

#[test]
fn beyond_this_machine_nothing_starts_without_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |name: &str, args: &[&str]| {
        let mut command = Command::new(binary(name));
        command.env_clear().env("Q7X2_TAGGER", "rules").current_dir(folder.path());
        let output = command.args(args).output().expect("it runs");
        assert!(!output.status.success());
        said(&output)
    };
    let open = ["--listen=0.0.0.0:0", "--http=127.0.0.1:0"];
    for name in ["q7x2-ingest", "q7x2-extraction", "q7x2-query"] {
        let told = run(name, &open);
        assert!(told.contains("can be reached from other machines"), "{told}");
        assert!(told.contains("q7x2 keys init") && told.contains("--insecure"), "{told}");
    }
    let told = run("q7x2-query", &["--listen=127.0.0.1:0", "--http=0.0.0.0:0"]);
    assert!(told.contains("--tls-cert"), "{told}");
    let told = run("q7x2", &["--data-dir=data", "serve", "--listen=0.0.0.0"]);
    assert!(told.contains("can be reached from other machines"), "{told}");
}
