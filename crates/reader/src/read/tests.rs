//! Files in, articles out: every form, every bad input, and what goes on after it.

use std::fs;

use std::io::Cursor;

use q7x2_domain::MAX_TEXT_BYTES;
use tempfile::TempDir;

use super::*;
use crate::parse_date;

const ARTICLE: &str = "Bridge closed\r\n\r\n“It’s rust,” the mayor said.\r\n";

fn read_with(options: ReadOptions, input: Input, stdin: &str) -> Vec<Result<Article, ReadError>> {
    let stdin = Cursor::new(stdin.as_bytes().to_vec());
    let articles = Reader::new(options).read(Plan::of(&[input]), stdin).expect("one file");
    articles.collect()
}

/// Reads one file of this name and content; its path is shown as the bare name.
fn read(name: &str, bytes: &[u8]) -> Vec<Result<Article, String>> {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join(name);
    fs::write(&path, bytes).expect("a file");
    let prefix = format!("{}/", dir.path().display());
    read_with(ReadOptions::default(), path.into(), "")
        .into_iter()
        .map(|item| item.map_err(|error| error.to_string().replace(&prefix, "")))
        .collect()
}

fn stdin(text: &str) -> Vec<Result<Article, ReadError>> {
    read_with(ReadOptions::default(), Input::Stdin, text)
}

#[track_caller]
fn check_error(name: &str, bytes: &[u8], expected: &str) {
    let items = read(name, bytes);
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(items[0].as_ref().expect_err("an error"), expected);
}

fn texts<E: fmt::Debug>(items: &[Result<Article, E>]) -> Vec<&str> {
    items.iter().map(|item| item.as_ref().expect("an article").text()).collect()
}

#[test]
fn a_text_is_one_article_with_its_headline() {
    for name in ["a.txt", "a", "a.html"] {
        let items = read(name, ARTICLE.as_bytes());
        assert_eq!(texts(&items), [ARTICLE]);
        let metadata = items[0].as_ref().expect("an article").metadata();
        assert_eq!(metadata.title.as_deref(), Some("Bridge closed"));
        assert!(metadata.path.as_ref().is_some_and(|path| path.ends_with(name)), "{metadata:?}");
    }
}

#[test]
fn a_text_with_broken_bytes_is_given_with_a_warning() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("a.txt"), "“Odd,” said Zoë.").expect("a file");
    fs::write(dir.path().join("b.txt"), b"Zo\xc3\xab said \xff").expect("a file");
    let plan = Plan::of(&[dir.path().to_owned().into()]);
    let mut articles = Reader::default().read(plan, io::empty()).expect("planned");
    assert!(articles.next().is_some_and(|article| article.is_ok()));
    assert!(articles.take_warning().is_none());
    assert!(articles.next().is_some_and(|article| article.is_ok()));
    let warning = articles.take_warning().expect("a warning").to_string();
    let expected = "b.txt (byte 10): bytes that are not UTF-8 were replaced by U+FFFD";
    assert!(warning.ends_with(expected), "{warning}");
}

#[test]
fn each_line_of_jsonl_is_an_article() {
    let lines = concat!(
        "\u{feff}{\"text\": \"One.\", \"title\": \"First\", \"url\": \"https://example.org/1\",",
        " \"outlet\": \"The Harbour Post\", \"author\": \"Alma Ortega\",",
        " \"published_at\": \"2024-05-01\", \"language\": \"en\"}\r\n",
        "\r\n",
        "{\"text\": \"Bridge closed\\n\\n“Two,” she said.\"}",
    );
    let items = read("a.jsonl", lines.as_bytes());
    assert_eq!(texts(&items), ["One.", "Bridge closed\n\n“Two,” she said."]);
    let metadata = items[0].as_ref().expect("an article").metadata();
    let path = metadata.path.clone().expect("a path");
    assert!(path.ends_with("/a.jsonl:1"), "{path}");
    let expected = Metadata {
        path: Some(path),
        url: Some("https://example.org/1".into()),
        outlet: Some("The Harbour Post".into()),
        title: Some("First".into()),
        author: Some("Alma Ortega".into()),
        published_at: Some(parse_date("2024-05-01").expect("a date").start),
        language: Some("en".into()),
        ..Metadata::default()
    };
    assert_eq!(metadata, &expected);
    let second = items[1].as_ref().expect("an article").metadata();
    assert!(second.path.as_ref().is_some_and(|path| path.ends_with("/a.jsonl:3")), "{second:?}");
    assert_eq!(second.title.as_deref(), Some("Bridge closed"));
}

#[test]
fn a_bad_line_is_named_and_the_rest_goes_on() {
    let lines = b"\xef\xbb\xbf{\"text\": 1}\n{\"text\": \"One.\"}\nnoise\n{\"text\": \" \"}\n\
        {\"text\": \"\xff\"}\n{\"text\": \"Two.\", \"published_at\": \"soon\"}\n{\"text\": \"Three.\"}";
    let items = read("a.jsonl", lines);
    let shown: Vec<String> = items
        .iter()
        .map(|item| match item {
            Ok(article) => article.text().to_owned(),
            Err(error) => error.chars().take(70).collect(),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "a.jsonl:1 (byte 3): \"text\" is a number, not a string",
            "One.",
            "a.jsonl:3 (byte 32): the line is not a JSON object",
            "a.jsonl:4 (byte 38): the text is empty",
            "a.jsonl:5 (byte 62): the line is not valid UTF-8",
            "a.jsonl:6 (byte 66): \"published_at\": \"soon\" is not a date; write 2024,",
            "Three.",
        ]
    );
}

#[test]
fn an_error_knows_its_place() {
    let items = stdin("{\"text\": \"One.\"}\n{\"text\": }\n");
    let error = items[1].as_ref().expect_err("an error");
    assert_eq!((error.path(), error.line(), error.byte()), ("-", Some(2), Some(26)));
    assert!(matches!(error.problem(), Problem::Json { column: 10, .. }), "{error:?}");
}

#[test]
fn a_line_of_five_mebibytes_is_an_error_and_the_rest_goes_on() {
    let long = format!("{{\"text\": \"{}\"}}\n{{\"text\": \"One.\"}}\n", "a".repeat(5 << 20));
    let items = read("a.jsonl", long.as_bytes());
    let expected = "a.jsonl:1 (byte 0): the line has 5242892 bytes, the limit is 4194304; \
                    write one article a line";
    assert_eq!(items[0].as_ref().expect_err("too long"), expected);
    assert_eq!(texts(&items[1..]), ["One."]);
}

#[test]
fn a_record_over_the_limit_of_a_text_is_an_error() {
    let long = format!("{{\"text\": \"{}\"}}", "a".repeat(MAX_TEXT_BYTES + 1));
    check_error(
        "a.jsonl",
        long.as_bytes(),
        "a.jsonl:1 (byte 0): the text has 1048577 bytes, the limit is 1048576 (1 MiB); \
         split it into articles",
    );
}

#[test]
fn a_text_over_the_limit_is_an_error_whether_it_was_read_or_not() {
    check_error(
        "a.txt",
        "a".repeat(MAX_TEXT_BYTES + 1).as_bytes(),
        "a.txt: the text has 1048577 bytes, the limit is 1048576 (1 MiB); split it into articles",
    );
    let over = "is over the limit of 1048576 bytes (1 MiB) of text; split it into articles, or \
                make it JSONL with one article a line";
    let bytes = vec![b'a'; 5 << 20];
    check_error("a.txt", &bytes, &format!("a.txt: the file has 5242880 bytes and {over}"));
    let items = stdin(&"a".repeat(5 << 20));
    assert_eq!(items[0].as_ref().expect_err("too long").to_string(), format!("-: the file {over}"));
}

#[test]
fn a_sparse_file_of_two_gigabytes_is_refused_unread() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.txt");
    File::create(&path).and_then(|file| file.set_len(2 << 30)).expect("a sparse file");
    let items = read_with(ReadOptions::default(), path.into(), "");
    let error = items[0].as_ref().expect_err("too long");
    assert!(matches!(error.problem(), Problem::FileTooLong(Some(2_147_483_648))), "{error}");
}

#[test]
fn a_text_in_utf_16_may_have_twice_the_bytes() {
    let text = "said ".repeat(MAX_TEXT_BYTES / 5);
    let bytes: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts(&read("a.txt", &bytes)), [text]);
}

#[test]
fn what_holds_no_article_is_an_error() {
    check_error("a.txt", b"", "a.txt: the file is empty");
    check_error("a.txt", b" \r\n\t", "a.txt: the text is empty");
    check_error("a.jsonl", b"", "a.jsonl: the file is empty");
    check_error("a.jsonl", b"\xef\xbb\xbf\r\n\n \n", "a.jsonl: the file is empty");
    check_error("a.png", b"\x89PNG\r\n\x1a\n\0\0", "a.png: is a binary file, not text");
    check_error("a.jsonl", b"\0\0{}\n{}\n", "a.jsonl: is a binary file, not text");
    check_error(
        "a.jsonl",
        b"\xff\xfe{\0}\0\n\0{\0}\0",
        "a.jsonl: is JSONL in UTF-16; convert it to UTF-8",
    );
    let document = "is JSON, but holds no articles: write each as an object with a \"text\"";
    check_error("a.json", b"[1, 2]\n", &format!("a.json: {document}"));
}

#[test]
fn lists_and_printed_objects_are_read_whatever_the_name() {
    let list = "[\n  {\n    \"text\": \"One, [two]}.\"\n  },\n  {\"text\": \"Three.\"}\n]\n";
    for name in ["a.json", "a", "a.jsonl"] {
        let items = read(name, list.as_bytes());
        assert_eq!(texts(&items), ["One, [two]}.", "Three."]);
        let path = items[1].as_ref().expect("an article").metadata().path.clone();
        assert!(path.is_some_and(|path| path.ends_with(&format!("/{name}#2"))));
    }
    assert_eq!(texts(&stdin("{\n\"text\": \"a\"\n}\n{\n\"text\": \"b\"\n}\n")), ["a", "b"]);
    assert_eq!(texts(&read("a.json", b"[{\"text\": \"a\"}]")), ["a"]);
    assert_eq!(texts(&read("a.json", b"[{\"text\": \"a\"}, {\"body\": \"b\"}]")), ["a", "b"]);
    let items = read("a.json", b"[{\"text\": \"a\"}, {\"id\": \"b\"}]");
    let expected = "a.json#2 (byte 16): the record has no \"text\"; its keys are \"id\": say which holds it, as \
                    with `--map text=KEY`";
    assert_eq!(items[1].as_ref().expect_err("no text"), expected);
}

#[test]
fn what_is_plainly_something_else_is_refused_with_what_to_do() {
    for (name, bytes, expected) in [
        ("a.txt", &b"<?xml version=\"1.0\"?><nitf><p>Fog."[..], "is XML, not text; save"),
        ("a.jsonl", b"7z\xbc\xaf\x27\x1c\0\0", "is an archive of 7-Zip; unpack it"),
        ("a.tar.bz2", b"BZh91AY&SY\0", "is packed by bzip2; unpack it"),
        (
            "a.xlsx",
            b"PK\x03\x04[Content_Types].xml...xl/workbook",
            "is a spreadsheet, not text; save",
        ),
        (
            "a.ann",
            b"T1\tSpeaker 0 8\tAda Lind\n",
            "is brat's annotations of a text, not text; give",
        ),
    ] {
        let items = read(name, bytes);
        let error = items[0].as_ref().expect_err("refused");
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn keys_that_datasets_have_are_read_and_told_once() {
    let lines = "{\"text\": \"a\", \"date\": \"2031\", \"id\": 1}\n\
        {\"text\": \"b\", \"date\": \"2032\", \"source\": \"Echo\"}\n\
        {\"text\": \"c\", \"source\": \"Echo\", \"time\": \"noon\"}\n";
    let stdin = Cursor::new(lines.as_bytes().to_vec());
    let plan = Plan::of(&[Input::Stdin]);
    let mut articles = Reader::default().read(plan, stdin).expect("one file");
    let (mut told, mut found) = (vec![], vec![]);
    while let Some(article) = articles.next() {
        let metadata = article.expect("an article").metadata().clone();
        found.push((metadata.outlet, metadata.published_at));
        let warning = articles.take_warning();
        told.push(warning.map(|warning| (warning.is_note(), warning.to_string())));
    }
    let date = "-:1 (byte 0): \"date\" is read as \"published_at\"";
    let source = "-:2 (byte 39): \"source\" is read as \"outlet\"";
    let time = "-:3 (byte 87): \"time\" holds no date that is read, as 2024-05-01 is; the article is kept \
                without one";
    let time = Some((false, time.into()));
    assert_eq!(told, [Some((true, date.into())), Some((true, source.into())), time]);
    let at = |year: &str| Some(parse_date(year).expect("a year").start);
    let echo = || Some("Echo".to_owned());
    assert_eq!(found, [(None, at("2031")), (echo(), at("2032")), (echo(), None)]);
}

#[test]
fn a_date_may_be_a_number() {
    let lines = "{\"text\": \"a\", \"published_at\": 1714559400}\n\
        {\"text\": \"b\", \"published_at\": 1714559400000.0}\n";
    let expected = parse_date("2024-05-01T10:30:00Z").expect("a date").start;
    for item in stdin(lines) {
        assert_eq!(item.expect("an article").metadata().published_at, Some(expected));
    }
}

#[test]
fn another_language_is_told_unless_the_record_tells_one() {
    let text = "Die Bürgermeisterin sagte am Dienstag, die alte Brücke bleibe offen, bis der Fluss \
        etwas anderes sage. Die Reparaturen würden zwei Jahre dauern, und niemand wisse, was sie \
        kosten. Das sagte sie vor dem Rathaus, wo sich die Nachbarn versammelt hatten.";
    let record = format!("{{\"text\": \"{text}\", \"language\": \"de-AT\"}}");
    let language = |items: Vec<Result<Article, ReadError>>| {
        items[0].as_ref().expect("an article").metadata().language.clone()
    };
    assert_eq!(language(stdin(text)).as_deref(), Some("de"));
    assert_eq!(language(stdin(&record)).as_deref(), Some("de-AT"));
    assert_eq!(language(stdin(ARTICLE)), None);
}

#[test]
fn without_a_telling_name_the_content_decides() {
    assert_eq!(texts(&stdin("\n {\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n")), ["One.", "Two."]);
    assert_eq!(texts(&read("a.json", b"{\"text\": \"One.\"}")), ["One."]);
    assert_eq!(texts(&stdin(ARTICLE)), [ARTICLE]);
    assert_eq!(texts(&stdin("[Update] The bridge is closed.")), ["[Update] The bridge is closed."]);
    let refused =
        "a.txt: is JSON, not text; name it .jsonl, and each object in it is read as an article";
    check_error("a.txt", b"{\"text\": \"One.\"}", refused);
    let blank = "\n".repeat(100_000) + "Text.";
    assert_eq!(texts(&stdin(&blank)), [&blank]);
}

#[test]
fn options_hold_where_a_record_says_nothing() {
    let noon = parse_date("2024-05-01T12:00Z").expect("a date").start;
    let options = ReadOptions {
        outlet: Some("The Harbour Post".into()),
        published_at: Some(noon),
        ..ReadOptions::default()
    };
    let lines = "{\"text\": \"One.\"}\n{\"text\": \"Two.\", \"outlet\": \"Other\", \"published_at\": \"1999\"}";
    let items = read_with(options, Input::Stdin, lines);
    let metadata = |i: usize| items[i].as_ref().expect("an article").metadata();
    assert_eq!(metadata(0).outlet.as_deref(), Some("The Harbour Post"));
    assert_eq!(metadata(0).published_at, Some(noon));
    assert_eq!(metadata(1).outlet.as_deref(), Some("Other"));
    assert_eq!(metadata(1).published_at, Some(parse_date("1999").expect("a date").start));
}

#[test]
fn one_address_is_for_one_article() {
    let url = Some("https://example.org/a".to_owned());
    let options = ReadOptions { url: url.clone(), ..ReadOptions::default() };
    let items = read_with(options.clone(), Input::Stdin, ARTICLE);
    assert_eq!(items[0].as_ref().expect("an article").metadata().url, url);

    let items = read_with(options.clone(), Input::Stdin, "{\"text\": \"One.\"}");
    let error = items[0].as_ref().expect_err("records have their own");
    assert!(matches!(error.problem(), Problem::UrlForRecords), "{error}");

    let dir = folder_of(2);
    let plan = Plan::of(&[dir.path().to_path_buf().into()]);
    let error = Reader::new(options).read(plan, io::empty()).expect_err("two articles");
    assert!(matches!(error.problem(), Problem::OneUrlForMany), "{error}");
}

#[test]
fn an_unreadable_file_is_named_with_the_systems_reason() {
    let dir = folder_of(3);
    let plan = Plan::of(&[dir.path().to_path_buf().into()]);
    // Between planning and reading anything may happen to a file.
    fs::remove_file(dir.path().join("00001.txt")).expect("it was there");
    let items: Vec<_> = Reader::default().read(plan, io::empty()).expect("a plan").collect();
    let error = items[1].as_ref().expect_err("it is gone").to_string();
    assert!(error.ends_with("00001.txt: cannot be read: No such file or directory (os error 2)"));
    assert!(items[0].is_ok() && items[2].is_ok());
}

#[test]
fn ten_thousand_files_are_read_in_order() {
    let dir = folder_of(10_000);
    let plan = Plan::of(&[dir.path().to_path_buf().into()]);
    let total = Progress { files: plan.files(), bytes: plan.bytes().expect("sizes") };
    assert_eq!(total.files, 10_000);
    let mut articles = Reader::default().read(plan, io::empty()).expect("a plan");
    for number in 0..10_000 {
        let article = articles.next().expect("one more").expect("an article");
        assert_eq!(article.text(), format!("Article {number}."));
        assert_eq!(articles.progress().files, number + 1);
    }
    assert!(articles.next().is_none());
    assert_eq!(articles.progress(), total);
}

#[test]
fn progress_moves_within_a_file_of_records() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.jsonl");
    fs::write(&path, "{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n").expect("a file");
    let mut articles =
        Reader::default().read(Plan::of(&[path.into()]), io::empty()).expect("a plan");
    let mut seen = Vec::new();
    while articles.next().is_some() {
        seen.push((articles.progress().files, articles.progress().bytes));
    }
    seen.push((articles.progress().files, articles.progress().bytes));
    assert_eq!(seen, [(0, 17), (0, 34), (1, 34)]);
}

#[test]
fn the_first_record_of_a_pipe_does_not_wait_for_the_second() {
    let (reader, mut writer) = io::pipe().expect("a pipe");
    io::Write::write_all(&mut writer, b"{\"text\": \"One.\"}\n").expect("there is room");
    let plan = Plan::of(&[Input::Stdin]);
    let mut articles = Reader::default().read(plan, BufReader::new(reader)).expect("a plan");
    assert_eq!(articles.next().expect("one").expect("an article").text(), "One.");
    drop(writer);
    assert!(articles.next().is_none());
}

fn folder_of(count: usize) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for number in 0..count {
        let path = dir.path().join(format!("{number:05}.txt"));
        fs::write(path, format!("Article {number}.")).expect("a file");
    }
    dir
}
