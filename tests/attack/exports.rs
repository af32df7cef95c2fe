//! Somebody who exports everything again and again while others write.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use q7x2_tests::Cluster;

use crate::verdict::{EXPORT, Verdict, exported, judge_export};

/// Exports that go on until they are ended.
pub(crate) struct Exports {
    enough: Arc<AtomicBool>,
    reader: JoinHandle<Seen>,
}

#[derive(Default)]
struct Seen {
    verdict: Verdict,
    whole: usize,
    failures: Vec<String>,
}

impl Exports {
    /// Begins to export from a cluster.
    pub(crate) fn start(cluster: &Cluster) -> Self {
        let enough = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&enough);
        let command = cluster.client(&EXPORT);
        Self { enough, reader: std::thread::spawn(move || read(command, &until)) }
    }

    /// Ends them and returns what was wrong with any.
    ///
    /// # Panics
    /// When one failed though query was there all the time, or none was whole.
    pub(crate) fn end(self, may_fail: bool) -> Verdict {
        self.enough.store(true, Ordering::Relaxed);
        let seen = self.reader.join().expect("exports are read");
        assert!(may_fail || seen.failures.is_empty(), "{:?}", seen.failures);
        assert!(seen.whole > 0, "no export was whole");
        seen.verdict
    }
}

fn read(mut command: Command, enough: &AtomicBool) -> Seen {
    let mut seen = Seen::default();
    // What one export holds matches ever after, so the next ones have to hold it too.
    let mut known = BTreeSet::new();
    loop {
        let is_last = enough.load(Ordering::Relaxed);
        let output = command.output().expect("q7x2 runs");
        let Some(export) = exported(&output) else {
            seen.failures.push(String::from_utf8_lossy(&output.stderr).into_owned());
            if is_last {
                return seen;
            }
            continue;
        };
        let ids: Vec<String> = export.into_iter().map(|statement| statement.id).collect();
        seen.verdict += &judge_export(&ids, &known);
        seen.whole += 1;
        known.extend(ids);
        if is_last {
            return seen;
        }
    }
}
