//! Emulators of DynamoDB, S3, KMS, SES, EventBridge and STS, on loopback.

mod apis;
mod dynamodb;
mod kept;
mod s3;
mod s3_cors;
mod stream_records;

use std::net::SocketAddr;
use std::sync::Arc;

use dynoxide::Database;
use event_store::Endpoints;
use tokio::net::TcpListener;

use crate::data_dir::{DataDir, DataDirError};
use crate::server::Server;
use crate::template::Template;

pub(crate) use apis::Apis;
pub use apis::{AssumedRole, BusEntry, Mail};

/// The ports of the emulators; 0 is any free port.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ports {
    pub(crate) dynamodb: u16,
    pub(crate) s3: u16,
    pub(crate) apis: u16,
}

/// The running emulators.
pub(crate) struct Emulators {
    pub(crate) dynamodb: SocketAddr,
    pub(crate) s3: SocketAddr,
    /// The address of KMS, SES, EventBridge and STS.
    pub(crate) apis_address: SocketAddr,
    pub(crate) apis: Arc<Apis>,
    /// The database behind DynamoDB's API.
    pub(crate) database: Database,
    _dynamodb: dynamodb::Server,
    _s3: Server,
    _apis: Server,
}

/// An error of the emulators.
#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    /// Another process has the port.
    #[error("port {port} is in use; stop the process that uses it, or choose another port")]
    PortInUse {
        /// The port.
        port: u16,
    },
    /// The operating system refused a socket.
    #[error("cannot listen on port {port}")]
    Listen {
        /// The port.
        port: u16,
        /// The error of the operating system.
        #[source]
        source: std::io::Error,
    },
    /// The database cannot be opened or changed.
    #[error("the database cannot be used: {0}")]
    Database(String),
    /// A table of the data folder does not match the template.
    #[error(
        "table {table} of the data folder has other keys or indexes than infra/template.yaml: delete the folder, or use another one"
    )]
    OtherTable {
        /// The table.
        table: String,
    },
    /// The folder of the objects cannot be used.
    #[error("the object store cannot be used: {0}")]
    Objects(String),
    /// A key of KMS cannot be used.
    #[error("a key of KMS cannot be used: {0}")]
    Key(String),
    /// The data folder cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
}

impl Emulators {
    pub(crate) async fn start(
        template: &Template,
        data_dir: &Arc<DataDir>,
        ports: Ports,
    ) -> Result<Self, EmulatorError> {
        let dynamodb_listener = listen(ports.dynamodb).await?;
        let s3_listener = listen(ports.s3).await?;
        let apis_listener = listen(ports.apis).await?;
        let (dynamodb, s3) = (address(&dynamodb_listener)?, address(&s3_listener)?);
        let apis_address = address(&apis_listener)?;
        let apis = Arc::new(Apis::open(&template.keys, data_dir)?);
        let (server, database) = dynamodb::start(dynamodb_listener, &template.tables, data_dir)?;
        Ok(Self {
            dynamodb,
            s3,
            apis_address,
            database,
            _dynamodb: server,
            _s3: s3::start(s3_listener, &template.buckets, data_dir)?,
            _apis: apis::start(apis_listener, &apis),
            apis,
        })
    }

    /// Returns the addresses of the emulators and of Lambda's Invoke API.
    pub(crate) fn endpoints(&self, lambda: SocketAddr) -> Endpoints {
        Endpoints {
            dynamodb: endpoint(self.dynamodb),
            s3: endpoint(self.s3),
            lambda: endpoint(lambda),
            ..Endpoints::all(&endpoint(self.apis_address))
        }
    }
}

/// Listens on loopback only: the emulators have no access control.
pub(crate) async fn listen(port: u16) -> Result<TcpListener, EmulatorError> {
    TcpListener::bind(("127.0.0.1", port)).await.map_err(|source| match source.kind() {
        std::io::ErrorKind::AddrInUse => EmulatorError::PortInUse { port },
        _ => EmulatorError::Listen { port, source },
    })
}

pub(crate) fn endpoint(address: SocketAddr) -> String {
    format!("http://{address}")
}

pub(crate) fn address(listener: &TcpListener) -> Result<SocketAddr, EmulatorError> {
    listener.local_addr().map_err(|source| EmulatorError::Listen { port: 0, source })
}
