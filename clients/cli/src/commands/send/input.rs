//! The input: a file that can be resumed, or a stream.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use activity_client::Batch;
use tokio::sync::mpsc;

use super::line::LineParser;
use super::lines::LineReader;
use super::position::Position;
use crate::Failure;
use crate::cli::Globals;

/// Bytes that are read at once.
const BUFFER_BYTES: usize = 256 << 10;
/// Batches that wait to be stored.
const BATCHES: usize = 2;

/// A batch and the offset in the input after it, in bytes.
pub(super) type ReadBatch = Result<(Batch, u64), Failure>;

/// The input of the command.
#[derive(Debug)]
pub(super) struct Input {
    name: String,
    path: PathBuf,
    source: Source,
}

#[derive(Debug)]
enum Source {
    File(File, u64),
    /// Cannot be read twice.
    Stream(File),
    Stdin,
}

impl Input {
    /// Opens a file, or stdin if the path is `-`.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self { name: "-".to_owned(), path: path.to_owned(), source: Source::Stdin });
        }
        let opened = || {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            if metadata.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            let name = path.canonicalize()?.to_string_lossy().into_owned();
            let source =
                if metadata.is_file() { Source::File(file, metadata.len()) } else { Source::Stream(file) };
            Ok(Self { name, path: path.to_owned(), source })
        };
        opened().map_err(|error| Failure::io("read", path, error))
    }

    /// Returns the absolute path, or `-`.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the path as it was given.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns `true` if the input can be read again.
    pub(super) fn is_file(&self) -> bool {
        matches!(self.source, Source::File(..))
    }

    /// Returns the size, if it is known.
    pub(super) fn bytes(&self) -> Option<u64> {
        match self.source {
            Source::File(_, bytes) => Some(bytes),
            Source::Stream(_) | Source::Stdin => None,
        }
    }

    /// Reads the batches, in a thread, from the stored position.
    pub(super) fn read(
        self,
        stored: Option<&str>,
        parser: LineParser,
        globals: &Globals,
    ) -> Result<mpsc::Receiver<ReadBatch>, Failure> {
        let Self { name, path, source } = self;
        let mut reader: LineReader<Box<dyn Read + Send>> = match source {
            Source::Stdin => LineReader::new(buffered(io::stdin())),
            Source::Stream(file) => LineReader::new(buffered(file)),
            Source::File(mut file, _) => {
                let resumed = stored.map(|stored| Position::resume(stored, &mut file)).transpose();
                let resumed = resumed.map_err(|error| Failure::io("read", &path, error))?.flatten();
                match (&resumed, stored) {
                    (Some((position, _)), _) => {
                        globals.message(format_args!("continuing after line {}", position.line))
                    }
                    (None, Some(_)) => globals
                        .message("the file has changed since the last run: sending it from its beginning"),
                    (None, None) => {}
                }
                LineReader::resumed(buffered(file), resumed)
            }
        };
        let checkpoint = parser.has_stable_ids().then_some(name);
        let (sender, batches) = mpsc::channel(BATCHES);
        std::thread::spawn(move || {
            loop {
                let batch = match reader.next_lines() {
                    Ok(None) => return,
                    Err(error) => Err(Failure::io("read", &path, error)),
                    Ok(Some((lines, position))) => {
                        let mut batch = Batch::new();
                        for line in lines {
                            parser.parse(&line, &mut batch);
                        }
                        if let Some(name) = &checkpoint {
                            batch.set_checkpoint(name, position.to_json());
                        }
                        Ok((batch, position.offset))
                    }
                };
                let is_failure = batch.is_err();
                // The command ended.
                if sender.blocking_send(batch).is_err() || is_failure {
                    return;
                }
            }
        });
        Ok(batches)
    }
}

fn buffered(read: impl Read + Send + 'static) -> BufReader<Box<dyn Read + Send>> {
    BufReader::with_capacity(BUFFER_BYTES, Box::new(read))
}
