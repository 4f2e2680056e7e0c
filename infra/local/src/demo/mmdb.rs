//! Writes MaxMind's database format, so that the demo's addresses have places without anybody's real database.
//!
//! The format is a binary tree over the bits of an address, whose leaves point into a section of data:
//! <https://maxmind.github.io/MaxMind-DB/>.

use std::net::IpAddr;

/// What follows the tree, and what goes before the metadata.
const DATA_GAP: usize = 16;
const METADATA_MARK: &[u8] = b"\xab\xcd\xefMaxMind.com";

/// Bits of a record, of which a node has two.
const RECORD_BITS: u16 = 32;

/// A value of the data section.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Short(u16),
    Word(u32),
    Long(u64),
    Map(Vec<(&'static str, Value)>),
    List(Vec<Value>),
}

#[derive(Debug, Clone, Copy)]
enum Record {
    Nothing,
    Node(usize),
    Data(usize),
}

/// A database under construction.
#[derive(Debug)]
pub(super) struct Database {
    kind: &'static str,
    nodes: Vec<[Record; 2]>,
    data: Vec<u8>,
}

impl Database {
    /// Begins a database of this type, by which readers know what its values hold.
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, nodes: vec![[Record::Nothing; 2]], data: Vec::new() }
    }

    /// Says what a block of addresses is. Blocks must not overlap.
    pub(super) fn insert(&mut self, address: IpAddr, prefix: u8, value: &Value) {
        // IPv4 has its place in the tree of IPv6, below 96 zeros.
        let (bits, depth) = match address {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 96 + u32::from(prefix)),
            IpAddr::V6(address) => (u128::from(address), u32::from(prefix)),
        };
        let offset = self.data.len();
        encode(value, &mut self.data);
        let side = |level: u32| usize::from(bits >> (127 - level) & 1 == 1);
        let mut node = 0;
        for level in 0..depth.saturating_sub(1) {
            node = match self.nodes[node][side(level)] {
                Record::Node(next) => next,
                Record::Nothing | Record::Data(_) => {
                    self.nodes.push([Record::Nothing; 2]);
                    let next = self.nodes.len() - 1;
                    self.nodes[node][side(level)] = Record::Node(next);
                    next
                }
            };
        }
        self.nodes[node][side(depth.saturating_sub(1))] = Record::Data(offset);
    }

    /// Returns the file.
    pub(super) fn finish(self, built: u64) -> Vec<u8> {
        let count = self.nodes.len();
        let mut file = Vec::new();
        for record in self.nodes.iter().flatten() {
            let number = match *record {
                Record::Nothing => count,
                Record::Node(node) => node,
                Record::Data(offset) => count + DATA_GAP + offset,
            };
            file.extend(u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes());
        }
        file.extend([0; DATA_GAP]);
        file.extend(self.data);
        file.extend(METADATA_MARK);
        let text = |text: &str| Value::Text(text.to_owned());
        let metadata = Value::Map(vec![
            ("binary_format_major_version", Value::Short(2)),
            ("binary_format_minor_version", Value::Short(0)),
            ("build_epoch", Value::Long(built)),
            ("database_type", text(self.kind)),
            ("description", Value::Map(vec![("en", text("The networks of the demo"))])),
            ("ip_version", Value::Short(6)),
            ("languages", Value::List(vec![text("en")])),
            ("node_count", Value::Word(u32::try_from(count).unwrap_or(u32::MAX))),
            ("record_size", Value::Short(RECORD_BITS)),
        ]);
        encode(&metadata, &mut file);
        file
    }
}

fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => {
            control(2, text.len(), out);
            out.extend(text.as_bytes());
        }
        Value::Short(number) => number_of(5, &number.to_be_bytes(), out),
        Value::Word(number) => number_of(6, &number.to_be_bytes(), out),
        Value::Long(number) => number_of(9, &number.to_be_bytes(), out),
        Value::Map(entries) => {
            control(7, entries.len(), out);
            for (name, value) in entries {
                encode(&Value::Text((*name).to_owned()), out);
                encode(value, out);
            }
        }
        Value::List(items) => {
            control(11, items.len(), out);
            items.iter().for_each(|item| encode(item, out));
        }
    }
}

/// Writes a number without its leading zeros.
fn number_of(kind: u8, bytes: &[u8], out: &mut Vec<u8>) {
    let significant = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    control(kind, significant.len(), out);
    out.extend(significant);
}

/// Writes what kind of value follows and how large it is. Types from 8 on take a byte more, and so do sizes from 29.
fn control(kind: u8, size: usize, out: &mut Vec<u8>) {
    let (first, more) = match u8::try_from(size) {
        Ok(small) if small < 29 => (small, None),
        _ => (29, Some(u8::try_from(size - 29).unwrap_or(u8::MAX))),
    };
    match kind {
        0..8 => out.push(kind << 5 | first),
        _ => out.extend([first, kind - 7]),
    }
    out.extend(more);
}
