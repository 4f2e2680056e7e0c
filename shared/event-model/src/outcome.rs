//! The outcome of an action.

crate::wire_enum! {
    /// The outcome of an action.
    #[derive(Default)]
    pub enum Outcome {
        /// The action was completed.
        #[default]
        Success = "success",
        /// The action failed.
        Failure = "failure",
        /// The action was started. Its result is not known yet.
        Attempt = "attempt",
        /// A rule blocked the action.
        Blocked = "blocked",
    }
}
