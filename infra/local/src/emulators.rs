//! Emulators of DynamoDB and S3, on loopback.

mod dynamodb;
mod s3;
mod s3_cors;
mod stream_records;

use std::net::SocketAddr;

use dynoxide::Database;
use tokio::net::TcpListener;

use crate::data_dir::{DataDir, DataDirError};
use crate::server::Server;
use crate::template::Template;

/// The ports of the emulators; 0 is any free port.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ports {
    pub(crate) dynamodb: u16,
    pub(crate) s3: u16,
}

/// The running emulators.
pub(crate) struct Emulators {
    pub(crate) dynamodb: SocketAddr,
    pub(crate) s3: SocketAddr,
    /// The database behind DynamoDB's API.
    pub(crate) database: Database,
    _dynamodb: dynamodb::Server,
    _s3: Server,
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
    /// The data folder cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
}

impl Emulators {
    pub(crate) async fn start(
        template: &Template,
        data_dir: &DataDir,
        ports: Ports,
    ) -> Result<Self, EmulatorError> {
        let dynamodb_listener = listen(ports.dynamodb).await?;
        let s3_listener = listen(ports.s3).await?;
        let (dynamodb, s3) = (address(&dynamodb_listener)?, address(&s3_listener)?);
        let (server, database) = dynamodb::start(dynamodb_listener, &template.tables, data_dir)?;
        Ok(Self {
            dynamodb,
            s3,
            database,
            _dynamodb: server,
            _s3: s3::start(s3_listener, &template.buckets, data_dir)?,
        })
    }
}

/// Listens on loopback only: the emulators have no access control.
pub(crate) async fn listen(port: u16) -> Result<TcpListener, EmulatorError> {
    TcpListener::bind(("127.0.0.1", port)).await.map_err(|source| match source.kind() {
        std::io::ErrorKind::AddrInUse => EmulatorError::PortInUse { port },
        _ => EmulatorError::Listen { port, source },
    })
}

pub(crate) fn address(listener: &TcpListener) -> Result<SocketAddr, EmulatorError> {
    listener.local_addr().map_err(|source| EmulatorError::Listen { port: 0, source })
}
