//! The filters of a query, which are used twice: to include and to exclude events.

use std::collections::BTreeSet;

use super::names::Names;
use super::source::QuerySource;
use super::user_selector::UserSelector;
use crate::{
    Catalog, Conditions, Country, IpFilter, IspFilter, Outcome, SearchText, SessionId, Source, TargetFilter,
    TextCondition, TextPattern, TypeSelector, limits,
};

/// Filters of events. A filter matches if any of its values does; to include events by `text`, each value must match.
#[derive(Debug, Clone, Default, PartialEq, Eq, utoipa::ToSchema, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QueryFilters {
    /// Ids or e-mail addresses of actors, current or former. At most 50.
    #[schema(rename = "user", value_type = Vec<String>)]
    #[param(rename = "user", value_type = Option<Vec<String>>, required = false, example = json!(["ada@northwind.example"]))]
    pub users: BTreeSet<UserSelector>,
    /// Event types, or prefixes such as `pass.item.*`. At most 50. Events with a type that the catalog does not have
    /// never match.
    #[schema(rename = "type", value_type = Vec<String>)]
    #[param(rename = "type", value_type = Option<Vec<String>>, required = false, example = json!(["account.login.*"]))]
    pub types: BTreeSet<TypeSelector>,
    /// Sources: products that sent the event. At most 50. Events with a type that the catalog does not have never match.
    #[schema(rename = "source", value_type = Vec<String>)]
    #[param(rename = "source", value_type = Option<Vec<String>>, required = false, example = json!(["pass"]))]
    pub sources: BTreeSet<Source>,
    /// Outcomes. Events with an outcome that the service does not know never match.
    #[schema(rename = "outcome", value_type = Vec<Outcome>)]
    #[param(rename = "outcome", value_type = Option<Vec<Outcome>>, required = false, example = json!(["failure"]))]
    pub outcomes: BTreeSet<Outcome>,
    /// IPv4 or IPv6 addresses in any spelling, or networks in CIDR notation. At most 50. Refused while details are hidden.
    #[schema(rename = "ip", value_type = Vec<String>)]
    #[param(rename = "ip", value_type = Option<Vec<String>>, required = false, example = json!(["2001:db8::/32"]))]
    pub ips: BTreeSet<IpFilter>,
    /// Countries of the address: ISO 3166-1 alpha-2 codes. At most 50. Refused while details are hidden.
    #[schema(rename = "country", value_type = Vec<String>)]
    #[param(rename = "country", value_type = Option<Vec<String>>, required = false, example = json!(["CH"]))]
    pub countries: BTreeSet<Country>,
    /// Internet service providers of the address: an AS number such as `AS3303`, a name, or the beginning of a name such
    /// as `Swiss*`. Case and accents do not count. At most 50. Refused while details are hidden.
    #[schema(rename = "isp", value_type = Vec<String>)]
    #[param(rename = "isp", value_type = Option<Vec<String>>, required = false, example = json!(["AS3303"]))]
    pub isps: BTreeSet<IspFilter>,
    /// Devices: the text that the product sent, or its beginning such as `iOS*`. Case and accents do not count. At most
    /// 50.
    #[schema(rename = "device", value_type = Vec<String>)]
    #[param(rename = "device", value_type = Option<Vec<String>>, required = false, example = json!(["iOS*"]))]
    pub devices: BTreeSet<TextPattern>,
    /// Ids of sessions. At most 50.
    #[schema(rename = "session", value_type = Vec<String>)]
    #[param(rename = "session", value_type = Option<Vec<String>>, required = false, example = json!(["s_7f3a"]))]
    pub sessions: BTreeSet<SessionId>,
    /// Targets: `type:id`, an id, or a part of a name, in which case and accents do not count. At most 50.
    #[schema(rename = "target", value_type = Vec<String>)]
    #[param(rename = "target", value_type = Option<Vec<String>>, required = false, example = json!(["item:i_1"]))]
    pub targets: BTreeSet<TargetFilter>,
    /// Parts of any text of an event: of actor, event type (also its name and description), targets, device, app version,
    /// user agent, session and metadata. Case and accents do not count. At most 50, and each must match. Details are
    /// not searched.
    #[schema(rename = "text", value_type = Vec<String>)]
    #[param(rename = "text", value_type = Option<Vec<String>>, required = false, example = json!(["database"]))]
    pub texts: BTreeSet<SearchText>,
}

impl QueryFilters {
    /// Reads the filters with these names. Types and sources must be in `catalog`.
    pub(super) fn read<S: QuerySource>(
        source: &mut S,
        catalog: &Catalog,
        names: &Names,
    ) -> Result<Self, S::Error> {
        let users = source.many(names.user, limits::FILTER_VALUES, str::parse)?;
        Ok(Self { users, ..Self::read_own(source, catalog, names)? })
    }

    /// Reads the filters with these names except that of actors.
    pub(super) fn read_own<S: QuerySource>(
        source: &mut S,
        catalog: &Catalog,
        names: &Names,
    ) -> Result<Self, S::Error> {
        let most = limits::FILTER_VALUES;
        Ok(Self {
            users: BTreeSet::new(),
            types: source.many(names.kind, most, |text| catalog.selector(text))?,
            sources: source.many(names.source, most, |text| catalog.source(text))?,
            outcomes: source.many(names.outcome, Outcome::ALL.len(), str::parse)?,
            ips: source.many(names.ip, most, str::parse)?,
            countries: source.many(names.country, most, str::parse)?,
            isps: source.many(names.isp, most, str::parse)?,
            devices: source.many(names.device, most, str::parse)?,
            sessions: source.many(names.session, most, str::parse)?,
            targets: source.many(names.target, most, str::parse)?,
            texts: source.many(names.text, most, str::parse)?,
        })
    }

    /// Returns the names of the filters that match events by their details. Only this function decides it: a filter that
    /// is missing here discloses details that an organization hides.
    pub(super) fn detail_filters(&self, names: &Names) -> impl Iterator<Item = &'static str> {
        let Self {
            users: _,
            types: _,
            sources: _,
            outcomes: _,
            ips,
            countries,
            isps,
            devices: _,
            sessions: _,
            targets: _,
            // Texts are searched without details.
            texts: _,
        } = self;
        let details =
            [(names.ip, ips.is_empty()), (names.country, countries.is_empty()), (names.isp, isps.is_empty())];
        details.into_iter().filter(|(_, is_empty)| !is_empty).map(|(name, _)| name)
    }

    /// Returns the conditions of the filters except those of actors and types.
    pub(super) fn conditions(&self, catalog: &Catalog) -> Conditions {
        let Self {
            users: _,
            types: _,
            sources: _,
            outcomes,
            ips,
            countries,
            isps,
            devices,
            sessions,
            targets,
            texts,
        } = self;
        Conditions {
            users: None,
            types: None,
            outcomes: outcomes.clone(),
            ips: ips.clone(),
            countries: countries.clone(),
            sessions: sessions.clone(),
            isps: isps.iter().map(IspFilter::folded).collect(),
            devices: devices.iter().map(TextPattern::folded).collect(),
            targets: targets.iter().map(TargetFilter::folded).collect(),
            texts: TextCondition::all(texts, catalog),
        }
    }
}
