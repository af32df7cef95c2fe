//! Rows, and reading their columns.

use rusqlite::types::ValueRef;

use super::{Failure, Result};

/// The rows that a statement has.
pub(crate) enum Rows<'s> {
    Sqlite(rusqlite::Rows<'s>),
    Postgres { rows: std::vec::IntoIter<tokio_postgres::Row>, at: Option<tokio_postgres::Row> },
}

impl Rows<'_> {
    /// Returns the next row; `None` when there are no more.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>> {
        match self {
            Self::Sqlite(rows) => Ok(rows.next()?.map(Row::Sqlite)),
            Self::Postgres { rows, at } => {
                *at = rows.next();
                Ok(at.as_ref().map(Row::Postgres))
            }
        }
    }
}

/// A row.
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl Row<'_> {
    /// Reads the column at `index`.
    pub(crate) fn get<T: Column>(&self, index: usize) -> Result<T> {
        T::read(self.value(index)?).ok_or_else(|| unreadable(index))
    }

    /// Returns the text in the column at `index`.
    pub(crate) fn text(&self, index: usize) -> Result<&str> {
        match self.value(index)? {
            Value::Text(text) => Ok(text),
            _ => Err(unreadable(index)),
        }
    }

    fn value(&self, index: usize) -> Result<Value<'_>> {
        Ok(match self {
            Self::Sqlite(row) => match row.get_ref(index)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(value) => Value::Integer(value),
                ValueRef::Real(value) => Value::Real(value),
                ValueRef::Text(text) => {
                    Value::Text(std::str::from_utf8(text).map_err(|_| unreadable(index))?)
                }
                ValueRef::Blob(_) => return Err(unreadable(index)),
            },
            Self::Postgres(row) => row.try_get(index)?,
        })
    }
}

fn unreadable(index: usize) -> Failure {
    Failure::Corrupt(format!("column {index} of a row is of another type than it should be"))
}

/// What stands in a column.
pub(crate) enum Value<'r> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'r str),
}

/// What a column can be read as.
pub(crate) trait Column: Sized {
    /// Returns the value; `None` when it is of another type.
    fn read(value: Value<'_>) -> Option<Self>;
}

macro_rules! column {
    ($($type:ty: $pattern:pat => $value:expr;)+) => {$(
        impl Column for $type {
            fn read(value: Value<'_>) -> Option<Self> {
                match value {
                    $pattern => Some($value),
                    _ => None,
                }
            }
        }
    )+};
}

column! {
    i64: Value::Integer(value) => value;
    bool: Value::Integer(value) => value != 0;
    String: Value::Text(text) => text.to_owned();
}

impl Column for f32 {
    fn read(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Real(value) => Some(value as Self),
            Value::Integer(value) => Some(value as Self),
            Value::Null | Value::Text(_) => None,
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn read(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::read(value).map(Some),
        }
    }
}

/// What is made of rows.
pub(crate) struct Mapped<'s, F> {
    rows: Rows<'s>,
    map: F,
}

impl<'s, F> Mapped<'s, F> {
    pub(super) fn new(rows: Rows<'s>, map: F) -> Self {
        Self { rows, map }
    }
}

impl<T, F: FnMut(&Row<'_>) -> Result<T>> Iterator for Mapped<'_, F> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        match self.rows.next() {
            Ok(row) => row.map(|row| (self.map)(&row)),
            Err(failure) => Some(Err(failure)),
        }
    }
}
