//! Chooses the index and the partitions that a listing reads.

use std::collections::BTreeSet;
use std::net::IpAddr;

use event_model::{Conditions, EventFilter, IpFilter, OrganizationId, WriteShards};

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
/// Maximum partitions of `by_ip`. More than of types: an address has few of the events, so that a read of `by_time`
/// skips nearly every row.
const IP_PARTITIONS_MAX: usize = 256;

/// Returns the cheapest plan: by user, else by address, else by type, else by time.
///
/// This is the order of selectivity: a user has fewer events than a type, and a type fewer than the organization.
/// Exclusions never choose an index: the rows that remain are in all partitions.
pub(crate) fn plan(organization: &OrganizationId, filter: &EventFilter, shards: WriteShards) -> Plan {
    let EventFilter { include, exclude, range: _ } = filter;
    let (index, keys) = partitions(organization, filter, shards);
    let rest = match index {
        Index::User => Conditions { users: None, ..include.clone() },
        Index::Ip => Conditions { ips: BTreeSet::new(), ..include.clone() },
        Index::Type => Conditions { types: None, ..include.clone() },
        Index::Time => include.clone(),
    };
    Plan { index, keys, residual: !rest.is_empty() || !exclude.is_empty() }
}

/// Returns the index and the keys of its partitions that have every event for which the filter can hold.
fn partitions(
    organization: &OrganizationId,
    filter: &EventFilter,
    shards: WriteShards,
) -> (Index, Vec<String>) {
    let each_shard = || 0..shards.count();
    let fits = |values: usize, max: usize| {
        values * usize::from(shards.count()) <= max.max(usize::from(shards.count()))
    };
    if let Some(users) = &filter.include.users {
        return (Index::User, users.iter().map(|user| keys::user_key(organization, user)).collect());
    }
    if let Some(addresses) = addresses(&filter.include.ips)
        && fits(addresses.len(), IP_PARTITIONS_MAX)
    {
        let keys = addresses
            .into_iter()
            .flat_map(|ip| each_shard().map(move |shard| keys::ip_key(organization, ip, shard)));
        return (Index::Ip, keys.collect());
    }
    if let Some(types) = filter.listed_types()
        && fits(types.len(), TYPE_PARTITIONS_MAX)
    {
        let keys = types
            .iter()
            .flat_map(|kind| each_shard().map(move |shard| keys::type_key(organization, kind, shard)));
        return (Index::Type, keys.collect());
    }
    (Index::Time, each_shard().map(|shard| keys::time_key(organization, shard)).collect())
}

/// Returns the addresses of a condition that has nothing else: the keys of `by_ip` are addresses, not networks.
fn addresses(ips: &BTreeSet<IpFilter>) -> Option<Vec<IpAddr>> {
    let address = |filter: &IpFilter| match filter {
        IpFilter::Address(address) => Some(*address),
        IpFilter::Network(_) => None,
    };
    if ips.is_empty() { None } else { ips.iter().map(address).collect() }
}

#[cfg(test)]
mod tests {
    use event_model::{Catalog, Country, EventQuery, Outcome, QueryFilters, QueryUsers, TimeRange};

    use super::*;

    fn planned(filter: &EventFilter, shards: u32) -> Plan {
        let shards = WriteShards::try_from(shards).expect("a number of shards");
        plan(&"org_a".parse().expect("an organization id"), filter, shards)
    }

    fn types(selectors: &[&str]) -> EventFilter {
        let types = selectors.iter().map(|selector| selector.parse().expect("a selector")).collect();
        let include = QueryFilters { types, ..QueryFilters::default() };
        let query = EventQuery { include, ..EventQuery::default() };
        query.filter(Catalog::built_in(), QueryUsers::default(), TimeRange::ALL)
    }

    fn ips(texts: &[&str]) -> BTreeSet<IpFilter> {
        texts.iter().map(|text| text.parse().expect("an address or network")).collect()
    }

    fn of_ips(texts: &[&str]) -> EventFilter {
        EventFilter::of(Conditions { ips: ips(texts), ..Conditions::NONE })
    }

    #[test]
    fn plan_prefers_user_address_type_time() {
        let users = ["u1", "u#2"].map(|user| user.parse().expect("a user id"));
        let mut filter = types(&["pass.item.read"]);
        filter.include.users = Some(users.into());
        filter.include.ips = ips(&["::ffff:192.0.2.7"]);
        let keys = vec!["org_a#u#2".to_owned(), "org_a#u1".to_owned()];
        assert_eq!(planned(&filter, 4), Plan { index: Index::User, keys, residual: true });

        filter.include.users = None;
        let keys = vec!["org_a#192.0.2.7#0".to_owned(), "org_a#192.0.2.7#1".to_owned()];
        assert_eq!(planned(&filter, 2), Plan { index: Index::Ip, keys, residual: true });

        filter.include.ips.clear();
        let keys = vec!["org_a#pass.item.read#0".to_owned()];
        assert_eq!(planned(&filter, 1), Plan { index: Index::Type, keys, residual: false });

        let keys = vec!["org_a#0".to_owned()];
        assert_eq!(
            planned(&EventFilter::of_outcomes([Outcome::Failure]), 1),
            Plan { index: Index::Time, keys, residual: true }
        );
    }

    #[test]
    fn plan_of_addresses_reads_each() {
        let plan = planned(&of_ips(&["192.0.2.7", "2001:db8::1"]), 2);
        let keys = ["192.0.2.7#0", "192.0.2.7#1", "2001:db8::1#0", "2001:db8::1#1"];
        let keys = keys.map(|key| format!("org_a#{key}")).to_vec();
        assert_eq!(plan, Plan { index: Index::Ip, keys, residual: false });
        let many: Vec<String> = (0..50).map(|n| format!("192.0.2.{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(planned(&of_ips(&many), 4).keys.len(), 200);
        assert_eq!(planned(&of_ips(&many), 8).index, Index::Time);
        assert_eq!(planned(&of_ips(&["192.0.2.7"]), 256).keys.len(), 256);
    }

    #[test]
    fn plan_of_network_reads_by_time() {
        for texts in [&["192.0.2.0/24"][..], &["192.0.2.7", "198.51.100.0/24"]] {
            let plan = planned(&of_ips(texts), 1);
            assert_eq!((plan.index, plan.residual), (Index::Time, true), "{texts:?}");
        }
    }

    #[test]
    fn plan_ignores_exclusions_but_checks_rows() {
        let exclude = Conditions {
            users: Some(["u1".parse().expect("a user id")].into()),
            ips: ips(&["192.0.2.7"]),
            ..types(&["pass.item.read"]).include
        };
        let plan = planned(&EventFilter { exclude, ..EventFilter::ALL }, 1);
        assert_eq!((plan.index, plan.residual), (Index::Time, true));
        let countries = ["CH".parse::<Country>().expect("a country")].into();
        let exclude = Conditions { countries, ..Conditions::NONE };
        let plan = planned(&EventFilter { exclude, ..types(&["pass.item.read"]) }, 1);
        assert_eq!((plan.index, plan.residual), (Index::Type, true));
    }

    #[test]
    fn plan_of_many_types_and_shards_reads_by_time() {
        assert_eq!(planned(&types(&["pass.*"]), 1).index, Index::Type);
        assert_eq!(planned(&types(&["pass.*"]), 4).index, Index::Time);
        assert_eq!(planned(&types(&["pass.item.read"]), 256).keys.len(), 256);
    }

    #[test]
    fn plan_of_no_users_has_no_partitions() {
        assert_eq!(planned(&EventFilter::of_users([]), 1).keys, Vec::<String>::new());
    }
}
