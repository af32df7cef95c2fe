//! docs/input.md: the keys, the dates and the endings that it names are those that are read.

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

#[test]
fn every_date_of_the_page_is_read_and_the_ambiguous_is_refused() {
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
    let ran = home.run(&["query", "--since", "2024", "--format", "csv", "a.jsonl"]).expect_code(3);
    assert_eq!(ran.stdout.lines().count(), dates.len() + 1, "{ran}");
    assert!(ran.stderr.contains("01/05/2024"), "{ran}");
}
