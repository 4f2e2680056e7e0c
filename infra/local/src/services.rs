//! The emulators without functions, for `cargo lambda watch` and `sam local`.

use std::collections::BTreeMap;
use std::sync::Arc;

use event_store::Endpoints;

use crate::data_dir::{Data, DataDir};
use crate::emulators::{Emulators, Ports, endpoint};
use crate::identity::Provider;
use crate::stack::StackError;
use crate::template::Template;

/// The running emulators.
pub struct Services {
    template: Template,
    emulators: Emulators,
    _data_dir: Arc<DataDir>,
}

impl Services {
    /// Default port of DynamoDB.
    pub const DYNAMODB_PORT: u16 = 8000;
    /// Default port of S3. `cargo lambda watch` uses port 9000.
    pub const S3_PORT: u16 = 8001;
    /// Default port of KMS, SES, EventBridge and STS.
    pub const APIS_PORT: u16 = 8002;

    /// Starts the emulators on these ports: DynamoDB, S3, and the other services. 0 is any free port.
    pub async fn start(data: &Data, dynamodb: u16, s3: u16, apis: u16) -> Result<Self, StackError> {
        let data_dir = Arc::new(DataDir::open(data)?);
        // The functions have another provider. The template needs any issuer but Cognito.
        let template = Template::load(&Provider::parameters("http://localhost:3000"))?;
        let emulators = Emulators::start(&template, &data_dir, Ports { dynamodb, s3, apis }).await?;
        Ok(Self { template, emulators, _data_dir: data_dir })
    }

    /// Returns the environment with which the AWS SDK and the functions use these emulators.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let Template { tables, buckets, keys, .. } = &self.template;
        let tables = tables.iter().map(|table| &table.name);
        let buckets = buckets.iter().map(|bucket| &bucket.name);
        let resources: Vec<&String> = tables.chain(buckets).chain(keys).collect();
        let variables = self.template.functions.iter().flat_map(|function| &function.environment);
        let names = variables.filter(|(_, value)| resources.contains(value));
        let mut environment: BTreeMap<_, _> =
            names.map(|(name, value)| (name.clone(), value.clone())).collect();
        for (name, value) in [
            ("AWS_ENDPOINT_URL_DYNAMODB", endpoint(self.emulators.dynamodb)),
            ("AWS_ENDPOINT_URL_S3", endpoint(self.emulators.s3)),
            ("AWS_ENDPOINT_URL_KMS", endpoint(self.emulators.apis_address)),
            ("AWS_ENDPOINT_URL_SESV2", endpoint(self.emulators.apis_address)),
            ("AWS_ENDPOINT_URL_EVENTBRIDGE", endpoint(self.emulators.apis_address)),
            ("AWS_ENDPOINT_URL_STS", endpoint(self.emulators.apis_address)),
            ("S3_FORCE_PATH_STYLE", "true".to_owned()),
            ("AWS_ACCESS_KEY_ID", Endpoints::ACCESS_KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", Endpoints::SECRET_KEY.to_owned()),
            ("AWS_REGION", Endpoints::REGION.to_owned()),
        ] {
            environment.insert(name.to_owned(), value);
        }
        environment
    }
}
