//! Services that are started again one after the other, two of each on one database, and services beside tables
//! that a later version has changed.

use q7x2_servers::Postgres;
use q7x2_tests::{Cluster, ClusterOptions, Process, wait_for};

use crate::chance::{Chance, seed};
use crate::exports::Exports;
use crate::feeder::Feeder;
use crate::press::{Piece, invent};
use crate::say;

/// How many articles are brought in all.
const ARTICLES: usize = 160;

/// What a client does that waits until everything is answered.
const INGEST: [&str; 5] = ["ingest", "--wait", "--format", "jsonl", "-"];

/// What a later version may do to the tables while this one is at work: everything that adds.
const LATER: &str = "
    ALTER TABLE q7x2_store.articles ADD COLUMN later text;
    ALTER TABLE q7x2_store.statements ADD COLUMN later integer NOT NULL DEFAULT 0;
    ALTER TABLE q7x2_store.speakers ADD COLUMN later text;
    CREATE TABLE q7x2_store.later (id bigint PRIMARY KEY);
    CREATE INDEX later_articles ON q7x2_store.articles (later);
    INSERT INTO q7x2_store.refinery_schema_history VALUES (99, 'later', '2030-01-01T00:00:00Z', '1');
    ALTER TABLE q7x2_queue.work ADD COLUMN later text;
    CREATE INDEX later_work ON q7x2_queue.work (later);
    INSERT INTO q7x2_queue.refinery_schema_history VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')";

/// Articles, and a client that brings them.
struct Bringing {
    pieces: Vec<Piece>,
    feeder: Feeder,
}

impl Bringing {
    fn start(cluster: &Cluster, seed: u64) -> Self {
        let pieces = invent(&mut Chance::new(seed), seed, ARTICLES);
        let feeder = Feeder::start(cluster.client(&INGEST), cluster.folder(), "feeder");
        Self { pieces, feeder }
    }

    /// Gives so many more, and waits until a part of them is acknowledged.
    async fn bring(&mut self, count: usize) {
        let before = self.feeder.given();
        for piece in before..(before + count).min(ARTICLES) {
            self.feeder.give(piece, self.pieces[piece].line());
        }
        self.feeder.until(before + count / 4).await;
        assert!(!self.feeder.has_ended(), "{}", self.feeder.said());
    }

    /// Gives the rest, and looks whether the client ends well and everything is answered once.
    async fn end(mut self, cluster: &Cluster) {
        self.bring(ARTICLES - self.feeder.given()).await;
        self.feeder.end_of_input();
        wait_for("the client to end", async || self.feeder.has_ended()).await;
        assert!(self.feeder.succeeded(), "{}", self.feeder.said());
        assert_eq!(self.feeder.receipts().len(), ARTICLES);
        let hits = cluster.statements().await;
        let said: Vec<_> =
            hits.iter().flat_map(|h| &h.statement).flat_map(|s| &s.content).collect();
        for quote in self.pieces.iter().flat_map(|piece| &piece.quoted) {
            assert_eq!(said.iter().filter(|piece| piece.text == *quote).count(), 1, "{quote}");
        }
        let queue = cluster.queue_status().await;
        assert_eq!((queue.waiting, queue.leased, queue.set_aside), (0, 0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn services_are_started_again_by_turns_and_no_client_notices() {
    let Some(server) = Postgres::shared() else { return };
    let seed = seed();
    say(&format!("Q7X2_ATTACK_SEED={seed} gives these articles again"));
    let options = ClusterOptions { workers: 0, lease_seconds: 2 };
    let mut cluster = Cluster::start_on(Some(server.database().await), options).await;
    cluster.put_fronts().await;
    cluster.start_second_query().await;
    cluster.start_second_ingest().await;
    cluster.add_worker();
    cluster.add_worker();
    let mut bringing = Bringing::start(&cluster, seed);
    let exports = Exports::start(&cluster);
    for _ in 0..2 {
        bringing.bring(ARTICLES / 3).await;
        cluster.restart_by_turns().await;
    }
    bringing.end(&cluster).await;
    let verdict = exports.end(false);
    assert_eq!(verdict, Default::default(), "seed {seed}: {verdict}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_at_work_goes_on_beside_tables_of_a_later_version_and_nobody_begins() {
    let Some(server) = Postgres::shared() else { return };
    let seed = seed();
    say(&format!("Q7X2_ATTACK_SEED={seed} gives these articles again"));
    let options = ClusterOptions { workers: 2, lease_seconds: 2 };
    let place = server.database().await;
    let cluster = Cluster::start_on(Some(place.clone()), options).await;
    let mut bringing = Bringing::start(&cluster, seed);
    let exports = Exports::start(&cluster);
    bringing.bring(ARTICLES / 2).await;
    server.run(&place, LATER).await;
    let begin = [("query", cluster.another_query()), ("ingest", cluster.another_ingest().0)];
    for (name, mut command) in begin {
        let log = cluster.folder().join(format!("late-{name}.log"));
        let mut late = Process::start(&mut command, log);
        wait_for("the late service to end", async || late.has_ended()).await;
        let log = late.log();
        assert!(log.contains("a newer version of this program; update the program"), "{log}");
    }
    bringing.end(&cluster).await;
    let verdict = exports.end(false);
    assert_eq!(verdict, Default::default(), "seed {seed}: {verdict}");
}
