//! Events as rows of a file.

use api::EventBody;
use chrono_tz::Tz;
use csv::{QuoteStyle, Terminator};
use event_model::Event;
use event_store::Export;

use super::WorkerError;
use super::cell::neutral;
use crate::columns::Column;

/// Encodes events one after the other into a block of bytes.
pub(crate) struct Encoder {
    show_details: bool,
    form: Form,
}

enum Form {
    Table { columns: Vec<Column>, zone: Tz, writer: Box<csv::Writer<Vec<u8>>> },
    Lines { bytes: Vec<u8> },
}

impl Encoder {
    /// Returns the encoder of an export, with `block` already encoded.
    pub(crate) fn new(export: &Export, block: Vec<u8>) -> Result<Self, WorkerError> {
        let request = &export.request;
        let show_details = export.show_details == Some(true);
        if !request.format.is_table() {
            return Ok(Self { show_details, form: Form::Lines { bytes: block } });
        }
        let zone = request.time_zone.as_deref().map(str::parse::<Tz>).transpose();
        let zone = zone.map_err(|error| WorkerError::Encoding(Box::new(error)))?;
        let chosen =
            request.columns.as_ref().map(|names| names.iter().map(|name| Column::parse(name)).collect());
        let chosen: Option<Vec<Column>> =
            chosen.transpose().map_err(|error| WorkerError::Encoding(Box::new(error)))?;
        let mut columns = chosen.unwrap_or_else(|| Column::usual(zone));
        columns.retain(|column| show_details || !column.is_detail());
        let form = Form::Table { columns, zone: zone.unwrap_or(Tz::UTC), writer: Box::new(table(block)) };
        Ok(Self { show_details, form })
    }

    /// Encodes what stands before the first row.
    pub(crate) fn begin(&mut self) -> Result<(), WorkerError> {
        match &mut self.form {
            Form::Lines { .. } => Ok(()),
            Form::Table { columns, zone, writer } => {
                let headings = columns.iter().map(|column| column.heading(*zone));
                writer.write_record(headings).map_err(|error| WorkerError::Encoding(Box::new(error)))?;
                flush(writer)
            }
        }
    }

    /// Encodes one event.
    pub(crate) fn row(&mut self, event: Event) -> Result<(), WorkerError> {
        match &mut self.form {
            Form::Lines { bytes } => {
                let event = EventBody::new(event, self.show_details);
                serde_json::to_writer(&mut *bytes, &event)
                    .map_err(|error| WorkerError::Encoding(Box::new(error)))?;
                bytes.push(b'\n');
                Ok(())
            }
            Form::Table { columns, zone, writer } => {
                for column in columns.iter() {
                    let text = column.text(&event, *zone);
                    writer
                        .write_field(neutral(&text).as_bytes())
                        .map_err(|error| WorkerError::Encoding(Box::new(error)))?;
                }
                writer.write_record(None::<&[u8]>).map_err(|error| WorkerError::Encoding(Box::new(error)))?;
                flush(writer)
            }
        }
    }

    /// Returns the block so far.
    pub(crate) fn block(&self) -> &[u8] {
        match &self.form {
            Form::Table { writer, .. } => writer.get_ref(),
            Form::Lines { bytes } => bytes,
        }
    }

    /// Takes the block and begins the next.
    pub(crate) fn take(&mut self) -> Result<Vec<u8>, WorkerError> {
        match &mut self.form {
            Form::Lines { bytes } => Ok(std::mem::take(bytes)),
            Form::Table { writer, .. } => std::mem::replace(&mut **writer, table(Vec::new()))
                .into_inner()
                .map_err(|error| WorkerError::Encoding(Box::new(error.into_error()))),
        }
    }
}

/// RFC 4180: lines end in CR LF. Every field is quoted: a spreadsheet that also splits at semicolons or tabs
/// must not split a field.
fn table(block: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(Terminator::CRLF).quote_style(QuoteStyle::Always).from_writer(block)
}

/// Moves what the writer holds back into its block, so that the block's length is that of whole rows.
fn flush(writer: &mut csv::Writer<Vec<u8>>) -> Result<(), WorkerError> {
    writer.flush().map_err(|error| WorkerError::Encoding(Box::new(error)))
}
