//! How politely, how patiently and how much is fetched.

use std::net::IpAddr;
use std::time::Duration;

/// How politely, how patiently and how much is fetched.
#[derive(Debug, Clone)]
pub struct Options {
    /// What the fetcher calls itself, as [`user_agent`] makes it.
    pub user_agent: String,
    /// The pause between two requests to one host.
    pub delay: Duration,
    /// The longest pause that a host's `robots.txt` may ask for.
    pub longest_delay: Duration,
    /// How long the fetcher waits at most where a server says when to come back.
    pub patience: Duration,
    /// How often something is tried again that failed in passing.
    pub tries_again: u32,
    /// The most bytes of a page, packed and unpacked.
    pub max_bytes: u64,
    /// How often an address may lead on to another.
    pub max_redirects: usize,
    /// How long making a connection may take.
    pub connect_timeout: Duration,
    /// How long nothing may come.
    pub idle_timeout: Duration,
    /// How long one request may take with its answer.
    pub total_timeout: Duration,
    /// Whether addresses that are not those of the public internet are fetched from too.
    pub allow_private: bool,
    /// Addresses that are fetched from, although they are not those of the public internet.
    pub allowed: Vec<IpAddr>,
    /// Whether what did not change since it was fetched last is fetched all the same.
    pub refetch: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            user_agent: user_agent(None),
            delay: Duration::from_secs(1),
            longest_delay: Duration::from_secs(60),
            patience: Duration::from_secs(120),
            tries_again: 3,
            max_bytes: 20_000_000,
            max_redirects: 5,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(120),
            allow_private: false,
            allowed: Vec::new(),
            refetch: false,
        }
    }
}

/// Returns what the fetcher calls itself: `q7x2/VERSION` with an address at which its user can be reached, or
/// what the user wants it to be called instead.
pub fn user_agent(wanted: Option<&str>) -> String {
    let own = concat!("q7x2/", env!("CARGO_PKG_VERSION"));
    // Nothing else can stand in a header.
    let wanted = wanted.unwrap_or_default().trim();
    let wanted: String = wanted.chars().filter(|c| matches!(c, ' '..='~')).collect();
    let is_contact = !wanted.contains(' ')
        && (wanted.starts_with("http://")
            || wanted.starts_with("https://")
            || wanted.contains('@'));
    match wanted.as_str() {
        "" => own.to_owned(),
        contact if is_contact => format!("{own} (+{contact})"),
        _ => wanted,
    }
}

/// Returns the name by which `robots.txt` calls a program that calls itself `user_agent`.
pub(crate) fn product(user_agent: &str) -> &str {
    let end = user_agent.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
    &user_agent[..end.unwrap_or(user_agent.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fetcher_says_who_it_is() {
        let own = format!("q7x2/{}", env!("CARGO_PKG_VERSION"));
        assert_eq!(user_agent(None), own);
        assert_eq!(user_agent(Some("  ")), own);
        let reached = user_agent(Some("https://example.org/bot"));
        assert_eq!(reached, format!("{own} (+https://example.org/bot)"));
        assert_eq!(user_agent(Some("desk@example.org")), format!("{own} (+desk@example.org)"));
        assert_eq!(user_agent(Some("Desk/2 (a@b.example)\r\nX: y")), "Desk/2 (a@b.example)X: y");
    }

    #[test]
    fn its_name_in_robots_txt_is_the_product() {
        assert_eq!(product("q7x2/0.1.0 (+https://example.org)"), "q7x2");
        assert_eq!(product("Desk-Bot"), "Desk-Bot");
    }
}
