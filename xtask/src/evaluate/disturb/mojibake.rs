//! UTF-8 that somebody read as Windows-1252: `“Né”` becomes `â€œNÃ©â€`.

use encoding_rs::WINDOWS_1252;

/// Reads the bytes of `text` as Windows-1252.
pub(super) fn encode(text: &str) -> String {
    WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

/// Undoes [`encode`]; what a cut leaves of a character at either end is lost. A text without any
/// misread character stays as it is: a name may have been mended already.
pub(super) fn decode(text: &str) -> String {
    let bytes = WINDOWS_1252.encode(text).0;
    let misread = |pair: &[u8]| pair[0] >= 0xC2 && (0x80..0xC0).contains(&pair[1]);
    if !bytes.windows(2).any(misread) {
        return text.to_owned();
    }
    String::from_utf8_lossy(&bytes).replace('\u{FFFD}', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_misread_and_read_again() {
        let text = "“Né” – it’s Łódź";
        assert!(encode(text).starts_with("â€œNÃ©â€\u{9d} â€“ itâ€™s"));
        assert_eq!(decode(&encode(text)), text);
        let cut: String = encode("”no é").chars().skip(1).collect();
        assert_eq!(decode(&cut), "no é");
        for mended in ["Matías", "José", "Łódź", "the boss’s"] {
            assert_eq!(decode(mended), mended);
        }
    }
}
