//! What every service process shares: flags, keys, logs, metrics, health, limits and a graceful end.
//! Knows gRPC and HTTP but nothing of articles or statements.
//!
//! A binary does, in this order: parse the flags, start the logs, build its service, bind, serve.
//!
//! ```no_run
//! use clap::Parser;
//! use q7x2_service::{DefaultPorts, ServiceFlags, Services};
//!
//! #[derive(Parser)]
//! struct Config {
//!     #[command(flatten)]
//!     service: ServiceFlags,
//! }
//!
//! # async fn run(descriptors: &'static [u8]) -> Result<(), Box<dyn std::error::Error>> {
//! let config: Config = q7x2_service::parse(DefaultPorts { grpc: 7401, http: 9401 });
//! q7x2_service::telemetry::init(&config.service.log)?;
//! let shutdown = q7x2_service::shutdown::on_signal()?;
//! let listeners = config.service.bind().await?;
//! let services = Services::new(descriptors); // .with(a tonic server) for each service
//! q7x2_service::run(listeners, services, shutdown, &config.service.options()?).await?;
//! # Ok(())
//! # }
//! ```

mod allocator;
mod flags;
mod probe;
pub mod telemetry;

mod listen;
mod place;
mod services;

mod acceptor;
mod budget;
mod condition;
mod connections;
mod guard;
mod limits;
mod server;
mod sparing;
mod watched;

pub mod http;
mod rpc;
pub mod shutdown;

pub use budget::ByteLimits;
pub use condition::{Condition, Troubles};
pub use connections::ConnectionLimits;
pub use flags::{
    DefaultPorts, Exposed, KeyFlags, LogFlags, LogFormat, PeerFlags, ServiceFlags, TicketFlags,
    command, parse,
};
pub use guard::{Access, Guard};
pub use http::Metrics;
pub use limits::CallLimits;
pub use listen::{BindError, Listeners};
pub use place::{Place, ServerUrl};
pub use server::{ServeError, ServeOptions, run, serve, serve_connections};
pub use services::Services;
