//! A record as a line of JSON: as protobuf maps messages to it, with the names that fields have in the
//! contract.

use std::sync::LazyLock;

use prost_reflect::{
    DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions,
};

use crate::{DESCRIPTOR_SET, MAX_MESSAGE_BYTES, v1};

/// The longest line that is read, in bytes: what may be in a message, with room for its escapes.
pub const MAX_LINE_BYTES: usize = 2 * MAX_MESSAGE_BYTES;

static RECORD: LazyLock<MessageDescriptor> = LazyLock::new(|| {
    let pool = DescriptorPool::decode(DESCRIPTOR_SET).expect("the build made it");
    pool.get_message_by_name("q7x2.v1.ExportRecord").expect("the contract has it")
});

/// Returns a record as a line, with its end.
///
/// # Errors
/// Says what JSON has no form for, as a time that no calendar has.
pub fn write_line(record: &v1::ExportRecord) -> Result<Vec<u8>, String> {
    let mut message = DynamicMessage::new(RECORD.clone());
    message.transcode_from(record).map_err(|error| error.to_string())?;
    let options =
        SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    let mut line = vec![];
    let mut json = serde_json::Serializer::new(&mut line);
    message.serialize_with_options(&mut json, &options).map_err(|error| error.to_string())?;
    line.push(b'\n');
    Ok(line)
}

/// Reads a record from a line.
///
/// # Errors
/// Says what is wrong with it.
pub fn read_line(line: &[u8]) -> Result<v1::ExportRecord, String> {
    let mut json = serde_json::Deserializer::from_slice(line);
    let message = DynamicMessage::deserialize_with_options(
        RECORD.clone(),
        &mut json,
        &DeserializeOptions::new(),
    );
    let message = message.and_then(|message| json.end().map(|()| message));
    let message = message.map_err(|error| error.to_string())?;
    message.transcode_to().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::export_record::Record;

    fn record(record: Record) -> v1::ExportRecord {
        v1::ExportRecord { record: Some(record) }
    }

    #[test]
    fn a_record_reads_back_from_its_line() {
        let at = prost_types::Timestamp { seconds: 1_700_000_000, nanos: 123_456_000 };
        let edit = v1::SpeakerEdit {
            number: 7,
            at: Some(at),
            by: "Wren".into(),
            edit: Some(v1::speaker_edit::Edit::Undid(3)),
            ..Default::default()
        };
        let edit = record(Record::Edit(edit));
        let line = write_line(&edit).expect("a line");
        assert_eq!(
            String::from_utf8(line.clone()).expect("text"),
            "{\"edit\":{\"number\":7,\"at\":\"2023-11-14T22:13:20.123456Z\",\"by\":\"Wren\",\
             \"undid\":3}}\n"
        );
        assert_eq!(read_line(&line), Ok(edit));
        let text = "“Née,”\u{2028}\n\t\u{1f600} \\ \"she\" said\u{0}".to_owned();
        let article = v1::Article { text, ..Default::default() };
        let article =
            v1::ExportedArticle { article: Some(article), id: "a".into(), ..Default::default() };
        let article = record(Record::Article(article));
        let line = write_line(&article).expect("a line");
        assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
        assert_eq!(read_line(&line), Ok(article));
    }

    #[test]
    fn what_is_no_record_is_none() {
        for line in
            ["", "{", "[]", "{\"edit\":{\"number\":\"x\"}}", "{\"edit\":{}}{}", "{\"new\":1}"]
        {
            assert!(read_line(line.as_bytes()).is_err(), "{line}");
        }
    }
}
