//! A secret that nobody prints by accident, and making one.

use std::fmt;

use ring::rand::{SecureRandom, SystemRandom};

use crate::KeyError;

/// How many random bytes a new secret has. More than anybody can guess.
const BYTES: usize = 32;

/// A secret text. Shown as three dots.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Returns the secret in a text, without the white space around it; `None` when nothing is left.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Returns the secret in a variable of the environment; `None` when it is not set or empty. The
    /// one place that reads the environment past the flags: a secret must not be a flag, because
    /// whoever lists processes sees those.
    #[expect(clippy::disallowed_methods, reason = "a secret must not be an argument")]
    pub fn from_environment(variable: &str) -> Option<Self> {
        std::env::var(variable).ok().and_then(|text| Self::of(&text))
    }

    /// Returns the secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("...")
    }
}

/// Returns a new secret: 64 hexadecimal digits.
///
/// # Errors
/// When the system has no random bytes.
pub fn new_secret() -> Result<Secret, KeyError> {
    let mut bytes = [0; BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| KeyError::Random)?;
    Ok(Secret(hex(&bytes)))
}

/// Returns bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Returns the bytes that hexadecimal digits write; `None` when they are none.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let pairs = (0..text.len()).step_by(2).map(|at| &text[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown_and_no_two_are_alike() {
        let (one, other) = (new_secret().expect("random"), new_secret().expect("random"));
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), 64);
        assert_eq!(format!("{one:?}"), "...");
        assert_eq!(Secret::of(" \n"), None);
    }

    #[test]
    fn bytes_are_written_and_read_as_digits() {
        assert_eq!(hex(&[0, 15, 255]), "000fff");
        assert_eq!(from_hex("000fff"), Some(vec![0, 15, 255]));
        for wrong in ["0", "zz", "äa"] {
            assert_eq!(from_hex(wrong), None);
        }
    }
}
