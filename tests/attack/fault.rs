//! What can go wrong while articles are on their way, and plans of it.

use crate::chance::Chance;

/// One kind of thing that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// `kill -9` of ingest, which is started again.
    IngestKilled,
    /// `kill -9` of query, which is started again after a while.
    QueryKilled,
    /// `kill -9` of a worker, in whose place another one comes.
    WorkerKilled,
    /// `kill -9` of the client; another one brings what was not acknowledged.
    ClientKilled,
    /// A worker is held by SIGSTOP, shorter or longer than its leases, and goes on.
    WorkerHeld,
    /// Nothing comes through between a worker and ingest, shorter or longer than its leases; what was on its
    /// way comes late, or the connections break.
    IngestParted,
    /// The same between a worker and query.
    QueryParted,
    /// `kill -9` of the database or the broker, where the stack has one, which is started again after a while.
    ServerKilled,
    /// An article comes that kills every worker that reads it.
    Poison,
    /// A second client brings the same articles at the same time.
    SecondClient,
    /// Somebody exports everything, again and again.
    Export,
}

/// All of them.
pub(crate) const ALL: [Fault; 11] = [
    Fault::IngestKilled,
    Fault::QueryKilled,
    Fault::WorkerKilled,
    Fault::ClientKilled,
    Fault::WorkerHeld,
    Fault::IngestParted,
    Fault::QueryParted,
    Fault::ServerKilled,
    Fault::Poison,
    Fault::SecondClient,
    Fault::Export,
];

/// A fault, and when it comes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    /// How many articles are brought before it.
    pub(crate) articles: usize,
    /// How many of those are acknowledged before it, the others being on their way.
    pub(crate) acknowledged: usize,
    /// What goes wrong.
    pub(crate) fault: Fault,
    /// How hard, from 0 to 99: how long something is held or away.
    pub(crate) dose: usize,
}

/// Draws when faults of some kinds come, as often each as told, in any order.
pub(crate) fn plan(chance: &mut Chance, kinds: &[Fault], times: usize) -> Vec<Step> {
    let mut faults: Vec<Fault> = vec![];
    for kind in kinds {
        // These last to the end of a run.
        let once = matches!(kind, Fault::Poison | Fault::SecondClient | Fault::Export);
        faults.extend(std::iter::repeat_n(*kind, if once { 1 } else { times }));
    }
    chance.shuffle(&mut faults);
    let step = |fault| {
        let articles = 12 + chance.below(40);
        let acknowledged = chance.below(articles + 1);
        Step { articles, acknowledged, fault, dose: chance.below(100) }
    };
    faults.into_iter().map(step).collect()
}
