//! Where AWS is.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::retry::{RetryPartition, TokenBucket};
use aws_sdk_dynamodb::config::{Credentials, StalledStreamProtectionConfig};

/// How long a connection may take to be made: AWS is in the same region.
const CONNECT_TIME: Duration = Duration::from_secs(1);
/// How long one try at DynamoDB may take. The SDK's default is for ever, so that one answer that never
/// comes would cost a request its whole time. 1 MB of rows takes a tenth of this.
const DYNAMODB_TRY_TIME: Duration = Duration::from_secs(3);
/// How long one try at S3 may take: a part of an export on a slow day.
const S3_TRY_TIME: Duration = Duration::from_secs(30);
/// How long one try at handing an invocation to Lambda may take.
const LAMBDA_TRY_TIME: Duration = Duration::from_secs(5);
/// Tries of one operation: at three of ten that fail, not one of a hundred operations does.
const TRIES: u32 = 4;
/// The longest wait before a second try. The SDK's default of a second is longer than what is waited for.
const FIRST_WAIT: Duration = Duration::from_millis(50);
/// The longest wait of all: somebody is waiting for the answer.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

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

    /// Returns the emulators that it speaks to; none where the SDK's own variables decide.
    pub fn endpoints(&self) -> Option<&Endpoints> {
        self.endpoints.as_ref()
    }

    pub(crate) fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::config::Builder::from(&self.config)
            .timeout_config(timeouts(DYNAMODB_TRY_TIME))
            .retry_config(retries())
            .retry_partition(quota())
            // Bodies are small, and a try that stalls runs into its time limit.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(&endpoints.dynamodb);
        }
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    pub(crate) fn s3(&self) -> aws_sdk_s3::Client {
        let mut config = aws_sdk_s3::config::Builder::from(&self.config)
            .force_path_style(self.path_style)
            .timeout_config(timeouts(S3_TRY_TIME))
            .retry_config(retries());
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(&endpoints.s3);
        }
        aws_sdk_s3::Client::from_conf(config.build())
    }

    pub(crate) fn lambda(&self) -> aws_sdk_lambda::Client {
        let mut config = aws_sdk_lambda::config::Builder::from(&self.config)
            .timeout_config(timeouts(LAMBDA_TRY_TIME))
            .retry_config(retries());
        if let Some(endpoints) = &self.endpoints {
            config = config.endpoint_url(&endpoints.lambda);
        }
        aws_sdk_lambda::Client::from_conf(config.build())
    }
}

fn timeouts(one_try: Duration) -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT_TIME).operation_attempt_timeout(one_try).build()
}

fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(TRIES)
        .with_initial_backoff(FIRST_WAIT)
        .with_max_backoff(LONGEST_WAIT)
}

/// Returns how many tries may be repeated: as many as succeed, and 500 to begin with.
///
/// In an outage that ends the repetitions, as the SDK's own quota does. That one gives 1 for a success and
/// takes 10 for a repetition, though: it is spent, and every fault is the caller's, when one try of ten fails.
fn quota() -> RetryPartition {
    let bucket = TokenBucket::builder().retry_cost(1).timeout_retry_cost(1).throttling_retry_cost(1);
    RetryPartition::custom("activity-monitor").token_bucket(bucket.success_reward(1.0).build()).build()
}
