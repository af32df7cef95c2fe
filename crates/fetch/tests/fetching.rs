//! What is fetched from a server of this machine, and what is not.

mod support;

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use flate2::{Compression, write::GzEncoder};
use q7x2_fetch::{Answer, Memory, Options, Reason};

use support::{Reply, Server, TestNames, client, client_with, options};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[tokio::test]
async fn a_page_comes_with_its_kind_its_encoding_and_its_hash() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::page("<p>No.</p>")
            .with("Content-Type", "Text/HTML; charset=windows-1251")
            .with("Cache-Control", "max-age=60"),
    })
    .await;
    let fetched = client(options()).fetched(&server.url("/a?b=c#d")).await;
    assert_eq!(fetched.bytes, b"<p>No.</p>");
    assert_eq!(fetched.url, server.url("/a?b=c"));
    assert_eq!(fetched.media_type.as_deref(), Some("text/html"));
    assert_eq!(fetched.charset.as_deref(), Some("windows-1251"));
    assert_eq!(fetched.fresh_for, Some(Duration::from_secs(60)));
    assert_eq!(fetched.hash, blake3::hash(b"<p>No.</p>").to_hex().to_string());
    let asked = server.asked();
    assert_eq!(asked.len(), 2, "{asked:?}");
    for asked in asked {
        assert_eq!(asked.headers["user-agent"], format!("q7x2/{}", env!("CARGO_PKG_VERSION")));
        assert_eq!(asked.headers["accept-encoding"], "gzip");
    }
}

#[tokio::test]
async fn what_robots_txt_forbids_is_not_asked_for() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => {
            Reply::page("User-agent: q7x2\nDisallow: /closed/\n\nUser-agent: *\nDisallow: /\n")
        }
        "/leads" => Reply::to("/closed/b"),
        _ => Reply::page("open"),
    })
    .await;
    let client = client(options());
    assert_eq!(client.refused(&server.url("/closed/a")).await, Reason::Robots("127.0.0.1".into()));
    assert_eq!(client.fetched(&server.url("/open")).await.bytes, b"open");
    let hop = client.refused(&server.url("/leads")).await;
    assert!(matches!(hop, Reason::Hop { reason, .. } if matches!(*reason, Reason::Robots(_))));
    assert_eq!(server.paths(), ["/open", "/leads"]);
    let robots = server.asked().iter().filter(|asked| asked.path == "/robots.txt").count();
    assert_eq!(robots, 1, "it is read once");
}

#[tokio::test]
async fn nothing_is_fetched_where_robots_txt_cannot_be_read() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(500),
        _ => Reply::page("open"),
    })
    .await;
    let client = client(options());
    let reason = client.refused(&server.url("/a")).await;
    assert!(matches!(reason, Reason::NoRobots { .. }), "{reason}");
    assert!(reason.is_passing());
    assert!(server.paths().is_empty());
}

#[tokio::test]
async fn an_address_that_leads_to_a_private_one_is_refused() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/metadata" => Reply::to("http://169.254.169.254/latest/"),
        "/other" => Reply::to("http://127.0.0.2/"),
        "/number" => Reply::to("http://2130706434/"),
        "/name" => Reply::to("http://inside.example/"),
        "/file" => Reply::to("file:///etc/passwd"),
        "/password" => Reply::to("http://me:secret@127.0.0.1/"),
        "/port" => Reply::to("http://127.0.0.1:25/"),
        _ => Reply::status(404),
    })
    .await;
    let client = client_with(options(), Memory::default(), TestNames::of(&["10.0.0.5"]));
    let mut refused = Vec::new();
    for path in ["/metadata", "/other", "/number", "/name", "/file", "/password", "/port"] {
        match client.refused(&server.url(path)).await {
            Reason::Hop { reason, .. } => refused.push(*reason),
            other => panic!("a refused hop, not {other:?}"),
        }
    }
    for reason in &refused[..4] {
        assert!(matches!(reason, Reason::NotPublic { .. }), "{reason:?}");
    }
    assert!(matches!(refused[4], Reason::Scheme(_)));
    assert_eq!(refused[5..], [Reason::Credentials, Reason::Port(25)]);
}

#[tokio::test]
async fn a_name_that_means_another_address_a_moment_later_leads_nowhere_else() {
    // The connection is closed after each answer, so that each request looks the name up.
    let server = Server::start(|_| Reply::page("").with("Connection", "close")).await;
    let names = TestNames::of(&["127.0.0.1", "127.0.0.1", "127.0.0.2"]);
    let client = client_with(options(), Memory::default(), names);
    let url = format!("http://rebind.example:{}/a", server.port);
    client.fetched(&url).await;
    // robots.txt and the page, one look-up each: what was checked is what was connected to.
    assert_eq!(client.names.looked_up.load(SeqCst), server.asked().len());
    let reason = client.refused(&url).await;
    assert!(
        matches!(&reason, Reason::NotPublic { address, .. } if address == "127.0.0.2"),
        "{reason:?}"
    );
    assert_eq!(server.paths(), ["/a"]);
    assert_eq!(client.names.looked_up.load(SeqCst), 3);
}

#[tokio::test]
async fn this_machine_is_fetched_from_where_that_is_allowed_alone() {
    let server = Server::start(|_| Reply::page("here")).await;
    let url = server.url("/a");
    let reason = client(Options::default()).refused(&url).await;
    assert!(reason.to_string().contains("--allow-private"), "{reason}");
    assert!(server.asked().is_empty());
    let allowed = Options { allow_private: true, ..Options::default() };
    assert_eq!(client(allowed).fetched(&url).await.bytes, b"here");
}

#[tokio::test]
async fn redirects_end() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/5" => Reply::page("the end"),
        "/nowhere" => Reply::status(302),
        path => match path[1..].parse::<i32>() {
            Ok(n) => Reply::to(&format!("/{}", n + 1)),
            Err(_) => Reply::to(path),
        },
    })
    .await;
    let client = client(options());
    assert_eq!(client.fetched(&server.url("/0")).await.url, server.url("/5"));
    assert_eq!(client.refused(&server.url("/-1")).await, Reason::Redirects(5));
    assert_eq!(client.refused(&server.url("/loop")).await, Reason::Redirects(5));
    assert_eq!(client.refused(&server.url("/nowhere")).await, Reason::NoLocation);
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::Stall("<p>The harbour"),
    })
    .await;
    let idle_timeout = Duration::from_millis(30);
    let client = client(Options { idle_timeout, tries_again: 1, ..options() });
    assert_eq!(client.refused(&server.url("/a")).await, Reason::TooSlow(idle_timeout));
    assert_eq!(server.paths().len(), 2, "it is tried once more");
}

#[tokio::test]
async fn a_body_without_end_is_given_up() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::Endless,
    })
    .await;
    let long = client(Options { max_bytes: 2_000_000, ..options() });
    assert_eq!(long.refused(&server.url("/a")).await, Reason::TooLong(2_000_000));
    let total_timeout = Duration::from_millis(30);
    let slow = client(Options { total_timeout, max_bytes: u64::MAX, ..options() });
    let reason = slow.refused(&server.url("/a")).await;
    assert_eq!(reason, Reason::TooSlow(total_timeout));
}

#[tokio::test]
async fn what_is_packed_is_unpacked_within_the_limit() {
    let bomb = packed(&vec![b' '; 5_000_000]);
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/bomb" => Reply::Whole(200, vec![("Content-Encoding", "gzip".into())], bomb.clone()),
        "/br" => Reply::page("x").with("Content-Encoding", "br"),
        "/long" => Reply::page(&"x".repeat(1_000_001)),
        _ => Reply::Whole(200, vec![("Content-Encoding", "gzip".into())], packed(b"small")),
    })
    .await;
    let client = client(Options { max_bytes: 1_000_000, ..options() });
    assert_eq!(client.fetched(&server.url("/small")).await.bytes, b"small");
    let bomb = client.refused(&server.url("/bomb")).await;
    assert_eq!(bomb, Reason::TooLongUnpacked(1_000_000));
    assert_eq!(client.refused(&server.url("/br")).await, Reason::Packing("br".into()));
    assert_eq!(client.refused(&server.url("/long")).await, Reason::TooLong(1_000_000));
}

#[tokio::test]
async fn what_cannot_be_read_is_not_fetched() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        // Its body never comes.
        "/image" => Reply::page("").with("Content-Type", "image/png"),
        "/gone" => Reply::status(410),
        _ => Reply::page("<p>").with("Content-Type", "application/octet-stream"),
    })
    .await;
    let client = client(options());
    let image = client.refused(&server.url("/image")).await;
    assert_eq!(
        image.to_string(),
        "it is image/png, which cannot be read; name the page of the article"
    );
    assert_eq!(client.refused(&server.url("/gone")).await, Reason::Status(410));
    assert_eq!(client.fetched(&server.url("/any")).await.bytes, b"<p>");
}

#[tokio::test]
async fn what_did_not_change_is_not_fetched_again() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/led" => Reply::to("/page"),
        "/same" => Reply::page("no marks, but the same bytes"),
        _ if asked.headers.get("if-none-match").is_some_and(|mark| mark == "\"7\"") => {
            Reply::status(304).with("Cache-Control", "max-age=5")
        }
        _ => Reply::page("new")
            .with("ETag", "\"7\"")
            .with("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
    })
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fetched.jsonl");
    let open = || {
        let memory = Memory::open(&path).expect("a memory");
        client_with(options(), memory, TestNames::of(&["127.0.0.1"]))
    };
    let first = open();
    for path in ["/led", "/same"] {
        let fetched = first.fetched(&server.url(path)).await;
        // What is not kept yet is fetched again.
        first.fetched(&server.url(path)).await;
        first.fetcher.memory().remember(&fetched.trace).expect("it is written");
    }
    let second = open();
    assert!(second.fetcher.memory().fetched_at(&server.url("/led")).is_some());
    for path in ["/led", "/page", "/same"] {
        let answer = second.fetcher.fetch(&server.url(path)).await.expect("an answer");
        assert!(matches!(answer, Answer::Unchanged(_)), "{path}: {answer:?}");
    }
    let last =
        server.asked().into_iter().rfind(|asked| asked.path == "/page").expect("it was asked");
    assert_eq!(last.headers["if-modified-since"], "Sun, 06 Nov 1994 08:49:37 GMT");

    let memory = Memory::open(&path).expect("a memory");
    let names = TestNames::of(&["127.0.0.1"]);
    let again = client_with(Options { refetch: true, ..options() }, memory, names);
    assert_eq!(again.fetched(&server.url("/led")).await.bytes, b"new");
}

#[tokio::test]
async fn a_host_is_asked_once_at_a_time_and_after_a_pause() {
    let server = Server::start(|_| Reply::Held(Box::new(Reply::page("x")))).await;
    let client = client(options());
    let urls: Vec<String> = (0..4).map(|n| server.url(&format!("/{n}"))).collect();
    let (a, b, c, d) = tokio::join!(
        client.fetched(&urls[0]),
        client.fetched(&urls[1]),
        client.fetched(&urls[2]),
        client.fetched(&urls[3])
    );
    assert!([a, b, c, d].iter().all(|fetched| fetched.bytes == b"x"));
    assert_eq!(server.most_at_once(), 1);
    assert_eq!(server.asked().len(), 5, "four pages and robots.txt");
    assert_eq!(client.time.passed(), [Duration::from_secs(1); 4]);
}

#[tokio::test]
async fn several_hosts_are_asked_at_once() {
    // The same server under two names: the first request is held until the second comes.
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::Held(Box::new(Reply::page("x"))),
    })
    .await;
    let client = client(options());
    let url = |host: &str| format!("http://{host}:{}/a", server.port);
    let (one, two) = (url("one.example"), url("two.example"));
    tokio::join!(client.fetched(&one), client.fetched(&two));
    assert_eq!(server.most_at_once(), 2);
}

#[tokio::test]
async fn the_pause_that_robots_txt_asks_for_counts_up_to_a_limit() {
    let robots = |seconds: u32| format!("User-agent: *\nCrawl-delay: {seconds}\n");
    for (asked_for, waited) in [(0, 1), (7, 7), (4000, 60)] {
        let server = Server::start(move |_| Reply::page(&robots(asked_for))).await;
        let client = client(options());
        client.fetched(&server.url("/a")).await;
        client.fetched(&server.url("/b")).await;
        let last = client.time.passed().last().copied();
        assert_eq!(last, Some(Duration::from_secs(waited)), "{asked_for}");
    }
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_again_when_it_says_so() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/down" => Reply::status(502),
        _ => match count.fetch_add(1, SeqCst) {
            0 => Reply::status(429).with("Retry-After", "30"),
            1 => Reply::Hangup,
            2 => Reply::status(503),
            _ => Reply::page("at last"),
        },
    })
    .await;
    let client = client(options());
    assert_eq!(client.fetched(&server.url("/a")).await.bytes, b"at last");
    let seconds = |seconds| Duration::from_secs(seconds);
    // The pause between requests, what the server says, and what grows where it says nothing.
    assert_eq!(client.time.passed(), [seconds(1), seconds(30), seconds(2), seconds(4)]);
    assert_eq!(client.refused(&server.url("/down")).await, Reason::Status(502));
    assert_eq!(server.paths().iter().filter(|path| *path == "/down").count(), 4);
}

#[tokio::test]
async fn a_server_that_asks_for_more_than_there_is_patience_is_left_alone() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::status(503).with("Retry-After", "3600"),
    })
    .await;
    let client = client(options());
    let hour = Duration::from_secs(3600);
    assert_eq!(client.refused(&server.url("/a")).await, Reason::Later(hour));
    assert!(matches!(client.refused(&server.url("/b")).await, Reason::Later(_)));
    assert_eq!(server.paths(), ["/a"]);
    client.time.advance(hour);
    client.refused(&server.url("/b")).await;
    assert_eq!(server.paths(), ["/a", "/b"]);
}

#[tokio::test]
async fn a_host_that_nobody_knows_is_told() {
    let client = client_with(options(), Memory::default(), TestNames::of(&[]));
    let error = client.fetcher.fetch("http://nowhere.example/").await.expect_err("there is none");
    let told = error.to_string();
    assert!(told.starts_with("http://nowhere.example/: nowhere.example is not found"), "{told}");
    assert!(told.contains("check the name"), "{told}");
}
