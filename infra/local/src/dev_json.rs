//! `dev.json`: address, product key and tokens for curl and scripts.

use serde_json::json;

use crate::data_dir::{DataDir, DataDirError};
use crate::stack::Stack;

const FILE: &str = "dev.json";

/// The people with a token in the file.
const PEOPLE: [&str; 6] = ["owner", "admin", "auditor", "member", "operator", "second-admin"];

/// Writes the file. Only its owner can read it, because it gives full access to this stack.
pub(crate) fn write(stack: &Stack, data_dir: &DataDir) -> Result<(), DataDirError> {
    let tokens = PEOPLE.map(|person| (person.to_owned(), json!(stack.token(person))));
    let content = json!({
        "url": stack.url(),
        "organization_id": stack.organization_id(),
        "product_key": stack.product_key(),
        "tokens": serde_json::Map::from_iter(tokens),
    });
    data_dir.write(FILE, format!("{content:#}\n").as_bytes())
}
