//! The ledger: what is known of every article in the queue, made of the broker's messages alone. Pure; two
//! processes that have seen the same messages have the same ledger.
//!
//! It holds no text and no metadata: some 300 bytes an article.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use q7x2_domain::{ArticleId, QueueCounts};

use super::record::{Record, State};
use super::seen::{Filed, Seen};

/// How many of those removed last are remembered: the news of an article may come after that of its removal.
const REMEMBERED: usize = 10_000;

/// A record as the broker has it.
#[derive(Debug, Clone)]
struct Noted {
    revision: u64,
    began: i64,
    record: Record,
}

/// Where an article is to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shelf {
    /// To be lent now, or when its lease is over.
    Line,
    /// Not before its lease or pause is over: at the first time, or as soon as the clock shows less than
    /// the second.
    Timed(i64, i64),
    /// Set aside, since.
    Aside(i64),
}

/// What is known of every article.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    articles: BTreeMap<ArticleId, Filed>,
    /// The same by place in line.
    keys: BTreeMap<u64, ArticleId>,
    records: HashMap<u64, Noted>,
    shelves: HashMap<u64, Shelf>,
    line: BTreeSet<u64>,
    ends: BTreeSet<(i64, u64)>,
    begins: BTreeSet<(i64, u64)>,
    aside: BTreeSet<(i64, u64)>,
    closing: BTreeSet<u64>,
    /// What each worker has.
    held: HashMap<String, BTreeSet<u64>>,
    /// Those removed last, with their last messages.
    gone: HashMap<u64, u64>,
    gone_in_order: VecDeque<u64>,
}

impl Ledger {
    /// Takes in an article's message. Returns whether something may be lent now that could not before.
    pub(super) fn file(&mut self, id: ArticleId, filed: Filed) -> bool {
        if self.gone.get(&filed.key).is_some_and(|last| filed.message <= *last) {
            return false;
        }
        let before = self.articles.get(&id);
        if before.is_some_and(|before| before.message >= filed.message) {
            return false;
        }
        if let Some(before) = before.map(|before| before.key).filter(|key| *key != filed.key) {
            self.drop_key(before);
        }
        let key = filed.key;
        self.keys.insert(key, id);
        self.articles.insert(id, filed);
        self.shelve(key)
    }

    /// Takes in a record's message. Returns as [`Self::file`] does.
    pub(super) fn note(
        &mut self,
        (id, key): (ArticleId, u64),
        revision: u64,
        began: i64,
        record: Record,
    ) -> bool {
        if self.records.get(&key).is_some_and(|known| known.revision >= revision) {
            return false;
        }
        let frees = self.records.get(&key).is_some_and(|known| known.record.worker.is_some());
        if record.state == State::Gone {
            self.remember(key, record.article);
            let filed = self.articles.get(&id).filter(|filed| filed.key == key);
            if filed.is_none_or(|filed| filed.message <= record.article) {
                self.drop_key(key);
                if filed_is(&self.articles, id, key) {
                    self.articles.remove(&id);
                }
                return frees;
            }
        }
        self.unshelve(key);
        self.records.insert(key, Noted { revision, began, record });
        self.shelve(key) || frees
    }

    /// Forgets a record that the broker has no more.
    pub(super) fn unnote(&mut self, key: u64) {
        self.unshelve(key);
        self.records.remove(&key);
        self.shelve(key);
    }

    /// Returns an article that is in the queue.
    pub(super) fn look(&self, id: ArticleId) -> Option<Seen> {
        self.find(id).filter(|seen| seen.record.state != State::Closing)
    }

    /// Returns an article that is in the queue or about to be removed.
    pub(super) fn find(&self, id: ArticleId) -> Option<Seen> {
        let filed = self.articles.get(&id)?.clone();
        Some(match self.records.get(&filed.key) {
            Some(Noted { revision, began, record }) if record.state != State::Gone => {
                Seen { id, filed, revision: *revision, began: *began, record: record.clone() }
            }
            noted => {
                let record = Record { lasts: filed.pause, ..Record::default() };
                let revision = noted.map_or(0, |noted| noted.revision);
                Seen { id, revision, began: filed.began, filed, record }
            }
        })
    }

    /// Moves what is over by now into the line.
    pub(super) fn settle(&mut self, now: i64) {
        loop {
            let ended = self.ends.first().filter(|(end, _)| *end <= now);
            let set_back = || self.begins.last().filter(|(begin, _)| *begin > now);
            let Some((_, key)) = ended.or_else(set_back).copied() else { return };
            self.unshelve(key);
            self.place(key, Shelf::Line);
        }
    }

    /// Returns what was lent alone, for the last time, and whose lease is over.
    pub(super) fn spent(&mut self, last_attempt: u32, now: i64) -> Vec<Seen> {
        self.settle(now);
        // Those whose worker is known to have had one are looked at, which are few.
        let held = self.held.values().flatten().filter_map(|key| self.find(*self.keys.get(key)?));
        held.filter(|seen| {
            seen.record.doubtful && seen.record.attempts >= last_attempt && seen.is_over(now)
        })
        .collect()
    }

    /// Returns what somebody began to remove and did not.
    pub(super) fn unclosed(&self, now: i64) -> Vec<Seen> {
        let closing = self.closing.iter().filter_map(|key| self.find(*self.keys.get(key)?));
        closing.filter(|seen| seen.is_over(now)).collect()
    }

    /// Returns up to `max` articles to lend to `worker`, oldest first. When the first in line is doubtful,
    /// a worker that still holds others waits until it has answered for them: so it comes to the doubtful
    /// ones soon.
    pub(super) fn choose(&mut self, worker: &str, max: usize, now: i64) -> Vec<Seen> {
        self.settle(now);
        let (mut due, mut early) = (vec![], vec![]);
        for key in &self.line {
            if due.len() >= max {
                break;
            }
            let Some(seen) = self.keys.get(key).and_then(|id| self.look(*id)) else { continue };
            match seen.is_over(now) {
                true => due.push(seen),
                // The clock had been ahead.
                false => early.push(*key),
            }
        }
        for key in early {
            self.unshelve(key);
            self.shelve(key);
        }
        let Some(first) = due.first() else { return vec![] };
        let is_doubtful = |seen: &Seen| seen.record.doubtful || seen.is_lapsed();
        let held = self.held.get(worker).into_iter().flatten();
        let held = held.filter_map(|key| self.look(*self.keys.get(key)?));
        let held: Vec<Seen> = held.filter(|seen| !seen.is_over(now)).collect();
        match (is_doubtful(first), held.is_empty()) {
            _ if held.iter().any(|seen| seen.record.doubtful) => vec![],
            (true, true) => {
                due.truncate(1);
                due
            }
            (true, false) => vec![],
            (false, _) => {
                due.retain(|seen| !is_doubtful(seen));
                due
            }
        }
    }

    /// Counts articles by state.
    pub(super) fn counts(&self, now: i64) -> QueueCounts {
        let held = self.held.values().flatten().filter_map(|key| self.look(*self.keys.get(key)?));
        let leased = held.filter(|seen| seen.due_at() > now).count();
        let here = self.articles.len() - self.closing.len();
        let waiting = here.saturating_sub(leased + self.aside.len());
        let number = |count| u64::try_from(count).unwrap_or(u64::MAX);
        QueueCounts {
            waiting: number(waiting),
            leased: number(leased),
            set_aside: number(self.aside.len()),
        }
    }

    /// Returns up to `limit` articles that are in line or lent, oldest first.
    pub(super) fn pending(&self, limit: usize) -> Vec<ArticleId> {
        let here = self.keys.values().filter_map(|id| self.look(*id));
        let pending = here.filter(|seen| seen.record.state != State::SetAside);
        pending.map(|seen| seen.id).take(limit).collect()
    }

    /// Returns up to `limit` articles that were set aside, latest first.
    pub(super) fn set_aside(&self, limit: usize) -> Vec<Seen> {
        let latest = self.aside.iter().rev();
        latest.filter_map(|(_, key)| self.look(*self.keys.get(key)?)).take(limit).collect()
    }

    /// Returns up to `limit` articles by id, after `after`.
    pub(super) fn listed(&self, after: Option<ArticleId>, limit: usize) -> Vec<Seen> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = after.map_or(Unbounded, Excluded);
        let ids = self.articles.range((from, Unbounded)).map(|(id, _)| *id);
        ids.filter_map(|id| self.look(id)).take(limit).collect()
    }

    /// Puts an article's key where it belongs. Returns whether something may be lent now.
    fn shelve(&mut self, key: u64) -> bool {
        self.unshelve(key);
        let Some(seen) = self.keys.get(&key).and_then(|id| self.find(*id)) else { return false };
        let shelf = match seen.record.state {
            State::SetAside => Shelf::Aside(seen.began),
            State::Closing => {
                self.closing.insert(key);
                return false;
            }
            _ if seen.record.lasts == 0 => Shelf::Line,
            _ => Shelf::Timed(seen.due_at(), seen.latest_begin()),
        };
        if let (State::Leased, Some(worker)) = (seen.record.state, &seen.record.worker) {
            self.held.entry(worker.clone()).or_default().insert(key);
        }
        let is_due = shelf == Shelf::Line;
        self.place(key, shelf);
        is_due
    }

    fn place(&mut self, key: u64, shelf: Shelf) {
        match shelf {
            Shelf::Line => _ = self.line.insert(key),
            Shelf::Timed(end, begin) => {
                self.ends.insert((end, key));
                self.begins.insert((begin, key));
            }
            Shelf::Aside(since) => _ = self.aside.insert((since, key)),
        }
        self.shelves.insert(key, shelf);
        // A lapsed lease is still its worker's until somebody has it.
        if let Some(Noted { record: Record { worker: Some(worker), .. }, .. }) =
            self.records.get(&key)
        {
            self.held.entry(worker.clone()).or_default().insert(key);
        }
    }

    fn unshelve(&mut self, key: u64) {
        self.closing.remove(&key);
        match self.shelves.remove(&key) {
            Some(Shelf::Line) => _ = self.line.remove(&key),
            Some(Shelf::Timed(end, begin)) => {
                self.ends.remove(&(end, key));
                self.begins.remove(&(begin, key));
            }
            Some(Shelf::Aside(since)) => _ = self.aside.remove(&(since, key)),
            None => {}
        }
        let worker = self.records.get(&key).and_then(|noted| noted.record.worker.as_ref());
        if let Some(keys) = worker.and_then(|worker| self.held.get_mut(worker)) {
            keys.remove(&key);
            if keys.is_empty() {
                self.held.retain(|_, keys| !keys.is_empty());
            }
        }
    }

    fn drop_key(&mut self, key: u64) {
        self.unshelve(key);
        self.records.remove(&key);
        self.keys.remove(&key);
    }

    fn remember(&mut self, key: u64, last: u64) {
        if self.gone.insert(key, last).is_none() {
            self.gone_in_order.push_back(key);
        }
        if self.gone_in_order.len() > REMEMBERED
            && let Some(oldest) = self.gone_in_order.pop_front()
        {
            self.gone.remove(&oldest);
        }
    }
}

/// Tells whether this life of the article is the one that is filed.
fn filed_is(articles: &BTreeMap<ArticleId, Filed>, id: ArticleId, key: u64) -> bool {
    articles.get(&id).is_some_and(|filed| filed.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn id(text: &str) -> ArticleId {
        ArticleId::of(None, text)
    }

    fn filed(message: u64, key: u64) -> Filed {
        Filed { message, key, began: 0, pause: 0, parts: None }
    }

    fn lent(worker: &str, lasts: i64) -> Record {
        let worker = Some(worker.to_owned());
        Record {
            state: State::Leased,
            lasts,
            worker,
            attempts: 1,
            handed_out: 1,
            ..Record::default()
        }
    }

    /// Returns what is lent, by key.
    fn chosen(ledger: &mut Ledger, now: i64) -> Vec<u64> {
        ledger.choose("worker", 10, now).into_iter().map(|seen| seen.filed.key).collect()
    }

    #[test]
    fn news_of_an_article_that_come_after_its_removal_bring_nothing_back() {
        let mut ledger = Ledger::default();
        let gone = Record { state: State::Gone, article: 4, ..Record::default() };
        ledger.note((id("a"), 3), 9, 0, gone);
        assert!(!ledger.file(id("a"), filed(3, 3)));
        assert!(!ledger.file(id("a"), filed(4, 3)));
        assert_eq!(ledger.counts(0), QueueCounts::default());
        // What was told of it later than that, or its next life, is news.
        assert!(ledger.file(id("a"), filed(5, 3)));
        assert!(ledger.file(id("a"), filed(6, 6)));
        assert_eq!(chosen(&mut ledger, 0), [6]);
    }

    #[test]
    fn records_and_articles_may_come_in_any_order_and_old_ones_change_nothing() {
        let mut ledger = Ledger::default();
        ledger.note((id("a"), 1), 2, 0, lent("worker", SECOND));
        assert!(!ledger.file(id("a"), filed(1, 1)), "it is lent");
        assert!(!ledger.note((id("a"), 1), 1, 0, Record::default()), "it is older");
        assert_eq!(ledger.counts(1), QueueCounts { leased: 1, ..QueueCounts::default() });
        assert!(ledger.note((id("a"), 1), 3, 0, Record::default()));
        assert_eq!(ledger.counts(1), QueueCounts { waiting: 1, ..QueueCounts::default() });
    }

    #[test]
    fn a_lease_is_over_in_its_time_or_when_the_clock_is_set_back() {
        for (now, is_due) in [(105, false), (200, true), (91, false), (80, true), (-900, true)] {
            let mut ledger = Ledger::default();
            ledger.file(id("a"), filed(1, 1));
            ledger.note((id("a"), 1), 1, 100 * SECOND, lent("other", 100 * SECOND));
            assert_eq!(chosen(&mut ledger, now * SECOND).len(), usize::from(is_due), "{now}");
            // A clock that was ahead or back for a moment makes nobody's lease another's.
            assert!(chosen(&mut ledger, 100 * SECOND).is_empty(), "{now}");
        }
    }

    #[test]
    fn what_is_put_away_is_nowhere_else() {
        let mut ledger = Ledger::default();
        for key in 1..=3 {
            ledger.file(id(&key.to_string()), filed(key, key));
        }
        let in_state = |state| Record { state, ..Record::default() };
        ledger.note((id("1"), 1), 1, 7, in_state(State::SetAside));
        ledger.note((id("2"), 2), 2, 8, in_state(State::Closing));
        assert_eq!(chosen(&mut ledger, 0), [3]);
        assert_eq!(ledger.pending(9), [id("3")]);
        assert_eq!(ledger.set_aside(9).len(), 1);
        assert_eq!((ledger.unclosed(9).len(), ledger.listed(None, 9).len()), (1, 2));
        let gone = Record { article: 2, ..in_state(State::Gone) };
        ledger.note((id("2"), 2), 3, 9, gone);
        ledger.note((id("1"), 1), 4, 9, Record::default());
        assert_eq!(chosen(&mut ledger, 0), [1, 3]);
        assert_eq!((ledger.unclosed(9).len(), ledger.set_aside(9).len()), (0, 0));
        assert_eq!(ledger.counts(0), QueueCounts { waiting: 2, ..QueueCounts::default() });
    }
}
