//! Which file of a crate imports which: what its `use` lines and its paths name, followed to the
//! file that the module stands in. A `mod` line alone imports nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::rust::{self, Token, TokenKind};
use super::source::SourceFile;

/// The module path of a file, from the crate's root; the root's is empty.
type Module = Vec<String>;

/// What was handed on through more files than this is not followed.
const LONGEST: usize = 8;

/// The files of a crate, each with those it imports.
pub(super) type Imports = BTreeMap<String, BTreeSet<String>>;

/// A file with what it names.
struct File {
    path: String,
    /// Every path of two names or more in it.
    paths: Vec<Vec<String>>,
    /// The paths of what its `use` lines bring in, by the name it has here.
    brought: BTreeMap<String, Vec<String>>,
}

/// Returns the imports among the files of the crate whose sources lie in `folder`, tests left out.
/// What a file takes from another that has it from a third is imported from the third.
pub(super) fn read(folder: &str, files: &[SourceFile]) -> Imports {
    let own = files.iter().filter(|file| file.extension() == "rs" && !file.is_test());
    let read = |file: &SourceFile| {
        let (paths, used) = paths(&rust::shipped(&file.text));
        File { path: file.path.clone(), paths, brought: used }
    };
    let modules: BTreeMap<Module, File> = own
        .filter_map(|file| Some((module(file.path.strip_prefix(folder)?), read(file))))
        .collect();
    let imports = modules.iter().map(|(module, file)| {
        let targets = file.paths.iter().filter_map(|path| target(module, path, &modules, 0));
        let mut targets: BTreeSet<String> = targets.collect();
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
/// crate. `through` counts the files that handed it on.
fn target(
    module: &Module,
    path: &[String],
    modules: &BTreeMap<Module, File>,
    through: usize,
) -> Option<String> {
    let first = path.first()?.as_str();
    let mut full = if first == "crate" { Module::new() } else { module.clone() };
    if !["crate", "self", "super"].contains(&first) {
        // A module's own children are named without more.
        full.push(first.to_owned());
        modules.get(&full)?;
        full.pop();
    }
    for part in path.iter().skip(usize::from(first == "crate")) {
        match part.as_str() {
            "super" => drop(full.pop()),
            "self" => {}
            part => full.push(part.to_owned()),
        }
    }
    // What the path names in the end is an item of the last module on it.
    let mut item = None;
    while !modules.contains_key(&full) {
        item = Some(full.pop()?);
    }
    let file = &modules[&full];
    match item.and_then(|item| file.brought.get(&item)) {
        Some(path) if through < LONGEST => target(&full, path, modules, through + 1),
        _ => Some(file.path.clone()),
    }
}

/// Returns every path of two names or more, those of `use` trees written out, and what the latter
/// bring in.
fn paths(tokens: &[Token<'_>]) -> (Vec<Vec<String>>, BTreeMap<String, Vec<String>>) {
    let (mut found, mut brought, mut at) = (Vec::new(), BTreeMap::new(), 0);
    while at < tokens.len() {
        match tokens[at].name() {
            Some("use") => {
                let end = tokens[at..].iter().position(|token| token.is(';'));
                let end = end.map_or(tokens.len(), |end| at + end);
                tree(&tokens[at + 1..end], &[], &mut |name, path| {
                    brought.insert(name.to_owned(), path.clone());
                    found.push(path);
                });
                at = end;
            }
            Some(_) => {
                let length = path_length(&tokens[at..]);
                let names = tokens[at..at + length].iter().filter_map(Token::name);
                let names: Vec<String> = names.map(str::to_owned).collect();
                if names.len() > 1 {
                    found.push(names);
                }
                at += length - 1;
            }
            None => {}
        }
        at += 1;
    }
    (found, brought)
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

/// Tells `found` the paths of a `use` tree that continues `before`, with the names they bring in.
fn tree(tokens: &[Token<'_>], before: &[String], found: &mut dyn FnMut(&str, Vec<String>)) {
    let mut path = before.to_vec();
    let (mut name, mut at) = (None, 0);
    while at < tokens.len() {
        match tokens[at].kind {
            TokenKind::Name("as") => {
                at += 1;
                name = tokens.get(at).and_then(Token::name);
            }
            TokenKind::Name("self") if !path.is_empty() => {}
            TokenKind::Name(part) => path.push(part.to_owned()),
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
    if let (Some(last), false) = (path.last(), tokens.is_empty()) {
        found(name.unwrap_or(last.as_str()), path.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    fn check(path: &str, text: &str, expect: &[&str]) {
        let lib = "pub use a::{Handed as On, b::{self, Deep}};\npub use std::fmt::Far;";
        let a = "use self::c::Handed;";
        let others =
            [("lib.rs", lib), ("a.rs", a), ("a/b.rs", ""), ("a/c/mod.rs", ""), ("d.rs", "")];
        let mut files: Vec<_> = others
            .iter()
            .filter(|(other, _)| *other != path)
            .map(|(other, text)| file(&format!("src/{other}"), text))
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
    fn what_is_handed_on_is_imported_from_where_it_is() {
        check("d.rs", "use crate::On;", &["a/c/mod.rs"]);
        check("d.rs", "use crate::Deep;\nuse crate::b::x;", &["a/b.rs"]);
        check("d.rs", "use crate::Far;", &[]);
        check("a/b.rs", "use super::{Handed, Own};", &["a.rs", "a/c/mod.rs"]);
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
