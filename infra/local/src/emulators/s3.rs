//! S3: s3s-fs, with buckets as folders and every signature verified.

use std::sync::Arc;

use event_store::Endpoints;
use http::{Response, StatusCode};
use hyper::body::Incoming;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{EmulatorError, s3_cors, s3_expiry};
use crate::data_dir::DataDir;
use crate::server::Server;
use crate::template::Bucket;

/// The running server; it stops when this is dropped.
#[derive(Debug)]
pub(super) struct Running {
    _server: Server,
    expiry: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.expiry.abort();
    }
}

pub(super) fn start(
    listener: TcpListener,
    buckets: &[Bucket],
    data_dir: &DataDir,
) -> Result<Running, EmulatorError> {
    let root = data_dir.create_subdir("s3")?;
    for bucket in buckets {
        data_dir.create_subdir(&format!("s3/{}", bucket.name))?;
    }
    let files = FileSystem::new(&root).map_err(|error| EmulatorError::Objects(format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    // Without this, any presigned URL would do, altered or expired.
    builder.set_auth(SimpleAuth::from_single(Endpoints::ACCESS_KEY, Endpoints::SECRET_KEY));
    let service = builder.build();
    let all: Arc<[Bucket]> = Arc::from(buckets);
    let server = Server::start(listener, move |request, _| {
        let (service, buckets) = (service.clone(), Arc::clone(&all));
        async move { answer(&service, &buckets, request).await }
    });
    Ok(Running { _server: server, expiry: tokio::spawn(s3_expiry::run(root, buckets.to_vec())) })
}

async fn answer(
    service: &S3Service,
    buckets: &[Bucket],
    request: http::Request<Incoming>,
) -> Response<s3s::Body> {
    let origin = s3_cors::Origin::of(&request, buckets);
    if let Some(preflight) = origin.preflight(&request) {
        return preflight;
    }
    let mut response = match service.call(request.map(s3s::Body::from)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(?error, "S3 failed");
            let mut response = Response::new(s3s::Body::empty());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    };
    origin.allow(response.headers_mut());
    response
}
