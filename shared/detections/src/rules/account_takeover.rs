//! A new sign-in that then weakens the account.

use std::sync::Arc;

use chrono::Duration;

use super::origin::{ByOrigin, later};
use super::window::{hit, starts};
use super::wording::{counted, list, newness, with_newness};
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AccountTakeover;

/// Facts after the weakening in the evidence of one hit, of each origin.
const TAKEN_MAX: usize = 90;

static ABOUT: About = About {
    id: RuleId::AccountTakeover,
    title: "Account takeover",
    description: "A person signed in from a new country, network or device. Then a proof of the account was removed or \
                  changed in that session or from that address: second factor, recovery, password, e-mail address, or a \
                  reset. It is critical if items, links or exports follow there. A person needs 5 earlier sign-ins on 3 \
                  days.",
    attack: &["T1098", "T1556.006"],
    false_positives: &[
        FalsePositive {
            case: "A person sets up a new phone or computer and renews their second factor there.",
            silenced_by: "The person answers that it was them. Close the finding as expected, or mute the person for a \
                          day before a planned change.",
        },
        FalsePositive {
            case: "A person changes their password on a known device in a known place.",
            silenced_by: "Silent: nothing about the sign-in is new.",
        },
        FalsePositive {
            case: "A person who joined recently sets up the account.",
            silenced_by: "Silent until there are 5 sign-ins on 3 days.",
        },
        FalsePositive {
            case: "A person travels, and changes the password in the session at home.",
            silenced_by: "Silent: another session and another address.",
        },
    ],
    parameters: &[
        Parameter::minutes(60),
        Parameter::new(
            "minutes_after",
            "Time after it in which reading data is critical.",
            "minutes",
            60,
            1..=120,
        ),
    ],
    needs_details: true,
    needs_novelty: true,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: false, service_accounts: false, common_places: false },
    is_shown_to_person: true,
    can_be_muted: true,
};

impl Rule for AccountTakeover {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let matters = fact.is_sign_in() || fact.is_weakening() || fact.is_taking();
        if matters { vec![Key::Person(fact.user.clone())] } else { Vec::new() }
    }

    /// Around a read, the window must reach the sign-in before the weakening.
    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes") + parameters.minutes("minutes_after")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        if !facts.iter().any(|fact| fact.is_weakening()) {
            return Vec::new();
        }
        let after = parameters.minutes("minutes_after");
        let mut taken = ByOrigin::default();
        for (index, fact) in facts.iter().enumerate().filter(|(_, fact)| fact.is_taking()) {
            taken.push(fact, index);
        }
        let mut new = ByOrigin::default();
        let mut hits = Vec::new();
        for (index, start) in starts(facts, parameters.minutes("minutes")).enumerate() {
            let fact = &facts[index];
            if fact.is_sign_in() && fact.is_from_new() {
                new.push(fact, index);
            }
            let sign_in = new.latest(fact).filter(|sign_in| fact.is_weakening() && *sign_in >= start);
            let Some(sign_in) = sign_in else { continue };
            let of = [fact, &facts[sign_in]];
            let places = of.into_iter().flat_map(|of| [taken.in_session(of), taken.at_address(of)]);
            let end = fact.at.plus(after);
            let followed = places.flat_map(|indexes| later(indexes, index).iter().take(TAKEN_MAX).copied());
            let followed = followed.filter(|taken| facts[*taken].at < end);
            hits.push(hit(index, [sign_in, index].into_iter().chain(followed)));
        }
        hits
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    /// Of many reads after a weakening, one is enough.
    fn sample(&self, fact: &Fact, _: &Parameters) -> u32 {
        if fact.is_read() { 8 } else { 1 }
    }

    fn measures(&self, draft: &Draft, _: &Parameters) -> Measures {
        let taken = draft.evidence.iter().filter(|fact| fact.is_taking()).count();
        let measures = Measures::default().number("changes", draft.triggers.len()).number("taken", taken);
        with_newness(measures, draft.evidence.iter().filter(|fact| fact.is_sign_in()))
    }

    fn grade(&self, draft: &Draft, _: &Context, _: &Parameters) -> Severity {
        let has_taken = draft.evidence.iter().any(|fact| fact.is_taking());
        if has_taken { Severity::Critical } else { Severity::High }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let from = list(&newness(measures));
        let changes = counted(measures.get("changes").unwrap_or_default(), "proof was", "proofs were");
        let taken = match measures.get("taken") {
            None | Some(0) => String::new(),
            Some(taken) => {
                let least = if taken as usize >= TAKEN_MAX { "at least " } else { "" };
                format!(", and then data was read or taken out {least}{}", counted(taken, "time", "times"))
            }
        };
        format!("After a sign-in of {subject} from {from}, {changes} changed or removed{taken}.")
    }
}
