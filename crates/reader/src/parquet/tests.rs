//! Datasets of columns: good, without a text, and damaged.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

use crate::ReadOptions;
use crate::testing::{read, read_as};

/// A dataset with so many rows, `batches` times; every row has a number, and a text under `column`.
fn dataset(column: &str, batches: usize, texts: &[&str]) -> Vec<u8> {
    let schema = format!(
        "message rows {{ required binary {column} (UTF8); required int64 published (TIMESTAMP_MILLIS); \
         required binary domain (UTF8); required int64 id; }}"
    );
    let schema = Arc::new(parse_message_type(&schema).expect("a schema"));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).expect("a writer");
    let words: Vec<ByteArray> = texts.iter().map(|text| ByteArray::from(*text)).collect();
    let outlets = vec![ByteArray::from("post.example"); texts.len()];
    let dates = vec![1_714_559_400_000_i64; texts.len()];
    for _ in 0..batches {
        let mut group = writer.next_row_group().expect("a group");
        for at in 0..4 {
            let mut column = group.next_column().expect("a column").expect("one more");
            match at {
                0 => column.typed::<ByteArrayType>().write_batch(&words, None, None),
                2 => column.typed::<ByteArrayType>().write_batch(&outlets, None, None),
                _ => column.typed::<Int64Type>().write_batch(&dates, None, None),
            }
            .expect("values");
            column.close().expect("a column");
        }
        group.close().expect("a group");
    }
    writer.close().expect("a file");
    bytes
}

#[test]
fn each_row_is_an_article() {
    let bytes = dataset("content", 2, &["Fog.", "Rain."]);
    for name in ["a.parquet", "a"] {
        let found = read_as(ReadOptions::default(), name, &bytes, |article| {
            let metadata = article.metadata();
            let (path, outlet) = (metadata.path.as_deref(), metadata.outlet.as_deref());
            assert!(metadata.published_at.is_some());
            format!(
                "{} {} {}",
                path.unwrap_or_default(),
                outlet.unwrap_or_default(),
                article.text()
            )
        });
        let expected: Vec<String> = (1..=4)
            .map(|at| {
                format!("{name}#{at} post.example {}", if at % 2 == 1 { "Fog." } else { "Rain." })
            })
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_dataset_without_a_text_is_refused_once() {
    let expected = "a.parquet: the table has no column for the text; its columns are \"quote\", \"published\", \
                    \"domain\", \"id\": say which it is, as with `--map text=COLUMN`";
    assert_eq!(read("a.parquet", &dataset("quote", 1, &["Fog."])), [expected]);
}

#[test]
fn what_is_damaged_is_told_once() {
    let bytes = dataset("text", 2, &["Fog.", "Rain."]);
    let found = read("a.parquet", &bytes[..bytes.len() - 3]);
    assert!(found.len() == 1, "{found:?}");
    assert!(found[0].starts_with("a.parquet: the Parquet file cannot be read: "), "{found:?}");
}

#[test]
fn ten_times_the_rows_are_read() {
    for batches in [10, 100] {
        let bytes = dataset("text", batches, &["Fog."; 50]);
        assert_eq!(read("a.parquet", &bytes).len(), batches * 50);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_damage_gives_a_result(at in 0.0..1.0_f64, byte: u8) {
        let mut bytes = dataset("text", 1, &["Fog.", "Rain."]);
        let at = 4 + (at * (bytes.len() - 4) as f64) as usize;
        bytes[at] = byte;
        prop_assert!(read("a.parquet", &bytes).len() <= 3);
    }
}
