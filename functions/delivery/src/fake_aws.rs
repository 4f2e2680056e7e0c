//! Services of AWS that give the answers of a test, and keep what they were asked.

use std::sync::{Arc, Mutex};

use event_store::{Aws, Endpoints};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request that a service got.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Method and path, with `=` as it is: `PUT /bucket/key`.
    pub(crate) target: String,
    /// Headers in lower case, one a line.
    pub(crate) headers: String,
    /// The body as text.
    pub(crate) body: String,
    /// The body.
    pub(crate) bytes: Vec<u8>,
}

/// The answer of a service: status and body.
pub(crate) type Said = (u16, String);

/// All services at one address on the loopback interface.
pub(crate) struct FakeAws {
    pub(crate) aws: Aws,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl FakeAws {
    /// Starts the services. `answer` gets all requests so far; the last one is to be answered.
    pub(crate) async fn start(answer: impl Fn(&[Asked]) -> Said + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a port");
        let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (answer, kept) = (Arc::new(answer), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (answer, kept) = (Arc::clone(&answer), Arc::clone(&kept));
                tokio::spawn(async move {
                    let mut connection = BufReader::new(connection);
                    let asked = read(&mut connection).await;
                    let (status, body) = {
                        let mut kept = kept.lock().expect("no test panics with the lock");
                        kept.push(asked);
                        answer(&kept)
                    };
                    let length = body.len();
                    let answer = format!(
                        "HTTP/1.1 {status} Answer\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                    );
                    connection.write_all(answer.as_bytes()).await.expect("the client reads");
                });
            }
        });
        Self { aws: Aws::with_endpoints(Endpoints::all(&url)), asked }
    }

    /// Starts services that give every request the same answer.
    pub(crate) async fn always(status: u16, body: impl Into<String>) -> Self {
        let body = body.into();
        Self::start(move |_| (status, body.clone())).await
    }

    /// Returns the requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no test panics with the lock").clone()
    }
}

async fn read(connection: &mut BufReader<TcpStream>) -> Asked {
    let mut line = String::new();
    connection.read_line(&mut line).await.expect("a request line");
    let (target, _) = line.rsplit_once(' ').expect("a version of HTTP");
    let target = target.replace("%3D", "=");
    let mut headers = String::new();
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).await.expect("a header");
        if line.trim().is_empty() {
            break;
        }
        headers.push_str(&line.to_lowercase());
    }
    let length = headers.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    let mut bytes = vec![0; length.unwrap_or(0)];
    connection.read_exact(&mut bytes).await.expect("the body is as long as it says");
    Asked { target, headers, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
}
