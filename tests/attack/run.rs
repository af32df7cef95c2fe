//! One attack on services of their own: articles are brought, faults come as planned, and then
//! everything is given the time to be done.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use q7x2_tests::{Cluster, ClusterOptions, Proxy, Way, Ways, wait_for};

use crate::chance::Chance;
use crate::exports::Exports;
use crate::fault::{Fault, Step, plan};
use crate::feeder::{Feeder, Receipt};
use crate::press::{Piece, SMALL, invent, poison};
use crate::say;
use crate::stack::Server;
use crate::verdict::{EXPORT, Kept, Verdict, exported, judge_article, judge_export};

/// How many workers there are.
const WORKERS: usize = 2;

/// How long a lease lasts, in seconds.
const LEASE_SECONDS: u32 = 2;

/// How long nothing is done before that is for ever. An article that kills workers is tried again after
/// pauses that grow.
const STUCK: Duration = Duration::from_secs(120);

/// The arguments of a client that is given articles.
const INGEST: [&str; 4] = ["ingest", "--format", "jsonl", "-"];

/// Attacks services on a stack of their own with faults of some kinds, each so often, and says what came of it.
///
/// # Panics
/// When a service does not come back, or a client fails that nobody harmed.
pub(crate) async fn attack(server: &Server, seed: u64, kinds: &[Fault], times: usize) -> Verdict {
    let mut chance = Chance::new(seed);
    let steps = plan(&mut chance, kinds, times);
    let brought: usize = steps.iter().map(|step| step.articles).sum();
    let pieces = invent(&mut chance, seed, brought.max(150) + 30);
    let mut run = Run::start(server, kinds, pieces).await;
    for step in steps {
        run.step(seed, step).await;
    }
    run.settle().await;
    run.judge().await
}

struct Run<'a> {
    server: &'a Server,
    cluster: Cluster,
    pieces: Vec<Piece>,
    /// Who was not acknowledged yet, in the order of coming.
    to_bring: VecDeque<usize>,
    /// The ids of those who were.
    acknowledged: BTreeMap<usize, String>,
    feeder: Feeder,
    feeders: usize,
    second: Option<Feeder>,
    exports: Option<Exports>,
    may_fail: BTreeSet<Fault>,
    /// How often each article was accepted.
    accepted: BTreeMap<usize, usize>,
}

impl<'a> Run<'a> {
    async fn start(server: &'a Server, kinds: &[Fault], pieces: Vec<Piece>) -> Self {
        let options = ClusterOptions { workers: 0, lease_seconds: LEASE_SECONDS };
        let mut cluster = server.cluster(options).await;
        for _ in 0..WORKERS {
            cluster.add_worker_with_ways(Some(SMALL)).await;
        }
        let feeder = Feeder::start(cluster.client(&INGEST), cluster.folder(), "feeder-0");
        Self {
            server,
            to_bring: (0..pieces.len()).collect(),
            cluster,
            pieces,
            acknowledged: BTreeMap::new(),
            feeder,
            feeders: 1,
            second: None,
            exports: None,
            may_fail: kinds.iter().copied().collect(),
            accepted: BTreeMap::new(),
        }
    }

    /// Brings some articles, and lets a fault come while the last of them are on their way.
    async fn step(&mut self, seed: u64, step: Step) {
        let before = self.feeder.given();
        self.give(step.articles);
        self.feeder.until(before + step.acknowledged).await;
        let dose = Duration::from_millis(step.dose as u64 * 30);
        match step.fault {
            Fault::IngestKilled => {
                self.cluster.kill_ingest();
                self.cluster.start_ingest().await;
            }
            Fault::QueryKilled => {
                self.cluster.kill_query();
                pass(dose).await;
                self.cluster.start_query().await;
            }
            Fault::WorkerKilled => {
                self.tend().await;
                self.cluster.kill_worker();
                self.cluster.add_worker_with_ways(Some(SMALL)).await;
            }
            Fault::ClientKilled => self.feeder.kill(),
            Fault::WorkerHeld => {
                self.tend().await;
                if let Some(worker) = self.cluster.worker(0) {
                    worker.signal("STOP");
                    pass(dose).await;
                    worker.signal("CONT");
                }
            }
            Fault::IngestParted => self.part(|ways| &ways.ingest, step.dose).await,
            Fault::QueryParted => self.part(|ways| &ways.query, step.dose).await,
            Fault::ServerKilled => {
                self.server.kill();
                pass(dose).await;
                self.server.start_again();
            }
            Fault::Poison => {
                self.pieces.push(poison(seed));
                self.to_bring.push_front(self.pieces.len() - 1);
                self.give(1);
            }
            Fault::SecondClient => {
                let client = self.cluster.client(&INGEST);
                let mut second = Feeder::start(client, self.cluster.folder(), "second");
                for piece in (0..self.pieces.len()).filter(|n| !self.pieces[*n].poisonous) {
                    second.give(piece, self.pieces[piece].line());
                }
                second.end_of_input();
                self.second = Some(second);
            }
            Fault::Export => self.exports = Some(Exports::start(&self.cluster)),
        }
        self.tend().await;
        if self.feeder.has_ended() {
            self.start_feeder();
        }
    }

    /// Parts a worker from a service for a while; by the dose, what was sent meanwhile comes late or never.
    async fn part(&mut self, way: impl Fn(&Ways) -> &Proxy, dose: usize) {
        self.tend().await;
        let Some(way) = self.cluster.ways(0).map(way) else { return };
        way.turn(Way::Silent);
        pass(Duration::from_millis(dose as u64 * 60)).await;
        if dose.is_multiple_of(2) {
            way.turn(Way::Cut);
        }
        way.turn(Way::Open);
    }

    /// Gives the client the next articles, if there are any.
    fn give(&mut self, count: usize) {
        for _ in 0..count {
            let Some(piece) = self.to_bring.pop_front() else { return };
            self.feeder.give(piece, self.pieces[piece].line());
        }
    }

    /// Puts another client in the place of one that ended. What was acknowledged to the old one is
    /// not brought again: if it is lost, nobody makes up for it.
    fn start_feeder(&mut self) {
        let receipts = self.feeder.receipts();
        let given = self.feeder.given();
        let unanswered = self.feeder.pieces().skip(receipts.len());
        let mut back: VecDeque<usize> = unanswered.collect();
        assert_eq!(receipts.len() + back.len(), given);
        self.acknowledge(&receipts);
        back.append(&mut self.to_bring);
        self.to_bring = back;
        let name = format!("feeder-{}", self.feeders);
        self.feeders += 1;
        let client = self.cluster.client(&INGEST);
        self.feeder = Feeder::start(client, self.cluster.folder(), &name);
    }

    fn acknowledge(&mut self, receipts: &[Receipt]) {
        for receipt in receipts {
            assert_ne!(receipt.status, "rejected", "a good article: {receipt:?}");
            *self.accepted.entry(receipt.piece).or_default() +=
                usize::from(receipt.status == "accepted");
            self.acknowledged.insert(receipt.piece, receipt.article.clone());
        }
    }

    /// Puts others in the place of workers that died of what they read.
    async fn tend(&mut self) {
        for _ in 0..self.cluster.drop_ended_workers() {
            self.cluster.add_worker_with_ways(Some(SMALL)).await;
        }
    }

    /// Brings what is left, until everything is acknowledged and nothing is in line.
    async fn settle(&mut self) {
        loop {
            self.give(self.to_bring.len());
            self.feeder.end_of_input();
            let mut ended = false;
            wait_for("the client to end", async || {
                self.tend().await;
                ended = self.feeder.has_ended();
                ended
            })
            .await;
            let succeeded = self.feeder.succeeded();
            if succeeded {
                break;
            }
            // Who was harmed is followed by another one, and everybody else is not to fail.
            let harmed = [Fault::IngestKilled, Fault::ClientKilled];
            let said = self.feeder.said();
            assert!(harmed.iter().any(|fault| self.may_fail.contains(fault)), "{said}");
            self.start_feeder();
        }
        let receipts = self.feeder.receipts();
        self.acknowledge(&receipts);
        assert_eq!(self.acknowledged.len(), self.pieces.len(), "everything is acknowledged");
        if let Some(mut second) = self.second.take() {
            wait_for("the second client to end", async || {
                self.tend().await;
                second.has_ended()
            })
            .await;
            let may_fail = self.may_fail.contains(&Fault::IngestKilled);
            assert!(second.succeeded() || may_fail, "{}", second.said());
            self.acknowledge(&second.receipts());
        }
    }

    async fn judge(&mut self) -> Verdict {
        let mut verdict = Verdict { stuck: self.drain().await, ..Verdict::default() };
        if let Some(exports) = self.exports.take() {
            let away = [Fault::QueryKilled, Fault::ServerKilled];
            verdict += &exports.end(away.iter().any(|fault| self.may_fail.contains(fault)));
        }
        let queue = self.cluster.queue_status().await;
        let set_aside: BTreeSet<String> =
            queue.set_aside_articles.into_iter().map(|article| article.article_id).collect();
        let mut kept: Vec<String> = vec![];
        for (piece, article) in &self.acknowledged {
            let piece = &self.pieces[*piece];
            let is_set_aside = set_aside.contains(article);
            assert!(is_set_aside || !piece.poisonous, "the poison was none");
            let found = self.kept_of(article).await;
            let judged = judge_article(piece, &found, is_set_aside);
            if judged != Verdict::default() {
                say(&format!("article {article}: {judged}; {found:?} of {:?}", piece.quoted));
            }
            verdict += &judged;
            kept.extend(found.into_iter().map(|statement| statement.id));
        }
        let expected: BTreeSet<String> = kept.iter().cloned().collect();
        verdict.doubled += kept.len() - expected.len();
        let output = self.cluster.q7x2(&EXPORT);
        let export = exported(&output);
        let export =
            export.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        let ids: Vec<String> = export.into_iter().map(|statement| statement.id).collect();
        verdict += &judge_export(&ids, &expected);
        // What nobody brought is not there either.
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), expected.len());
        verdict.doubled += self.accepted_twice();
        verdict
    }

    /// Waits until nothing is in line, and returns how many articles there are if that is never: nothing has
    /// been done for two minutes.
    async fn drain(&mut self) -> usize {
        // Until that is told there are some.
        let (mut left, mut moved) = (1, Instant::now());
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        while left > 0 && moved.elapsed() < STUCK {
            tick.tick().await;
            self.tend().await;
            // Where its server was killed, a service may not have noticed yet that it is back.
            let Ok(queue) = self.cluster.try_queue_status().await else { continue };
            let now = queue.waiting + queue.leased;
            if now != left {
                (left, moved) = (now, Instant::now());
            }
        }
        usize::try_from(left).expect("a count")
    }

    /// Returns how many articles two clients were told to have brought first. While ingest or query
    /// are away nobody can know, so only where they were there all the time.
    fn accepted_twice(&self) -> usize {
        let away = [Fault::IngestKilled, Fault::QueryKilled, Fault::ServerKilled];
        if away.iter().any(|fault| self.may_fail.contains(fault)) {
            return 0;
        }
        self.accepted.values().filter(|times| **times > 1).count()
    }

    async fn kept_of(&self, article: &str) -> Vec<Kept> {
        let hits = self.cluster.statements_of(Some(vec![article.to_owned()])).await;
        let statements = hits.into_iter().filter_map(|hit| hit.statement);
        let kept = |statement: q7x2_proto::v1::Statement| Kept {
            id: statement.id,
            content: statement.content.into_iter().map(|span| span.text).collect(),
        };
        statements.map(kept).collect()
    }
}

/// Lets a while pass: what the fault does meanwhile is what is looked for, so there is nothing to
/// wait for.
async fn pass(dose: Duration) {
    tokio::time::sleep(dose).await;
}
