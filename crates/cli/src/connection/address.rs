//! The address of a service, made of the host that a user names.

use crate::exit::Failure;

/// Returns the address of the service that listens on `port` of `host`.
pub(super) fn address(host: &str, port: u16) -> Result<String, Failure> {
    let (scheme, bare) = match host.split_once("://") {
        Some(("https", bare)) => ("https", bare),
        Some(("http", bare)) => ("http", bare),
        _ => ("http", host),
    };
    let bare = bare.trim_end_matches(['/', ':']);
    // Only an address of IP version 6 has several colons, and it wants brackets.
    let bare = match bare.matches(':').count() {
        0 => bare.to_owned(),
        1 => {
            return Err(Failure::Usage(format!(
                "--server takes a host without a port, not \"{host}\"; the ports are 7401 to \
                 7403, others are named with --ingest-server, --extraction-server and --query-server"
            )));
        }
        _ if bare.starts_with('[') => bare.to_owned(),
        _ => format!("[{bare}]"),
    };
    Ok(format!("{scheme}://{bare}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_given_alone() {
        let at = |host| address(host, 7403).map_err(|failure| failure.code());
        assert_eq!(at("localhost"), Ok("http://localhost:7403".into()));
        assert_eq!(at("localhost:"), Ok("http://localhost:7403".into()));
        assert_eq!(at("http://news.example/"), Ok("http://news.example:7403".into()));
        assert_eq!(at("https://news.example"), Ok("https://news.example:7403".into()));
        assert_eq!(at("::1"), Ok("http://[::1]:7403".into()));
        assert_eq!(at("[::1]"), Ok("http://[::1]:7403".into()));
        assert_eq!(at("localhost:7403"), Err(2));
    }
}
