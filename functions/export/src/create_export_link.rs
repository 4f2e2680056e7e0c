//! `POST /v1/exports/{id}/links`

use std::time::Duration;

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, Problem, ProblemBody, ProblemCode,
    RequestSource,
};
use axum::extract::{Path, State as Extract};
use event_model::Timestamp;
use event_model::json_object::Object;
use event_store::{Export, ExportFiles};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::export_body::{self, ExportStatus};
use crate::{State, audit, files, ownership};

/// Validity of a link in seconds. Short, because a link still works after details are hidden, and a page uses it at
/// once.
pub(crate) const LINK_SECONDS: u32 = 60;

event_model::wire_enum! {
    /// An object of an export.
    #[derive(Default)]
    pub enum ExportFile {
        /// The events.
        #[default]
        Data = "data",
        /// The manifest: a JSON document that describes the data.
        Manifest = "manifest",
    }
}

/// A request for a download link.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExportLinkRequest)]
#[serde(deny_unknown_fields)]
pub struct LinkRequestBody {
    /// What the link opens; `data` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<ExportFile>,
}

impl LinkRequestBody {
    fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        Some(Self { file: request.optional_with("file", str::parse) })
    }
}

/// A download link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExportLink)]
pub struct LinkBody {
    /// The URL of the file. It needs no `Authorization` header.
    pub url: String,
    /// When the link stops working (UTC).
    #[schema(example = "2026-11-21T19:24:11.123Z")]
    pub expires_at: String,
}

/// Issues a download link that works for one minute, and records that it was issued.
#[utoipa::path(
    post,
    path = "/v1/exports/{id}/links",
    tag = "exports",
    operation_id = "create_export_link",
    security(("person" = [])),
    params(("id" = String, Path, description = "The export's id", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    request_body(content = Option<LinkRequestBody>, example = json!({"file": "data"})),
    responses(
        (status = 201, description = "The link", body = LinkBody),
        (status = 400, description = "A field is not as documented", body = ProblemBody),
        (status = 403, description = "The plan or the monitor forbid it, or the file shows details that are hidden now", body = ProblemBody),
        (status = 404, description = "It does not exist, the caller may not read it, or its file was removed", body = ProblemBody),
        (status = 409, description = "The file is not ready", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_export_link(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    Path(id): Path<String>,
    params: Params,
    body: JsonBody,
) -> Result<(StatusCode, Json<LinkBody>), Problem> {
    let person = caller.person(Action::UseExports)?;
    params.finish()?;
    let file = body.read_or_default(LinkRequestBody::read)?.file.unwrap_or_default();
    let access = OrganizationAccess::readable(&state.store, person).await?;
    let export = ownership::find(&state.store, person, &id).await?;
    let act = request_source.act(person.actor(), &state.clock);
    let files = ready_files(&export, access.state.settings.show_details, act.at)?;
    let key = match file {
        ExportFile::Data => &files.data_key,
        ExportFile::Manifest => &files.manifest_key,
    };
    let url = state.bucket.presign(key, Duration::from_secs(LINK_SECONDS.into())).await?;
    // Recorded before the link is returned, so that the audit trail has every link.
    let event = audit::downloaded(&export.request, &act, file.as_str());
    state.store.events.monitor_events_record(&access.state, &[event], act.at).await?;
    let expires_at = act.at.plus(chrono::Duration::seconds(LINK_SECONDS.into()));
    Ok((StatusCode::CREATED, Json(LinkBody { url, expires_at: expires_at.to_string() })))
}

/// Returns the objects of an export whose file may be downloaded.
fn ready_files(export: &Export, show_details: bool, now: Timestamp) -> Result<&ExportFiles, Problem> {
    let conflict = |detail: &str| Err(Problem::new(ProblemCode::Conflict, detail));
    match (export_body::status(export, None, now), &export.files) {
        (ExportStatus::Ready, _) if export_body::is_withheld(export, show_details) => {
            let detail =
                "the file shows details that are hidden in your organization now; create the export again";
            Err(Problem::new(ProblemCode::DetailsHidden, detail))
        }
        (ExportStatus::Ready, Some(files)) => Ok(files),
        (ExportStatus::Expired, _) => {
            let days = files::FILE_DAYS;
            let detail =
                format!("the file was removed {days} days after it was written; create the export again");
            Err(Problem::new(ProblemCode::NotFound, detail))
        }
        (ExportStatus::Failed, _) => conflict("the export failed, so there is no file"),
        (ExportStatus::Ready | ExportStatus::Pending | ExportStatus::Running, _) => {
            conflict("the export is not ready; wait for the status ready")
        }
    }
}
