//! Real folders: what is taken, in which order, and what is said of the rest.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

/// Makes files under a new folder; each holds its own name.
fn folder(files: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        fs::write(path, file).expect("a file");
    }
    dir
}

/// Returns the plan's entries as paths below `root`, problems as `path: message`.
fn listing(plan: &Plan, root: &Path) -> Vec<String> {
    let root = format!("{}/", root.display());
    let shown = |entry: &Entry| match entry {
        Ok(Planned { input: Input::Path(path), .. }) => path.display().to_string(),
        Ok(Planned { input: Input::Stdin, .. }) => "-".to_owned(),
        Err(error) => error.to_string(),
    };
    plan.entries.iter().map(|entry| shown(entry).replace(&root, "")).collect()
}

#[track_caller]
fn check(files: &[&str], input: &str, expected: &[&str], skipped: u64) {
    let dir = folder(files);
    let input = Input::from(dir.path().join(input));
    let plan = Plan::of(&[input]);
    assert_eq!(listing(&plan, dir.path()), expected);
    assert_eq!(plan.skipped().total(), skipped);
}

#[test]
fn a_folder_is_walked_in_order_and_only_articles_are_taken() {
    check(
        &[
            "b.txt",
            "a/2.jsonl",
            "a/10.TXT",
            "c.png",
            ".git/x.txt",
            ".h.txt",
            "d/x.json",
            "README.md",
        ],
        ".",
        &["./a/10.TXT", "./a/2.jsonl", "./b.txt", "./d/x.json"],
        2,
    );
}

#[test]
fn a_folder_without_articles_says_what_else_it_holds() {
    let message = "the folder holds no file of an ending that is read (2 other files skipped: 1 .md, 1 .png; name \
                   a file, or a pattern in quotes, to read it whatever its ending; `--input-format` says \
                   what it is)";
    check(&["n/a.png", "n/b/c.md"], "n", &[&format!("n: {message}")], 2);
}

#[test]
fn a_named_file_is_taken_whatever_its_name() {
    check(&["a.png"], "a.png", &["a.png"], 0);
    check(&[".hidden"], ".hidden", &[".hidden"], 0);
}

#[test]
fn what_does_not_exist_is_named_with_the_systems_reason() {
    check(
        &[],
        "gone.txt",
        &["gone.txt: cannot be read: No such file or directory (os error 2)"],
        0,
    );
}

#[test]
fn a_pattern_takes_every_file_it_matches() {
    let files = ["n/a.txt", "n/b.html", "n/c/d.txt", "n/.e.txt", "m/a.txt"];
    check(&files, "n/*.txt", &["n/a.txt"], 0);
    check(&files, "*/a.txt", &["m/a.txt", "n/a.txt"], 0);
    check(&files, "n/**/*.txt", &["n/a.txt", "n/c/d.txt"], 0);
    check(&files, "[mn]/?.{txt,html}", &["m/a.txt", "n/a.txt", "n/b.html"], 0);
}

#[test]
fn a_pattern_that_matches_a_folder_walks_it() {
    check(&["n/a.txt", "n/c/d.txt", "n/c/e.png"], "n/*", &["n/a.txt", "n/c/d.txt"], 1);
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error() {
    check(&["n/a.txt"], "n/*.jsonl", &["n/*.jsonl: no file matches this pattern"], 0);
    check(&[], "gone/*.txt", &["gone/*.txt: no file matches this pattern"], 0);
    let plan = Plan::of(&[Input::from("/nowhere/[a")]);
    assert!(listing(&plan, Path::new("/"))[0].contains("is not a valid pattern"), "{plan:?}");
}

#[test]
fn a_path_that_exists_is_no_pattern() {
    check(&["[1] a*.txt", "1 ab.txt"], "[1] a*.txt", &["[1] a*.txt"], 0);
}

#[test]
fn inputs_keep_their_order_and_standard_input_is_read_once() {
    let dir = folder(&["a.txt", "b.txt"]);
    let path = |name: &str| Input::from(dir.path().join(name));
    let plan = Plan::of(&[path("b.txt"), Input::from("-"), path("a.txt"), Input::from("-")]);
    let expected = ["b.txt", "-", "a.txt", "-: standard input is named more than once"];
    assert_eq!(listing(&plan, dir.path()), expected);
    assert_eq!((plan.files(), plan.bytes()), (3, None));
    assert_eq!(Plan::of(&[path("b.txt"), path("a.txt")]).bytes(), Some(10));
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_followed_but_never_in_a_circle() {
        let dir = folder(&["n/a.txt", "elsewhere/b.txt"]);
        let root = dir.path();
        symlink(root.join("n"), root.join("n/self")).expect("a link");
        symlink(root.join("elsewhere"), root.join("n/there")).expect("a link");
        symlink(root.join("elsewhere/b.txt"), root.join("n/z.txt")).expect("a link");
        let plan = Plan::of(&[Input::from(root.join("n"))]);
        assert_eq!(listing(&plan, root), ["n/a.txt", "n/there/b.txt", "n/z.txt"]);
    }

    #[test]
    fn links_to_and_fro_do_not_multiply() {
        let dir = folder(&["00/a.txt"]);
        let root = dir.path();
        for level in 1..30 {
            let (here, below) = (format!("{level:02}"), format!("{:02}", level - 1));
            fs::create_dir(root.join(&here)).expect("a folder");
            for name in ["x", "y"] {
                symlink(root.join(&below), root.join(&here).join(name)).expect("a link");
            }
        }
        let plan = Plan::of(&[Input::from(root.join("29"))]);
        assert_eq!(plan.files(), 1, "{:?}", listing(&plan, root));
    }

    #[test]
    fn a_link_to_nowhere_is_told_only_when_it_looks_like_an_article() {
        let dir = folder(&["n/a.txt"]);
        symlink("gone", dir.path().join("n/b.txt")).expect("a link");
        symlink("gone", dir.path().join("n/c.lock")).expect("a link");
        let plan = Plan::of(&[Input::from(dir.path().join("n"))]);
        let listing = listing(&plan, dir.path());
        assert_eq!(listing[0], "n/a.txt");
        assert!(listing[1].starts_with("n/b.txt: cannot be read: "), "{listing:?}");
        assert_eq!((listing.len(), plan.skipped().total()), (2, 1));
    }

    #[test]
    fn a_closed_folder_is_told_and_the_rest_goes_on() {
        let dir = folder(&["n/a/b.txt", "n/c.txt"]);
        let closed = dir.path().join("n/a");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("allowed");
        // Whoever may do everything is kept out of nothing.
        let is_closed = fs::read_dir(&closed).is_err();
        let plan = Plan::of(&[Input::from(dir.path().join("n"))]);
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).expect("allowed");
        let listing = listing(&plan, dir.path());
        let first = if is_closed {
            "n/a: cannot be read: Permission denied (os error 13)"
        } else {
            "n/a/b.txt"
        };
        assert_eq!(listing[0], first);
        assert_eq!(listing[1], "n/c.txt");
    }
}
