//! The roles of people.

crate::wire_enum! {
    /// The role of a person in their organization.
    pub enum Role {
        /// Owns the organization.
        Owner = "owner",
        /// Administers the organization.
        Admin = "admin",
        /// Reads everything and changes nothing.
        Auditor = "auditor",
        /// Sees their own account only.
        Member = "member",
    }
}
