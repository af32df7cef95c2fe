//! Datasets of columns to pages, one a row: Parquet. Only the columns that may be read are unpacked, a batch of
//! rows at a time.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use serde_json::Value;

use crate::error::Place;
use crate::fields::{Fields, is_wanted};
use crate::form::Form;
use crate::keys::KeyMap;
use crate::limits::{Limit, read_whole};
use crate::record::Record;
use crate::records::found;
use crate::source::{Container, Context, Found, Source};
use crate::tables::no_text;
use crate::{Problem, ReadError};

/// The rows of one dataset.
pub(crate) struct Rows {
    rows: Option<RowIter<'static>>,
    path: String,
    number: u64,
}

impl Rows {
    /// Opens a dataset: a file where it stands, anything else held in memory.
    pub(crate) fn open(source: Source, context: &Context<'_>) -> Result<Self, Problem> {
        let path = source.place;
        let rows = match source.file {
            Some(file) => rows(File::open(file).map_err(Problem::Io)?, &context.options.map)?,
            None => {
                let most = context.budget.limits.held_bytes;
                let bytes = read_whole(source.stream, most, Limit::HeldBytes);
                rows(Bytes::from(bytes.map_err(Problem::of_io)?), &context.options.map)?
            }
        };
        Ok(Self { rows: Some(rows), path, number: 0 })
    }
}

/// Runs what reads a dataset. The library takes some damage for impossible and panics, which is one error here.
fn guarded<T>(read: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Problem::Parquet("it is damaged".into())))
}

fn rows<R: ChunkReader + 'static>(bytes: R, map: &KeyMap) -> Result<RowIter<'static>, Problem> {
    guarded(|| {
        let reader = SerializedFileReader::new(bytes).map_err(unread)?;
        let schema = reader.metadata().file_metadata().schema().clone();
        let names: Vec<String> =
            schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
        if let Some(problem) = no_text(&names, map) {
            return Err(problem);
        }
        let wanted: Vec<Arc<Type>> = (schema.get_fields().iter())
            .filter(|field| is_wanted(field.name(), map))
            .cloned()
            .collect();
        let wanted = Type::group_type_builder(schema.name()).with_fields(wanted).build();
        let rows = RowIter::from_file_into(Box::new(reader)).project(Some(wanted.map_err(unread)?));
        rows.map_err(unread)
    })
}

/// Returns what the library says, which quotes nothing of the dataset.
fn unread(error: impl std::fmt::Display) -> Problem {
    let said = error.to_string();
    let said: String = said.lines().next().unwrap_or_default().chars().take(200).collect();
    if said.contains("Disabled feature at compile time") {
        return Problem::Parquet(format!("{said}; write it with the compression snappy"));
    }
    Problem::Parquet(said)
}

impl Container for Rows {
    fn next(&mut self, context: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        let rows = self.rows.as_mut()?;
        let row = guarded(|| rows.next().transpose().map_err(unread));
        self.number += 1;
        let place = Place::file(format!("{}#{}", self.path, self.number));
        match row {
            Ok(None) => None,
            Ok(Some(row)) => {
                let fields = fields(row, &context.options.map);
                let record = Record::of(&fields, &context.options.map);
                let record = record.map_err(|problem| match problem {
                    Problem::NoText | Problem::NoTextAmong(_) | Problem::NoTextButUrl(_) => {
                        place.error(Problem::NoRowText)
                    }
                    other => place.error(other),
                });
                Some(record.map(|record| found(record, place, Form::Parquet, context.told).into()))
            }
            Err(problem) => {
                self.rows = None;
                Some(Err(place.error(problem)))
            }
        }
    }
}

/// Returns the fields of a row.
fn fields(row: Row, map: &KeyMap) -> Fields {
    let mut fields = Fields::default();
    for (name, field) in row.into_columns() {
        fields.push(&name, value(&field), map);
    }
    fields
}

fn value(field: &Field) -> Value {
    match field {
        Field::Str(text) => Value::String(text.clone()),
        // Writers that know of no text write bytes.
        Field::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes.data()).into_owned()),
        Field::Bool(is) => Value::Bool(*is),
        Field::Byte(number) => (*number).into(),
        Field::Short(number) => (*number).into(),
        Field::Int(number) => (*number).into(),
        Field::Long(number) => (*number).into(),
        Field::UByte(number) => (*number).into(),
        Field::UShort(number) => (*number).into(),
        Field::UInt(number) => (*number).into(),
        Field::ULong(number) => (*number).into(),
        Field::Float(number) => f64::from(*number).into(),
        Field::Double(number) => (*number).into(),
        Field::Date(days) => i64::from(*days).saturating_mul(86_400_000).into(),
        Field::TimestampMillis(millis) => (*millis).into(),
        Field::TimestampMicros(micros) => (*micros / 1000).into(),
        Field::Group(row) => {
            let columns = row.get_column_iter();
            Value::Object(columns.map(|(name, field)| (name.clone(), value(field))).collect())
        }
        Field::ListInternal(list) => Value::Array(list.elements().iter().map(value).collect()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests;
