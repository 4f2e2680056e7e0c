//! Chooses the index and the partitions that a listing reads.

use event_model::{EventFilter, IpFilter, OrganizationId, WriteShards};

use crate::keys;

event_model::wire_enum! {
    /// Order of a listing, by `occurred_at`.
    #[derive(Default)]
    pub enum Order {
        /// Oldest first.
        Ascending = "asc",
        /// Newest first.
        #[default]
        Descending = "desc",
    }
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
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Time => "by_time",
            Self::User => "by_user",
            Self::Type => "by_type",
            Self::Ip => "by_ip",
        }
    }

    /// Returns the name of the partition key.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Time => "time_key",
            Self::User => "user_key",
            Self::Type => "type_key",
            Self::Ip => "ip_key",
        }
    }
}

/// The partitions that a reader reads. Every matching event is in exactly one of them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) index: Index,
    /// Keys of the partitions.
    pub(crate) keys: Vec<String>,
    /// Whether rows of the partitions may not match, so that more rows are read than returned.
    pub(crate) residual: bool,
}

/// Maximum partitions of `by_type`: each costs at least half a read unit and a request. Above it, reading `by_time`
/// and skipping rows that do not match is cheaper.
const TYPE_PARTITIONS_MAX: usize = 64;

/// Returns the cheapest plan: by user, else by address, else by type, else by time.
///
/// This is the order of selectivity: a user has fewer events than a type, and a type fewer than the organization.
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
        && types.len() * usize::from(shards.count()) <= TYPE_PARTITIONS_MAX.max(usize::from(shards.count()))
    {
        let keys = types
            .iter()
            .flat_map(|kind| each_shard().map(move |shard| keys::type_key(organization, kind, shard)));
        let keys = keys.collect();
        return Plan { index: Index::Type, keys, residual: ip.is_some() || outcomes.is_some() };
    }
    let keys = each_shard().map(|shard| keys::time_key(organization, shard)).collect();
    Plan { index: Index::Time, keys, residual: types.is_some() || ip.is_some() || outcomes.is_some() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use event_model::{Catalog, EventQuery, Outcome, TimeRange};

    use super::*;

    fn planned(filter: &EventFilter, shards: u32) -> Plan {
        let shards = WriteShards::try_from(shards).expect("a number of shards");
        plan(&"org_a".parse().expect("an organization id"), filter, shards)
    }

    fn types(selectors: &[&str]) -> EventFilter {
        let types = selectors.iter().map(|selector| selector.parse().expect("a selector")).collect();
        EventQuery { types, ..EventQuery::default() }.filter(Catalog::built_in(), None, TimeRange::ALL)
    }

    #[test]
    fn plan_prefers_user_address_type_time() {
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
    fn plan_of_network_reads_by_time() {
        let ip = Some("192.0.2.0/24".parse().expect("a network"));
        assert_eq!(planned(&EventFilter { ip, ..EventFilter::ALL }, 1).index, Index::Time);
    }

    #[test]
    fn plan_of_many_types_and_shards_reads_by_time() {
        assert_eq!(planned(&types(&["pass.*"]), 1).index, Index::Type);
        assert_eq!(planned(&types(&["pass.*"]), 4).index, Index::Time);
        assert_eq!(planned(&types(&["pass.item.read"]), 256).keys.len(), 256);
    }

    #[test]
    fn plan_of_no_users_has_no_partitions() {
        let filter = EventFilter { users: Some(BTreeSet::new()), ..EventFilter::ALL };
        assert_eq!(planned(&filter, 1).keys, Vec::<String>::new());
    }
}
