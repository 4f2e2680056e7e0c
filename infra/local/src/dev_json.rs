//! `dev.json`: what curl and scripts need to speak to this stack.

use serde_json::json;

use crate::data_dir::{DataDir, DataDirError};
use crate::stack::Stack;

/// The file, in the data folder.
const FILE: &str = "dev.json";

/// Whose tokens the file holds.
const PEOPLE: [&str; 6] = ["owner", "admin", "auditor", "member", "operator", "second-admin"];

/// Writes the file, which only its owner can read: whoever has it can do everything here.
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
