//! A transaction on an engine, as the logic of the store has it: statements of SQL, their arguments and
//! their rows. Which engine it is matters to those few who ask for the [`Dialect`].
//!
//! The SQL is SQLite's, of the sort that PostgreSQL understands too, but for arguments and lists of them:
//! `postgres` has those translated. On SQLite it is run as it is written. Nothing here knows a table.

mod arg;
mod failure;
mod postgres;
mod row;
mod translate;

pub(crate) use arg::{Bind, List, Params, Place, list, named_params, params};
pub(crate) use failure::{Failure, OptionalExtension, Result};
use postgres::Prepared;
pub(crate) use postgres::Work;
pub(crate) use row::{Mapped, Row, Rows};

/// A transaction.
pub(crate) enum Session<'c> {
    /// On a file of SQLite.
    Sqlite(&'c rusqlite::Connection),
    /// On a connection to PostgreSQL.
    Postgres(Work<'c>),
}

/// Whose SQL it is where one text cannot serve both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// A statement of SQL that is ready to run.
pub(crate) enum Statement<'s> {
    Sqlite { statement: rusqlite::CachedStatement<'s>, connection: &'s rusqlite::Connection },
    Postgres(Prepared<'s>),
}

impl Session<'_> {
    /// Returns whose SQL it takes.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Keeps other transactions from doing anything to these things, whatever they are called, that does the
    /// same. On SQLite one transaction writes at a time anyway.
    pub(crate) fn hold(&self, names: &[String]) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(work) => work.hold(names),
        }
    }

    /// The same, and keeps other transactions from [holding everything](Self::hold_all) from before that on.
    pub(crate) fn hold_sharing(&self, names: &[String]) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(work) => work.hold_sharing(names),
        }
    }

    /// Keeps all other transactions that share or hold everything from beginning, and waits for those that
    /// have begun.
    pub(crate) fn hold_all(&self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(work) => work.hold_all(),
        }
    }

    /// Makes a statement ready, or takes one that is.
    pub(crate) fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        Ok(match self {
            Self::Sqlite(connection) => {
                Statement::Sqlite { statement: connection.prepare_cached(sql)?, connection }
            }
            Self::Postgres(work) => Statement::Postgres(work.prepare(sql)),
        })
    }

    /// Runs a statement. Returns how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare(sql)?.execute(params)
    }

    /// Tells whether what was erased may still be somewhere on the device.
    pub(crate) fn is_unscrubbed(&self) -> Result<bool> {
        match self {
            Self::Sqlite(connection) => Ok(q7x2_sqlite::is_unscrubbed(connection)?),
            Self::Postgres(_) => Ok(false),
        }
    }

    /// Runs statements without arguments.
    pub(crate) fn execute_batch(&self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Self::Postgres(work) => work.execute_batch(sql),
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "arguments are made where they are given")]
impl Statement<'_> {
    /// Runs the statement and returns its rows.
    pub(crate) fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        match self {
            Self::Sqlite { statement, .. } => {
                bind(statement, &params)?;
                Ok(Rows::Sqlite(statement.raw_query()))
            }
            Self::Postgres(statement) => statement.query(&params),
        }
    }

    /// Runs the statement and returns what `map` makes of each row.
    pub(crate) fn query_map<T, F>(&mut self, params: impl Params, map: F) -> Result<Mapped<'_, F>>
    where
        F: FnMut(&Row<'_>) -> Result<T>,
    {
        Ok(Mapped::new(self.query(params)?, map))
    }

    /// Runs the statement and returns the first column of all its rows, of which there may be very many.
    pub(crate) fn integers(&mut self, params: impl Params) -> Result<Vec<i64>> {
        match self {
            Self::Sqlite { .. } => self.query_map(params, |row| row.get(0))?.collect(),
            Self::Postgres(statement) => statement.integers(&params),
        }
    }

    /// Runs the statement and returns what `map` makes of its first row; [`Failure::Missing`] where it has
    /// none.
    pub(crate) fn query_row<T>(
        &mut self,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        match self.query(params)?.next()? {
            Some(row) => map(&row),
            None => Err(Failure::Missing),
        }
    }

    /// Tells whether the statement has a row.
    pub(crate) fn exists(&mut self, params: impl Params) -> Result<bool> {
        Ok(self.query(params)?.next()?.is_some())
    }

    /// Runs the statement, which adds a row to a table whose rows have a `key`, and returns that.
    pub(crate) fn insert(&mut self, params: impl Params) -> Result<i64> {
        match self {
            Self::Sqlite { statement, connection } => {
                bind(statement, &params)?;
                statement.raw_execute()?;
                Ok(connection.last_insert_rowid())
            }
            Self::Postgres(statement) => statement.insert(&params),
        }
    }

    /// Runs the statement. Returns how many rows it changed.
    pub(crate) fn execute(&mut self, params: impl Params) -> Result<usize> {
        match self {
            Self::Sqlite { statement, .. } => {
                bind(statement, &params)?;
                Ok(statement.raw_execute()?)
            }
            Self::Postgres(statement) => statement.execute(&params),
        }
    }
}

/// Gives a statement its arguments. What it had before went when it was put back.
fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &impl Params) -> Result<()> {
    params.give(&mut |place, arg| {
        let number = match place {
            Place::Number(number) => Some(number),
            Place::Name(name) => statement.parameter_index(name)?,
        };
        // A name that the statement does not have is asked for by another one of the same conditions.
        number.map_or(Ok(()), |number| Ok(statement.raw_bind_parameter(number, arg)?))
    })
}
