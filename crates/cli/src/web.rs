//! Addresses among what is to be read: how they are fetched, and what is remembered of them.

mod pending;
mod reading;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clap::Args;
use q7x2_fetch::{Fetcher, Memory, Options, user_agent};

use crate::exit::Failure;
use crate::output::counted;

pub(crate) use self::pending::Kept;
pub(crate) use self::reading::Reading;
pub(crate) use q7x2_fetch::is_web_address;

/// How addresses are fetched.
#[derive(Debug, Default, Args)]
pub(crate) struct WebArgs {
    /// Follow so many items of a feed at most, in one go
    #[arg(
        long,
        value_name = "N",
        default_value_t = 100,
        hide_short_help = true,
        help_heading = "From the web"
    )]
    max_items: usize,
    /// Say who fetches: an address at which you can be reached, or a user agent as a whole
    #[arg(
        long,
        value_name = "TEXT",
        env = "Q7X2_USER_AGENT",
        hide_env_values = true,
        hide_short_help = true,
        help_heading = "From the web"
    )]
    user_agent: Option<String>,
    /// Pause so many seconds between two requests to a host; its robots.txt may ask for more
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 1.0,
        value_parser = seconds,
        hide_short_help = true,
        help_heading = "From the web"
    )]
    delay: f64,
    /// Fetch what did not change since it was fetched last, too
    #[arg(long, hide_short_help = true, help_heading = "From the web")]
    refetch: bool,
    /// Fetch from this machine and from private networks, too
    #[arg(long, hide_short_help = true, help_heading = "From the web")]
    allow_private: bool,
}

/// Parses a pause.
fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse::<f64>().map_err(|error| error.to_string())?;
    if (0.0..=3600.0).contains(&seconds) { Ok(seconds) } else { Err("give 0 to 3600".into()) }
}

/// What fetches, and what is to be told of it.
#[derive(Debug, Clone)]
pub(crate) struct Web {
    fetcher: Arc<Fetcher>,
    max_items: usize,
    notes: Arc<Mutex<Notes>>,
}

/// What is to be told of what was fetched.
#[derive(Debug, Default)]
struct Notes {
    /// How many addresses did not change.
    unchanged: u64,
    /// How many items of feeds were not followed, because there were more than are in one go.
    left: u64,
    /// For how long each address asks to be left alone.
    pauses: HashMap<String, Vec<Duration>>,
}

impl Web {
    /// Returns what fetches as `args` say, and remembers in the file at `memory`, where there is one.
    ///
    /// # Errors
    /// When the file cannot be used, or TLS cannot.
    pub(crate) fn start(args: &WebArgs, memory: Option<&Path>) -> Result<Self, Failure> {
        let memory = match memory {
            Some(path) => {
                let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
                folder.map_err(|error| Failure::Service(format!("{}: {error}", path.display())))?;
                Memory::open(path).map_err(|error| Failure::Service(error.to_string()))?
            }
            None => Memory::default(),
        };
        let options = Options {
            user_agent: user_agent(args.user_agent.as_deref()),
            delay: Duration::from_secs_f64(args.delay),
            allow_private: args.allow_private,
            refetch: args.refetch,
            ..Options::default()
        };
        let fetcher = Fetcher::new(options, Arc::new(memory))
            .map_err(|reason| Failure::Service(format!("cannot fetch: {reason}")))?;
        let (fetcher, max_items) = (Arc::new(fetcher), args.max_items);
        Ok(Self { fetcher, max_items, notes: Arc::default() })
    }

    /// Returns what there is to say of addresses, a line each, and forgets it.
    pub(crate) fn told(&self) -> Vec<String> {
        let unchanged = std::mem::take(&mut self.notes().unchanged);
        let addresses = match unchanged {
            0 => None,
            1 => Some("1 address".to_owned()),
            count => Some(format!("{count} addresses")),
        };
        let unchanged = addresses.map(|addresses| {
            format!(
                "{addresses} did not change since the last time; --refetch reads what did not, too"
            )
        });
        unchanged.into_iter().chain(self.told_of_feeds()).collect()
    }

    /// Returns what there is to say of feeds, and forgets it with how many addresses did not change.
    pub(crate) fn told_of_feeds(&self) -> Option<String> {
        let mut notes = self.notes();
        notes.unchanged = 0;
        let left = std::mem::take(&mut notes.left);
        (left > 0).then(|| {
            let items = counted(left, "item");
            format!(
                "{items} more in the feed; the same command goes on with them, or --max-items takes more at once"
            )
        })
    }

    /// Returns for how long an address asked to be left alone, since that was asked last.
    pub(crate) fn pauses(&self, address: &str) -> Vec<Duration> {
        self.notes().pauses.remove(address).unwrap_or_default()
    }

    fn note_pause(&self, address: &str, pause: Option<Duration>) {
        self.notes().pauses.entry(address.to_owned()).or_default().extend(pause);
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        // It is whole between any two lines, whoever panicked.
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
