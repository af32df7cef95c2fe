//! The two streams of a queue: how they are made, and what they must be to be used.

use std::collections::HashMap;

use async_nats::jetstream::Context;
use async_nats::jetstream::stream::{Config, DiscardPolicy, PersistenceMode, Stream};
use q7x2_domain::PortError;

use super::address::Address;
use super::broker::{Which, unavailable};

/// The way the streams are laid out; a program knows those up to its own.
const LAYOUT: u32 = 1;

/// Where the streams say so.
const LAYOUT_KEY: &str = "q7x2.layout";

/// Returns a stream of the queue, made or brought to the number of copies that is asked for.
pub(super) async fn stream(
    context: &Context,
    address: &Address,
    which: Which,
) -> Result<Stream, PortError> {
    let name = stream_name(&address.name, which);
    let mut found = context.get_stream(&name).await;
    if found.is_err() {
        // Several may make it at a time; what they make is the same.
        let made = context.create_stream(config(address, which, address.replicas.unwrap_or(1)));
        let made = made.await;
        found = context.get_stream(&name).await;
        if let (Err(error), Err(_)) = (made, &found) {
            return Err(unavailable(error));
        }
    }
    let stream = found.map_err(unavailable)?;
    let kept = stream.cached_info().config.clone();
    let layout = kept.metadata.get(LAYOUT_KEY).and_then(|layout| layout.parse::<u32>().ok());
    match layout {
        Some(LAYOUT) => {}
        Some(_) => {
            return Err(PortError::Rejected(
                "the work queue is of a newer version: update the program".into(),
            ));
        }
        None => {
            return Err(PortError::Rejected(format!(
                "the broker's stream {name} is none of a work queue: give the queue another name"
            )));
        }
    }
    if let Some(replicas) = address.replicas.filter(|replicas| *replicas != kept.num_replicas) {
        let config = config(address, which, replicas);
        context.update_stream(config).await.map_err(unavailable)?;
    }
    Ok(stream)
}

fn config(address: &Address, which: Which, replicas: usize) -> Config {
    let kinds: &[&str] = match which {
        Which::Articles => &["article", "part"],
        Which::Records => &["record"],
    };
    let metadata = HashMap::from([(LAYOUT_KEY.to_owned(), LAYOUT.to_string())]);
    let mut config = Config {
        name: stream_name(&address.name, which),
        subjects: kinds.iter().map(|kind| format!("{}.{kind}.>", address.name)).collect(),
        max_messages_per_subject: 1,
        discard: DiscardPolicy::New,
        num_replicas: replicas,
        allow_direct: true,
        metadata,
        ..Config::default()
    };
    match which {
        Which::Articles => config.allow_atomic_publish = true,
        Which::Records => {
            config.allow_message_ttl = true;
            // One copy alone: what a power cut takes of leases is lent again. Copies have it from each other.
            config.persist_mode = (replicas == 1).then_some(PersistenceMode::Async);
        }
    }
    config
}

/// Returns what the broker calls a stream.
pub(super) fn stream_name(name: &str, which: Which) -> String {
    let kind = match which {
        Which::Articles => "articles",
        Which::Records => "records",
    };
    format!("{name}-{kind}")
}
