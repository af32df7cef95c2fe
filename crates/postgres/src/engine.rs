//! A database as an adapter has it: connections, at most so many, to a schema that is up to date.

use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
    Timeouts,
};
use q7x2_domain::PortError;
use refinery::Runner;
use tokio_postgres::Client;

use crate::tls::Way;
use crate::{Failure, Listener};

/// How many connections an adapter has at most. Who wants one more waits.
const CONNECTIONS: usize = 8;

/// How long one is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// The settings of every connection: queries are planned for what they ask for, since a name may be as
/// rare as it may be common, and for devices that need not turn to a page; and none holds others up for ever.
const SETTINGS: &str = "SET plan_cache_mode = force_custom_plan; SET random_page_cost = 1.1;
    SET statement_timeout = '60s';
    SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'; SET timezone = 'UTC'";

/// The tables of an adapter.
#[derive(Debug)]
pub struct Schema {
    /// What it is, for messages: "the work queue".
    pub what: &'static str,
    /// The schema that its tables are in; a plain word.
    pub name: &'static str,
    /// Its migrations. Each runs in a transaction, in this schema.
    pub migrations: fn() -> Runner,
}

/// A schema in a database. Clones share the connections.
#[derive(Debug, Clone)]
pub struct Engine {
    pool: Pool,
    way: Way,
    schema: &'static Schema,
}

impl Engine {
    /// Connects to the database at `url` (`postgres://user:password@host:port/database`, with
    /// `?sslmode=require` for TLS and `&sslrootcert=FILE` for who vouches for the server) and brings the
    /// schema up to date, one process after the other; makes it if it is not there.
    ///
    /// # Errors
    /// When the URL is none, the server cannot be reached or lets nobody in, or the schema is of a newer
    /// version.
    pub async fn open(url: &str, schema: &'static Schema) -> Result<Self, PortError> {
        let mut way = Way::parse(url).map_err(|error| unreadable(schema, &error))?;
        let config = &mut way.config;
        if config.get_application_name().is_none() {
            config.application_name(schema.name);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_config(
            config.clone(),
            way.tls.clone(),
            ManagerConfig { recycling_method },
        );
        let settings = format!("{SETTINGS}; SET search_path = {}", schema.name);
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(PATIENCE),
                create: Some(PATIENCE),
                recycle: Some(PATIENCE),
            })
            .post_create(Hook::async_fn(move |client, _| {
                let settings = settings.clone();
                Box::pin(async move {
                    client.batch_execute(&settings).await.map_err(HookError::Backend)
                })
            }))
            .build()
            .map_err(|error| unavailable(schema, error))?;
        let engine = Self { pool, way, schema };
        engine.migrate().await?;
        Ok(engine)
    }

    /// Returns a connection, when one is free.
    ///
    /// # Errors
    /// When none becomes free in ten seconds, or the server cannot be reached.
    pub async fn connection(&self) -> Result<Object, PortError> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => self.explain(error),
            error => unavailable(self.schema, error),
        })
    }

    /// Returns what hears of what is notified in `channel` from now on.
    pub fn listen(&self, channel: &'static str) -> Listener {
        Listener::start(self.way.clone(), channel)
    }

    /// Returns a failure as the port's error.
    pub fn explain(&self, failure: impl Into<Failure>) -> PortError {
        failure.into().explain(self.schema.what)
    }

    /// Brings the schema up to date. Others that want the same wait for it.
    async fn migrate(&self) -> Result<(), PortError> {
        let mut connection = self.connection().await?;
        let client: &mut Client = &mut connection;
        let name = self.schema.name;
        // A migration may take longer than any query.
        let before = format!(
            "SET statement_timeout = 0; SET lock_timeout = 0;
             SELECT pg_advisory_lock(hashtext('{name}')::bigint)"
        );
        client.batch_execute(&before).await.map_err(|error| self.explain(error))?;
        let outcome = self.migrate_alone(client).await;
        let after = format!("SELECT pg_advisory_unlock(hashtext('{name}')::bigint); {SETTINGS}");
        let freed = client.batch_execute(&after).await.map_err(|error| self.explain(error));
        outcome.and(freed)
    }

    async fn migrate_alone(&self, client: &mut Client) -> Result<(), PortError> {
        let make = format!("CREATE SCHEMA IF NOT EXISTS {}", self.schema.name);
        client.batch_execute(&make).await.map_err(|error| self.explain(error))?;
        let mut runner = (self.schema.migrations)();
        // What is not known here is of a newer version, which this one must not write to.
        runner = runner.set_abort_missing(true).set_abort_divergent(true);
        let report = runner.run_async(client).await.map_err(|error| self.outdated(&error))?;
        for applied in report.applied_migrations() {
            tracing::info!(schema = self.schema.name, %applied, "brought the schema up to date");
        }
        Ok(())
    }

    fn outdated(&self, error: &refinery::Error) -> PortError {
        let what = self.schema.what;
        match error.kind() {
            refinery::error::Kind::MissingVersion(_) => PortError::Rejected(format!(
                "{what} was made by a newer version of this program; update the program"
            )),
            _ => PortError::Unavailable { what, source: error.to_string().into() },
        }
    }
}

fn unreadable(schema: &Schema, error: &str) -> PortError {
    PortError::Rejected(format!(
        "the address of {} cannot be read: {error}; it is postgres://USER:PASSWORD@HOST:PORT/DATABASE",
        schema.what
    ))
}

fn unavailable(
    schema: &Schema,
    error: impl std::error::Error + Send + Sync + 'static,
) -> PortError {
    PortError::Unavailable { what: schema.what, source: Box::new(error) }
}

#[cfg(test)]
mod tests;
