//! Lines as they are cut and marked on their way: wrapped at a width, quoted in an answer, without
//! blank lines between paragraphs. No word changes.

/// Wraps every line of `text` at `width` columns, each line behind `mark`, which is not counted.
pub(super) fn wrapped(text: &str, width: usize, mark: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let (mut wrapped, mut columns) = (String::new(), 0);
        for word in line.split(' ') {
            let length = word.chars().count();
            if columns > 0 && columns + 1 + length > width {
                lines.push(std::mem::take(&mut wrapped));
                columns = 0;
            } else if !wrapped.is_empty() {
                wrapped.push(' ');
                columns += 1;
            }
            wrapped.push_str(word);
            columns += length;
        }
        lines.push(wrapped);
    }
    marked(&lines, mark)
}

/// Puts `> ` before every line.
pub(super) fn quoted(text: &str) -> String {
    marked(&text.lines().map(str::to_owned).collect::<Vec<_>>(), "> ")
}

/// Undoes [`quoted`], and the marks of [`wrapped`].
pub(super) fn unquoted(text: &str) -> String {
    let lines = text.lines().map(|line| line.strip_prefix('>').unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// Takes the blank lines out.
pub(super) fn close(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.join("\n")
}

fn marked(lines: &[String], mark: &str) -> String {
    let marked = lines.iter().map(|line| format!("{mark}{line}").trim_end().to_owned());
    marked.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_between_words() {
        assert_eq!(wrapped("One two three\n\nfour", 7, ""), "One two\nthree\n\nfour");
        assert_eq!(wrapped("One two", 7, "> "), "> One two");
        assert_eq!(wrapped("One twothreefour five", 8, ""), "One\ntwothreefour\nfive");
    }

    #[test]
    fn lines_are_quoted_and_closed() {
        assert_eq!(quoted("One two\n\nthree"), "> One two\n>\n> three");
        assert_eq!(unquoted("One two\n>\n> three"), "One two\n\n three");
        assert_eq!(close("One two\n\nthree\n \nfour\n"), "One two\nthree\nfour");
    }
}
