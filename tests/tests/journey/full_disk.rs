//! The disk runs full while articles are stored. Needs a file system of its own, which `unshare`
//! can make on Linux; where it may not, the test says so and checks nothing.

use std::process::{Command, Output};

use q7x2_servers::Postgres;
use q7x2_tests::{
    Cluster, ClusterOptions, Process, assert_said_once, binary, expected_content, free_ports,
    wait_for, write_articles,
};

/// Runs a script in a mount namespace with a file system of so many MiB at `$DISK`.
fn on_a_small_disk(folder: &std::path::Path, mib: u32, script: &str) -> Option<Output> {
    let disk = folder.join("disk");
    std::fs::create_dir_all(&disk).expect("a folder");
    let script = format!("mount -t tmpfs -o size={mib}m none \"$DISK\" || exit 77\n{script}");
    let flags: &[&str] = if is_root() { &["-m"] } else { &["-r", "-m"] };
    let output = Command::new("unshare")
        .args(flags)
        .args(["sh", "-c", &script])
        .env("DISK", &disk)
        .env("Q7X2_TAGGER", "rules")
        .env("Q7X2", binary("q7x2"))
        .env("NEWS", folder.join("news"))
        .env("OUT", folder)
        .output();
    output.ok().filter(|output| output.status.code() != Some(77) && output.status.code() != Some(1))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.starts_with(b"0"))
}

#[test]
fn a_full_disk_is_told_and_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    write_articles(&folder.path().join("news"), 3000);
    // It waits for room until somebody has enough of that; the data is moved to where there is some, and the
    // same command goes on.
    let script = r#"
        "$Q7X2" --data-dir "$DISK/data" ingest "$NEWS" >"$OUT/first.out" 2>"$OUT/first.err" &
        until grep -q "waiting: .*no space left" "$OUT/first.err"; do
            kill -0 $! || break
            sleep 0.1
        done
        kill -INT $!
        wait $!
        echo $? >"$OUT/first.code"
        cp -r "$DISK/data" "$OUT/moved"
        "$Q7X2" --data-dir "$OUT/moved" ingest "$NEWS" >"$OUT/second.out" 2>"$OUT/second.err"
        echo $? >"$OUT/second.code"
        "$Q7X2" --data-dir "$OUT/moved" query --kind direct --limit 10000 --format jsonl >"$OUT/answers"
        exit 0
    "#;
    if on_a_small_disk(folder.path(), 1, script).is_none() {
        assert!(option_env!("Q7X2_CI").is_none(), "a small file system must be made here");
        eprintln!("SKIPPED: no file system of a fixed size can be made here (unshare)");
        return;
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("was written");
    let (code, message) = (read("first.code"), read("first.err"));
    assert_ne!(code.trim(), "0", "a disk of 1 MiB cannot hold 3,000 articles: {message}");
    assert!(message.contains("no space left"), "it says what is wrong: {message}");
    assert!(message.contains("what was accepted is kept"), "and what was done: {message}");
    assert!(!message.contains("panicked"), "{message}");
    assert_eq!(read("second.code").trim(), "0", "{}", read("second.err"));
    let answers = read("answers");
    for n in [0, 1, 1500, 2999] {
        assert_eq!(answers.matches(&expected_content(n)).count(), 1, "article {n}");
    }
}

#[test]
fn a_disk_that_is_full_after_the_receipts_is_told_and_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    write_articles(&folder.path().join("news"), 20);
    let [query, ingest, health] = free_ports();
    // The statements have a disk of their own, on which nothing is left; the queue has room.
    let script = r#"
        cd "$OUT"
        for service in query ingest extraction; do
            case $service in
                query) set -- --listen 127.0.0.1:QUERY --store "$DISK/statements.sqlite";;
                ingest) set -- --listen 127.0.0.1:INGEST --query http://127.0.0.1:QUERY;;
                extraction) set -- --listen 127.0.0.1:0 --ingest http://127.0.0.1:INGEST                     --query http://127.0.0.1:QUERY;;
            esac
            [ $service = extraction ] && http=127.0.0.1:HEALTH || http=127.0.0.1:0
            [ $service = ingest ] && set -- "$@" --queue "$OUT/queue.sqlite"
            "${Q7X2}-$service" "$@" --http $http >"$OUT/$service.log" 2>&1 &
            running="$running $!"
            [ $service = query ] && until grep -q "serving" "$OUT/query.log"; do sleep 0.05; done
        done
        dd if=/dev/zero of="$DISK/ballast" bs=4096 2>/dev/null
        set -- --ingest-server http://127.0.0.1:INGEST --query-server http://127.0.0.1:QUERY
        until "$Q7X2" status "$@" >/dev/null 2>&1; do sleep 0.05; done
        "$Q7X2" ingest --wait --format jsonl "$@" "$NEWS" >"$OUT/receipts" 2>"$OUT/err" &
        client=$!
        until [ "$(grep -c '"accepted"' "$OUT/receipts")" -ge 20 ]; do sleep 0.05; done
        date +%s >"$OUT/accepted"
        until grep -q "waiting: .*no space left" "$OUT/err"; do
            kill -0 $client || break
            sleep 0.05
        done
        date +%s >"$OUT/told"
        "${Q7X2}-extraction" --check-health --http 127.0.0.1:HEALTH 2>"$OUT/unwell"
        rm "$DISK/ballast"
        wait $client
        echo $? >"$OUT/code"
        "$Q7X2" query --kind direct --limit 1000 --format jsonl "$@" >"$OUT/answers"
        kill $running
        wait
        exit 0
    "#;
    let script = script.replace("QUERY", &query.to_string()).replace("INGEST", &ingest.to_string());
    let script = script.replace("HEALTH", &health.to_string());
    binary("q7x2");
    if on_a_small_disk(folder.path(), 16, &script).is_none() {
        assert!(option_env!("Q7X2_CI").is_none(), "a small file system must be made here");
        eprintln!("SKIPPED: no file system of a fixed size can be made here (unshare)");
        return;
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("was written");
    let told = read("err");
    assert!(told.contains("no space left"), "it says what is wrong: {told}");
    let second = |name: &str| read(name).trim().parse::<u64>().expect("seconds");
    assert!(second("told") - second("accepted") < 5 + 10, "{told}");
    assert!(read("unwell").contains("not well"), "health says it: {}", read("unwell"));
    assert_eq!(read("code").trim(), "0", "it goes on by itself: {told}");
    assert!(told.contains("going on"), "{told}");
    let answers = read("answers");
    for n in 0..20 {
        assert_eq!(answers.matches(&expected_content(n)).count(), 1, "article {n}");
    }
}

/// Waits until a client has said that something has no room.
async fn until_told(client: &Process) {
    wait_for("word of the full disk", async || {
        client.log().lines().any(|l| l.contains("waiting: ") && l.contains("no space left"))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_the_database_is_told_and_waited_for() {
    let Some(server) = Postgres::on_small_disk(128) else { return };
    let options = ClusterOptions { workers: 0, lease_seconds: 2 };
    let mut cluster = Cluster::start_on(Some(server.database().await), options).await;
    write_articles(&cluster.folder().join("news"), 60);
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    // What is acknowledged cannot be recorded: who waits for it is told.
    server.fill_disk();
    cluster.add_worker();
    let mut acknowledged = cluster.start_q7x2(&["ingest", "--wait", "news"]);
    until_told(&acknowledged).await;
    // Nor is there room for more in the queue.
    write_articles(&cluster.folder().join("more"), 240);
    let log = cluster.folder().join("more.log");
    let mut more = Process::start(&mut cluster.client(&["ingest", "--wait", "more"]), log);
    until_told(&more).await;
    assert_eq!(cluster.queue_status().await.set_aside, 0);

    server.make_room();
    cluster.wait_until_done(240).await;
    wait_for("the clients to end", async || acknowledged.has_ended() && more.has_ended()).await;
    for client in [acknowledged, more] {
        assert!(client.log().contains("going on"), "{}", client.log());
    }
    let hits = cluster.statements().await;
    assert_said_once(&hits, 0..240);
    assert_eq!(cluster.queue_status().await.set_aside, 0);
}
