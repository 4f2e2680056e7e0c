//! What a request for an export says.

use api::{FilterParams, Problem};
use chrono_tz::Tz;
use event_model::{FieldError, Outcome, Source};
use event_store::ExportFormat;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::columns::Column;
use crate::export_body::ExportFormatBody;

/// One text, or several.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    /// One.
    One(T),
    /// Several: any of them.
    Many(Vec<T>),
}

/// Which events an export is to hold: each filter that is there must hold, each list by any of its
/// entries.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FiltersOrderBody {
    /// Ids or e-mail addresses, now or before, of actors. A member's export is of themselves, whatever
    /// stands here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<OneOrMany<String>>,
    /// Types, or all that begin alike (`pass.item.*`).
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<OneOrMany<String>>,
    /// The products that sent them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<OneOrMany<Source>>,
    /// An address in any spelling, or a network in CIDR form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2001:db8::/32")]
    pub ip: Option<String>,
    /// How they went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OneOrMany<Outcome>>,
    /// The first moment (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-11-01T00:00:00Z")]
    pub from: Option<String>,
    /// The first moment after (RFC 3339); the moment of asking when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-12-01T00:00:00Z")]
    pub to: Option<String>,
}

/// A request for an export.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExportOrderBody {
    /// Which events; all when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<FiltersOrderBody>,
    /// The form of the file; `csv` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ExportFormatBody>,
    /// The IANA name of a zone in whose time a table also shows when events occurred.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Europe/Zurich")]
    pub time_zone: Option<String>,
    /// The columns of a table, in order; the usual ones when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(["time_utc", "user_email", "event", "outcome", "id"]))]
    pub columns: Option<Vec<String>>,
}

/// A request for an export, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExportOrder {
    pub(crate) filters: FilterParams,
    pub(crate) format: ExportFormat,
    pub(crate) time_zone: Option<Tz>,
    pub(crate) columns: Option<Vec<Column>>,
}

impl ExportOrder {
    /// Reads a request, and says of every field that is wrong where it stands and why.
    pub(crate) fn read(body: &Value) -> Result<Self, Problem> {
        let Value::Object(members) = body else {
            return Err(Problem::fields(vec![FieldError::new("", "is not an object")]));
        };
        let mut faults = Vec::new();
        let filters = FilterParams::from_json(members.get("filters"), "/filters", &mut faults);
        let format = text(members, "format", &mut faults, |text| {
            text.parse::<ExportFormat>().map_err(|error| error.to_string())
        });
        let time_zone = text(members, "time_zone", &mut faults, |text| {
            text.parse::<Tz>()
                .map_err(|_| "is not the IANA name of a time zone such as Europe/Zurich".to_owned())
        });
        let columns = columns(members.get("columns"), &mut faults);
        let format = format.unwrap_or(ExportFormat::Csv);
        if columns.is_some() && !format.is_table() {
            faults.push(FieldError::new("/columns", format!("is only for tables, which {format} is not")));
        }
        for member in members.keys() {
            if !["filters", "format", "time_zone", "columns"].contains(&member.as_str()) {
                faults.push(unknown_member(member));
            }
        }
        if faults.is_empty() {
            Ok(Self { filters, format, time_zone, columns })
        } else {
            Err(Problem::fields(faults))
        }
    }
}

/// Returns the fault of a member that the request does not have.
pub(crate) fn unknown_member(member: &str) -> FieldError {
    let member: String = member.chars().filter(|c| !c.is_control()).take(64).collect();
    let member = member.replace('~', "~0").replace('/', "~1");
    FieldError::new(format!("/{member}"), "is not a field of this request")
}

fn text<T>(
    members: &Map<String, Value>,
    member: &str,
    faults: &mut Vec<FieldError>,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let message = match members.get(member) {
        None | Some(Value::Null) => return None,
        Some(Value::String(text)) => match parse(text) {
            Ok(value) => return Some(value),
            Err(message) => message,
        },
        Some(_) => "is not a string".to_owned(),
    };
    faults.push(FieldError::new(format!("/{member}"), message));
    None
}

fn columns(value: Option<&Value>, faults: &mut Vec<FieldError>) -> Option<Vec<Column>> {
    let values = match value {
        None | Some(Value::Null) => return None,
        Some(Value::Array(values)) if !values.is_empty() => values,
        Some(_) => {
            faults.push(FieldError::new("/columns", "is not an array of at least one column"));
            return None;
        }
    };
    let mut columns: Vec<Column> = Vec::with_capacity(values.len().min(Column::ALL.len()));
    for (index, value) in values.iter().enumerate() {
        let fault = match value.as_str().map(Column::parse) {
            Some(Ok(column)) if columns.contains(&column) => "stands twice".to_owned(),
            Some(Ok(column)) => {
                columns.push(column);
                continue;
            }
            Some(Err(error)) => error.to_string(),
            None => "is not a string".to_owned(),
        };
        faults.push(FieldError::new(format!("/columns/{index}"), fault));
    }
    Some(columns)
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_empty_request_is_a_table_of_everything() {
        let order = ExportOrder::read(&json!({})).expect("a request");
        let all = ExportOrder {
            filters: FilterParams::default(),
            format: ExportFormat::Csv,
            time_zone: None,
            columns: None,
        };
        assert_eq!(order, all);
    }

    #[test]
    fn fields_are_read() {
        let order = ExportOrder::read(&json!({
            "filters": {"user": "u-root", "from": "2026-01-01T00:00:00Z"},
            "format": "csv.gz", "time_zone": "Europe/Zurich", "columns": ["time_local", "event"],
        }));
        let order = order.expect("a request");
        assert_eq!(order.format, ExportFormat::CsvGz);
        assert_eq!(order.time_zone, Some(Tz::Europe__Zurich));
        assert_eq!(order.columns, Some(vec![Column::TimeLocal, Column::Event]));
        assert_eq!(order.filters.users.into_iter().collect::<Vec<_>>(), ["u-root"]);
    }

    #[test]
    fn faults_are_refused() {
        let faulty = [
            json!([]),
            json!({"filter": {}}),
            json!({"filters": {"users": "u"}}),
            json!({"format": "xlsx"}),
            json!({"format": "jsonl", "columns": ["event"]}),
            json!({"time_zone": "Europe/Atlantis"}),
            json!({"columns": []}),
            json!({"columns": ["event", "event"]}),
            json!({"columns": ["colour"]}),
        ];
        for body in faulty {
            let problem = ExportOrder::read(&body).expect_err("a fault");
            assert_eq!(problem.into_response().status(), 400, "{body}");
        }
    }
}
