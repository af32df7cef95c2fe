//! TLS for both ends: version 1.3, keys and certificates from files that are read again when they
//! change. Sockets are the caller's.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::version::TLS13;
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, ServerConfig, SignatureScheme,
};

use crate::KeyError;
use crate::error::read;
use crate::reload::Reloading;

/// What gRPC is called where protocols are agreed on.
const GRPC: &[u8] = b"h2";

/// What HTTP is called there.
const HTTP: &[u8] = b"http/1.1";

/// The files of a server.
#[derive(Debug, Clone)]
pub struct ServerTlsFiles {
    /// Its certificate, with those between it and the root.
    pub certificate: PathBuf,
    /// The key of the certificate.
    pub key: PathBuf,
    /// Who signs the certificates that clients must show; without it they need none.
    pub client_ca: Option<PathBuf>,
}

/// What a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    /// gRPC.
    Grpc,
    /// `/metrics` and `/healthz`.
    Http,
    /// The same, asked from this machine, which needs no certificate.
    HttpHere,
}

/// The TLS of a server.
#[derive(Debug)]
pub struct ServerTls(Reloading<Configs>);

struct Configs {
    grpc: Arc<ServerConfig>,
    http: Arc<ServerConfig>,
    http_here: Arc<ServerConfig>,
}

impl ServerTls {
    /// Reads the files.
    ///
    /// # Errors
    /// When one cannot be read, is not what it should be, or certificate and key do not belong
    /// together.
    pub fn open(files: ServerTlsFiles) -> Result<Self, KeyError> {
        let paths = [Some(&files.certificate), Some(&files.key), files.client_ca.as_ref()];
        let paths = paths.into_iter().flatten().cloned().collect();
        Reloading::open(paths, move || Configs::load(&files)).map(Self)
    }

    /// Returns how to speak on a new connection.
    pub fn config(&self, listening: Listening) -> Arc<ServerConfig> {
        let configs = self.0.current();
        Arc::clone(match listening {
            Listening::Grpc => &configs.grpc,
            Listening::Http => &configs.http,
            Listening::HttpHere => &configs.http_here,
        })
    }
}

impl Configs {
    fn load(files: &ServerTlsFiles) -> Result<Self, KeyError> {
        let certificates = certificates(&files.certificate)?;
        let key = key(&files.key)?;
        let roots = files.client_ca.as_deref().map(roots).transpose()?;
        let config = |ask_clients: bool, protocol: &[u8]| {
            let builder = ServerConfig::builder_with_provider(provider())
                .with_protocol_versions(&[&TLS13])
                .map_err(|error| KeyError::malformed(&files.certificate, error.to_string()))?;
            let builder = match (&roots, &files.client_ca) {
                (Some(roots), Some(path)) if ask_clients => {
                    let roots = Arc::new(roots.clone());
                    let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider());
                    let verifier = verifier.build();
                    let verifier =
                        verifier.map_err(|error| KeyError::malformed(path, error.to_string()))?;
                    builder.with_client_cert_verifier(verifier)
                }
                _ => builder.with_no_client_auth(),
            };
            let mut config = builder
                .with_single_cert(certificates.clone(), key.clone_key())
                .map_err(|error| unusable(&files.certificate, &files.key, &error))?;
            config.alpn_protocols = vec![protocol.to_vec()];
            // Every connection shows its certificate: one that ran out must not be taken up again.
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
            Ok::<_, KeyError>(Arc::new(config))
        };
        Ok(Self {
            grpc: config(true, GRPC)?,
            http: config(true, HTTP)?,
            http_here: config(false, HTTP)?,
        })
    }
}

/// The TLS of a client.
#[derive(Debug)]
pub struct ClientTls(Reloading<Arc<ClientConfig>>);

impl ClientTls {
    /// Reads the certificate of who signs the servers' certificates, and, for servers that ask for
    /// it, the client's own certificate with its key.
    ///
    /// # Errors
    /// When a file cannot be read or is not what it should be.
    pub fn open(ca: &Path, own: Option<(&Path, &Path)>) -> Result<Self, KeyError> {
        let ca = ca.to_owned();
        let own = own.map(|(certificate, key)| (certificate.to_owned(), key.to_owned()));
        let mut paths = vec![ca.clone()];
        paths.extend(own.iter().flat_map(|(certificate, key)| [certificate.clone(), key.clone()]));
        Reloading::open(paths, move || {
            let builder = ClientConfig::builder_with_provider(provider())
                .with_protocol_versions(&[&TLS13])
                .map_err(|error| KeyError::malformed(&ca, error.to_string()))?
                .with_root_certificates(roots(&ca)?);
            let mut config = match &own {
                None => builder.with_no_client_auth(),
                Some((certificate, path)) => builder
                    .with_client_auth_cert(certificates(certificate)?, key(path)?)
                    .map_err(|error| unusable(certificate, path, &error))?,
            };
            config.alpn_protocols = vec![GRPC.to_vec()];
            Ok(Arc::new(config))
        })
        .map(Self)
    }

    /// Returns how to speak on a new connection.
    pub fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.0.current())
    }
}

/// Returns how to speak to a server that has the certificate in this file and no other, whatever it
/// is called and whoever signed it: to ask a service of the same machine whether it is well.
///
/// # Errors
/// When the file is not what it should be.
pub fn pinned(certificate: &Path) -> Result<Arc<ClientConfig>, KeyError> {
    let own = certificates(certificate)?.into_iter().next();
    let own = own.ok_or_else(|| KeyError::malformed(certificate, "it holds no certificate"))?;
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| KeyError::malformed(certificate, error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned(own)))
        .with_no_client_auth();
    config.alpn_protocols = vec![HTTP.to_vec()];
    Ok(Arc::new(config))
}

/// Takes one certificate.
#[derive(Debug)]
struct Pinned(CertificateDer<'static>);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if *shown == self.0 {
            return Ok(ServerCertVerified::assertion());
        }
        Err(Error::General("it shows another certificate than the one in --tls-cert".into()))
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("version 1.3 alone is spoken".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, KeyError> {
    let bytes = read(path)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let found = found.map_err(|error| KeyError::malformed(path, error.to_string()))?;
    if found.is_empty() {
        return Err(KeyError::malformed(path, "it holds no certificate in PEM form"));
    }
    Ok(found)
}

fn key(path: &Path) -> Result<PrivateKeyDer<'static>, KeyError> {
    PrivateKeyDer::from_pem_slice(&read(path)?)
        .map_err(|_| KeyError::malformed(path, "it holds no private key in PEM form"))
}

fn roots(path: &Path) -> Result<RootCertStore, KeyError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path)? {
        roots.add(certificate).map_err(|error| KeyError::malformed(path, error.to_string()))?;
    }
    Ok(roots)
}

fn unusable(certificate: &Path, key: &Path, error: &Error) -> KeyError {
    let problem = format!("it cannot be used with the key {}: {error}", key.display());
    KeyError::malformed(certificate, problem)
}
