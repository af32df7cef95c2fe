//! A transaction on a connection to PostgreSQL. The client is asynchronous, the logic is not: it runs where
//! blocking is allowed, and waits there for each statement.

use std::error::Error;
use std::sync::Arc;

use bytes::BytesMut;
use deadpool_postgres::Transaction;
use futures::TryStreamExt;
use tokio::runtime::Handle;
use tokio_postgres::RowStream;
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use super::arg::Arg;
use super::row::{Rows, Value};
use super::translate::{Translated, translated};
use super::{Failure, List, Params, Place, Result, params};

/// The lock that is shared by those who write, and held by those whose work may bear on everything.
const EVERYTHING: i64 = 0x7137_5374_0000_0001;

/// A transaction.
#[derive(Clone, Copy)]
pub(crate) struct Work<'c> {
    transaction: &'c Transaction<'c>,
    runtime: &'c Handle,
    /// Whether it may write.
    writes: bool,
}

impl<'c> Work<'c> {
    /// Returns the transaction as work, which waits on this runtime.
    pub(crate) fn new(transaction: &'c Transaction<'c>, runtime: &'c Handle, writes: bool) -> Self {
        Self { transaction, runtime, writes }
    }

    pub(super) fn prepare(&self, sql: &str) -> Prepared<'c> {
        Prepared { work: *self, text: translated(sql) }
    }

    pub(super) fn execute_batch(&self, sql: &str) -> Result<()> {
        Ok(self.runtime.block_on(self.transaction.batch_execute(sql))?)
    }

    pub(super) fn hold_sharing(&self, names: &[String]) -> Result<()> {
        // The lock that is shared is taken while the names are counted, before the first of them is held.
        let sql = "WITH shared AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(?2))
                   SELECT pg_advisory_xact_lock(name) FROM
                       (SELECT DISTINCT hashtextextended(name, 0) AS name
                        FROM unnest(CAST(?1 AS TEXT[])) AS asked (name)
                        WHERE (SELECT count(*) FROM shared) = 1 ORDER BY 1) AS ordered";
        self.prepare(sql).execute(&params![List::Texts(names.to_vec()), EVERYTHING]).map(drop)
    }

    pub(super) fn hold(&self, names: &[String]) -> Result<()> {
        // In one order, so that nobody waits for one who waits for him.
        let sql = "SELECT pg_advisory_xact_lock(name) FROM
                       (SELECT DISTINCT hashtextextended(name, 0) AS name
                        FROM unnest(CAST(?1 AS TEXT[])) AS asked (name) ORDER BY 1) AS ordered";
        self.prepare(sql).execute(&[&List::Texts(names.to_vec())]).map(drop)
    }

    pub(super) fn hold_all(&self) -> Result<()> {
        self.prepare("SELECT pg_advisory_xact_lock(?1)").execute(&[EVERYTHING]).map(drop)
    }
}

/// A statement that the connection prepares when it is run first.
pub(crate) struct Prepared<'s> {
    work: Work<'s>,
    text: Arc<Translated>,
}

impl Prepared<'_> {
    pub(super) fn query<'r>(&mut self, params: &impl Params) -> Result<Rows<'r>> {
        let rows = self.run(&self.text.sql, params, RowStream::try_collect::<Vec<_>>)?;
        Ok(Rows::Postgres { rows: rows.into_iter(), at: None })
    }

    pub(super) fn integers(&mut self, params: &impl Params) -> Result<Vec<i64>> {
        self.run(&self.text.sql, params, |rows| {
            rows.and_then(async |row| row.try_get::<_, i64>(0)).try_collect()
        })
    }

    pub(super) fn insert(&mut self, params: &impl Params) -> Result<i64> {
        let sql = format!("{} RETURNING key", self.text.sql);
        let rows = self.run(&sql, params, RowStream::try_collect::<Vec<_>>)?;
        Ok(rows.first().ok_or(Failure::Missing)?.try_get(0)?)
    }

    pub(super) fn execute(&mut self, params: &impl Params) -> Result<usize> {
        let changed = self.run(&self.text.sql, params, async |rows| {
            let mut rows = std::pin::pin!(rows);
            while rows.try_next().await?.is_some() {}
            Ok(rows.rows_affected().unwrap_or_default())
        })?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// Runs the statement and returns what `read` makes of its rows, all of which it reads: the client does
    /// nothing else before.
    fn run<T, R>(
        &self,
        sql: &str,
        params: &impl Params,
        read: impl FnOnce(RowStream) -> R,
    ) -> Result<T>
    where
        R: Future<Output = Result<T, tokio_postgres::Error>>,
    {
        let Work { transaction, runtime, writes } = self.work;
        let mut args: Vec<Wire<'_>> = vec![];
        params.give(&mut |place, arg| {
            let at = match place {
                Place::Number(number) => Some(number - 1),
                Place::Name(name) => self.text.names.iter().position(|known| known == name),
            };
            if let Some(at) = at {
                args.resize_with(args.len().max(at + 1), || Wire(Arg::Null, None));
                args[at] = Wire::of(arg, writes)?;
            }
            Ok(())
        })?;
        let args = args.iter().map(|arg| arg as &(dyn ToSql + Sync));
        Ok(runtime.block_on(async {
            let statement = transaction.prepare_cached(sql).await?;
            read(transaction.query_raw(&statement, args).await?).await
        })?)
    }
}

/// An argument on its way; as it is given, or in its place without what the server has no room for.
#[derive(Debug)]
struct Wire<'a>(Arg<'a>, Option<Owned>);

#[derive(Debug)]
enum Owned {
    Text(String),
    Texts(Vec<Option<String>>),
}

impl<'a> Wire<'a> {
    /// Returns an argument as the server takes it. A text with NUL cannot be written; what is asked for with
    /// it is not kept.
    fn of(arg: Arg<'a>, writes: bool) -> Result<Self> {
        let has_nul = match arg {
            Arg::Text(text) => text.contains('\0'),
            Arg::List(List::Texts(texts)) => texts.iter().any(|text| text.contains('\0')),
            Arg::List(List::MaybeTexts(texts)) => {
                texts.iter().flatten().any(|text| text.contains('\0'))
            }
            _ => false,
        };
        if has_nul && writes {
            let why = "a text or its metadata has the character NUL, which cannot be kept";
            return Err(Failure::Rejected(why.into()));
        }
        let without = |text: &str| text.replace('\0', "\u{fffd}");
        let instead = match arg {
            Arg::Text(text) if has_nul => Some(Owned::Text(without(text))),
            Arg::List(List::Texts(texts)) if has_nul => {
                Some(Owned::Texts(texts.iter().map(|text| Some(without(text))).collect()))
            }
            Arg::List(List::MaybeTexts(texts)) if has_nul => {
                let texts = texts.iter().map(|text| text.as_deref().map(without));
                Some(Owned::Texts(texts.collect()))
            }
            _ => None,
        };
        Ok(Self(arg, instead))
    }
}

type Written = Result<IsNull, Box<dyn Error + Sync + Send>>;

impl ToSql for Wire<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Written {
        match (&self.1, self.0) {
            (Some(Owned::Text(text)), _) => write_text(text.as_str(), ty, out),
            (Some(Owned::Texts(texts)), _) => texts.to_sql(ty, out),
            (None, Arg::Null) => Ok(IsNull::Yes),
            (None, Arg::Integer(value)) => write_integer(value, ty, out),
            (None, Arg::Real(value)) => value.to_sql(ty, out),
            (None, Arg::Text(text)) => write_text(text, ty, out),
            (None, Arg::List(List::Texts(texts))) => texts.to_sql(ty, out),
            (None, Arg::List(List::MaybeTexts(texts))) => texts.to_sql(ty, out),
            (None, Arg::List(List::MaybeIntegers(values))) => values.to_sql(ty, out),
            (None, Arg::List(List::Integers(values))) => match ty.kind() {
                Kind::Array(Type::INT2) => {
                    let values: Vec<i16> =
                        values.iter().map(|value| (*value).try_into()).collect::<Result<_, _>>()?;
                    values.to_sql(ty, out)
                }
                _ => values.to_sql(ty, out),
            },
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn write_integer(value: i64, ty: &Type, out: &mut BytesMut) -> Written {
    match *ty {
        Type::INT8 => value.to_sql(ty, out),
        Type::INT4 => i32::try_from(value)?.to_sql(ty, out),
        Type::INT2 => i16::try_from(value)?.to_sql(ty, out),
        Type::BOOL => (value != 0).to_sql(ty, out),
        _ => Err(format!("an integer where {ty} is wanted").into()),
    }
}

fn write_text(text: &str, ty: &Type, out: &mut BytesMut) -> Written {
    match *ty {
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => {}
        Type::JSON => {}
        // The version of its form.
        Type::JSONB => out.extend_from_slice(&[1]),
        _ => return Err(format!("a text where {ty} is wanted").into()),
    }
    out.extend_from_slice(text.as_bytes());
    Ok(IsNull::No)
}

impl<'r> FromSql<'r> for Value<'r> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Self::Integer(bool::from_sql(ty, raw)?.into()),
            Type::INT2 => Self::Integer(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Integer(i64::from_sql(ty, raw)?),
            Type::FLOAT4 => Self::Real(f32::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Self::Real(f64::from_sql(ty, raw)?),
            Type::JSONB => Self::Text(std::str::from_utf8(raw.get(1..).unwrap_or_default())?),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN | Type::JSON => {
                Self::Text(std::str::from_utf8(raw)?)
            }
            _ => return Err(format!("a column of type {ty}").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
