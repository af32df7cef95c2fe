//! How a port fails. One set for all ports, so that services map it once.

/// Why a store or a queue could not do what was asked. "Not found" is no error: it is `None`.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// It cannot be reached or is too busy; trying again later may help.
    #[error("{what} is unavailable")]
    Unavailable {
        /// Which store or queue.
        what: &'static str,
        /// The driver's own error.
        source: Cause,
    },
    /// Another program keeps it locked; it goes on by itself once that lets go.
    #[error("{what} is locked by another program; end that program, or wait until it is done")]
    Locked {
        /// Which store or queue.
        what: &'static str,
        /// The driver's own error.
        source: Cause,
    },
    /// There is no room left on the device; nothing of the request was kept.
    #[error("{what} has no space left on its device; free some and try again")]
    Full {
        /// Which store or queue.
        what: &'static str,
        /// The driver's own error.
        source: Cause,
    },
    /// What was given cannot be kept as it is; trying again will not help.
    #[error("{0}")]
    Rejected(String),
    /// What was kept cannot be understood: its file is damaged. The detail is for the log.
    #[error("{what} holds something that cannot be read: {detail}")]
    Corrupt {
        /// Which store or queue.
        what: &'static str,
        /// Where and what, without article text.
        detail: String,
    },
}

impl PortError {
    /// Returns what to do about what is damaged; `None` for every other failure.
    pub fn remedy(&self) -> Option<String> {
        match self {
            Self::Corrupt { what, .. } => Some(format!(
                "{what} is damaged: restore its file from a backup, or move the file away and \
                 ingest the articles again"
            )),
            _ => None,
        }
    }
}

/// An adapter's own error.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;
