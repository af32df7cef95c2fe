//! Which file of a crate imports which: what its `use` lines and its paths name, followed to the
//! file that the module stands in. A `mod` line alone imports nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::rust::{self, Token, TokenKind};
use super::source::SourceFile;

/// The module path of a file, from the crate's root; the root's is empty.
type Module = Vec<String>;

/// The files of a crate, each with those it imports.
pub(super) type Imports = BTreeMap<String, BTreeSet<String>>;

/// Returns the imports among the files of the crate whose sources lie in `folder`, tests left out.
pub(super) fn read(folder: &str, files: &[SourceFile]) -> Imports {
    let own = files.iter().filter(|file| file.extension() == "rs" && !file.is_test());
    let modules: BTreeMap<Module, &SourceFile> =
        own.filter_map(|file| Some((module(file.path.strip_prefix(folder)?), file))).collect();
    let imports = modules.iter().map(|(module, file)| {
        let of_path = |path: &[&str]| target(module, path, &modules);
        let named = paths(&rust::shipped(&file.text));
        let mut targets: BTreeSet<String> = named.iter().filter_map(|path| of_path(path)).collect();
        targets.remove(&file.path);
        (file.path.clone(), targets)
    });
    imports.collect()
}

/// Returns the module that the file at `path`, below the sources' folder, is.
fn module(path: &str) -> Module {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "lib" | "main" => Vec::new(),
        path => path.split('/').map(str::to_owned).collect(),
    }
}

/// Returns the file that `path`, written in `module`, leads to; `None` when it leads out of the
/// crate.
fn target(
    module: &Module,
    path: &[&str],
    modules: &BTreeMap<Module, &SourceFile>,
) -> Option<String> {
    let mut full: Module = match *path.first()? {
        "crate" => Vec::new(),
        "self" | "super" => module.clone(),
        child => {
            // A module's own children are named without more.
            let mut full = module.clone();
            full.push(child.to_owned());
            return modules
                .get(&full)
                .and_then(|_| target(&full, &[&["self"], &path[1..]].concat(), modules));
        }
    };
    for part in path.iter().skip(usize::from(path[0] != "super")) {
        match *part {
            "super" => drop(full.pop()),
            part => full.push(part.to_owned()),
        }
    }
    // What the path names in the end is an item of the last module on it.
    while !modules.contains_key(&full) {
        full.pop()?;
    }
    modules.get(&full).map(|file| file.path.clone())
}

/// Returns every path of two names or more, those of `use` trees written out.
fn paths<'a>(tokens: &[Token<'a>]) -> Vec<Vec<&'a str>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        match tokens[at].name() {
            Some("use") => {
                let end = tokens[at..].iter().position(|token| token.is(';'));
                let end = end.map_or(tokens.len(), |end| at + end);
                tree(&tokens[at + 1..end], &[], &mut found);
                at = end;
            }
            Some(_) => {
                let length = path_length(&tokens[at..]);
                let names = tokens[at..at + length].iter().filter_map(Token::name);
                let names: Vec<_> = names.collect();
                if names.len() > 1 {
                    found.push(names);
                }
                at += length - 1;
            }
            None => {}
        }
        at += 1;
    }
    found
}

/// Returns how many tokens the path that `tokens` begin with has.
fn path_length(tokens: &[Token<'_>]) -> usize {
    let mut length = 1;
    while let [a, b, next, ..] = &tokens[length..]
        && a.is(':')
        && b.is(':')
        && next.name().is_some()
    {
        length += 3;
    }
    length
}

/// Adds the paths of a `use` tree that continues `before`.
fn tree<'a>(tokens: &[Token<'a>], before: &[&'a str], found: &mut Vec<Vec<&'a str>>) {
    let mut path = before.to_vec();
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].kind {
            TokenKind::Name("as") => at += 1,
            TokenKind::Name(name) => path.push(name),
            TokenKind::Mark('{') => {
                let end = rust::closing(tokens, at);
                let (mut depth, mut start) = (0, at + 1);
                for inner in at + 1..=end {
                    match tokens[inner].kind {
                        TokenKind::Mark('{') => depth += 1,
                        TokenKind::Mark('}') if depth > 0 => depth -= 1,
                        TokenKind::Mark(',' | '}') if depth == 0 => {
                            tree(&tokens[start..inner], &path, found);
                            start = inner + 1;
                        }
                        _ => {}
                    }
                }
                return;
            }
            _ => {}
        }
        at += 1;
    }
    if path.len() > before.len() {
        found.push(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    fn check(path: &str, text: &str, expect: &[&str]) {
        let others = ["lib.rs", "a.rs", "a/b.rs", "a/c/mod.rs", "d.rs"];
        let mut files: Vec<_> = others
            .iter()
            .filter(|other| **other != path)
            .map(|other| file(&format!("src/{other}"), ""))
            .collect();
        files.push(file(&format!("src/{path}"), text));
        let imports = read("src/", &files);
        let found: Vec<_> = imports[&format!("src/{path}")].iter().collect();
        let expect: Vec<_> = expect.iter().map(|path| format!("src/{path}")).collect();
        assert_eq!(found, expect.iter().collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn use_trees_lead_to_files() {
        check("d.rs", "use crate::a::{b::{X, Y as Z}, c, One};", &["a.rs", "a/b.rs", "a/c/mod.rs"]);
        check("a/b.rs", "use super::c::x;\nuse super::One;", &["a.rs", "a/c/mod.rs"]);
        check("a/c/mod.rs", "use super::super::d::x;", &["d.rs"]);
        check("a.rs", "mod b;\nmod c;\npub use self::b::x;", &["a/b.rs"]);
        check("d.rs", "use std::fmt;\nuse q7x2_domain::a::b;", &[]);
        check("d.rs", "use crate::Top;", &["lib.rs"]);
    }

    #[test]
    fn paths_in_code_lead_to_files() {
        check("a.rs", "mod b;\nfn f() { b::g(crate::d::X::new()) }", &["a/b.rs", "d.rs"]);
        check("a.rs", "mod b;\nfn f(b: u8) -> u8 { b }", &[]);
        check("d.rs", "fn f() { Vec::<u8>::new(); a::g() }", &[]);
    }

    #[test]
    fn tests_import_what_they_like() {
        check("d.rs", "#[cfg(test)]\nmod tests {\n use crate::a::b::x;\n}", &[]);
        let files = [file("src/a/tests.rs", "use crate::x;"), file("src/a.rs", "")];
        assert_eq!(read("src/", &files).len(), 1);
    }
}
