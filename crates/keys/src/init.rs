//! Making keys: a small certificate authority, a server's and a client's certificate, tokens and the
//! key of lending tickets, all in a folder. What is there already is left alone, so that it can be
//! done again; renewing and replacing are told apart from making.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SerialNumber, date_time_ymd,
};
use ring::rand::{SecureRandom, SystemRandom};

use crate::error::read_text;
use crate::tokens::{Entry, entries};
use crate::{KeyError, Role, Roles, Secret, new_secret};

/// How long the authority's own certificate is good, in seconds: ten years.
const CA_SECONDS: u64 = 3650 * 86_400;

/// How long before now a certificate begins to be good, in seconds, for clocks that go slow.
const LEEWAY: u64 = 3600;

/// The names that a server's certificate has in any case.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The file with the other names of the server's certificate, a line each: whoever renews it need not know
/// them.
const HOSTS: &str = "hosts";

/// The tokens that are made, with what each may do.
const TOKENS: [(&str, Role); 5] = [
    ("ingest-service", Role::Ingest),
    ("worker", Role::Worker),
    ("ingest", Role::Ingest),
    ("reader", Role::Reader),
    ("editor", Role::Editor),
];

/// What to make.
#[derive(Debug, Clone)]
pub struct InitOptions {
    /// The folder; made when it is not there.
    pub folder: PathBuf,
    /// Where the authority's key is kept, if not as `ca.key` in the folder.
    pub ca_key: Option<PathBuf>,
    /// Names and addresses of the server beside those of this machine.
    pub hosts: Vec<String>,
    /// How long the server's and the client's certificate are good, from `now` on.
    pub good_for: Duration,
    /// The time, in seconds since 1970.
    pub now: u64,
    /// Whether to make the certificates anew that are there.
    pub renew: bool,
}

impl InitOptions {
    /// Returns what makes keys in a folder for this machine alone, with certificates that are good for so long from
    /// `now` on, in seconds since 1970; what is there stays.
    pub fn new(folder: impl Into<PathBuf>, good_for: Duration, now: u64) -> Self {
        Self { folder: folder.into(), ca_key: None, hosts: vec![], good_for, now, renew: false }
    }
}

/// Makes what is missing in the folder, a name in the server's certificate among it. Returns the files that
/// were made or renewed.
///
/// # Errors
/// When a file cannot be written, or one that is there cannot be used.
pub fn init(options: &InitOptions) -> Result<Vec<PathBuf>, KeyError> {
    make_folder(&options.folder)?;
    let at = |name: &str| options.folder.join(name);
    let mut made = vec![];
    let ca_key = options.ca_key.clone().unwrap_or_else(|| at("ca.key"));
    if exists(&at("ca.pem")) && !exists(&ca_key) {
        let problem = "the key that belongs to ca.pem is not there; name it with --ca-key, or begin in \
                       another folder";
        return Err(KeyError::malformed(&ca_key, problem));
    }
    let key = key_pair(&ca_key, &mut made)?;
    let params = ca_params(options.now)?;
    if !exists(&at("ca.pem")) {
        write(&at("ca.pem"), params.self_signed(&key)?.pem().as_bytes(), false)?;
        made.push(at("ca.pem"));
    }
    let issuer = Issuer::new(params, key);

    let known = if exists(&at(HOSTS)) { Some(read_text(&at(HOSTS))?) } else { None };
    let mut hosts: Vec<String> =
        known.iter().flat_map(|text| text.lines()).map(str::to_owned).collect();
    let new = options.hosts.iter().filter(|host| !LOOPBACK.contains(&host.as_str()));
    for host in new {
        if !hosts.contains(host) {
            hosts.push(host.clone());
        }
    }
    let list: String = hosts.iter().map(|host| format!("{host}\n")).collect();
    // What names a certificate has that was made without the list is not known.
    let lacks_a_name = known.is_some_and(|known| known != list);
    let of_server = LOOPBACK.into_iter().map(str::to_owned).chain(hosts).collect();
    let both = [ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    let client = [ExtendedKeyUsagePurpose::ClientAuth];
    // A service is a client of others too, so its certificate serves both ways.
    let server = leaf("q7x2 server", of_server, &both, options)?;
    let client = leaf("q7x2 client", vec!["client".into()], &client, options)?;
    for (name, params) in [("server", server), ("client", client)] {
        let (certificate, key) = (at(&format!("{name}.pem")), at(&format!("{name}.key")));
        let key = key_pair(&key, &mut made)?;
        let lacks_a_name = lacks_a_name && name == "server";
        if options.renew || lacks_a_name || !exists(&certificate) {
            write(&certificate, params.signed_by(&key, &issuer)?.pem().as_bytes(), false)?;
            made.push(certificate);
            if name == "server" {
                write(&at(HOSTS), list.as_bytes(), false)?;
            }
        }
    }

    if !exists(&at("ticket.key")) {
        write(&at("ticket.key"), format!("{}\n", new_secret()?.reveal()).as_bytes(), true)?;
        made.push(at("ticket.key"));
    }
    if !exists(&at("tokens")) {
        for (name, role) in TOKENS {
            made.push(token(&options.folder, name, Roles::default().and(role))?);
        }
        made.push(at("tokens"));
    }
    Ok(made)
}

/// Adds a token to the file `tokens` in the folder and writes it to `NAME.token`, whose path is
/// returned. Earlier tokens of this name stay good until they are revoked.
///
/// # Errors
/// When the name is no name, a file cannot be written, or the file of tokens cannot be used.
pub fn token(folder: &Path, name: &str, roles: Roles) -> Result<PathBuf, KeyError> {
    let path = folder.join(format!("{name}.token"));
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
        let problem = "a token's name has letters, digits, dots and hyphens only";
        return Err(KeyError::malformed(&path, problem));
    }
    make_folder(folder)?;
    let token = new_secret()?;
    let mut lines = known(folder)?;
    lines.push(Entry::new(name, roles, &token));
    // The client's file last: a token that no service knows is of no use.
    write_entries(folder, &lines)?;
    write(&path, format!("{}\n", token.reveal()).as_bytes(), true)?;
    Ok(path)
}

/// What revoking tokens came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// How many are good no more.
    pub ended: usize,
    /// How many are left, of whatever name.
    pub left: usize,
}

/// Takes the tokens of a name out of the file `tokens`, or all but the newest of them.
///
/// # Errors
/// When the file cannot be used or written.
pub fn revoke(folder: &Path, name: &str, keep_newest: bool) -> Result<Revoked, KeyError> {
    let mut lines = known(folder)?;
    let before = lines.len();
    let is_named = |entry: &Entry| &*entry.caller.name == name;
    let newest = lines.iter().rposition(is_named).filter(|_| keep_newest);
    let kept = lines.into_iter().enumerate();
    let kept = kept.filter(|(at, entry)| !is_named(entry) || newest == Some(*at));
    lines = kept.map(|(_, entry)| entry).collect();
    if lines.len() < before {
        write_entries(folder, &lines)?;
    }
    Ok(Revoked { ended: before - lines.len(), left: lines.len() })
}

fn known(folder: &Path) -> Result<Vec<Entry>, KeyError> {
    let path = folder.join("tokens");
    if exists(&path) { entries(&path) } else { Ok(vec![]) }
}

fn write_entries(folder: &Path, entries: &[Entry]) -> Result<(), KeyError> {
    let mut text = "# name, roles, digest of the token: no secret; services read it again when it \
                    changes\n"
        .to_owned();
    text.extend(entries.iter().map(Entry::line));
    write(&folder.join("tokens"), text.as_bytes(), false)
}

/// Returns the authority's certificate. It is the same whenever it is made, but for its time, so
/// that what it signs later is signed by the one that clients know.
fn ca_params(now: u64) -> Result<CertificateParams, KeyError> {
    let mut params = CertificateParams::new(vec![])?;
    params.distinguished_name.push(DnType::CommonName, "q7x2 certificate authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    set_time(&mut params, now, CA_SECONDS)?;
    Ok(params)
}

fn leaf(
    name: &str,
    hosts: Vec<String>,
    uses: &[ExtendedKeyUsagePurpose],
    options: &InitOptions,
) -> Result<CertificateParams, KeyError> {
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = uses.to_vec();
    params.use_authority_key_identifier_extension = true;
    set_time(&mut params, options.now, options.good_for.as_secs())?;
    Ok(params)
}

fn set_time(params: &mut CertificateParams, now: u64, seconds: u64) -> Result<(), KeyError> {
    let at = |seconds| date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds);
    params.not_before = at(now.saturating_sub(LEEWAY));
    params.not_after = at(now.saturating_add(seconds));
    let mut serial = [0; 16];
    SystemRandom::new().fill(&mut serial).map_err(|_| KeyError::Random)?;
    // A serial number is positive.
    serial[0] &= 0x7f;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    Ok(())
}

/// Returns the key in a file, after making it when it is not there.
fn key_pair(path: &Path, made: &mut Vec<PathBuf>) -> Result<KeyPair, KeyError> {
    if exists(path) {
        let pem = Secret::of(&read_text(path)?);
        let pem = pem.as_ref().map_or("", Secret::reveal);
        return KeyPair::from_pem(pem)
            .map_err(|_| KeyError::malformed(path, "it holds no private key in PEM form"));
    }
    let key = KeyPair::generate()?;
    write(path, key.serialize_pem().as_bytes(), true)?;
    made.push(path.to_owned());
    Ok(key)
}

fn exists(path: &Path) -> bool {
    path.try_exists().unwrap_or(true)
}

fn make_folder(folder: &Path) -> Result<(), KeyError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| KeyError::Write { path: folder.to_owned(), source })
}

/// Writes a file in one step, so that nobody reads half of it; a secret for its owner alone.
fn write(path: &Path, bytes: &[u8], secret: bool) -> Result<(), KeyError> {
    let failed = |source| KeyError::Write { path: path.to_owned(), source };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if secret { 0o600 } else { 0o644 });
    #[cfg(not(unix))]
    let _ = secret;
    let mut file = options.open(&beside).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientTls, ServerTls, ServerTlsFiles, Tickets, Tokens};

    fn options(folder: &Path) -> InitOptions {
        let made = InitOptions::new(folder, Duration::from_secs(86_400), 1_800_000_000);
        InitOptions { hosts: vec!["archive.example".into()], ..made }
    }

    #[test]
    fn what_is_made_can_be_used_and_is_not_made_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        assert!(!init(&options(folder.path())).expect("made").is_empty());
        let (certificate, key) = (at("server.pem"), at("server.key"));
        let files = ServerTlsFiles { certificate, key, client_ca: Some(at("ca.pem")) };
        ServerTls::open(files).expect("a server's keys");
        let own = (at("client.pem"), at("client.key"));
        ClientTls::open(&at("ca.pem"), Some((&own.0, &own.1))).expect("a client's keys");
        Tickets::open(&at("ticket.key")).expect("a ticket key");
        let tokens = Tokens::open(&at("tokens")).expect("tokens");
        for (name, role) in TOKENS {
            let token = read_text(&at(&format!("{name}.token"))).expect("a token");
            let caller = tokens.caller(token.trim()).expect("known");
            assert_eq!(&*caller.name, name);
            assert!(caller.may(&[role]));
        }
        assert_eq!(init(&options(folder.path())).expect("nothing to do"), Vec::<PathBuf>::new());
        let renewed = init(&InitOptions { renew: true, ..options(folder.path()) });
        assert_eq!(renewed.expect("made"), [at("server.pem"), at("client.pem")]);
        let names = || std::fs::read_to_string(at(HOSTS)).expect("a list");
        assert_eq!(names(), "archive.example\n");
        let other = InitOptions { hosts: vec!["news.example".into()], ..options(folder.path()) };
        assert_eq!(init(&other).expect("made"), [at("server.pem")], "it lacked a name");
        assert_eq!(names(), "archive.example\nnews.example\n");
        let none = InitOptions { hosts: vec![], renew: true, ..options(folder.path()) };
        init(&none).expect("renewed");
        assert_eq!(names(), "archive.example\nnews.example\n", "a renewed one lost a name");
        std::fs::remove_file(at("ca.key")).expect("removed");
        let error = init(&options(folder.path())).expect_err("nothing can be signed");
        assert!(error.to_string().contains("--ca-key"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn secrets_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let keys = folder.path().join("keys");
        init(&options(&keys)).expect("made");
        for entry in std::fs::read_dir(&keys).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let mode = entry.metadata().expect("there").permissions().mode() & 0o777;
            let open = name.ends_with(".pem") || name == "tokens" || name == HOSTS;
            assert_eq!(mode, if open { 0o644 } else { 0o600 }, "{name}");
        }
        assert_eq!(std::fs::metadata(&keys).expect("there").permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_token_is_replaced_in_two_steps() {
        let folder = tempfile::tempdir().expect("a folder");
        let roles = Roles::default().and(Role::Reader);
        let secret = || {
            let path = token(folder.path(), "clerk", roles).expect("made");
            read_text(&path).expect("a token").trim().to_owned()
        };
        token(folder.path(), "other", roles).expect("made");
        let (old, new) = (secret(), secret());
        let known = |token: &str| {
            let tokens = Tokens::open(&folder.path().join("tokens")).expect("tokens");
            tokens.caller(token).is_some()
        };
        assert!(known(&old) && known(&new));
        let revoke = |name, keep_newest| revoke(folder.path(), name, keep_newest).expect("written");
        assert_eq!(revoke("clerk", true), Revoked { ended: 1, left: 2 });
        assert!(!known(&old) && known(&new));
        assert_eq!(revoke("clerk", false), Revoked { ended: 1, left: 1 });
        assert!(!known(&new));
        assert_eq!(revoke("clerk", false), Revoked { ended: 0, left: 1 });
        assert_eq!(revoke("other", false), Revoked { ended: 1, left: 0 });
        assert!(token(folder.path(), "../x", roles).is_err());
    }
}
