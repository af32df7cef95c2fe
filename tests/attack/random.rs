//! Attacks drawn from a seed: one for each kind of fault with every run of the tests, and a soak in
//! which all of them come together.
//!
//! `Q7X2_ATTACK_SEED` gives the seed; what a run printed gives the same plan again. The soak is
//! `just soak`, with `Q7X2_ATTACK_SEEDS` seeds, 20 unless told otherwise, each on the stack that it draws, or
//! all on `Q7X2_ATTACK_STACK`.

use crate::chance::{seed, setting};
use crate::fault::{ALL, Fault};
use crate::stack::Stack;
use crate::verdict::Verdict;
use crate::{one_machine, run, say};

/// How often each fault comes in a short run.
const TIMES: usize = 3;

/// Attacks services on a stack with faults of some kinds, each so often.
async fn survives_on(stack: Stack, faults: &[Fault], times: usize) {
    let seed = seed();
    say(&format!("Q7X2_ATTACK_SEED={seed} gives this run of {faults:?} on {stack} again"));
    let Some(server) = stack.start() else { return };
    let verdict = run::attack(&server, seed, faults, times).await;
    assert_eq!(verdict, Verdict::default(), "seed {seed}, {faults:?} on {stack}: {verdict}");
}

/// Attacks with one kind of fault.
async fn survives(fault: Fault) {
    survives_on(Stack::Files, &[fault], TIMES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ingest_is_killed() {
    survives(Fault::IngestKilled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn query_is_killed() {
    survives(Fault::QueryKilled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_killed() {
    survives(Fault::WorkerKilled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_is_killed() {
    survives(Fault::ClientKilled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_held() {
    survives(Fault::WorkerHeld).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_parted_from_ingest() {
    survives(Fault::IngestParted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_parted_from_query() {
    survives(Fault::QueryParted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_is_killed() {
    survives_on(Stack::Database, &[Fault::ServerKilled], TIMES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_broker_is_killed() {
    survives_on(Stack::Broker, &[Fault::ServerKilled], TIMES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_on_a_database() {
    survives_on(Stack::Database, &ALL, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_on_a_broker() {
    survives_on(Stack::Broker, &ALL, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_kills_workers() {
    survives(Fault::Poison).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_client_brings_the_same() {
    survives(Fault::SecondClient).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_exports_meanwhile() {
    survives(Fault::Export).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_machine_is_killed() {
    let seed = seed();
    say(&format!("Q7X2_ATTACK_SEED={seed} gives this run of one machine again"));
    let verdict = one_machine::attack(seed, TIMES).await;
    assert_eq!(verdict, Verdict::default(), "seed {seed}: {verdict}");
}

/// Attacks with all faults, several processes on the stack that the seed draws; where those are on files, one
/// machine afterwards.
fn soaked(stack: Stack, seed: u64) -> Verdict {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    runtime.block_on(async {
        let Some(server) = stack.start() else { return Verdict::default() };
        let mut verdict = run::attack(&server, seed, &ALL, 2).await;
        if stack == Stack::Files {
            verdict += &one_machine::attack(seed, 2).await;
        }
        verdict
    })
}

#[test]
#[ignore = "takes long: `just soak`"]
fn soak() {
    let count = setting("Q7X2_ATTACK_SEEDS").unwrap_or(20);
    let given = setting("Q7X2_ATTACK_SEED");
    let seeds: Vec<u64> =
        given.map_or_else(|| (0..count).map(|_| seed()).collect(), |seed| vec![seed]);
    let mut verdict = Verdict::default();
    let mut unended: Vec<u64> = vec![];
    for (turn, seed) in seeds.iter().copied().enumerate() {
        let stack = Stack::drawn(seed);
        // In a thread of its own: a seed that does not come to its end leaves the others their turn.
        match std::thread::spawn(move || soaked(stack, seed)).join() {
            Ok(of_seed) => {
                println!("{} of {}: seed {seed} on {stack}: {of_seed}", turn + 1, seeds.len());
                verdict += &of_seed;
            }
            Err(_) => {
                println!("{} of {}: seed {seed} on {stack}: came to no end", turn + 1, seeds.len());
                unended.push(seed);
            }
        }
    }
    let listed: Vec<String> = seeds.iter().map(u64::to_string).collect();
    println!("{verdict}, seeds {}", listed.join(" "));
    assert!(unended.is_empty(), "came to no end: {unended:?}");
    assert_eq!(verdict, Verdict::default(), "{verdict}");
}
