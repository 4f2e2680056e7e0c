//! The schema of queries, made from that of their filters.

use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ArrayItems, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::names::{EXCLUDED, INCLUDED};
use super::{EventQuery, QueryFilters};

/// The range of a query.
#[derive(utoipa::ToSchema, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only for its schema")]
struct Range {
    /// Earliest time of the event (RFC 3339).
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-11-01T00:00:00Z")]
    #[param(value_type = Option<String>, example = "2026-11-01T00:00:00Z")]
    from: Option<String>,
    /// Latest time of the event, exclusive (RFC 3339).
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-12-01T00:00:00Z")]
    #[param(value_type = Option<String>, example = "2026-12-01T00:00:00Z")]
    to: Option<String>,
}

/// Returns the description of the exclusion of a filter.
fn exclusion(filter: &str) -> String {
    let rest = match filter {
        "type" | "source" => " Also those with a type that the catalog does not have.",
        _ => "",
    };
    format!("Leaves out the events that one of these values of `{filter}` matches. At most 50.{rest}")
}

impl IntoParams for EventQuery {
    fn into_params(parameter_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let filters = QueryFilters::into_params(&parameter_in);
        let exclusions: Vec<Parameter> = filters
            .iter()
            .cloned()
            .map(|mut parameter| {
                parameter.description = Some(exclusion(&parameter.name));
                parameter.name = format!("{}{}", super::names::NOT, parameter.name);
                parameter
            })
            .collect();
        filters.into_iter().chain(exclusions).chain(Range::into_params(parameter_in)).collect()
    }
}

impl PartialSchema for EventQuery {
    fn schema() -> RefOr<Schema> {
        let (RefOr::T(Schema::Object(mut object)), RefOr::T(Schema::Object(range))) =
            (QueryFilters::schema(), Range::schema())
        else {
            unreachable!("a struct is an object");
        };
        for (filter, name) in INCLUDED.all().into_iter().zip(EXCLUDED.all()) {
            let Some(RefOr::T(Schema::Array(array))) = object.properties.get(filter) else {
                unreachable!("each filter has a list of values");
            };
            let mut list = ArrayBuilder::new().description(Some(exclusion(filter)));
            if let ArrayItems::RefOrSchema(item) = &array.items {
                list = list.items(*item.clone());
            }
            object.properties.insert(name.to_owned(), list.into());
        }
        object.properties.extend(range.properties);
        // Others are absent if they have no values.
        object.required = ["user", "type", "source", "outcome", "ip"].map(str::to_owned).into();
        object.description = Some(
            "Filters of events. Each filter that is present must match, and no exclusion (`not.`) may. A filter matches if \
             any of its values does; of `text`, each value must match."
                .to_owned(),
        );
        RefOr::T(Schema::Object(object))
    }
}

impl ToSchema for EventQuery {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        QueryFilters::schemas(schemas);
    }
}
