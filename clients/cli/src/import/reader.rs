//! Reads the records of a file, one at a time.

use std::io::{self, BufRead};

use serde::Deserialize;
use serde_json::Value;

use super::mapping::Form;
use super::record::Record;

/// An entry of a file.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A record.
    Record(Record),
    /// A line that is no JSON object.
    Unreadable(String),
}

/// Returns the entries of a file. Blank lines are none.
///
/// JSON is an array of objects if the file begins with `[`, and one object in each line otherwise. An array with a
/// syntax error is an error, since no later entry can be found; in lines, only that line is unreadable.
pub(crate) fn read<R: BufRead>(input: R, form: Form) -> Reader<R> {
    Reader { input, form, state: State::Start }
}

/// The entries of a file.
#[derive(Debug)]
pub(crate) struct Reader<R> {
    input: R,
    form: Form,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Lines,
    /// In an array, with the number of entries before.
    Array(u64),
    End,
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<io::Result<Entry>> {
        let entry = self.advance().transpose();
        if !matches!(entry, Some(Ok(_))) {
            self.state = State::End;
        }
        entry
    }
}

impl<R: BufRead> Reader<R> {
    fn advance(&mut self) -> io::Result<Option<Entry>> {
        if self.state == State::Start {
            self.state = self.start()?;
        }
        match self.state {
            State::Start | State::End => Ok(None),
            State::Lines => self.line(),
            State::Array(before) => {
                self.state = State::Array(before + 1);
                self.element(before)
            }
        }
    }

    /// Returns the state after a byte order mark, and after the start of an array.
    fn start(&mut self) -> io::Result<State> {
        const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
        if self.input.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
            self.input.consume(BYTE_ORDER_MARK.len());
        }
        if self.form == Form::Json && self.peek()? == Some(b'[') {
            self.input.consume(1);
            return Ok(State::Array(0));
        }
        Ok(State::Lines)
    }

    fn line(&mut self) -> io::Result<Option<Entry>> {
        let mut line = Vec::new();
        loop {
            line.clear();
            if self.input.read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\n', '\r']);
            if text.trim().is_empty() {
                continue;
            }
            return Ok(Some(match self.form {
                Form::Lines => Entry::Record(Record::line(text.to_owned())),
                Form::Json => match serde_json::from_str(text) {
                    Ok(value @ Value::Object(_)) => Entry::Record(Record::json(value)),
                    _ => Entry::Unreadable(text.to_owned()),
                },
            }));
        }
    }

    /// Reads the next entry of an array.
    fn element(&mut self, before: u64) -> io::Result<Option<Entry>> {
        let fault = |fault: &dyn std::fmt::Display| {
            io::Error::new(io::ErrorKind::InvalidData, format!("entry {} of the array {fault}", before + 1))
        };
        let mut next = self.peek()?;
        if next == Some(b',') && before > 0 {
            self.input.consume(1);
            next = self.peek()?;
        } else if next != Some(b']') && before > 0 {
            return Err(fault(&"must follow a comma"));
        }
        match next {
            // An object ends with its brace, so the reader takes no byte after it.
            Some(b'{') => {
                let mut json = serde_json::Deserializer::from_reader(&mut self.input);
                let value =
                    Value::deserialize(&mut json).map_err(|error| fault(&format!("is not JSON: {error}")))?;
                Ok(Some(Entry::Record(Record::json(value))))
            }
            Some(b']') => {
                self.input.consume(1);
                match self.peek()? {
                    None => Ok(None),
                    Some(_) => {
                        Err(io::Error::new(io::ErrorKind::InvalidData, "there is text after the array"))
                    }
                }
            }
            None => Err(fault(&"is missing: the file ends before the array does")),
            Some(_) => Err(fault(&"is not an object")),
        }
    }

    /// Returns the next byte after white space, or `None` at the end.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let buffer = self.input.fill_buf()?;
            match buffer.iter().position(|byte| !byte.is_ascii_whitespace()) {
                Some(blank) => {
                    let byte = buffer[blank];
                    self.input.consume(blank);
                    return Ok(Some(byte));
                }
                None if buffer.is_empty() => return Ok(None),
                None => {
                    let blank = buffer.len();
                    self.input.consume(blank);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, form: Form) -> Vec<String> {
        let entries = read(io::BufReader::with_capacity(3, text.as_bytes()), form);
        let texts = entries.map(|entry| match entry {
            Ok(Entry::Record(record)) => record.text().into_owned(),
            Ok(Entry::Unreadable(text)) => format!("unreadable {text}"),
            Err(error) => format!("error {error}"),
        });
        texts.collect()
    }

    #[test]
    fn reader_lines_are_records() {
        assert_eq!(texts("\u{feff}a\r\n\n \nb\n\nc", Form::Lines), ["a", "b", "c"]);
        assert!(texts("", Form::Lines).is_empty());
        let not_utf8 = read(&b"a\xffb\n"[..], Form::Lines).next().expect("an entry").expect("a line");
        assert!(matches!(not_utf8, Entry::Record(record) if record.text() == "a\u{fffd}b"));
    }

    #[test]
    fn reader_json_lines_skip_bad_line() {
        let text = "{\"a\":1}\nnot JSON\n[]\n\n{\"a\":2}";
        let entries = ["{\"a\":1}", "unreadable not JSON", "unreadable []", "{\"a\":2}"];
        assert_eq!(texts(text, Form::Json), entries);
    }

    #[test]
    fn reader_json_array_is_read_by_entry() {
        assert_eq!(
            texts("\u{feff} [\n {\"a\": 1} ,\n{\"b\":\n[2]}\n]\n", Form::Json),
            ["{\"a\":1}", "{\"b\":[2]}"]
        );
        assert!(texts("[]", Form::Json).is_empty());
    }

    #[test]
    fn reader_json_array_fault_ends_import() {
        let cases = [
            ("[{\"a\":1}, 2]", "error entry 2 of the array is not an object"),
            ("[{\"a\":1} {}]", "error entry 2 of the array must follow a comma"),
            ("[{\"a\":1}", "error entry 2 of the array must follow a comma"),
            ("[{\"a\":1},", "error entry 2 of the array is missing: the file ends before the array does"),
            ("[{\"a\":1}] x", "error there is text after the array"),
        ];
        for (text, error) in cases {
            assert_eq!(texts(text, Form::Json), ["{\"a\":1}", error], "{text}");
        }
        let error = texts("[{\"a\" 1}]", Form::Json);
        assert!(
            error.len() == 1 && error[0].starts_with("error entry 1 of the array is not JSON"),
            "{error:?}"
        );
    }
}
