//! Throw-away servers for tests: each in a folder of its own and on a free port, gone with the process
//! that started it, however that ends. Real ones, never doubles.
//!
//! The programs are looked for on the PATH, where `just servers` puts them, and where Debian does. Where
//! they are missing a test says so and passes; in continuous integration it fails.

mod authority;
mod child;
mod nats;
mod postgres;

use std::net::TcpListener;

pub use nats::Nats;
pub use postgres::Postgres;

/// Ports that were free a moment ago. Held together so that no two are the same.
fn free_ports<const N: usize>() -> [u16; N] {
    let listeners: [TcpListener; N] =
        std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").expect("a port"));
    listeners.map(|listener| listener.local_addr().expect("bound").port())
}
