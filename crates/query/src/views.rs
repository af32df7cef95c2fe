//! The views that clients read page by page: which statements are in them, in what order. They are
//! lists of keys in memory, no transactions: who reads slowly, or never comes back, holds up no
//! writer and keeps no old state of the store. They end with this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use q7x2_domain::{StatementKey, StatementQuery, Timestamp};
use q7x2_proto::{ConvertError, ErrorCode, PageToken, Problem, ServiceError};
use tokio::time::Instant;

/// How many views are kept at most.
const MAX_VIEWS: usize = 32;

/// How many keys the views have at most in all, unless one has them alone: 256 MB of memory.
const MAX_KEYS: usize = 32_000_000;

/// How long after it was last read a view is kept, whoever else needs the room.
const READ_LATELY: Duration = Duration::from_secs(120);

/// How long after it was last read a view is kept at most.
const FORGOTTEN: Duration = Duration::from_secs(3600);

/// The views that are being read.
#[derive(Default)]
pub(crate) struct Views(Mutex<State>);

#[derive(Default)]
struct State {
    /// The number of the view made last.
    last: u64,
    views: HashMap<u64, View>,
}

struct View {
    /// The question, without the size of its pages.
    query: StatementQuery,
    keys: Arc<[StatementKey]>,
    read_at: Instant,
}

/// Why a view cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ViewError {
    /// It is not there any more.
    #[error(
        "this answer has ended, for the service was started anew or nobody read on for long; ask \
         again from the first page"
    )]
    Ended,
    /// There is no room for one more.
    #[error("too many long answers are being read; try again in two minutes")]
    TooMany,
    /// Its token came with another question.
    #[error(transparent)]
    Asked(#[from] ConvertError),
}

impl ServiceError for ViewError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Ended => ErrorCode::FailedPrecondition,
            Self::TooMany => ErrorCode::ResourceExhausted,
            Self::Asked(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Self::Asked(error) => Some(error.field()),
            _ => None,
        }
    }
}

impl Views {
    /// Keeps a view to be read on. Returns its number, which no other view has, those of earlier
    /// processes included: it is made of the time.
    pub(crate) fn keep(
        &self,
        query: &StatementQuery,
        keys: Arc<[StatementKey]>,
        now: Timestamp,
        read_at: Instant,
    ) -> Result<u64, ViewError> {
        let mut state = self.lock();
        state.make_room(keys.len(), read_at)?;
        let number = now.micros().unsigned_abs().max(state.last + 1);
        state.last = number;
        let view = View { query: without_size(query), keys, read_at };
        state.views.insert(number, view);
        Ok(number)
    }

    /// Returns the keys of the page of `query` at `token`, how many there are in all, and the token of
    /// the page after it. With its last page a view ends.
    pub(crate) fn page(
        &self,
        query: &StatementQuery,
        token: PageToken,
        read_at: Instant,
    ) -> Result<(Vec<StatementKey>, u64, Option<PageToken>), ViewError> {
        let mut state = self.lock();
        let view = state.views.get_mut(&token.view).ok_or(ViewError::Ended)?;
        if view.query != without_size(query) {
            let problem = Problem::Malformed("the page token of this question");
            return Err(ConvertError::new("page_token", problem).into());
        }
        view.read_at = read_at;
        let (keys, next) = page(&view.keys, token, query.limit);
        let total = view.keys.len() as u64;
        if next.is_none() {
            state.views.remove(&token.view);
        }
        Ok((keys, total, next))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The map is whole between any two calls, whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets views that nobody reads any more, those first that were read longest ago, until there
    /// is room for one of so many keys.
    fn make_room(&mut self, keys: usize, now: Instant) -> Result<(), ViewError> {
        let unread = |view: &View| now.saturating_duration_since(view.read_at);
        self.views.retain(|_, view| unread(view) < FORGOTTEN);
        loop {
            let held: usize = self.views.values().map(|view| view.keys.len()).sum();
            let has_room = self.views.len() < MAX_VIEWS && held.saturating_add(keys) <= MAX_KEYS;
            if has_room || self.views.is_empty() {
                return Ok(());
            }
            let longest_ago = self.views.iter().min_by_key(|(_, view)| view.read_at);
            let left = longest_ago.filter(|(_, view)| unread(view) >= READ_LATELY);
            let left = left.map(|(number, _)| *number).ok_or(ViewError::TooMany)?;
            self.views.remove(&left);
        }
    }
}

/// Returns the keys of a page, and the token of the next one.
fn page(
    keys: &[StatementKey],
    token: PageToken,
    size: u32,
) -> (Vec<StatementKey>, Option<PageToken>) {
    let from = usize::try_from(token.position).unwrap_or(usize::MAX).min(keys.len());
    let to = from.saturating_add(size as usize).min(keys.len());
    let next = PageToken { position: to as u64, ..token };
    (keys[from..to].to_vec(), (to < keys.len()).then_some(next))
}

/// Returns the question that all pages of an answer have in common.
fn without_size(query: &StatementQuery) -> StatementQuery {
    StatementQuery { limit: 0, ..query.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(count: u64) -> Arc<[StatementKey]> {
        (0..count).map(StatementKey).collect()
    }

    fn query(limit: u32) -> StatementQuery {
        StatementQuery { limit, ..StatementQuery::default() }
    }

    const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    #[test]
    fn a_view_is_read_to_its_end_once_whatever_the_sizes_of_its_pages() {
        let views = Views::default();
        let view = views.keep(&query(4), keys(10), NOW, Instant::now()).expect("kept");
        let mut token = Some(PageToken { view, position: 0 });
        let mut read = vec![];
        for size in [4, 3, 50] {
            let (keys, total, next) =
                views.page(&query(size), token.expect("more"), Instant::now()).expect("there");
            assert_eq!(total, 10);
            read.extend(keys);
            token = next;
        }
        assert_eq!((read.as_slice(), token), (&*keys(10), None));
        let again = views.page(&query(4), PageToken { view, position: 0 }, Instant::now());
        assert_eq!(again, Err(ViewError::Ended));
    }

    #[test]
    fn a_token_opens_nothing_with_another_question_or_in_another_process() {
        let views = Views::default();
        let view = views.keep(&query(4), keys(10), NOW, Instant::now()).expect("kept");
        let token = PageToken { view, position: 4 };
        let other = StatementQuery { first_hand: true, ..query(4) };
        let refused = views.page(&other, token, Instant::now()).expect_err("another question");
        assert_eq!(
            (refused.code(), refused.field()),
            (ErrorCode::InvalidArgument, Some("page_token"))
        );
        let later = Views::default();
        later
            .keep(&query(4), keys(10), Timestamp::from_micros(NOW.micros() + 1), Instant::now())
            .expect("kept");
        assert_eq!(later.page(&query(4), token, Instant::now()), Err(ViewError::Ended));
        assert_ne!(views.keep(&query(4), keys(10), NOW, Instant::now()).expect("kept"), view);
    }

    #[test]
    fn who_reads_is_not_put_out_and_who_has_gone_makes_room() {
        let (views, start) = (Views::default(), Instant::now());
        let keep = |at| views.keep(&query(1), keys(3), NOW, at);
        let read = |view, at| views.page(&query(1), PageToken { view, position: 0 }, at).map(drop);
        let numbers: Vec<u64> = (0..MAX_VIEWS).map(|_| keep(start).expect("kept")).collect();
        assert_eq!(keep(start), Err(ViewError::TooMany));
        let later = start + READ_LATELY;
        read(numbers[0], later).expect("there");
        for _ in 1..MAX_VIEWS {
            keep(later).expect("others have gone");
        }
        read(numbers[0], later).expect("there");
        assert_eq!(read(numbers[1], later), Err(ViewError::Ended));
        assert_eq!(keep(later), Err(ViewError::TooMany));
        keep(later + FORGOTTEN).expect("kept");
        assert_eq!(views.lock().views.len(), 1);
    }
}
