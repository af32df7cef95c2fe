//! The services in one process, for those who have a laptop and no cluster: the same code and
//! the same gRPC, over pipes in memory instead of a network.
//!
//! [`Embedded`] runs all three on a data directory, [`serve_all`] answers on real ports as well,
//! [`ExtractionOnly`] needs no directory. This is the one crate beside the binaries that names
//! adapters; it adds no behaviour of its own.

mod error;

mod directory;
mod transport;

mod embedded;
mod extraction_only;
mod serve_all;

#[cfg(test)]
mod testing;

/// What the services extract with.
pub use q7x2_recipe::{BUILT_IN_MODEL, Recipe, RecipeError, TaggerKind};

/// What a server logs and how: the flags and their meaning are those of the service binaries.
pub use q7x2_service::{LogFlags, telemetry};

/// Who may call a server: the flags are those of the service binaries too.
pub use q7x2_service::{KeyFlags, ServeOptions, TicketFlags};

pub use embedded::{Embedded, EmbeddedOptions};
pub use error::EmbeddedError;
pub use extraction_only::ExtractionOnly;
pub use serve_all::{Addresses, Listeners, serve_all, stop_on_signal};
