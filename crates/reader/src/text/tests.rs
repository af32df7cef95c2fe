//! Every encoding comes back as the text it was made of, and binary files are told apart.

use proptest::prelude::*;

use super::*;

/// Encodes for the tests alone; the product only decodes.
fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

fn windows_1252(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
    assert!(!unmappable, "{text:?} is not within Windows-1252");
    bytes.into_owned()
}

#[track_caller]
fn check(bytes: &[u8], expected: &str) {
    assert_eq!(decode(bytes.to_vec()).expect("text").text, expected);
}

#[track_caller]
fn check_binary(bytes: &[u8]) {
    let decoded = decode(bytes.to_vec());
    assert!(matches!(decoded, Err(Problem::Binary)), "{decoded:?}");
}

const WIRE: &str = "“We’re staying,” said José Müller — twice.\r\n\r\nIt cost £5 … or €6.\r\n";

#[test]
fn a_byte_order_mark_decides_and_is_dropped() {
    check(&[b"\xef\xbb\xbf".as_slice(), WIRE.as_bytes()].concat(), WIRE);
    check(&[b"\xff\xfe".as_slice(), &utf16(WIRE, true)].concat(), WIRE);
    check(&[b"\xfe\xff".as_slice(), &utf16(WIRE, false)].concat(), WIRE);
}

#[test]
fn utf_16_without_a_mark_is_recognised() {
    check(&utf16(WIRE, true), WIRE);
    check(&utf16(WIRE, false), WIRE);
    let cyrillic = "«Ми залишаємось», — сказала мэр города.\n";
    check(&utf16(cyrillic, true), cyrillic);
    check(&utf16(cyrillic, false), cyrillic);
}

#[test]
fn windows_1252_is_recognised() {
    check(&windows_1252(WIRE), WIRE);
    check(b"The mayor\x92s caf\xe9 is closed.\n", "The mayor’s café is closed.\n");
    check(b"\x93No,\x94 she said \x96 and left.", "“No,” she said – and left.");
    check(b"It costs \xa35 a day, he said.", "It costs £5 a day, he said.");
}

#[test]
fn other_legacy_encodings_are_recognised() {
    let russian = "Мэр города заявил, что мост будет закрыт до конца года. «Мы должны думать о людях», — сказал он.";
    check(&encoding_rs::WINDOWS_1251.encode(russian).0, russian);
    let japanese = "市長は橋を年末まで閉鎖すると述べた。";
    check(&encoding_rs::SHIFT_JIS.encode(japanese).0, japanese);
    let greek = "Ο δήμαρχος είπε ότι η γέφυρα θα μείνει κλειστή.";
    check(&encoding_rs::ISO_8859_7.encode(greek).0, greek);
    let chinese = "市长表示，大桥将关闭到年底。他说：“我们必须为人民着想。”";
    check(&encoding_rs::GBK.encode(chinese).0, chinese);
    let polish = "Burmistrz powiedział, że most zostanie zamknięty. „Musimy myśleć o ludziach” – dodał później.";
    check(&encoding_rs::WINDOWS_1250.encode(polish).0, polish);
}

#[test]
fn utf_8_that_is_cut_off_or_broken_in_one_place_stays_utf_8() {
    let curly = "“One,” “two,” “three,” “four,” “five” and “six”";
    check(&curly.as_bytes()[..curly.len() - 1], &curly.replace("six”", "six\u{fffd}"));
    let broken = [b"\xff".as_slice(), curly.as_bytes()].concat();
    check(&broken, &format!("\u{fffd}{curly}"));
}

#[test]
fn a_few_good_characters_are_enough_for_utf_8() {
    check(
        b"\xe2\x80\x9cOdd,\xe2\x80\x9d said Ann Roe. \xe2\x28\xa1\n",
        "“Odd,” said Ann Roe. \u{fffd}(\u{fffd}\n",
    );
    check(b"Zo\xc3\xab said no. \xff", "Zoë said no. \u{fffd}");
}

#[test]
fn what_was_replaced_is_told_with_its_place() {
    let broken = |bytes: &[u8]| {
        let broken = decode(bytes.to_vec()).expect("text").broken;
        broken.map(|Broken { encoding, byte }| (encoding, byte))
    };
    assert_eq!(broken("“Odd,” said Zoë.".as_bytes()), None);
    assert_eq!(broken(&windows_1252("“Odd,” said Zoë.")), None);
    assert_eq!(broken(b"\xe2\x80\x9cOdd\xe2\x80\x9d \xff and \xff"), Some(("UTF-8", 10)));
    assert_eq!(broken(b"Zo\xc3\xab \xe2\x80"), Some(("UTF-8", 5)));
    assert_eq!(broken(b"\xef\xbb\xbfa\xff"), Some(("UTF-8", 4)));
    assert_eq!(broken(b"\xff\xfea\0\x00\xd8b\0"), Some(("UTF-16LE", 4)));
}

#[test]
fn nothing_is_empty_even_behind_a_mark() {
    assert!(matches!(decode(Vec::new()), Err(Problem::Empty)));
    assert!(matches!(decode(b"\xef\xbb\xbf".to_vec()), Err(Problem::Empty)));
    assert!(matches!(decode(b"\xff\xfe".to_vec()), Err(Problem::Empty)));
}

#[test]
fn what_is_no_text_is_binary() {
    check_binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0");
    check_binary(b"%PDF-1.7\n% a file that may be ASCII from here on\n");
    check_binary(b"text with a NUL\0 in it");
    check_binary(b"\xff\xfea\0\0\0b\0");
    check_binary(b"\x1f\x8b\x08\x08\x01\x02\x03\x04\x05\x06\xf0\x9f\x07\x0e\x0f\x10");
    let samples: Vec<u8> = (0..400_i32).flat_map(|i| ((i % 40) as i16).to_le_bytes()).collect();
    check_binary(&samples);
}

#[test]
fn a_stray_control_character_does_not_make_a_binary_file() {
    let text = format!("{}\x08{}", "said ".repeat(20), "she said ".repeat(20));
    check(text.as_bytes(), &text);
}

proptest! {
    #[test]
    fn utf_8_comes_back_as_it_was(text in "[^\\x00-\\x08\\x0e-\\x1f\\x7f\u{feff}\u{fffd}]{1,200}") {
        prop_assert_eq!(decode(text.clone().into_bytes()).expect("text").text, text.clone());
        let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        prop_assert_eq!(decode(marked).expect("text").text, text);
    }

    #[test]
    fn utf_16_comes_back_as_it_was(text in "[^\\x00-\\x08\\x0e-\\x1f\\x7f\u{feff}\u{fffd}]{1,200}", little: bool) {
        let mark = if little { b"\xff\xfe" } else { b"\xfe\xff" };
        prop_assert_eq!(decode([mark.as_slice(), &utf16(&text, little)].concat()).expect("text").text, text);
    }

    #[test]
    fn utf_16_prose_needs_no_mark(words in proptest::collection::vec("[a-zа-яéü“”]{1,12}", 3..60), little: bool) {
        let text = words.join(" ");
        prop_assert_eq!(decode(utf16(&text, little)).expect("text").text, text);
    }

    #[test]
    fn prose_in_windows_1252_comes_back(
        words in proptest::collection::vec(prop_oneof![
            16 => "the|mayor|said|that|bridge|would|close|on|Monday|after|storm|and|nobody|was|told",
            1 => "“no,”|“why\\?”|it’s|don’t|£5|€20|café|—|–|…|Zoë|São|Müller’s",
        ], 8..80),
    ) {
        let text = format!("{} “so”", words.join(" "));
        prop_assert_eq!(decode(windows_1252(&text)).expect("text").text, text);
    }

    #[test]
    fn signs_alone_are_read_as_windows_1252(
        words in proptest::collection::vec("the|mayor|said|“no,”|it’s|£5|€20|—|…|½|©", 1..40),
    ) {
        let text = words.join(" ");
        prop_assert_eq!(decode(windows_1252(&text)).expect("text").text, text);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(bytes);
    }
}
