//! Checks signatures of Standard Webhooks as a receiver does.

use chrono::{DateTime, TimeDelta, Utc};
use standardwebhooks::Webhook;

/// Maximum difference between the time of a signature and that of its arrival.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    /// The request has no signature.
    Absent,
    /// The secret is not registered.
    Unchecked,
    Valid,
    /// None of the signatures is of this secret and this body.
    Wrong,
    /// The time of the signature is too far from that of the arrival.
    Late,
}

/// The headers of a signed request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SignedHeaders {
    pub(super) id: Option<String>,
    pub(super) timestamp: Option<String>,
    pub(super) signature: Option<String>,
}

impl SignedHeaders {
    /// Checks a body that arrived at a time.
    pub(super) fn check(&self, secret: Option<&Webhook>, body: &[u8], at: DateTime<Utc>) -> Signature {
        let (Some(id), Some(timestamp), Some(signature)) = (&self.id, &self.timestamp, &self.signature)
        else {
            return Signature::Absent;
        };
        let Some(secret) = secret else { return Signature::Unchecked };
        let Some(time) = timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        else {
            return Signature::Wrong;
        };
        match secret.sign(id, time.timestamp(), body) {
            Ok(expected) if signature.split(' ').any(|one| one == expected) => {
                if (at - time).abs() <= TOLERANCE { Signature::Valid } else { Signature::Late }
            }
            _ => Signature::Wrong,
        }
    }
}

impl Signature {
    /// Returns the result in words.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Absent => "no signature",
            Self::Unchecked => "signature not checked: register the secret",
            Self::Valid => "signature valid",
            Self::Wrong => "signature not valid",
            Self::Late => "signature valid, but its time is too far away",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn check(change: impl FnOnce(&mut SignedHeaders), body: &str, seconds_later: i64) -> Signature {
        let mut headers = SignedHeaders {
            id: Some("msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned()),
            timestamp: Some("1614265330".to_owned()),
            signature: Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned()),
        };
        change(&mut headers);
        let at = DateTime::from_timestamp(1_614_265_330 + seconds_later, 0).unwrap();
        headers.check(Some(&Webhook::new(SECRET).unwrap()), body.as_bytes(), at)
    }

    #[test]
    fn check_example_of_specification_is_valid() {
        let body = "{\"test\": 2432232314}";
        assert_eq!(check(|_| {}, body, 10), Signature::Valid);
        let rotated = |headers: &mut SignedHeaders| {
            headers.signature = headers.signature.take().map(|signature| format!("v1,b3RoZXI= {signature}"));
        };
        assert_eq!(check(rotated, body, 10), Signature::Valid);
        assert_eq!(check(|_| {}, body, 301), Signature::Late);
        assert_eq!(check(|_| {}, "{\"test\": 2432232315}", 10), Signature::Wrong);
        assert_eq!(check(|headers| headers.id = Some("other".to_owned()), body, 10), Signature::Wrong);
        assert_eq!(check(|headers| headers.timestamp = Some("1e9".to_owned()), body, 10), Signature::Wrong);
        assert_eq!(check(|headers| headers.signature = None, body, 10), Signature::Absent);
    }
}
