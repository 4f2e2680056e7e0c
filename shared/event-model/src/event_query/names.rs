//! The names of filters.

/// The names of the filters on one side of a query.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) user: &'static str,
    pub(super) kind: &'static str,
    pub(super) source: &'static str,
    pub(super) outcome: &'static str,
    pub(super) ip: &'static str,
    pub(super) country: &'static str,
    pub(super) isp: &'static str,
    pub(super) device: &'static str,
    pub(super) session: &'static str,
    pub(super) target: &'static str,
    pub(super) text: &'static str,
}

/// Prefix of the names of exclusions.
pub(super) const NOT: &str = "not.";

macro_rules! names {
    ($prefix:literal) => {
        Names {
            user: concat!($prefix, "user"),
            kind: concat!($prefix, "type"),
            source: concat!($prefix, "source"),
            outcome: concat!($prefix, "outcome"),
            ip: concat!($prefix, "ip"),
            country: concat!($prefix, "country"),
            isp: concat!($prefix, "isp"),
            device: concat!($prefix, "device"),
            session: concat!($prefix, "session"),
            target: concat!($prefix, "target"),
            text: concat!($prefix, "text"),
        }
    };
}

/// The names of filters.
pub(super) const INCLUDED: Names = names!("");
/// The names of exclusions.
pub(super) const EXCLUDED: Names = names!("not.");

impl Names {
    pub(super) const COUNT: usize = 11;

    pub(super) const fn all(&self) -> [&'static str; Self::COUNT] {
        let Self { user, kind, source, outcome, ip, country, isp, device, session, target, text } = *self;
        [user, kind, source, outcome, ip, country, isp, device, session, target, text]
    }
}
