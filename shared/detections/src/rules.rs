//! The rules.

mod account_guessing;

use crate::{Rule, RuleId};

/// Returns the rule with this id.
pub(crate) fn rule(id: RuleId) -> &'static dyn Rule {
    match id {
        RuleId::AccountGuessing => &account_guessing::AccountGuessing,
        _ => &account_guessing::AccountGuessing,
    }
}
