//! Why a caller is not allowed.

use crate::outage::Outage;

/// What is wrong with the credentials, in words for the log: the caller only learns that they do not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoCredentials,
    NoBearer,
    TooLong,
    MalformedKey,
    WrongKey,
    MalformedToken,
    Critical,
    Algorithm,
    UnknownKey,
    Signature,
    Issuer,
    Audience,
    Expired,
    TooOld,
    NotYet,
    Times,
    User,
    Role,
    Organization,
}

impl Refusal {
    /// Returns the reason.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NoCredentials => "no Authorization header",
            Self::NoBearer => "not a Bearer header",
            Self::TooLong => "header too long",
            Self::MalformedKey => "not of the form of a product key",
            Self::WrongKey => "product key unknown, wrong or revoked",
            Self::MalformedToken => "not of the form of a token",
            Self::Critical => "critical extension that is not understood",
            Self::Algorithm => "algorithm not allowed, or not that of the key",
            Self::UnknownKey => "no such key at the issuer",
            Self::Signature => "wrong signature",
            Self::Issuer => "wrong issuer",
            Self::Audience => "wrong audience",
            Self::Expired => "expired",
            Self::TooOld => "issued longer ago than tokens are accepted",
            Self::NotYet => "not valid yet",
            Self::Times => "no expiry or time of issue, or a time that is not a number",
            Self::User => "no valid user id",
            Self::Role => "no known role",
            Self::Organization => "no valid organisation",
        }
    }
}

/// Why there is no caller.
#[derive(Debug)]
pub(crate) enum NotAllowed {
    /// The credentials do not do, and will not a moment later.
    Refused(Refusal),
    /// Nobody can tell at the moment.
    Unknown(Outage),
}

impl From<Refusal> for NotAllowed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<E: Into<Outage>> From<E> for NotAllowed {
    fn from(error: E) -> Self {
        Self::Unknown(error.into())
    }
}
