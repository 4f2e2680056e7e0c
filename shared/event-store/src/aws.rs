//! Where AWS is.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;

/// How the SDK's clients are made: region, credentials, endpoints.
#[derive(Clone)]
pub struct Aws {
    config: SdkConfig,
    endpoints: Option<Endpoints>,
    path_style: bool,
}

/// Addresses of emulators.
#[derive(Clone, Debug)]
pub struct Endpoints {
    /// URL of a DynamoDB API.
    pub dynamodb: String,
    /// URL of an S3 API.
    pub s3: String,
    /// URL of a Lambda Invoke API.
    pub lambda: String,
}

impl Endpoints {
    /// The access key that the emulators know.
    pub const ACCESS_KEY: &'static str = "local";
    /// The secret that belongs to [`Self::ACCESS_KEY`]; it guards nothing but loopback.
    pub const SECRET_KEY: &'static str = "local-secret";
    /// The region that the emulators are said to be in.
    pub const REGION: &'static str = "us-east-1";
}

impl Aws {
    /// Reads the SDK's own variables, `AWS_ENDPOINT_URL_DYNAMODB`, `_S3` and `_LAMBDA` among them, and
    /// one of ours: `S3_FORCE_PATH_STYLE=true` addresses buckets by path, which an S3 without wildcard
    /// DNS needs.
    pub async fn from_env() -> Self {
        let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
        let path_style = std::env::var("S3_FORCE_PATH_STYLE").is_ok_and(|value| value == "true");
        Self { config, endpoints: None, path_style }
    }

    /// Speaks to emulators at `endpoints`, with their fixed credentials.
    pub fn with_endpoints(endpoints: Endpoints) -> Self {
        let credentials =
            Credentials::new(Endpoints::ACCESS_KEY, Endpoints::SECRET_KEY, None, None, "emulator");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static(Endpoints::REGION))
            .credentials_provider(aws_sdk_dynamodb::config::SharedCredentialsProvider::new(credentials))
            .build();
        Self { config, endpoints: Some(endpoints), path_style: true }
    }

    pub(crate) fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::config::Builder::from(&self.config);
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(&endpoints.dynamodb);
        }
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    pub(crate) fn s3(&self) -> aws_sdk_s3::Client {
        let mut config = aws_sdk_s3::config::Builder::from(&self.config).force_path_style(self.path_style);
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(&endpoints.s3);
        }
        aws_sdk_s3::Client::from_conf(config.build())
    }

    pub(crate) fn lambda(&self) -> aws_sdk_lambda::Client {
        let mut config = aws_sdk_lambda::config::Builder::from(&self.config);
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(&endpoints.lambda);
        }
        aws_sdk_lambda::Client::from_conf(config.build())
    }
}
