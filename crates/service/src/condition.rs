//! What keeps a service from its work, in words that tell what to do: `/healthz` says it, and whoever
//! follows it. Who notes it knows the parts; nothing here does.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::watch;

/// The troubles of a service, by the part that has one. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Condition(Arc<watch::Sender<Troubles>>);

/// What is wrong with each part that cannot be used.
pub type Troubles = BTreeMap<&'static str, String>;

impl Condition {
    /// Notes that a part cannot be used: why, and what to do.
    pub fn trouble(&self, part: &'static str, words: impl Into<String>) {
        let words = words.into();
        self.0.send_if_modified(|troubles| {
            let known = troubles.get(part).is_some_and(|known| *known == words);
            if !known {
                troubles.insert(part, words);
            }
            !known
        });
    }

    /// Notes that a part can be used.
    pub fn well(&self, part: &'static str) {
        self.0.send_if_modified(|troubles| troubles.remove(part).is_some());
    }

    /// Returns what is wrong with a part; `None` while nothing is known to be.
    pub fn of(&self, part: &str) -> Option<String> {
        self.0.borrow().get(part).cloned()
    }

    /// Returns all that is wrong in one line; `None` while the service is well. Several parts may have one
    /// trouble, in the same words or within more of them: it is told once.
    pub fn told(&self) -> Option<String> {
        let troubles = self.0.borrow();
        let mut told: Vec<&str> = vec![];
        for words in troubles.values() {
            if !told.iter().any(|other| other.contains(words.as_str())) {
                told.retain(|other| !words.contains(other));
                told.push(words);
            }
        }
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// Returns what hears of every change from now on.
    pub fn follow(&self) -> watch::Receiver<Troubles> {
        self.0.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_what_is_wrong_until_all_is_well() {
        let condition = Condition::default();
        let following = condition.follow();
        assert_eq!(condition.told(), None);
        condition.trouble("query", "it is away");
        condition.trouble("queue", "it is full");
        assert_eq!(condition.told().as_deref(), Some("it is away; it is full"));
        assert!(following.has_changed().expect("it is there"));
        condition.well("query");
        assert_eq!((condition.of("query"), condition.told()), (None, Some("it is full".into())));
        condition.well("queue");
        assert_eq!(condition.told(), None);
    }

    #[test]
    fn one_trouble_of_several_parts_is_told_once() {
        let condition = Condition::default();
        condition.trouble("intake", "the queue is locked");
        condition.trouble("ingest", "ingest cannot do its part: the queue is locked");
        condition.trouble("lending", "the queue is locked");
        condition.trouble("query", "it is away");
        let told = "ingest cannot do its part: the queue is locked; it is away";
        assert_eq!(condition.told().as_deref(), Some(told));
        condition.well("ingest");
        assert_eq!(condition.told().as_deref(), Some("the queue is locked; it is away"));
    }

    #[test]
    fn the_same_again_is_no_change() {
        let condition = Condition::default();
        condition.trouble("query", "it is away");
        let following = condition.follow();
        condition.trouble("query", "it is away");
        condition.well("queue");
        assert!(!following.has_changed().expect("it is there"));
    }
}
