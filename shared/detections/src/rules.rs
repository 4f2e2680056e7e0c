//! The rules.

mod account_dormant;
mod account_guessed;
mod account_guessing;
mod account_impossible_travel;
mod account_new_place;
mod account_recovery_burst;
mod account_second_factor_off;
mod account_takeover;
mod address_spray;
mod admin_reach;
mod item_mass_read;
mod link_burst;
mod member_leaver;
mod monitor_blinded;
mod organization_spray;
mod origin;
mod session_elsewhere;
mod window;
mod wording;

use crate::{Rule, RuleId};

/// Returns the rule with this id.
pub(crate) fn rule(id: RuleId) -> &'static dyn Rule {
    match id {
        RuleId::AccountGuessing => &account_guessing::AccountGuessing,
        RuleId::AccountGuessed => &account_guessed::AccountGuessed,
        RuleId::AddressSpray => &address_spray::AddressSpray,
        RuleId::OrganizationSpray => &organization_spray::OrganizationSpray,
        RuleId::AccountNewPlace => &account_new_place::AccountNewPlace,
        RuleId::AccountImpossibleTravel => &account_impossible_travel::AccountImpossibleTravel,
        RuleId::AccountDormant => &account_dormant::AccountDormant,
        RuleId::AccountTakeover => &account_takeover::AccountTakeover,
        RuleId::AccountSecondFactorOff => &account_second_factor_off::AccountSecondFactorOff,
        RuleId::AccountRecoveryBurst => &account_recovery_burst::AccountRecoveryBurst,
        RuleId::ItemMassRead => &item_mass_read::ItemMassRead,
        RuleId::LinkBurst => &link_burst::LinkBurst,
        RuleId::MemberLeaver => &member_leaver::MemberLeaver,
        RuleId::SessionElsewhere => &session_elsewhere::SessionElsewhere,
        RuleId::MonitorBlinded => &monitor_blinded::MonitorBlinded,
        RuleId::AdminReach => &admin_reach::AdminReach,
    }
}
