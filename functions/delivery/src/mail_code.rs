//! Codes that prove that a person reads the mail of an address.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Digits of a code, without letters that look like others (Crockford's base 32).
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Digits of a code: 40 bits, which nobody guesses within an hour.
const LENGTH: usize = 8;

/// A code such as `K7QM-2XRT`. Its text is only in the mail and in the call of the worker that sends it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MailCode(pub String);

/// The text is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a code such as K7QM-2XRT")]
pub struct InvalidMailCode;

impl MailCode {
    /// Creates a code from the randomness of the system.
    ///
    /// # Errors
    ///
    /// Returns an error if the system has no randomness.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)?;
        // 256 is a multiple of 32, so each digit is as likely as another.
        Ok(Self::of_digits(bytes.map(|byte| DIGITS[usize::from(byte) % DIGITS.len()])))
    }

    /// Returns the hash that is stored.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }

    fn of_digits(digits: [u8; LENGTH]) -> Self {
        let (first, last) = digits.split_at(LENGTH / 2);
        Self(format!("{}-{}", first.escape_ascii(), last.escape_ascii()))
    }
}

impl FromStr for MailCode {
    type Err = InvalidMailCode;

    /// Reads a code in any spelling of a person: in lower case, without the hyphen, with O for 0.
    fn from_str(text: &str) -> Result<Self, InvalidMailCode> {
        let digit = |byte: u8| match byte.to_ascii_uppercase() {
            b'O' => Some(b'0'),
            b'I' | b'L' => Some(b'1'),
            digit => DIGITS.contains(&digit).then_some(digit),
        };
        let typed = text.bytes().filter(|byte| !matches!(byte, b'-' | b' '));
        let digits: Vec<u8> = typed.map(digit).collect::<Option<_>>().ok_or(InvalidMailCode)?;
        digits.try_into().map(Self::of_digits).map_err(|_| InvalidMailCode)
    }
}

impl fmt::Debug for MailCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_code_reads_every_spelling() {
        let code = MailCode("K0QM-2X1T".to_owned());
        for text in ["K0QM-2X1T", "k0qm2x1t", "KOQM 2XLT", " koqm-2xit "] {
            assert_eq!(text.parse(), Ok(code.clone()), "{text}");
        }
        for text in ["", "K0QM-2X1", "K0QM-2X1TT", "K0QM-2X1U", "K0QM_2X1T", "K0QM-2X1é"] {
            assert_eq!(text.parse::<MailCode>(), Err(InvalidMailCode), "{text}");
        }
    }

    #[test]
    fn mail_code_generated_reads_back() {
        let codes: Vec<MailCode> =
            (0..50).map(|_| MailCode::generate().expect("there is randomness")).collect();
        for (nth, code) in codes.iter().enumerate() {
            assert_eq!(code.0.parse(), Ok(code.clone()));
            assert_eq!(code.0.len(), LENGTH + 1);
            assert!(!codes[..nth].contains(code), "a code repeats");
        }
    }
}
