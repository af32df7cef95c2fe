//! No import circles: files that import each other, straight or through others, can only be read
//! all at once. A module that says what its children share has it in a file of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::exceptions::{EXCEPTIONS, Exceptions};
use super::imports::{self, Imports};
use super::source::SourceFile;
use super::{Problem, SOURCES};

/// Returns the circles that are no exceptions, and the exceptions that are in none.
pub(super) fn check(files: &[SourceFile], exceptions: &Exceptions) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut within = BTreeSet::new();
    for (circle, way) in circles(files) {
        let new: Vec<_> =
            circle.iter().filter(|file| !exceptions.circles.contains(*file)).collect();
        if let Some(first) = new.first() {
            let what = format!("{} files import each other: {}", circle.len(), way.join(" -> "));
            problems.push(Problem::in_file(first, what));
        }
        within.extend(circle);
    }
    for file in exceptions.circles.difference(&within) {
        let what = format!("{file} is in no import circle any more: drop it from [circles]");
        problems.push(Problem::in_file(EXCEPTIONS, what));
    }
    problems
}

/// Returns the files of each circle with a shortest way round.
pub(super) fn circles(files: &[SourceFile]) -> Vec<(BTreeSet<String>, Vec<String>)> {
    let of_crate = |folder: &&str| {
        let imports = imports::read(folder, files);
        together(&imports)
            .into_iter()
            .map(move |circle| {
                let way = way_round(&circle, &imports);
                (circle, way)
            })
            .collect::<Vec<_>>()
    };
    SOURCES.iter().flat_map(of_crate).collect()
}

/// Returns the largest groups of two files or more, each of which reaches all others.
fn together(imports: &Imports) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        imports.keys().map(|file| (file, reach(file, imports))).collect();
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for (file, others) in &reached {
        if !others.contains(file) || groups.iter().any(|group| group.contains(*file)) {
            continue;
        }
        let back = others.iter().filter(|other| reached[**other].contains(file));
        groups.push(back.map(|other| (*other).clone()).collect());
    }
    groups
}

/// Returns every file that `file` imports, straight or through others.
fn reach<'a>(file: &String, imports: &'a Imports) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&String> = imports[file].iter().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&imports[next]);
        }
    }
    reached
}

/// Returns a shortest way from the first file of a circle back to it.
fn way_round(circle: &BTreeSet<String>, imports: &Imports) -> Vec<String> {
    let Some(first) = circle.first() else { return Vec::new() };
    let mut ways = vec![vec![first]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = way[way.len() - 1];
            if imports[last].contains(first) {
                return way.into_iter().chain([first]).cloned().collect();
            }
            for next in imports[last].intersection(circle).filter(|next| !seen.contains(*next)) {
                longer.push(way.iter().copied().chain([next]).collect());
            }
            seen.extend(imports[last].iter());
        }
        ways = longer;
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    const FOLDER: &str = SOURCES[0];

    fn sources(imports: &[(&str, &str)]) -> Vec<SourceFile> {
        imports.iter().map(|(name, text)| file(&format!("{FOLDER}{name}.rs"), text)).collect()
    }

    fn excepting(names: &[&str]) -> Exceptions {
        let circles = names.iter().map(|name| format!("{FOLDER}{name}.rs")).collect();
        Exceptions { circles, ..Exceptions::default() }
    }

    #[test]
    fn a_circle_is_found_through_others() {
        let round =
            [("a", "use crate::b::B;"), ("b", "use crate::c::C;"), ("c", "use crate::a::A;")];
        let files = sources(&round);
        let found = check(&files, &Exceptions::default());
        assert_eq!(found.len(), 1);
        let way = ["a", "b", "c", "a"].map(|name| format!("{FOLDER}{name}.rs")).join(" -> ");
        assert_eq!(found[0].what, format!("3 files import each other: {way}"));
        assert!(check(&files, &excepting(&["a", "b", "c"])).is_empty());
        assert_eq!(check(&files, &excepting(&["a", "b"])).len(), 1, "the circle grew");
    }

    #[test]
    fn a_chain_is_no_circle_and_an_old_exception_is_found() {
        let files = sources(&[("a", "use crate::b::B;"), ("b", "use crate::c::C;"), ("c", "")]);
        assert!(check(&files, &Exceptions::default()).is_empty());
        assert_eq!(check(&files, &excepting(&["a"])).len(), 1);
    }

    #[test]
    fn a_child_that_imports_its_parent_is_a_circle_where_the_parent_imports_it() {
        let both = [("a", "mod b;\nuse b::B;"), ("a/b", "use super::Shared;")];
        assert_eq!(check(&sources(&both), &Exceptions::default()).len(), 1);
        let one = [("a", "mod b;\nuse b::B;"), ("a/b", "")];
        assert!(check(&sources(&one), &Exceptions::default()).is_empty());
    }
}
