//! `robots.txt` as RFC 9309 describes it, and the pause that some of them ask for.

use std::time::Duration;

/// How much of a file is read; what stands behind it does not count.
pub(crate) const MAX_BYTES: usize = 500 * 1024;

/// The most rules that are kept, and the longest pattern: a file with more is no set of rules.
const MAX_RULES: usize = 5_000;
const MAX_PATTERN: usize = 2_000;

/// What a host asks of one program.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    /// The pause between two requests.
    pub(crate) delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    pattern: String,
    allows: bool,
}

/// One group of a file: for whom it is, and what it says.
#[derive(Default)]
struct Group {
    is_ours: bool,
    is_for_all: bool,
    robots: Robots,
}

impl Robots {
    /// Reads what a file asks of the program called `product`, whatever else is in it.
    pub(crate) fn parse(bytes: &[u8], product: &str) -> Self {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_BYTES)]);
        let text = text.trim_start_matches('\u{feff}');
        let (mut ours, mut for_all) = (None::<Self>, None::<Self>);
        let mut group = Group::default();
        let mut names_end = false;
        let mut close = |group: Group| {
            if group.is_ours {
                ours.get_or_insert_default().join(group.robots);
            } else if group.is_for_all {
                for_all.get_or_insert_default().join(group.robots);
            }
        };
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if std::mem::take(&mut names_end) {
                    close(std::mem::take(&mut group));
                }
                group.is_ours |= crate::options::product(value).eq_ignore_ascii_case(product)
                    && !product.is_empty();
                group.is_for_all |= value == "*";
                continue;
            }
            // A rule of everybody before any group is nobody's.
            let is_rule = group.robots.take(&key, value);
            names_end |= is_rule;
        }
        close(group);
        ours.or(for_all).unwrap_or_default()
    }

    /// Tells whether a path, with its query, may be fetched.
    pub(crate) fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path);
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        // The longest pattern counts; of two as long, the one that allows.
        matching.max_by_key(|rule| (rule.pattern.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }

    /// Takes a line; tells whether it is one of those that end the names of a group.
    fn take(&mut self, key: &str, value: &str) -> bool {
        match key {
            "allow" | "disallow" => {
                // An empty pattern says nothing.
                if !value.is_empty() && value.len() <= MAX_PATTERN && self.rules.len() < MAX_RULES {
                    self.rules.push(Rule { pattern: normal(value), allows: key == "allow" });
                }
                true
            }
            "crawl-delay" => {
                let seconds = value.parse::<f64>().ok().filter(|s| s.is_finite() && *s >= 0.0);
                let delay = seconds.map(|seconds| Duration::from_secs_f64(seconds.min(1e6)));
                self.delay = self.delay.max(delay);
                true
            }
            _ => false,
        }
    }

    fn join(&mut self, other: Self) {
        let room = MAX_RULES.saturating_sub(self.rules.len());
        self.rules.extend(other.rules.into_iter().take(room));
        self.delay = self.delay.max(other.delay);
    }
}

/// Returns a path with its escapes as they are compared: what need not be escaped is not, all else is.
fn normal(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut normal = String::with_capacity(path.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let byte = escaped.unwrap_or(bytes[at]);
        let is_plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        let is_kept = escaped.is_none() && byte.is_ascii_graphic();
        if is_plain || is_kept {
            normal.push(char::from(byte));
        } else {
            normal.push_str(&format!("%{byte:02X}"));
        }
        at += if escaped.is_some() { 3 } else { 1 };
    }
    normal
}

/// Tells whether a pattern with `*` and a final `$` matches the beginning of a path. Its parts are found one
/// after the other, each as early as it stands, so that no pattern takes more than its length times the path's.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, is_whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if is_whole && parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if is_whole && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(robots: &str, path: &str) -> bool {
        Robots::parse(robots.as_bytes(), "q7x2").allows(path)
    }

    #[test]
    fn the_group_of_the_program_counts_alone() {
        let file = "User-agent: *\nDisallow: /\n\nUser-Agent: Other\nUser-agent: Q7X2/1.0 # us\nDisallow: /private\n\
                    Sitemap: https://a.example/s.xml\nAllow: /private/open\n";
        assert!(allows(file, "/news"));
        assert!(!allows(file, "/private/a"));
        assert!(allows(file, "/private/open/a"));
        assert!(!Robots::parse(file.as_bytes(), "somebody").allows("/news"));
    }

    #[test]
    fn groups_of_one_name_are_one() {
        let file = "User-agent: q7x2\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: q7x2\nDisallow: /b\n";
        assert!(!allows(file, "/a") && !allows(file, "/b") && allows(file, "/c"));
    }

    #[test]
    fn the_longest_pattern_counts_and_of_two_the_one_that_allows() {
        let file =
            "User-agent: *\nDisallow: /page\nAllow: /page\nDisallow: /*.php$\nAllow: /open/*.php\n";
        assert!(allows(file, "/page"));
        assert!(!allows(file, "/a/b.php") && allows(file, "/a/b.php?x=1"));
        assert!(allows(file, "/open/b.php"));
    }

    #[test]
    fn patterns_match_as_they_are_described() {
        for (pattern, path, is_match) in [
            ("/", "/anything", true),
            ("/fish", "/fish.html", true),
            ("/fish", "/Fish", false),
            ("/fish/", "/fish", false),
            ("/fish*", "/fish", true),
            ("/*.php", "/index.php?a", true),
            ("/*.php$", "/a.php/b.php", true),
            ("/*.php$", "/a.php5", false),
            ("/fish*.php", "/fishheads/catfish.php", true),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("/a*b*c$", "/a-c", false),
            ("*", "/x", true),
        ] {
            assert_eq!(matches(pattern, path), is_match, "{pattern} {path}");
        }
    }

    #[test]
    fn escapes_are_compared_as_what_they_mean() {
        let file = "User-agent: *\nDisallow: /a%3cd\nDisallow: /caf\u{e9}\nDisallow: /%7ejoe\n";
        assert!(
            !allows(file, "/a%3Cd.html") && !allows(file, "/caf%C3%A9") && !allows(file, "/~joe/")
        );
        assert!(allows(file, "/a%2Fd"));
    }

    #[test]
    fn what_is_no_rule_says_nothing() {
        for file in
            ["", "<html>no</html>", "Disallow: /\n", "User-agent: *\nDisallow:\n", "\u{0}\u{ff}"]
        {
            assert!(allows(file, "/a"), "{file}");
        }
        assert!(!allows("\u{feff}User-agent: *\r\nDisallow: /\r\n", "/a"));
        assert!(allows("User-agent: *\nDisallow: /\n", "/robots.txt"));
    }

    #[test]
    fn a_pause_is_read() {
        let delay = |line: &str| {
            Robots::parse(format!("User-agent: *\nCrawl-delay: {line}\n").as_bytes(), "q7x2").delay
        };
        assert_eq!(delay("2.5"), Some(Duration::from_millis(2500)));
        assert_eq!(delay("-1"), None);
        assert_eq!(delay("NaN"), None);
        assert!(delay("1e300").is_some());
    }

    #[test]
    fn a_pattern_of_many_stars_takes_no_longer_than_its_length_times_the_path() {
        let pattern = format!("/{}x$", "*a".repeat(900));
        let path = format!("/{}", "a".repeat(20_000));
        assert!(!matches(&pattern, &path));
    }
}
