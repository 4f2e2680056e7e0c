//! `docs/configuration.md`: the environment variables of every function, from the settings structs and the template.

use std::collections::BTreeSet;

use confique::meta::{Expr, LeafKind};
use lambda::config::{LOG_FILTER, Variable, variables};

use crate::functions::BINARIES;
use crate::identity::Provider;
use crate::template::{Function, Template, TemplateError};

const INTRODUCTION: &str = "\
# Environment variables

Each function reads its settings once per start. `infra/template.yaml` sets them; the last column names the template
parameter that decides the value, if there is one. A function does not start without a required variable, and its log
names the variable. A blank value counts as not set. `make configuration` writes this file from the code.

| Variable | Functions | Default | Meaning | Template parameter |
|---|---|---|---|---|
";

/// Returns the text of `docs/configuration.md`.
pub fn document() -> Result<String, TemplateError> {
    let template = template()?;
    let mut rows: Vec<(Variable, Vec<&str>)> = Vec::new();
    for (binary, _, _) in BINARIES {
        for variable in settings(binary) {
            match rows.iter_mut().find(|(known, _)| *known == variable) {
                Some((_, functions)) => functions.push(binary),
                None => rows.push((variable, vec![binary])),
            }
        }
    }
    let rows = rows.iter().map(|(variable, functions)| row(variable, functions, &template.functions));
    Ok(INTRODUCTION.to_owned() + &rows.collect::<String>())
}

/// Prints the text of `docs/configuration.md`.
pub fn print() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", document()?);
    Ok(())
}

/// Returns the template with the identity provider of this machine, because `local` does not resolve nested stacks.
fn template() -> Result<Template, TemplateError> {
    Template::load(&Provider::parameters("http://localhost:3000"))
}

/// Returns the variables that the function of a binary reads.
fn settings(binary: &str) -> Vec<Variable> {
    let own = BINARIES.iter().filter(|(name, _, _)| *name == binary);
    own.flat_map(|(_, meta, _)| variables(meta)).chain([LOG_FILTER]).collect()
}

fn row(variable: &Variable, binaries: &[&str], functions: &[Function]) -> String {
    let name = variable.name;
    let readers = if binaries.len() == BINARIES.len() { "all".to_owned() } else { binaries.join(", ") };
    let default = match variable.kind {
        LeafKind::Required { default: None } => "required".to_owned(),
        LeafKind::Required { default: Some(Expr::Str("")) } | LeafKind::Optional => String::new(),
        LeafKind::Required { default: Some(Expr::Str(text)) } => format!("`{text}`"),
        // The other literals are written as in JSON.
        LeafKind::Required { default: Some(literal) } => {
            format!("`{}`", serde_json::to_string(&literal).unwrap_or_default())
        }
    };
    let meaning = variable.doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let of_readers = functions.iter().filter(|function| binaries.contains(&function.binary.as_str()));
    let parameters: BTreeSet<_> =
        of_readers.filter_map(|function| function.parameters.get(name)).flatten().collect();
    let parameters =
        parameters.iter().map(|parameter| format!("`{parameter}`")).collect::<Vec<_>>().join(", ");
    format!("| `{name}` | {readers} | {default} | {meaning} | {parameters} |\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_committed_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(committed == document().unwrap(), "docs/configuration.md is old: run `make configuration`");
    }

    #[test]
    fn template_sets_variables_that_functions_read() {
        for function in template().unwrap().functions {
            let settings = settings(&function.binary);
            let given: BTreeSet<_> = function.parameters.keys().map(String::as_str).collect();
            let read: BTreeSet<_> = settings.iter().map(|variable| variable.name).collect();
            let required = settings.iter().filter(|variable| variable.is_required());
            let required: BTreeSet<_> = required.map(|variable| variable.name).collect();
            assert!(given.is_subset(&read), "{}: {given:?} and {read:?}", function.name);
            assert!(required.is_subset(&given), "{}: {required:?} and {given:?}", function.name);
        }
    }
}
