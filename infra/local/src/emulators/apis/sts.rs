//! STS: a role of another account, with its external id. Its credentials are those of the emulators, so that S3 accepts
//! them.

use std::collections::VecDeque;
use std::sync::Mutex;

use bytes::Bytes;
use chrono::{SecondsFormat, TimeDelta, Utc};
use event_store::Endpoints;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use url::form_urlencoded;
use uuid::Uuid;

use crate::gateway::Answer;
use crate::html::escape;

/// Maximum roles that are kept.
const KEPT: usize = 300;
/// Validity of credentials in seconds, if the request names none.
const DEFAULT_SECONDS: i64 = 3_600;

/// A role that was assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedRole {
    /// ARN of the role.
    pub role_arn: String,
    /// External id.
    pub external_id: String,
    /// Name of the session.
    pub session_name: String,
}

/// The service, with the last roles that were assumed.
#[derive(Default)]
pub(crate) struct Sts {
    assumed: Mutex<VecDeque<AssumedRole>>,
}

/// An error with its status and code.
type Refused = (StatusCode, &'static str, String);

impl Sts {
    /// Returns the roles that were assumed, oldest first.
    pub(crate) fn assumed(&self) -> Vec<AssumedRole> {
        self.assumed.lock().expect("no holder of the lock panics").iter().cloned().collect()
    }

    pub(super) fn answer(&self, form: &[u8]) -> Answer {
        match self.assume_role(form) {
            Ok(xml) => xml_answer(StatusCode::OK, xml),
            Err((status, code, message)) => {
                let (message, id) = (escape(&message), Uuid::now_v7());
                let xml = format!(
                    "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
                     <Code>{code}</Code><Message>{message}</Message></Error><RequestId>{id}</RequestId></ErrorResponse>"
                );
                xml_answer(status, xml)
            }
        }
    }

    fn assume_role(&self, form: &[u8]) -> Result<String, Refused> {
        let parameter = |name: &str| {
            let found = form_urlencoded::parse(form).find(|(own, _)| own == name);
            found.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
        };
        let required = |name: &str| {
            let message = format!("{name} is missing");
            parameter(name).ok_or((StatusCode::BAD_REQUEST, "ValidationError", message))
        };
        match parameter("Action").as_deref() {
            Some("AssumeRole") => {}
            action => {
                let message = format!("{} is not emulated", action.unwrap_or("a request without Action"));
                return Err((StatusCode::BAD_REQUEST, "InvalidAction", message));
            }
        }
        let (role_arn, session_name) = (required("RoleArn")?, required("RoleSessionName")?);
        let role = role_arn.split_once(":role/").filter(|(account, _)| account.starts_with("arn:aws:iam::"));
        let Some((account, role)) = role else {
            let message = format!("{role_arn} is not the ARN of a role");
            return Err((StatusCode::BAD_REQUEST, "ValidationError", message));
        };
        // As with a role whose trust policy requires an external id.
        let external_id = parameter("ExternalId").ok_or_else(|| {
            (StatusCode::FORBIDDEN, "AccessDenied", format!("not authorized to assume {role_arn}"))
        })?;
        let seconds = parameter("DurationSeconds").and_then(|seconds| seconds.parse().ok());
        let expires = Utc::now() + TimeDelta::seconds(seconds.unwrap_or(DEFAULT_SECONDS));
        let user = format!("{}:assumed-role/{role}/{session_name}", account.replace(":iam:", ":sts:"));
        let xml = format!(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
             <AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey><SessionToken>{}</SessionToken>\
             <Expiration>{}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROALOCAL:{}</AssumedRoleId>\
             <Arn>{}</Arn></AssumedRoleUser></AssumeRoleResult><ResponseMetadata><RequestId>{}</RequestId>\
             </ResponseMetadata></AssumeRoleResponse>",
            Endpoints::ACCESS_KEY,
            Endpoints::SECRET_KEY,
            Uuid::now_v7(),
            expires.to_rfc3339_opts(SecondsFormat::Secs, true),
            escape(&session_name),
            escape(&user),
            Uuid::now_v7(),
        );
        let mut assumed = self.assumed.lock().expect("no holder of the lock panics");
        if assumed.len() == KEPT {
            assumed.pop_front();
        }
        assumed.push_back(AssumedRole { role_arn, external_id, session_name });
        Ok(xml)
    }
}

fn xml_answer(status: StatusCode, xml: String) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(xml)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    answer
}
