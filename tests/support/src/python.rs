//! Reading files with the csv and gzip modules of Python.

use std::io::Write;
use std::process::{Command, Stdio};

/// Runs a Python program on `input` and returns what it prints.
fn python(program: &str, input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    let mut stdin = child.stdin.take().expect("python3 has an input");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("python3 ends");
    writer.join().expect("the input's thread ends").expect("python3 reads its input");
    assert!(output.status.success(), "python3 failed");
    output.stdout
}

/// Reads a table with Python's csv module, strictly.
pub fn read_csv(text: &str) -> Vec<Vec<String>> {
    let program = "import csv, io, json, sys\n\
        text = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8', newline='')\n\
        json.dump(list(csv.reader(text, strict=True)), sys.stdout)";
    serde_json::from_slice(&python(program, text.as_bytes())).expect("python3 prints JSON")
}

/// Unpacks a gzip file with Python.
pub fn gunzip(file: &[u8]) -> Vec<u8> {
    let program = "import gzip, sys\nsys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))";
    python(program, file)
}
