//! The emulators without functions, for `cargo lambda watch` and `sam local`.

use std::collections::BTreeMap;

use event_store::Endpoints;

use crate::data_dir::{Data, DataDir};
use crate::emulators::{Emulators, Ports};
use crate::identity::Provider;
use crate::stack::{StackError, endpoint};
use crate::template::Template;

/// The running emulators.
pub struct Services {
    template: Template,
    emulators: Emulators,
    _data_dir: DataDir,
}

impl Services {
    /// Default port of DynamoDB.
    pub const DYNAMODB_PORT: u16 = 8000;
    /// Default port of S3. `cargo lambda watch` uses port 9000.
    pub const S3_PORT: u16 = 8001;

    /// Starts both emulators on these ports; 0 is any free port.
    pub async fn start(data: &Data, dynamodb: u16, s3: u16) -> Result<Self, StackError> {
        let data_dir = DataDir::open(data)?;
        // The functions have another provider. The template needs any issuer but Cognito.
        let template = Template::load(&Provider::parameters("http://localhost:3000"))?;
        let emulators = Emulators::start(&template, &data_dir, Ports { dynamodb, s3 }).await?;
        Ok(Self { template, emulators, _data_dir: data_dir })
    }

    /// Returns the environment with which the AWS SDK and the functions use these emulators.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let resources: Vec<&str> = self.template.tables.iter().map(|table| table.name.as_str()).collect();
        let buckets = self.template.buckets.iter().map(|bucket| bucket.name.as_str());
        let resources: Vec<&str> = resources.into_iter().chain(buckets).collect();
        let variables = self.template.functions.iter().flat_map(|function| &function.environment);
        let names = variables.filter(|(_, value)| resources.contains(&value.as_str()));
        let mut environment: BTreeMap<_, _> =
            names.map(|(name, value)| (name.clone(), value.clone())).collect();
        for (name, value) in [
            ("AWS_ENDPOINT_URL_DYNAMODB", endpoint(self.emulators.dynamodb)),
            ("AWS_ENDPOINT_URL_S3", endpoint(self.emulators.s3)),
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
