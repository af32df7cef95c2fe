//! An authority of tests: certificates of servers on this machine, and the file that vouches for them.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// Makes a folder's `ca.pem`, `server.pem` and `server.key`, which only the owner of the folder can read,
/// and returns the first.
pub(crate) fn certify(folder: &Path) -> PathBuf {
    let made = "certificates are made";
    let key = KeyPair::generate().expect(made);
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&key).expect(made);
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().expect(made);
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let server = CertificateParams::new(names).expect(made).signed_by(&key, &issuer).expect(made);
    for (name, text) in [
        ("ca.pem", authority.pem()),
        ("server.pem", server.pem()),
        ("server.key", key.serialize_pem()),
    ] {
        let file = folder.join(name);
        std::fs::write(&file, text).expect("it is written");
        crate::child::give(&file).expect("it is given away");
    }
    folder.join("ca.pem")
}
