//! Markdown where a page had letters in bold and links: names in `**`, and `[words](address)`.

/// Where links lead to.
const ADDRESS: &str = "(https://news.example/2031/05/story-";
/// One line of so many has a link.
const EVERY: usize = 2;

/// Sets names (two capitalised words or more) in bold and makes the third and fourth word of every
/// second line a link.
pub(super) fn encode(text: &str) -> String {
    let lines = text.lines().enumerate();
    lines.map(|(number, line)| encode_line(number, line)).collect::<Vec<_>>().join("\n")
}

/// Returns the text without what [`encode`] adds.
pub(super) fn decode(text: &str) -> String {
    let (mut decoded, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find(ADDRESS) {
        decoded.push_str(&rest[..start]);
        let end = rest[start..].find(')').map_or(rest.len(), |end| start + end + 1);
        rest = &rest[end..];
    }
    (decoded + rest).replace("**", "").replace(['[', ']'], "")
}

fn encode_line(number: usize, line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let linked = number.is_multiple_of(EVERY * 2) && words.len() > 8;
    let mut set: Vec<String> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let name = words[at..].iter().take_while(|word| is_name(word)).count();
        if linked && at == 2 {
            set.push(format!("[{} {}]{ADDRESS}{number})", words[2], words[3]));
            at += 2;
        } else if name >= 2 && !(linked && at < 4) {
            set.push(format!("**{}**", words[at..at + name].join(" ")));
            at += name;
        } else {
            set.push(words[at].to_owned());
            at += 1;
        }
    }
    set.join(" ")
}

fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_bold_and_words_are_linked() {
        let line = "On Monday the mayor told Ada Lind and Peter Holt of it.";
        let set = "On Monday [the mayor](https://news.example/2031/05/story-0) told **Ada Lind** \
                   and **Peter Holt** of it.";
        assert_eq!(encode(line), set);
        assert_eq!(decode(set), line);
        assert_eq!(encode("x\nMs Lind"), "x\n**Ms Lind**");
    }
}
