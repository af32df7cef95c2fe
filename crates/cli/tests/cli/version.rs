//! Which program this is, and its manual pages.

use crate::harness::Home;

#[test]
fn the_version_names_the_model_and_the_commit() {
    let home = Home::new();
    let said = home.run(&["-V"]).expect_code(0).stdout;
    let start = concat!("q7x2 ", env!("CARGO_PKG_VERSION"), " (model q7x2-en-2, commit ");
    let commit = said.strip_prefix(start).and_then(|rest| rest.strip_suffix(")\n"));
    let commit = commit.unwrap_or_else(|| panic!("{said}"));
    assert!(commit == "unknown" || commit.bytes().all(|b| b.is_ascii_hexdigit()), "{said}");
    assert_eq!(home.run(&["--version"]).expect_code(0).stdout, said);
}

#[test]
fn every_command_has_a_manual_page() {
    let home = Home::new();
    home.run(&["man", "pages/man1"]).expect_code(0);
    let read = |name: &str| std::fs::read_to_string(home.path().join("pages/man1").join(name));
    for name in ["q7x2", "q7x2-query", "q7x2-speakers-merge", "q7x2-config-show", "q7x2-man"] {
        let page = read(&format!("{name}.1")).unwrap();
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{name}: {page}");
        assert!(page.contains(&name.to_uppercase()), "{name}");
    }
    let query = read("q7x2-query.1").unwrap();
    assert!(query.contains("Reading an answer") && query.contains("count\\-by"), "{query}");
    assert!(query.contains("q7x2 query"), "its synopsis names the command: {query}");
    home.write("file", "");
    home.run(&["man", "file/man1"]).expect_code(4);
}
