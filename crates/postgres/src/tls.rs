//! The way to the server: plain, or TLS where its address asks for it.
//!
//! `sslmode=require` is TLS with the server's certificate checked, name included, as `verify-full` is: a
//! certificate that nobody checks keeps no one out. Authorities are those of the system, or those in the
//! file after `sslrootcert=`. Without `sslmode`, or with `disable`, nothing is encrypted.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How to reach a database. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) config: Config,
    pub(crate) tls: MakeRustlsConnect,
}

impl Way {
    /// Reads an address. An error says what is wrong with it.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let (place, options) = url.split_once('?').unwrap_or((url, ""));
        let (mut is_encrypted, mut authorities, mut others) = (false, None, vec![]);
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", "disable")) => is_encrypted = false,
                Some(("sslmode", "require" | "verify-full")) => is_encrypted = true,
                Some(("sslmode", _)) => {
                    return Err("sslmode is require, verify-full or disable".into());
                }
                Some(("sslrootcert", file)) => authorities = Some(file),
                _ => others.push(option),
            }
        }
        let url = match others.is_empty() {
            true => place.to_owned(),
            false => format!("{place}?{}", others.join("&")),
        };
        let mut config: Config = url.parse().map_err(|error| explained(&error))?;
        let roots = match (is_encrypted, authorities) {
            (false, Some(_)) => return Err("sslrootcert needs sslmode=require".into()),
            (false, None) => RootCertStore::empty(),
            (true, Some(file)) => from_file(file)?,
            (true, None) => of_the_system()?,
        };
        config.ssl_mode(if is_encrypted { SslMode::Require } else { SslMode::Disable });
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { config, tls: MakeRustlsConnect::new(client) })
    }
}

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It shows no password.
        self.config.fmt(f)
    }
}

/// Returns what is wrong, the cause included.
fn explained(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

fn from_file(file: &str) -> Result<RootCertStore, String> {
    let odd = |error: &dyn std::fmt::Display| format!("sslrootcert={file} cannot be read: {error}");
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| odd(&error))? {
        let certificate = certificate.map_err(|error| odd(&error))?;
        roots.add(certificate).map_err(|error| odd(&error))?;
    }
    match roots.is_empty() {
        true => Err(odd(&"it holds no certificate")),
        false => Ok(roots),
    }
}

fn of_the_system() -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    match roots.is_empty() {
        true => {
            Err("the system knows no authorities; give a file of them with sslrootcert=".into())
        }
        false => Ok(roots),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_whether_the_way_is_encrypted() {
        let way = Way::parse("postgres://a:b@h/d?application_name=x").expect("read");
        assert_eq!(way.config.get_ssl_mode(), SslMode::Disable);
        assert_eq!(way.config.get_application_name(), Some("x"));
        let way = Way::parse("postgres://a:b@h/d?sslmode=disable").expect("read");
        assert_eq!(way.config.get_ssl_mode(), SslMode::Disable);
        for (odd, told) in [
            ("sslmode=prefer", "require"),
            ("sslrootcert=/x", "sslmode"),
            ("sslmode=require&sslrootcert=/nowhere/ca.pem", "/nowhere/ca.pem"),
        ] {
            let refused = Way::parse(&format!("postgres://h/d?{odd}")).expect_err(odd);
            assert!(refused.contains(told), "{refused}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let way = Way::parse("postgres://a:secret@h/d").expect("read");
        assert!(!format!("{way:?}").contains("secret"));
    }
}
