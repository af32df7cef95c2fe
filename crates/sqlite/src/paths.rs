//! Which paths of articles a path means that somebody types, as a condition of SQL.

/// Holds of a column `path` that `:path` means, as [`meant_path`] gives it: that file, what lies below that
/// folder, the records of that file, or what a pattern with `*` and `?` matches.
pub const PATH_IS_MEANT: &str = "(path = :path
    OR substr(path, 1, length(:path) + 1) IN (:path || '/', :path || ':', :path || '#')
    OR (:path GLOB '*[*?]*' AND path GLOB :path))";

/// Returns a path as [`PATH_IS_MEANT`] takes it: without a slash at its end.
pub fn meant_path(path: &str) -> String {
    let bare = path.trim_end_matches('/');
    if bare.is_empty() { path.to_owned() } else { bare.to_owned() }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, named_params};

    use super::*;

    #[test]
    fn a_path_means_files_folders_records_and_patterns() {
        let connection = Connection::open_in_memory().expect("opened");
        let sql = format!("SELECT {PATH_IS_MEANT} FROM (SELECT :known AS path)");
        let is_meant = |typed: &str, known: &str| -> bool {
            let parameters = named_params! { ":path": meant_path(typed), ":known": known };
            connection.query_row(&sql, parameters, |row| row.get(0)).expect("answered")
        };
        for (typed, known) in [
            ("news/a.txt", "news/a.txt"),
            ("news/", "news/b/a.txt"),
            ("news", "news/a.txt"),
            ("all.jsonl", "all.jsonl:7"),
            ("all.json", "all.json#7"),
            ("news/*.txt", "news/b/a.txt"),
            ("new?/a.txt", "news/a.txt"),
        ] {
            assert!(is_meant(typed, known), "{typed} {known}");
        }
        for (typed, known) in
            [("news", "newspaper/a.txt"), ("all.json", "all.jsonl:7"), ("a[b].txt", "ab.txt")]
        {
            assert!(!is_meant(typed, known), "{typed} {known}");
        }
    }
}
