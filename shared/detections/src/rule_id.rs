//! The ids of the rules.

event_model::wire_enum! {
    /// A rule.
    pub enum RuleId {
        /// Many failed sign-ins of one person.
        AccountGuessing = "account.guessing",
        /// A sign-in after failed ones, from where they came or from a new place.
        AccountGuessed = "account.guessed",
        /// Failed sign-ins of many persons from one address.
        AddressSpray = "address.spray",
        /// Failed sign-ins of many persons from many addresses, a few each.
        OrganizationSpray = "organization.spray",
        /// A sign-in from a country that is new for the person.
        AccountNewPlace = "account.new_place",
        /// Two sign-ins too far apart for the time between them.
        AccountImpossibleTravel = "account.impossible_travel",
        /// A sign-in after a long silence.
        AccountDormant = "account.dormant",
        /// A new sign-in that then weakens the account.
        AccountTakeover = "account.takeover",
        /// A second factor was removed, and another proof changed.
        AccountSecondFactorOff = "account.second_factor_off",
        /// Several ways of recovery changed at once.
        AccountRecoveryBurst = "account.recovery_burst",
        /// Unusually many items read.
        ItemMassRead = "item.mass_read",
        /// Many links made, or one link opened from many places.
        LinkBurst = "link.burst",
        /// Much taken in the days before a person left.
        MemberLeaver = "member.leaver",
        /// One session in two places.
        SessionElsewhere = "session.elsewhere",
        /// Less is recorded, protected or detected than before.
        MonitorBlinded = "monitor.blinded",
        /// An administrator reached into an account or took much out.
        AdminReach = "admin.reach",
    }
}
