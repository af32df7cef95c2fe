//! What a client has to show: whom it trusts, its own certificate, its token.

use std::path::{Path, PathBuf};

use crate::error::read_text;
use crate::reload::Reloading;
use crate::{ClientTls, KeyError, Secret};

/// The variable of the environment that may hold a client's token.
const TOKEN_VARIABLE: &str = "Q7X2_TOKEN";

/// What a client shows to servers. Without anything it speaks in plain text, as on one machine.
#[derive(Debug, Default)]
pub struct Credentials {
    tls: Option<ClientTls>,
    token: Token,
    /// Whether a token may be sent where others can read it.
    careless: bool,
}

#[derive(Debug, Default)]
enum Token {
    #[default]
    None,
    Fixed(Secret),
    File(Reloading<Secret>),
}

/// Why a server cannot be talked to with these credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// Nobody is trusted to vouch for the server.
    #[error("an address with https:// needs --ca, the certificate of who signs the server's")]
    NoCa,
    /// The token could be read on the way.
    #[error(
        "the token would cross the network in plain text; write https:// and give --ca, or say \
         --insecure"
    )]
    TokenInPlainText,
}

impl Credentials {
    /// Reads credentials: `ca` signs the servers' certificates, `own` is the client's certificate with
    /// its key. The token comes from its file, or else from Q7X2_TOKEN. `careless` lets it cross a
    /// network in plain text.
    ///
    /// # Errors
    /// When a file cannot be used, or one of two is given that belong together.
    pub fn open(
        ca: Option<&Path>,
        own: (Option<&Path>, Option<&Path>),
        token: Option<&Path>,
        careless: bool,
    ) -> Result<Self, KeyError> {
        let own = match own {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            (Some(path), None) | (None, Some(path)) => {
                let problem = "a client's certificate and key go together; give both";
                return Err(KeyError::malformed(path, problem));
            }
        };
        let tls = match (ca, own) {
            (Some(ca), own) => Some(ClientTls::open(ca, own)?),
            (None, None) => None,
            (None, Some((path, _))) => {
                let problem = "a client's certificate needs --ca too, which tells the server's";
                return Err(KeyError::malformed(path, problem));
            }
        };
        let token = match token {
            Some(path) => Token::File(token_file(path)?),
            None => Secret::from_environment(TOKEN_VARIABLE).map_or(Token::None, Token::Fixed),
        };
        Ok(Self { tls, token, careless })
    }

    /// Returns the same with this token.
    #[must_use]
    pub fn with_token(mut self, token: Secret) -> Self {
        self.token = Token::Fixed(token);
        self
    }

    /// Returns the token to send, if there is one.
    pub fn token(&self) -> Option<Secret> {
        match &self.token {
            Token::None => None,
            Token::Fixed(token) => Some(token.clone()),
            Token::File(token) => Some(token.current().as_ref().clone()),
        }
    }

    /// Returns how to encrypt, for a server that `encrypts` or not and is on this machine (`here`) or
    /// not; `None` where nothing is encrypted.
    ///
    /// # Errors
    /// When the server must not be talked to like this.
    pub fn tls(&self, encrypts: bool, here: bool) -> Result<Option<&ClientTls>, CredentialsError> {
        if encrypts {
            return self.tls.as_ref().map(Some).ok_or(CredentialsError::NoCa);
        }
        if here || self.careless || matches!(self.token, Token::None) {
            return Ok(None);
        }
        Err(CredentialsError::TokenInPlainText)
    }
}

fn token_file(path: &Path) -> Result<Reloading<Secret>, KeyError> {
    let from: PathBuf = path.to_owned();
    Reloading::open(vec![path.to_owned()], move || {
        let text = read_text(&from)?;
        let token = Secret::of(&text)
            .filter(|token| token.reveal().bytes().all(|byte| byte.is_ascii_graphic()));
        token.ok_or_else(|| KeyError::malformed(&from, "it holds no token, which is one word"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_crosses_no_network_in_plain_text() {
        let plain = Credentials::default();
        assert!(plain.tls(false, false).expect("nothing to hide").is_none());
        assert_eq!(plain.tls(true, true).expect_err("nobody is trusted"), CredentialsError::NoCa);
        let token = Secret::of("a-token").expect("a word");
        let with_token = Credentials::default().with_token(token.clone());
        let refused = with_token.tls(false, false).expect_err("it would be read");
        assert_eq!(refused, CredentialsError::TokenInPlainText);
        assert!(with_token.tls(false, true).expect("it stays here").is_none());
        let careless = Credentials { careless: true, ..Credentials::default() }.with_token(token);
        assert!(careless.tls(false, false).expect("as asked").is_none());
    }
}
