//! The request body of `POST /v1/exports`.

use api::EventFilters;
use chrono_tz::Tz;
use event_model::json_object::Object;
use event_model::{Catalog, EventQuery};
use event_store::ExportFormat;
use serde_json_borrow::Value;

use crate::columns::Column;

/// A request for an export.
#[derive(Debug, utoipa::ToSchema)]
#[schema(as = ExportRequest)]
pub struct ExportRequestBody {
    /// Events to export; all if absent. For a member, `user` and `not.user` are ignored: the export has only their own
    /// events.
    pub filters: Option<EventFilters>,
    /// The format of the file; `csv` if absent.
    pub format: Option<ExportFormat>,
    /// The IANA name of a time zone. A table then also shows the local time of each event.
    #[schema(example = "Europe/Zurich")]
    pub time_zone: Option<String>,
    /// The columns of a table, in order; the default columns if absent.
    #[schema(example = json!(["time_utc", "user_email", "event", "outcome", "id"]))]
    pub columns: Option<Vec<String>>,
}

/// A request for an export, parsed but not resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParsedRequest {
    pub(crate) query: EventQuery,
    pub(crate) format: ExportFormat,
    pub(crate) time_zone: Option<Tz>,
    pub(crate) columns: Option<Vec<Column>>,
}

impl ParsedRequest {
    /// Parses a request body; `None` if a fault was found. Types and sources must be in `catalog`.
    pub(crate) fn read(request: &mut Object<'_, '_>, catalog: &Catalog) -> Option<Self> {
        let filters = request.object("filters", |filters| EventQuery::from_json(filters, catalog));
        let query = filters.unwrap_or_default();
        let format = request.optional_with("format", str::parse::<ExportFormat>).unwrap_or(ExportFormat::Csv);
        let time_zone = request.optional_with("time_zone", |text| {
            text.parse::<Tz>().map_err(|_| "must be the IANA name of a time zone, such as Europe/Zurich")
        });
        let columns = read_columns(request);
        if columns.is_some() && !format.is_table() {
            request.fault("columns", format!("is only for csv and csv.gz, not {format}"));
        }
        Some(Self { query, format, time_zone, columns })
    }
}

fn read_columns(request: &mut Object<'_, '_>) -> Option<Vec<Column>> {
    let values = match request.value("columns")? {
        Value::Array(values) if !values.is_empty() => values,
        _ => {
            request.fault("columns", "must be an array of at least one column");
            return None;
        }
    };
    let mut columns: Vec<Column> = Vec::with_capacity(values.len().min(Column::ALL.len()));
    for (index, value) in values.iter().enumerate() {
        let path = format!("columns/{index}");
        match request.text(&path, value, str::parse::<Column>) {
            Some(column) if columns.contains(&column) => request.fault(&path, "is duplicated"),
            column => columns.extend(column),
        }
    }
    Some(columns)
}

#[cfg(test)]
mod tests {
    use event_model::{Catalog, FieldError, json_object};
    use serde_json::json;

    use super::*;

    fn read(body: &serde_json::Value) -> Result<ParsedRequest, Vec<FieldError>> {
        json_object::read(&body.into(), "a field of this request", |request| {
            ParsedRequest::read(request, Catalog::built_in())
        })
    }

    #[test]
    fn export_request_empty_is_csv_of_everything() {
        let parsed = read(&json!({})).expect("a request");
        let all = ParsedRequest {
            query: EventQuery::default(),
            format: ExportFormat::Csv,
            time_zone: None,
            columns: None,
        };
        assert_eq!(parsed, all);
    }

    #[test]
    fn export_request_fields_are_parsed() {
        let parsed = read(&json!({
            "filters": {"user": "u-root", "from": "2026-01-01T00:00:00Z"},
            "format": "csv.gz", "time_zone": "Europe/Zurich", "columns": ["time_local", "event"],
        }));
        let parsed = parsed.expect("a request");
        assert_eq!(parsed.format, ExportFormat::CsvGz);
        assert_eq!(parsed.time_zone, Some(Tz::Europe__Zurich));
        assert_eq!(parsed.columns, Some(vec![Column::TimeLocal, Column::Event]));
        assert_eq!(parsed.query.include.users, ["u-root".parse().expect("a user")].into());
    }

    #[test]
    fn export_request_fault_is_refused() {
        let faulty = [
            json!([]),
            json!({"filter": {}}),
            json!({"filters": {"users": "u"}}),
            json!({"format": "xlsx"}),
            json!({"format": "jsonl", "columns": ["event"]}),
            json!({"time_zone": "Europe/Atlantis"}),
            json!({"columns": []}),
            json!({"columns": ["event", "event"]}),
            json!({"columns": ["color"]}),
        ];
        for body in faulty {
            assert!(read(&body).is_err(), "{body}");
        }
    }
}
