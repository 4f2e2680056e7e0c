//! How serious a finding is.

event_model::wire_enum! {
    /// How serious a finding is. The order is from `info` to `critical`.
    pub enum Severity {
        /// Recorded, and explained by its surroundings: an own network, a service account, a common place.
        Info = "info",
        /// An attempt that did not succeed, or a small deviation.
        Low = "low",
        /// Look at it today.
        Medium = "medium",
        /// Look at it now: it probably succeeded.
        High = "high",
        /// It succeeded, and data was taken.
        Critical = "critical",
    }
}
