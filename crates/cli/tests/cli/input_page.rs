//! docs/input.md: the keys, the dates and the endings that it names are those that are read.

use q7x2_reader::{Form, Limits};

use crate::harness::Home;

const PAGE: &str = include_str!("../../../../docs/input.md");

/// Returns what stands in backquotes in the first cells of the table under a head.
fn first_cells(head: &str) -> Vec<String> {
    let table = PAGE.split(head).nth(1).unwrap_or_else(|| panic!("no table {head}"));
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.map(|row| row.split('|').nth(1).unwrap());
    cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Returns something to write under a key.
fn value(key: &str) -> &str {
    match key {
        "text" => "“It stays,” Anna Lind said.",
        "url" => "https://post.example/a",
        "published_at" => "2031-04-05",
        "language" => "en-GB",
        _ => key,
    }
}

#[test]
fn every_key_of_the_page_is_read() {
    let home = Home::new();
    let keys = first_cells("| key | value |");
    assert_eq!(keys[0], "text");
    let record: serde_json::Map<String, serde_json::Value> =
        keys.iter().map(|key| (key.clone(), value(key).into())).collect();
    home.write("a.jsonl", serde_json::to_string(&record).unwrap());
    let ran = home.run(&["query", "--format", "json", "a.jsonl"]).expect_code(0);
    assert_eq!(ran.stderr, "", "no key is passed over");
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let id = answer["statements"][0]["id"].as_str().unwrap();
    let shown = home.run(&["show", id]).expect_code(0).stdout;
    assert!(shown.contains("\n  author     author\n"), "{shown}");
    for key in keys.iter().filter(|key| !["text", "author"].contains(&key.as_str())) {
        let document = &answer["statements"][0]["document"];
        let held = document[key].as_str().unwrap_or_else(|| panic!("{key}: {document}"));
        assert!(held.starts_with(value(key)), "{key}: {held}");
    }
}

/// Returns the instant that a date of the page means.
fn instant(date: &str) -> &'static str {
    match date {
        "2024" => "2024-01-01T00:00:00Z",
        "2024-05" | "2024-05-01" | "20240501" | "2024/05/01" | "1 May 2024" | "May 1, 2024" => {
            "2024-05-01T00:00:00Z"
        }
        "2024-05-01T10:30:00+02:00" => "2024-05-01T08:30:00Z",
        "Wed, 01 May 2024 10:30:00 GMT" | "1714559400" | "1714559400000" => "2024-05-01T10:30:00Z",
        other => panic!("what does {other} mean?"),
    }
}

#[test]
fn every_date_of_the_page_means_what_it_says_and_the_ambiguous_is_refused() {
    let home = Home::new();
    let dates = first_cells("| written | means |");
    assert!(dates.len() > 8, "{dates:?}");
    let record = |n: usize, date: &str| {
        format!(
            "{}\n",
            serde_json::json!({"text": format!("“Gate {n},” Anna Lind said."), "published_at": date})
        )
    };
    let records: String = dates.iter().enumerate().map(|(n, date)| record(n, date)).collect();
    home.write("a.jsonl", records + &record(99, "01/05/2024"));
    let ran =
        home.run(&["query", "--since", "2024", "--format", "jsonl", "a.jsonl"]).expect_code(3);
    assert!(ran.stderr.contains("01/05/2024"), "{ran}");
    let mut read = vec![];
    for line in ran.stdout.lines() {
        let statement: serde_json::Value = serde_json::from_str(line).unwrap();
        let document = &statement["document"];
        let path = document["path"].as_str().unwrap();
        let n: usize = path.rsplit(':').next().unwrap().parse().unwrap();
        assert_eq!(document["published_at"], instant(&dates[n - 1]), "{}", dates[n - 1]);
        read.push(n);
    }
    read.sort_unstable();
    assert_eq!(read, (1..=dates.len()).collect::<Vec<_>>());
}

/// Returns the name and the bytes of a file that is what a row of the page says.
fn refused(what: &str) -> (&'static str, &'static [u8]) {
    match what {
        "XML" => ("a.txt", b"<?xml version=\"1.0\"?><nitf><p>Fog.</p></nitf>\n"),
        "JSON" => ("a.txt", b"{\"text\": \"Tom said that it rains.\"}\n{\"text\": \"Fog.\"}\n"),
        "a spreadsheet" => ("a.xlsx", b"PK\x03\x04[Content_Types].xml..xl/workbook.xml"),
        "a file of slides" => ("a.pptx", b"PK\x03\x04[Content_Types].xml..ppt/slide1.xml"),
        "a document of an old office program (as .doc)" => {
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0")
        }
        "brat's annotations of a text" => ("a.ann", b"T1\tSpeaker 0 8\tAda Lind\n"),
        "packed by bzip2" => ("a.txt.bz2", b"BZh91AY&SY\0\0"),
        "packed by xz" => ("a.txt.xz", b"\xfd7zXZ\0\0"),
        "an archive of 7-Zip" => ("a.7z", b"7z\xbc\xaf\x27\x1c\0"),
        "an archive of RAR" => ("a.rar", b"Rar!\x1a\x07\0"),
        other => panic!("what is {other}?"),
    }
}

#[test]
fn every_file_that_the_page_refuses_is_refused_with_what_to_do() {
    let table = PAGE.split("| refused | what to do |\n|---|---|\n").nth(1).expect("the table");
    let rows: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 10, "a row for each kind that is refused");
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (what, then) = (cells[1], cells[2]);
        let (name, bytes) = refused(what);
        let home = Home::new();
        home.write(name, bytes);
        for command in ["ingest", "extract", "query"] {
            let ran = home.run(&[command, name]).expect_code(3);
            let told = ran.stderr.lines().next().unwrap_or_default();
            assert!(told.contains(&format!("{name}: is {what}")), "{row}: {ran}");
            assert!(told.ends_with(&format!("; {then}")), "{row}: {ran}");
        }
    }
}

/// The table of formats has the names and the endings that are read, in their order, and no others.
#[test]
fn every_format_of_the_page_is_one_and_the_reverse() {
    let table = PAGE.split("| format | endings | what it gives |\n|---|---|---|\n").nth(1);
    let rows = table.expect("the table").lines().take_while(|line| line.starts_with('|'));
    let named: Vec<(String, Vec<String>)> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').collect();
            let quoted = |cell: &str| -> Vec<String> {
                cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
            };
            (quoted(cells[1]).remove(0), quoted(cells[2]))
        })
        .collect();
    let known: Vec<(String, Vec<String>)> = Form::all()
        .map(|form| {
            let endings = form.endings().iter().map(|ending| format!(".{ending}")).collect();
            (form.name().to_owned(), endings)
        })
        .collect();
    assert_eq!(named, known);
}

/// What the page says of limits is what they are.
#[test]
fn the_limits_of_the_page_are_those_that_hold() {
    let limits = Limits::default();
    for (name, value) in [
        ("ratio", format!("{} times", limits.ratio)),
        ("unpacked bytes", format!("{} GiB", limits.unpacked_bytes >> 30)),
        ("entries", format!("{} entries", limits.entries)),
        ("depth", format!("{} archives", limits.depth)),
        ("document bytes", format!("{} MiB", limits.document_bytes >> 20)),
        ("held bytes", format!("{} MiB", limits.held_bytes >> 20)),
    ] {
        let row = PAGE.lines().find(|line| line.starts_with(&format!("| {name} |")));
        assert!(row.is_some_and(|row| row.contains(&value)), "{name}: {value}, {row:?}");
    }
}

/// Something of each format, in a folder and packed, is read by all commands that read.
#[test]
fn a_folder_of_every_kind_is_read() {
    let home = Home::new();
    let said = |n: u32| format!("“It stays,” Anna Lind said on day {n} of the talks.");
    let page = |n: u32| {
        format!(
            "<!DOCTYPE html><html><head><title>Fog {n}</title></head><body><article><h1>Fog {n}</h1><p>{}</p>\
             <p>The bridge over the harbour has been closed since the winter, and nobody in the town knows \
             when it will open again.</p></article></body></html>",
            said(n)
        )
    };
    home.write("news/a.txt", said(1));
    home.write("news/b.html", page(2));
    home.write("news/c.csv", format!("id,title,body\n1,Fog,\"{}\"\n", said(3)));
    home.write("news/d.jsonl", serde_json::json!({"maintext": said(4)}).to_string());
    let item = format!("<item><title>Fog</title><description>{}</description></item>", said(5));
    home.write("news/e.xml", format!("<rss><channel>{item}</channel></rss>"));
    home.write("news/f.rtf", format!("{{\\rtf1\\ansi {}}}", said(6).replace(['“', '”'], "\"")));
    let mail = format!(
        "From: a@post.example\nSubject: Fog\nDate: Mon, 3 Feb 2031 10:00:00 +0000\nMessage-ID: <a@post.example>\n\
         Content-Type: text/plain; charset=utf-8\n\n{}\n",
        said(7)
    );
    home.write("news/g.eml", mail);
    let subtitles = "1\n00:00:01,000 --> 00:00:04,000\nANNA LIND: It stays open.\n\n\
        2\n00:00:05,000 --> 00:00:08,000\nTOM HOLM: We will see about that.\n";
    home.write("news/h.srt", subtitles);
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(8));
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/8\r\nContent-Length: {}\r\n\r\n\
         {answer}\r\n\r\n",
        answer.len()
    );
    home.write("news/i.warc", warc);
    home.write("news/script.py", "print('no')");
    let ran = home.run(&["ingest", "news"]).expect_code(0);
    assert!(ran.stdout.starts_with("9 accepted, 0 duplicates, 0 rejected"), "{ran}");
    assert!(ran.stdout.contains("\n9 articles read: 2 html, "), "{ran}");
    assert!(ran.stdout.contains("\n1 other file skipped: 1 .py\n"), "{ran}");
    let answer = home.json(&["query", "--speaker", "Lind", "--format", "json"]);
    let mut paths: Vec<&str> = answer["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| statement["document"]["path"].as_str().unwrap())
        .collect();
    paths.sort_unstable();
    paths.dedup();
    let expected = [
        "news/a.txt",
        "news/b.html",
        "news/c.csv:2",
        "news/d.jsonl:1",
        "news/e.xml#1",
        "news/f.rtf",
        "news/g.eml",
        "news/h.srt",
        "news/i.warc#1",
    ];
    assert_eq!(paths, expected);
    // A format that is named holds, whatever a file looks like.
    home.write("page.txt", page(9));
    let ran = home.run(&["extract", "--input-format", "text", "page.txt"]).expect_code(0);
    assert!(ran.stdout.contains("page.txt"), "{ran}");
    let ran = home.run(&["ingest", "--input-format", "xls", "page.txt"]).expect_code(2);
    assert!(ran.stderr.contains("possible values: text, markdown, jsonl"), "{ran}");
}

#[test]
fn a_list_under_a_key_is_told_to_be_given_itself() {
    let home = Home::new();
    let articles = r#"{"status": "ok", "articles": [{"text": "“It stays,” Anna Lind said."}]}"#;
    home.write("a.json", articles);
    let ran = home.run(&["extract", "a.json"]).expect_code(3);
    let told = "has no \"text\", but a list under \"articles\"; give the list itself, as of `jq '.\"articles\"'`\n";
    assert!(ran.stderr.ends_with(told), "{ran}");
    assert!(PAGE.contains(r#"`{"status": "ok", "articles": [ … ]}`"#));
    home.write("b.json", "[{\"text\": \"“It stays,” Anna Lind said.\"}]");
    home.run(&["extract", "b.json"]).expect_code(0);
}

/// What the page says of languages is what is printed, number for number.
#[test]
fn languages_are_told_as_the_page_says() {
    const GERMAN: &str = "Die Bürgermeisterin sagte am Dienstag, die alte Brücke bleibe offen, bis der Fluss \
        etwas anderes sage. Die Reparaturen würden zwei Jahre dauern, und niemand wisse, was sie kosten. \
        Die Nachbarn hatten sich vor dem Rathaus versammelt, und viele von ihnen waren zu Fuß gekommen";
    const FRENCH: &str = "La maire a dit mardi que le vieux pont resterait ouvert jusqu'à ce que le fleuve en \
        décide autrement. Les réparations dureraient deux ans, et personne ne savait ce qu'elles \
        coûteraient. Les voisins étaient réunis devant la mairie, et beaucoup d'entre eux étaient venus à pied";
    let home = Home::new();
    for n in 0..9 {
        home.write(&format!("news/de{n}.txt"), format!("{GERMAN}: {n}."));
    }
    for n in 0..3 {
        home.write(&format!("news/fr{n}.txt"), format!("{FRENCH}: {n}."));
    }
    let told = "12 articles are not in English and not extracted: 9 de, 3 fr";
    assert!(PAGE.contains(&format!("`{told}`")));
    let ran = home.run(&["ingest", "news"]).expect_code(0);
    assert!(ran.stdout.contains(told), "{ran}");
    assert!(PAGE.contains("its diagnostic is `other_language`"));
    // For people it is told as well, and not that nothing was found.
    let ran = home.run(&["extract", "news/fr0.txt"]).expect_code(0);
    let told = "the article is not in English (language fr) and was not read";
    assert!(ran.stdout.contains(told) && !ran.stdout.contains("no statements"), "{ran}");
    let ran = home.run(&["extract", "--format", "brat", "news/fr0.txt"]).expect_code(0);
    assert_eq!(ran.stderr, format!("q7x2: warning: news/fr0.txt: {told}\n"));
    // A text that is shorter than 200 letters is read as English.
    assert!(PAGE.contains("A text of 200 letters or more"));
    let russian = "Мэр сказала во вторник, что старый мост останется открытым. ".repeat(9);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let mut long = russian;
    while letters(&long) > 200 {
        long.pop();
    }
    home.write("long.txt", &long);
    while letters(&long) > 199 {
        long.pop();
    }
    home.write("short.txt", &long);
    let language = |name: &str| {
        let ran = home.run(&["extract", "--format", "json", name]).expect_code(0);
        let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        answer[0]["document"]["language"].clone()
    };
    assert_eq!(
        (language("short.txt"), language("long.txt")),
        (serde_json::Value::Null, "ru".into())
    );
    // What a record says comes first, and names are taken for codes.
    assert!(PAGE.contains("`German` for `de`") && PAGE.contains("`en`, `en-GB` or `eng`"));
    for (said, kept, found) in
        [("German", "de", 0), ("en", "en", 1), ("en-GB", "en-GB", 1), ("eng", "eng", 1)]
    {
        let record = serde_json::json!({"text": "“It stays,” Anna Lind said.", "language": said});
        home.write("said.jsonl", record.to_string());
        let ran = home.run(&["extract", "--format", "jsonl", "said.jsonl"]).expect_code(0);
        let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(answer["document"]["language"], kept);
        assert_eq!(answer["statements"].as_array().unwrap().len(), found, "{said}");
    }
}
