//! Pages and feeds from the web: politely, within limits, and from public addresses alone.
//!
//! A [`Fetcher`] asks `robots.txt`, keeps to one request per host at a time with a pause between two,
//! waits where a server says so, follows few redirects and checks each, and reads no more than a limit. It
//! connects to the address that it checked, so that a name that means another address a moment later leads
//! nowhere else. A [`Memory`] knows what was fetched before, so that what did not change is not fetched again.
//!
//! Nothing is parsed here and nothing is kept but that memory. Every [`FetchError`] names the address and
//! says what to do.

mod address;
mod answer;
mod body;
mod clock;
mod error;
mod fetcher;
mod hosts;
mod media;
mod memory;
mod names;
mod options;
mod poll;
mod public;
mod robots;
mod transport;
mod waiting;

pub use address::{is_web_address, joined};
pub use answer::{Answer, Fetched, Unchanged};
pub use clock::{RealTime, Time};
pub use error::{FetchError, Reason};
pub use fetcher::Fetcher;
pub use memory::{Memory, MemoryError, Trace};
pub use names::{Lookup, Names, SystemNames};
pub use options::{Options, user_agent};
pub use poll::{next_poll, spread};
