//! Why something was not fetched, and what to do.

use std::fmt;
use std::time::Duration;

/// An address of which nothing was fetched, and why.
#[derive(Debug, thiserror::Error)]
#[error("{address}: {reason}")]
pub struct FetchError {
    /// The address that was asked for.
    pub address: String,
    /// The address that it led to, where that is another one.
    pub reason: Reason,
}

/// Why something was not fetched. Each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// It cannot be read as an address.
    #[error("this is no address ({0}); write it as https://example.org/page")]
    NoAddress(String),
    /// It is neither http nor https.
    #[error("only http and https are fetched, not {0}; save what is there and name the file")]
    Scheme(String),
    /// It has a user's name or a password in it.
    #[error(
        "there is a name or a password in the address; save the page with a browser and name the file"
    )]
    Credentials,
    /// It names a port of something that is no web server.
    #[error("port {0} is not one of web servers; name the address that a browser opens")]
    Port(u16),
    /// A host has an address that is not one of the public internet.
    #[error("{host} is {kind} ({address}); give --allow-private if you mean to fetch from there")]
    NotPublic {
        /// The name of the host.
        host: String,
        /// What its address is.
        kind: &'static str,
        /// Its address.
        address: String,
    },
    /// Nobody knows the host.
    #[error("{host} is not found ({why}); check the name and the connection")]
    NoHost {
        /// The name of the host.
        host: String,
        /// What the system says.
        why: String,
    },
    /// `robots.txt` says no.
    #[error(
        "{0}'s robots.txt asks programs not to fetch this; open it in a browser, save it and name the file"
    )]
    Robots(String),
    /// `robots.txt` cannot be read, so that nobody knows what is allowed.
    #[error(
        "{host}'s robots.txt cannot be read ({why}), so nothing of it is fetched; try again later"
    )]
    NoRobots {
        /// The name of the host.
        host: String,
        /// Why.
        why: String,
    },
    /// The server refuses to give it.
    #[error("the server answers {0}{hint}; {do_it}", hint = status_words(*.0), do_it = status_advice(*.0))]
    Status(u16),
    /// The server asks to come back later than there is patience for.
    #[error("the server asks to come back in {}; run the same command again then", Span(*.0))]
    Later(Duration),
    /// It was led from address to address.
    #[error(
        "it leads on more than {0} times; open it in a browser and name the address that it ends at"
    )]
    Redirects(usize),
    /// It leads nowhere.
    #[error(
        "it leads on, but does not say where to; open it in a browser and name the address that it ends at"
    )]
    NoLocation,
    /// It leads to an address that is not fetched from.
    #[error("it leads to {to}: {reason}")]
    Hop {
        /// Where it leads.
        to: String,
        /// Why nothing is fetched from there.
        reason: Box<Reason>,
    },
    /// It is longer than the limit.
    #[error("it is longer than {} MB; save it and name the file", .0 / 1_000_000)]
    TooLong(u64),
    /// It is longer than the limit once it is unpacked.
    #[error("it is longer than {} MB once unpacked; save it and name the file", .0 / 1_000_000)]
    TooLongUnpacked(u64),
    /// It is packed in a way that was not asked for, or is damaged.
    #[error(
        "it is packed as {0}, which cannot be unpacked; save it with a browser and name the file"
    )]
    Packing(String),
    /// It is of a kind that cannot be read.
    #[error("it is {0}, which cannot be read; name the page of the article")]
    Media(String),
    /// It took too long.
    #[error("the server took longer than {}; try again later", Span(*.0))]
    TooSlow(Duration),
    /// The connection failed.
    #[error("the connection failed ({0}); try again later")]
    Connection(String),
}

impl Reason {
    /// Returns the same reason for an address that `from` led to.
    pub(crate) fn at_hop(self, from: &str, to: &str) -> Self {
        if from == to { self } else { Self::Hop { to: to.to_owned(), reason: Box::new(self) } }
    }

    /// Tells whether the same may go well another time.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Later(_) | Self::TooSlow(_) | Self::Connection(_) | Self::NoRobots { .. } => true,
            Self::Status(status) => *status >= 500 || *status == 429,
            Self::Hop { reason, .. } => reason.is_passing(),
            _ => false,
        }
    }
}

fn status_words(status: u16) -> &'static str {
    match status {
        401 | 402 | 403 | 407 | 451 => " (it wants a reader's account, or no programs)",
        404 | 410 => " (there is no such page)",
        429 => " (too many requests)",
        500..=599 => " (it has a fault of its own)",
        _ => "",
    }
}

fn status_advice(status: u16) -> &'static str {
    match status {
        401 | 402 | 403 | 407 | 451 => "open it in a browser, save it and name the file",
        404 | 410 => "check the address",
        429 | 500..=599 => "try again later",
        _ => "open it in a browser to see what is there",
    }
}

/// A time as people say it.
struct Span(Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_secs() {
            0 => write!(f, "{} milliseconds", self.0.as_millis()),
            seconds @ 1..120 => write!(f, "{seconds} s"),
            seconds @ 120..7200 => write!(f, "{} minutes", seconds.div_ceil(60)),
            seconds => write!(f, "{} hours", seconds.div_ceil(3600)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_address_and_says_what_to_do() {
        let error =
            FetchError { address: "https://a.example/".into(), reason: Reason::Status(404) };
        assert_eq!(
            error.to_string(),
            "https://a.example/: the server answers 404 (there is no such page); check the address"
        );
        let later = Reason::Later(Duration::from_secs(600)).to_string();
        assert_eq!(
            later,
            "the server asks to come back in 10 minutes; run the same command again then"
        );
    }

    #[test]
    fn what_may_go_well_another_time_is_known() {
        assert!(Reason::Status(503).is_passing() && Reason::Status(429).is_passing());
        assert!(!Reason::Status(404).is_passing() && !Reason::Credentials.is_passing());
        let hop = Reason::Status(502).at_hop("https://a.example/", "https://b.example/");
        assert!(hop.is_passing());
    }
}
