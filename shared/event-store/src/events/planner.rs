//! Which index answers a question, and by which keys.

use event_model::{EventFilter, EventType, IpFilter, OrganizationId, WriteShards};

use crate::keys;

/// The order of a listing, by the time at which events occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Newest first.
    #[default]
    Descending,
    /// Oldest first.
    Ascending,
}

/// An index of the `events` table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    Time,
    User,
    Type,
    Ip,
}

impl Index {
    /// Returns the index's name in DynamoDB.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Time => "by_time",
            Self::User => "by_user",
            Self::Type => "by_type",
            Self::Ip => "by_ip",
        }
    }

    /// Returns the name of the index's partition key.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Time => "time_key",
            Self::User => "user_key",
            Self::Type => "type_key",
            Self::Ip => "ip_key",
        }
    }
}

/// What is read: every key is one branch, and every matching event lies in exactly one branch.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) index: Index,
    pub(crate) keys: Vec<String>,
    /// Whether rows of the branches may not match, so that more have to be read than are returned.
    pub(crate) residual: bool,
}

/// Branches of `by_type` above which reading `by_time` and leaving out what does not match is cheaper:
/// each branch costs at least half a read unit and a request, whatever it holds.
const TYPE_BRANCHES: usize = 64;

/// Returns the plan of least cost: user, then address, then type, then time.
///
/// The order is that of selectivity: one person's events are fewer than one type's, and both fewer than
/// everybody's.
pub(crate) fn plan(organization: &OrganizationId, filter: &EventFilter, shards: WriteShards) -> Plan {
    let EventFilter { users, types, ip, outcomes, range: _ } = filter;
    let each_shard = || 0..shards.count();
    if let Some(users) = users {
        let keys = users.iter().map(|user| keys::user_key(organization, user)).collect();
        return Plan {
            index: Index::User,
            keys,
            residual: types.is_some() || ip.is_some() || outcomes.is_some(),
        };
    }
    if let Some(IpFilter::Address(address)) = ip {
        let keys = each_shard().map(|shard| keys::ip_key(organization, *address, shard)).collect();
        return Plan { index: Index::Ip, keys, residual: types.is_some() || outcomes.is_some() };
    }
    if let Some(types) = types
        && types.len() * usize::from(shards.count()) <= TYPE_BRANCHES.max(usize::from(shards.count()))
    {
        let shards_of = |kind: &EventType| {
            let kind = *kind;
            each_shard().map(move |shard| keys::type_key(organization, kind, shard))
        };
        let keys = types.iter().flat_map(shards_of).collect();
        return Plan { index: Index::Type, keys, residual: ip.is_some() || outcomes.is_some() };
    }
    let keys = each_shard().map(|shard| keys::time_key(organization, shard)).collect();
    Plan { index: Index::Time, keys, residual: types.is_some() || ip.is_some() || outcomes.is_some() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use event_model::{Outcome, TypeSelector};

    use super::*;

    fn planned(filter: &EventFilter, shards: u32) -> Plan {
        let shards = WriteShards::try_from(shards).expect("a number of shards");
        plan(&"org_a".parse().expect("an organisation id"), filter, shards)
    }

    fn types(selectors: &[&str]) -> EventFilter {
        let selectors: Vec<TypeSelector> =
            selectors.iter().map(|selector| selector.parse().expect("a selector")).collect();
        EventFilter::ALL.with_types(&selectors, &[])
    }

    #[test]
    fn a_user_goes_before_an_address_before_a_type_before_time() {
        let users = ["u1", "u#2"].map(|user| user.parse().expect("a user id"));
        let ip = Some("::ffff:192.0.2.7".parse().expect("an address"));
        let all = EventFilter { users: Some(BTreeSet::from(users)), ip, ..types(&["pass.item.read"]) };
        let keys = vec!["org_a#u#2".to_owned(), "org_a#u1".to_owned()];
        assert_eq!(planned(&all, 4), Plan { index: Index::User, keys, residual: true });

        let address = EventFilter { users: None, ..all.clone() };
        let keys = vec!["org_a#192.0.2.7#0".to_owned(), "org_a#192.0.2.7#1".to_owned()];
        assert_eq!(planned(&address, 2), Plan { index: Index::Ip, keys, residual: true });

        let kind = EventFilter { ip: None, ..address };
        let keys = vec!["org_a#pass.item.read#0".to_owned()];
        assert_eq!(planned(&kind, 1), Plan { index: Index::Type, keys, residual: false });

        let outcomes = Some(BTreeSet::from([Outcome::Failure]));
        let keys = vec!["org_a#0".to_owned()];
        assert_eq!(
            planned(&EventFilter { outcomes, ..EventFilter::ALL }, 1),
            Plan { index: Index::Time, keys, residual: true }
        );
    }

    #[test]
    fn a_network_is_not_looked_up_by_address() {
        let ip = Some("192.0.2.0/24".parse().expect("a network"));
        assert_eq!(planned(&EventFilter { ip, ..EventFilter::ALL }, 1).index, Index::Time);
    }

    #[test]
    fn many_types_over_many_shards_are_read_by_time() {
        assert_eq!(planned(&types(&["pass.*"]), 1).index, Index::Type);
        assert_eq!(planned(&types(&["pass.*"]), 4).index, Index::Time);
        assert_eq!(planned(&types(&["pass.item.read"]), 256).keys.len(), 256);
    }

    #[test]
    fn no_users_are_no_branches() {
        let filter = EventFilter { users: Some(BTreeSet::new()), ..EventFilter::ALL };
        assert_eq!(planned(&filter, 1).keys, Vec::<String>::new());
    }
}
