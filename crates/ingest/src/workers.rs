//! The workers that are about, as far as they have been heard of lately. Only for the status page
//! and for knowing the current model version: no decision about an article rests on it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use q7x2_domain::{Lease, LeaseToken, ModelVersion, Timestamp};
use q7x2_proto::v1;

/// How long after its last request a worker is still said to be about.
const ABOUT: Duration = Duration::from_secs(60);

/// How long a worker and what it has completed are remembered.
const REMEMBERED: Duration = Duration::from_secs(3600);

/// What is known of the workers.
#[derive(Debug, Default)]
pub(crate) struct Workers(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    model: Option<ModelVersion>,
    workers: HashMap<String, Worker>,
    /// Who has which lease, and when to forget it if nobody reports on it.
    leases: HashMap<LeaseToken, (String, Timestamp)>,
}

#[derive(Debug)]
struct Worker {
    model: ModelVersion,
    seen: Timestamp,
    completed: u64,
    /// How many of its requests for articles wait for an answer.
    asking: usize,
    /// What keeps it from its work, in its own words; empty while nothing does.
    trouble: String,
}

impl Worker {
    /// Tells whether it is at work: it gives a sign of life at least so often, or waits for articles.
    fn is_alive(&self, now: Timestamp, sign: Duration) -> bool {
        self.asking > 0 || self.seen.after(sign) >= now
    }
}

/// A worker that waits for articles, for as long as this is held.
pub(crate) struct Asking<'a> {
    workers: &'a Workers,
    name: String,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if let Some(worker) = self.workers.lock().workers.get_mut(&self.name) {
            worker.asking = worker.asking.saturating_sub(1);
        }
    }
}

impl Workers {
    /// Returns a record of no workers; `model` is what they are expected to extract with.
    pub(crate) fn expecting(model: Option<ModelVersion>) -> Self {
        Self(Mutex::new(State { model, ..State::default() }))
    }

    /// Notes that a worker asks for articles, and waits for them while the result is held.
    pub(crate) fn asking(&self, name: &str, model: &ModelVersion, now: Timestamp) -> Asking<'_> {
        let mut state = self.lock();
        if state.model.as_ref() != Some(model) {
            tracing::info!(%model, worker = name, "a worker announced its model version");
            state.model = Some(model.clone());
        }
        state.forget_before(now);
        let new = || Worker {
            model: model.clone(),
            seen: now,
            completed: 0,
            asking: 0,
            trouble: String::new(),
        };
        let worker = state.workers.entry(name.to_owned()).or_insert_with(new);
        (worker.model, worker.seen) = (model.clone(), now);
        worker.asking += 1;
        drop(state);
        Asking { workers: self, name: name.to_owned() }
    }

    /// Notes that a worker is alive, and what keeps it from its work. Returns whether that is news.
    pub(crate) fn reported(&self, name: &str, trouble: String, now: Timestamp) -> bool {
        let mut state = self.lock();
        let Some(worker) = state.workers.get_mut(name) else { return false };
        worker.seen = now;
        let is_news = worker.trouble != trouble;
        worker.trouble = trouble;
        is_news
    }

    /// Returns what keeps a worker that is alive from its work.
    pub(crate) fn trouble(&self, now: Timestamp, sign: Duration) -> Option<String> {
        let state = self.lock();
        let troubled = { state.workers.iter() }
            .filter(|(_, worker)| worker.is_alive(now, sign) && !worker.trouble.is_empty());
        // The same one each time, or it would be news each time.
        let first = troubled.min_by_key(|(name, _)| name.as_str());
        first.map(|(_, worker)| worker.trouble.clone())
    }

    /// Returns that nobody is at work, or that somebody who has articles has not been heard of.
    pub(crate) fn absent(&self, now: Timestamp, sign: Duration, lease: Duration) -> Option<String> {
        let state = self.lock();
        let is_alive = |name: &String| {
            state.workers.get(name).is_some_and(|worker| worker.is_alive(now, sign))
        };
        if !state.workers.keys().any(is_alive) {
            return Some(
                "no worker is at work; start one with `q7x2-extraction`, or `q7x2 serve`".into(),
            );
        }
        // One that has lapsed is with another worker, or in line.
        let holds = |(name, forget_at): &(String, Timestamp)| {
            !is_alive(name) && forget_at.after(lease) >= now.after(REMEMBERED)
        };
        state.leases.values().any(holds).then(|| {
            let seconds = lease.as_secs_f64().ceil();
            format!(
                "a worker that has articles is not heard of any more; others get them within {seconds} s"
            )
        })
    }

    /// Notes what a worker was lent.
    pub(crate) fn lent(&self, name: &str, leases: &[Lease]) {
        let mut state = self.lock();
        for lease in leases {
            let forget_at = lease.expires_at.after(REMEMBERED);
            state.leases.insert(lease.token.clone(), (name.to_owned(), forget_at));
        }
    }

    /// Notes that whoever has these leases is still at work.
    pub(crate) fn extended(&self, tokens: &[LeaseToken], now: Timestamp) {
        let mut state = self.lock();
        for token in tokens {
            let State { workers, leases, .. } = &mut *state;
            let Some((name, forget_at)) = leases.get_mut(token) else { continue };
            *forget_at = now.after(REMEMBERED);
            if let Some(worker) = workers.get_mut(name) {
                worker.seen = now;
            }
        }
    }

    /// Notes that a lease has ended, and whether its article is done.
    pub(crate) fn ended(&self, token: &LeaseToken, completed: bool, now: Timestamp) {
        let mut state = self.lock();
        let Some((name, _)) = state.leases.remove(token) else { return };
        if let Some(worker) = state.workers.get_mut(&name) {
            worker.seen = now;
            worker.completed += u64::from(completed);
        }
    }

    /// Returns the model version that a worker announced last, or that was expected from the start.
    pub(crate) fn model(&self) -> Option<ModelVersion> {
        self.lock().model.clone()
    }

    /// Returns the workers heard of in the last minute, by name.
    pub(crate) fn about(&self, now: Timestamp) -> Vec<v1::Worker> {
        let state = self.lock();
        let about = state.workers.iter().filter(|(_, worker)| worker.seen.after(ABOUT) >= now);
        let listed = about.map(|(name, worker)| v1::Worker {
            name: name.clone(),
            model: worker.model.to_string(),
            completed: worker.completed,
        });
        let mut listed: Vec<v1::Worker> = listed.collect();
        listed.sort_by(|a, b| a.name.cmp(&b.name));
        listed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The maps are whole between any two calls, whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets workers and leases that nothing was heard of for long.
    fn forget_before(&mut self, now: Timestamp) {
        self.workers.retain(|_, worker| worker.seen.after(REMEMBERED) >= now);
        self.leases.retain(|_, (_, forget_at)| *forget_at >= now);
    }
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{Article, Metadata};

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn lease_of(token: &str) -> Lease {
        let article = Article::new(Metadata::default(), "A text.".into()).expect("a text");
        Lease { token: LeaseToken::new(token), article, attempt: 1, expires_at: at(60) }
    }

    fn names(workers: &Workers, now: i64) -> Vec<(String, u64)> {
        workers.about(at(now)).into_iter().map(|w| (w.name, w.completed)).collect()
    }

    #[test]
    fn a_worker_is_about_for_a_minute_and_whatever_it_does_counts() {
        let (workers, model) = (Workers::default(), ModelVersion::new("test-1"));
        drop(workers.asking("a", &model, at(0)));
        workers.lent("a", &[lease_of("t1"), lease_of("t2")]);
        assert_eq!(names(&workers, 60), [("a".into(), 0)]);
        assert_eq!(names(&workers, 61), []);
        workers.extended(&[LeaseToken::new("t1")], at(61));
        assert_eq!(names(&workers, 61), [("a".into(), 0)]);
        workers.ended(&LeaseToken::new("t1"), true, at(130));
        workers.ended(&LeaseToken::new("t1"), true, at(130));
        workers.ended(&LeaseToken::new("t2"), false, at(130));
        assert_eq!(names(&workers, 130), [("a".into(), 1)]);
    }

    #[test]
    fn the_model_is_the_one_announced_last() {
        let workers = Workers::expecting(Some(ModelVersion::new("test-1")));
        assert_eq!(workers.model(), Some(ModelVersion::new("test-1")));
        drop(workers.asking("a", &ModelVersion::new("test-2"), at(0)));
        assert_eq!(workers.model(), Some(ModelVersion::new("test-2")));
    }

    #[test]
    fn workers_and_leases_of_long_ago_take_no_memory() {
        let (workers, model) = (Workers::default(), ModelVersion::new("test-1"));
        drop(workers.asking("a", &model, at(0)));
        workers.lent("a", &[lease_of("t1")]);
        drop(workers.asking("b", &model, at(4000)));
        let state = workers.lock();
        assert_eq!(state.workers.len(), 1);
        assert!(state.leases.is_empty());
    }

    #[test]
    fn who_waits_is_told_of_troubles_and_of_workers_that_are_gone() {
        let (workers, model) = (Workers::default(), ModelVersion::new("test-1"));
        let (sign, lease) = (Duration::from_secs(5), Duration::from_secs(8));
        let absent = |now| workers.absent(at(now), sign, lease).unwrap_or_default();
        assert!(absent(0).contains("no worker is at work"));
        // One that waits for articles is at work, however long that takes.
        let asking = workers.asking("a", &model, at(0));
        assert_eq!(absent(1000), "");
        drop(asking);
        assert!(absent(1000).contains("no worker is at work"));
        drop(workers.asking("b", &model, at(50)));
        workers.lent("a", &[lease_of("t1")]);
        assert!(absent(50).contains("others get them within 8 s"));
        drop(workers.asking("b", &model, at(100)));
        assert_eq!(absent(100), "", "its lease has lapsed");

        assert!(workers.reported("b", "no space left".into(), at(101)));
        assert!(!workers.reported("b", "no space left".into(), at(102)), "that is no news");
        assert_eq!(workers.trouble(at(102), sign).as_deref(), Some("no space left"));
        assert_eq!(workers.trouble(at(120), sign), None, "it is not heard of any more");
        assert!(workers.reported("b", String::new(), at(121)));
        assert_eq!(workers.trouble(at(121), sign), None);
        assert!(!workers.reported("never seen", "x".into(), at(121)));
    }
}
