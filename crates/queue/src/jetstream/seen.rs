//! An article of the queue as a process sees it: its message, its record, and what those say of the time.

use q7x2_domain::{ArticleId, HoldPlace, Timestamp};

use super::record::{Record, State};

/// An article's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filed {
    /// The message itself.
    pub(super) message: u64,
    /// The first message of this life of the article: its place in line.
    pub(super) key: u64,
    /// When it came, in microseconds.
    pub(super) began: i64,
    /// How long it is reserved, in microseconds.
    pub(super) pause: i64,
    /// Where the text lies that was too long for one message.
    pub(super) parts: Option<String>,
}

/// An article and its record.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) id: ArticleId,
    pub(super) filed: Filed,
    /// The record's message; 0 where there is none.
    pub(super) revision: u64,
    /// When the lease or pause began.
    pub(super) began: i64,
    pub(super) record: Record,
}

impl Seen {
    /// Returns when the lease or the pause is over.
    pub(super) fn due_at(&self) -> i64 {
        self.began.saturating_add(self.record.lasts)
    }

    /// Tells whether lease or pause are over: by the clock, or because that was set back. Clocks are
    /// corrected by moments now and then, which ends none.
    pub(super) fn is_over(&self, now: i64) -> bool {
        self.record.lasts == 0 || self.due_at() <= now || self.latest_begin() > now
    }

    /// Returns the time before which nobody's clock was when it began.
    pub(super) fn latest_begin(&self) -> i64 {
        self.began.saturating_sub(self.record.lasts / 10)
    }

    /// Returns where the article is.
    pub(super) fn place(&self, now: i64) -> HoldPlace {
        let later = (self.record.lasts > 0 && self.due_at() > now)
            .then(|| Timestamp::from_micros(self.due_at()));
        match (self.record.state, later) {
            (State::SetAside, _) => HoldPlace::SetAside,
            (State::Leased, Some(until)) => HoldPlace::Lent(until),
            _ => HoldPlace::InLine(later),
        }
    }

    /// Tells whether it is a lease that is over, of what is due.
    pub(super) fn is_lapsed(&self) -> bool {
        self.record.state == State::Leased
    }
}
