//! The products that send events.

crate::wire_enum! {
    /// A product: the first word of an event type.
    pub enum Source {
        /// The password manager.
        Pass = "pass",
        /// Accounts: sign-in, recovery, keys, sessions.
        Account = "account",
        /// The VPN.
        Vpn = "vpn",
        /// The administration of the organization.
        Organization = "organization",
        /// The activity monitor. Only it writes its events.
        Monitor = "monitor",
    }
}

impl Source {
    /// Returns the sources whose events a product key may send.
    pub fn of_products() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|source| *source != Self::Monitor)
    }
}
