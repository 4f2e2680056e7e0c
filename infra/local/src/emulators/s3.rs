//! S3: s3s-fs, with buckets as folders, and signatures checked. Objects do not expire: the lifecycle rules of the
//! template are not emulated.

use std::sync::Arc;

use event_store::Endpoints;
use http::{Response, StatusCode};
use hyper::body::Incoming;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

use super::{EmulatorError, s3_cors};
use crate::data_dir::DataDir;
use crate::server::Server;
use crate::template::Bucket;

pub(super) fn start(
    listener: TcpListener,
    buckets: &[Bucket],
    data_dir: &DataDir,
) -> Result<Server, EmulatorError> {
    let root = data_dir.create_subdir("s3")?;
    for bucket in buckets {
        data_dir.create_subdir(&format!("s3/{}", bucket.name))?;
    }
    let files = FileSystem::new(&root).map_err(|error| EmulatorError::Objects(format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    // Without this, altered and expired presigned URLs are accepted.
    builder.set_auth(SimpleAuth::from_single(Endpoints::ACCESS_KEY, Endpoints::SECRET_KEY));
    let service = builder.build();
    let buckets: Arc<[Bucket]> = Arc::from(buckets);
    Ok(Server::start(listener, move |request, _| {
        let (service, buckets) = (service.clone(), Arc::clone(&buckets));
        async move { answer(&service, &buckets, request).await }
    }))
}

async fn answer(
    service: &S3Service,
    buckets: &[Bucket],
    request: http::Request<Incoming>,
) -> Response<s3s::Body> {
    let cors = s3_cors::CorsCheck::of(&request, buckets);
    if let Some(preflight) = cors.preflight(&request) {
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
    cors.allow(response.headers_mut());
    response
}
