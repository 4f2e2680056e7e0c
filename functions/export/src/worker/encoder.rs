//! Events as rows of a file.

use std::sync::Arc;

use chrono_tz::Tz;
use csv::{QuoteStyle, Terminator};
use event_model::{Catalog, Event, EventBody};
use event_store::Export;

use super::WorkerError;
use super::cell::neutral;
use crate::columns::Column;

/// Encodes events into a block of bytes.
pub(crate) struct Encoder {
    show_details: bool,
    catalog: Arc<Catalog>,
    format: Format,
}

enum Format {
    Table { columns: Vec<Column>, zone: Tz, writer: Box<csv::Writer<Vec<u8>>> },
    Lines { bytes: Vec<u8> },
}

impl Encoder {
    /// Creates the encoder of an export; `block` is already encoded.
    pub(crate) fn new(export: &Export, catalog: Arc<Catalog>, block: Vec<u8>) -> Result<Self, WorkerError> {
        let request = &export.request;
        let show_details = export.show_details == Some(true);
        if !request.format.is_table() {
            return Ok(Self { show_details, catalog, format: Format::Lines { bytes: block } });
        }
        let zone = request.time_zone.as_deref().map(str::parse::<Tz>).transpose();
        let zone = zone.map_err(WorkerError::encoding)?;
        let chosen =
            request.columns.as_ref().map(|names| names.iter().map(|name| name.parse::<Column>()).collect());
        let chosen: Option<Vec<Column>> = chosen.transpose().map_err(WorkerError::encoding)?;
        let mut columns = chosen.unwrap_or_else(|| Column::default_columns(zone));
        columns.retain(|column| show_details || !column.is_detail());
        let format = Format::Table { columns, zone: zone.unwrap_or(Tz::UTC), writer: Box::new(table(block)) };
        Ok(Self { show_details, catalog, format })
    }

    /// Encodes the header row of a table.
    pub(crate) fn begin(&mut self) -> Result<(), WorkerError> {
        match &mut self.format {
            Format::Lines { .. } => Ok(()),
            Format::Table { columns, zone, writer } => {
                let headings = columns.iter().map(|column| column.heading(*zone));
                writer.write_record(headings).map_err(WorkerError::encoding)?;
                flush(writer)
            }
        }
    }

    pub(crate) fn row(&mut self, event: Event) -> Result<(), WorkerError> {
        match &mut self.format {
            Format::Lines { bytes } => {
                let event = EventBody::new(event, self.show_details);
                serde_json::to_writer(&mut *bytes, &event).map_err(WorkerError::encoding)?;
                bytes.push(b'\n');
                Ok(())
            }
            Format::Table { columns, zone, writer } => {
                for column in columns.iter() {
                    let text = column.text(&event, &self.catalog, *zone);
                    writer.write_field(neutral(&text).as_bytes()).map_err(WorkerError::encoding)?;
                }
                writer.write_record(None::<&[u8]>).map_err(WorkerError::encoding)?;
                flush(writer)
            }
        }
    }

    /// Returns the bytes that were encoded since the last [`take`](Self::take).
    pub(crate) fn block(&self) -> &[u8] {
        match &self.format {
            Format::Table { writer, .. } => writer.get_ref(),
            Format::Lines { bytes } => bytes,
        }
    }

    /// Returns the block and starts a new one.
    pub(crate) fn take(&mut self) -> Result<Vec<u8>, WorkerError> {
        match &mut self.format {
            Format::Lines { bytes } => Ok(std::mem::take(bytes)),
            Format::Table { writer, .. } => std::mem::replace(&mut **writer, table(Vec::new()))
                .into_inner()
                .map_err(|error| WorkerError::encoding(error.into_error())),
        }
    }
}

/// RFC 4180: lines end in CR LF. Every field is quoted, because some spreadsheets also split at semicolons or
/// tabs.
fn table(block: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(Terminator::CRLF).quote_style(QuoteStyle::Always).from_writer(block)
}

/// Empties the buffer of the writer, so that the block ends with a whole row.
fn flush(writer: &mut csv::Writer<Vec<u8>>) -> Result<(), WorkerError> {
    writer.flush().map_err(WorkerError::encoding)
}
