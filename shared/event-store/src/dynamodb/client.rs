//! Clients of the AWS SDKs.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::retry::{RetryPartition, TokenBucket};
use aws_sdk_dynamodb::config::{Credentials, StalledStreamProtectionConfig};

/// Timeout of a connection: AWS is in the same region.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Timeout of one attempt at DynamoDB: ten times the duration of a read of 1 MB. The SDK has none by default: one
/// missing response would use up the time of a request.
const DYNAMODB_TIMEOUT: Duration = Duration::from_secs(3);
/// Timeout of one attempt at S3: a part of an export over a slow connection.
const S3_TIMEOUT: Duration = Duration::from_secs(30);
/// Timeout of one attempt at an asynchronous invocation.
const LAMBDA_TIMEOUT: Duration = Duration::from_secs(5);
/// Maximum attempts at one operation: if 3 of 10 attempts fail, less than 1 of 100 operations fails.
const MAX_ATTEMPTS: u32 = 4;
/// Upper bound of the first backoff. The SDK's default of one second is longer than most operations.
const INITIAL_BACKOFF: Duration = Duration::from_millis(50);
/// Upper bound of every backoff: a caller waits for the response.
const MAX_BACKOFF: Duration = Duration::from_secs(1);

/// Configuration of the SDK's clients: region, credentials, endpoints.
#[derive(Clone)]
pub struct Aws {
    config: SdkConfig,
    endpoints: Option<Endpoints>,
    path_style: bool,
}

/// Endpoints of emulators.
#[derive(Clone, Debug)]
pub struct Endpoints {
    /// URL of a DynamoDB API.
    pub dynamodb: String,
    /// URL of an S3 API.
    pub s3: String,
    /// URL of a Lambda Invoke API.
    pub lambda: String,
    /// URL of a KMS API.
    pub kms: String,
    /// URL of an SES API, version 2.
    pub ses: String,
    /// URL of an EventBridge API.
    pub events: String,
    /// URL of an STS API.
    pub sts: String,
}

/// A service of AWS whose clients are built outside this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Key Management Service.
    Kms,
    /// Simple Email Service, version 2.
    Ses,
    /// EventBridge.
    Events,
    /// Security Token Service.
    Sts,
    /// S3, for buckets that are not ours.
    S3,
}

impl Endpoints {
    /// Access key of the emulators.
    pub const ACCESS_KEY: &'static str = "local";
    /// Secret key of [`Self::ACCESS_KEY`]. It protects loopback only.
    pub const SECRET_KEY: &'static str = "local-secret";
    /// Region of the emulators.
    pub const REGION: &'static str = "us-east-1";

    /// Returns endpoints of all services at one URL.
    pub fn all(url: &str) -> Self {
        let url = || url.to_owned();
        Self { dynamodb: url(), s3: url(), lambda: url(), kms: url(), ses: url(), events: url(), sts: url() }
    }

    fn url(&self, service: Service) -> &str {
        match service {
            Service::Kms => &self.kms,
            Service::Ses => &self.ses,
            Service::Events => &self.events,
            Service::Sts => &self.sts,
            Service::S3 => &self.s3,
        }
    }
}

impl Aws {
    /// Reads the SDK's own variables, such as `AWS_ENDPOINT_URL_DYNAMODB`, and `S3_FORCE_PATH_STYLE`: `true` addresses
    /// buckets by path, which an S3 without wildcard DNS needs.
    pub async fn from_env() -> Self {
        let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
        let path_style = std::env::var("S3_FORCE_PATH_STYLE").is_ok_and(|value| value == "true");
        Self { config, endpoints: None, path_style }
    }

    /// Returns the configuration of emulators, with their fixed credentials.
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

    /// Returns the endpoints of emulators, or `None` if the SDK's own variables decide.
    pub fn endpoints(&self) -> Option<&Endpoints> {
        self.endpoints.as_ref()
    }

    /// Returns `true` if buckets are addressed by path.
    pub fn is_path_style(&self) -> bool {
        self.path_style
    }

    /// Returns the configuration of a client of `service`: region, credentials, endpoint, retries, and the timeout of one
    /// attempt. Without endpoints of emulators, the SDK's own variables decide, such as `AWS_ENDPOINT_URL_KMS`.
    pub fn service_config(&self, service: Service, attempt: Duration) -> SdkConfig {
        let mut config = self.config.to_builder().timeout_config(timeouts(attempt)).retry_config(retries());
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(endpoints.url(service));
        }
        config.build()
    }

    pub(crate) fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::config::Builder::from(&self.config)
            .timeout_config(timeouts(DYNAMODB_TIMEOUT))
            .retry_config(retries())
            .retry_partition(retry_quota())
            // Bodies are small, and a stalled attempt runs into its timeout.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(&endpoints.dynamodb);
        }
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    pub(crate) fn s3(&self) -> aws_sdk_s3::Client {
        let mut config = aws_sdk_s3::config::Builder::from(&self.config)
            .force_path_style(self.path_style)
            .timeout_config(timeouts(S3_TIMEOUT))
            .retry_config(retries());
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(&endpoints.s3);
        }
        aws_sdk_s3::Client::from_conf(config.build())
    }

    pub(crate) fn lambda(&self) -> aws_sdk_lambda::Client {
        let mut config = aws_sdk_lambda::config::Builder::from(&self.config)
            .timeout_config(timeouts(LAMBDA_TIMEOUT))
            .retry_config(retries());
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(&endpoints.lambda);
        }
        aws_sdk_lambda::Client::from_conf(config.build())
    }
}

/// Returns the timeouts of a connection and of one attempt.
pub(crate) fn timeouts(attempt: Duration) -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).operation_attempt_timeout(attempt).build()
}

fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(MAX_ATTEMPTS)
        .with_initial_backoff(INITIAL_BACKOFF)
        .with_max_backoff(MAX_BACKOFF)
}

/// Returns the retry quota: 500 retries, and one more for each success.
///
/// It ends retries in an outage, as the SDK's own quota does. The SDK's quota loses 10 for a retry and regains 1 for a
/// success. So it is spent as soon as 1 of 10 attempts fails, and every fault then reaches the caller.
fn retry_quota() -> RetryPartition {
    let bucket = TokenBucket::builder().retry_cost(1).timeout_retry_cost(1).throttling_retry_cost(1);
    RetryPartition::custom("activity-monitor").token_bucket(bucket.success_reward(1.0).build()).build()
}
