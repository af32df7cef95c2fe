//! Throw-away servers for tests: each in a folder of its own and on a free port, gone with the process
//! that started it, however that ends. Real ones, never doubles.
//!
//! The programs are looked for on the PATH, where `just servers` puts them, and where Debian does. Where
//! they are missing a test says so and passes; in continuous integration it fails.

mod child;
mod postgres;

pub use postgres::Postgres;
