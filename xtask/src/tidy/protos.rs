//! The wire contract explains itself: every service, rpc, message, enum, field and value has a
//! comment above it, and every enum begins with its unspecified value.
//!
//! A line-wise check of files in buf's style (one declaration a line), no parser.

use super::Problem;
use super::source::SourceFile;

/// Returns the declarations that nothing explains.
pub(super) fn check(files: &[SourceFile]) -> Vec<Problem> {
    files.iter().filter(|file| file.extension() == "proto").flat_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut explained = false;
    let mut opens_enum = false;
    for (index, line) in file.text.lines().map(str::trim).enumerate() {
        if line.starts_with("//") {
            explained = true;
            continue;
        }
        if is_declaration(line) {
            if !explained {
                problems.push(Problem::in_line(file, index, "say in a comment what this means"));
            }
            if opens_enum && !line.contains("_UNSPECIFIED = 0;") {
                let what = "an enum begins with NAME_UNSPECIFIED = 0";
                problems.push(Problem::in_line(file, index, what));
            }
            opens_enum = line.starts_with("enum ");
        }
        explained = false;
    }
    problems
}

/// Tells whether a trimmed line declares something that needs a comment.
fn is_declaration(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    match first {
        "syntax" | "package" | "import" | "option" | "reserved" => false,
        "service" | "rpc" | "message" | "enum" | "oneof" => true,
        // A field or a value: `Type name = 1;`, `NAME = 1;`.
        _ => line.contains(" = ") && line.ends_with(';'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    fn lines_found(text: &str) -> Vec<String> {
        let problems = check(&[file("proto/a.proto", text)]);
        problems.into_iter().map(|problem| problem.place).collect()
    }

    #[test]
    fn each_kind_of_declaration_needs_a_comment() {
        let text = "syntax = \"proto3\";\n\
                    service A {\n\
                    // Asks.\n\
                    rpc B(C) returns (D);\n\
                    rpc E(F) returns (G);\n\
                    }\n\
                    // Said.\n\
                    message C {\n\
                    string text = 1;\n\
                    }\n";
        assert_eq!(lines_found(text), ["proto/a.proto:2", "proto/a.proto:5", "proto/a.proto:9"]);
    }

    #[test]
    fn an_enum_begins_with_unspecified() {
        let text = "// Kinds.\nenum Kind {\n// Not set.\nKIND_UNSPECIFIED = 0;\n}\n";
        assert_eq!(lines_found(text), [""; 0]);
        assert_eq!(lines_found(&text.replace("_UNSPECIFIED", "_ANY")), ["proto/a.proto:4"]);
    }
}
