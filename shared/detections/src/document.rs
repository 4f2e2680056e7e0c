//! `docs/detections.md`: every rule with its numbers, its false positives and its examples.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use crate::{About, Example, Parameter, Period, RuleId, Severity, examples};

const INTRODUCTION: &str = "\
# Detections

The monitor looks for suspicious behavior itself and opens a *finding* with the events that show it. A rule looks at the
classes of event types (`GET /v1/event-types`), so a type that an operator registers is covered at once. Each number of a
rule is a parameter that an organization can change (`PATCH /v1/detections/{rule}`). `make detections` writes this file
from the code.

A rule opens at most one finding for each subject and period. Facts that explain a finding do not remove it, but make it
`info`: it is recorded and listed, but nobody is notified. *New* is a country, a network or a device that the person had
not used in the 90 days before. Nothing is new for a person with fewer than 5 sign-ins on 3 days.

| Severity | Meaning |
|---|---|
| `info` | Explained by the surroundings. |
| `low` | An attempt that did not succeed, or a small deviation. |
| `medium` | Look at it today. |
| `high` | Look at it now: it probably succeeded. |
| `critical` | It succeeded, and data was taken. |

| Rule | Finds | Severity | ATT&CK |
|---|---|---|---|
";

/// Returns the text of `docs/detections.md`.
pub fn document() -> String {
    let mut text = INTRODUCTION.to_owned();
    write(&mut text).expect("a text takes all that is written");
    text
}

fn write(text: &mut String) -> fmt::Result {
    let rules: Vec<_> = RuleId::ALL.into_iter().map(|id| (id.rule().about(), examples(id))).collect();
    for (about, examples) in &rules {
        // GitHub's anchor of the heading.
        let (id, anchor) = (about.id, about.id.as_str().replace('.', ""));
        let (severity, attack) = (severities(examples), techniques(about));
        writeln!(text, "| [`{id}`](#{anchor}) | {} | {severity} | {attack} |", about.title)?;
    }
    for (about, examples) in &rules {
        write_rule(text, about, examples)?;
    }
    Ok(())
}

fn write_rule(text: &mut String, about: &About, examples: &[Example]) -> fmt::Result {
    writeln!(text, "\n## `{}`\n\n**{}.** {}\n", about.id, about.title, about.description)?;
    let period = match about.period {
        Period::Day => "day (UTC)",
        Period::Month => "30 days",
    };
    writeln!(text, "- Severity: {}. ATT&CK: {}.", severities(examples), techniques(about))?;
    writeln!(text, "- At most one finding for each subject and {period}.")?;
    for line in properties(about) {
        writeln!(text, "- {line}")?;
    }
    if !about.parameters.is_empty() {
        writeln!(text, "\n| Parameter | Default | Minimum | Maximum | Meaning |\n|---|---|---|---|---|")?;
    }
    for Parameter { name, description, unit, default, min, max } in about.parameters {
        writeln!(text, "| `{name}` | {default} {unit} | {min} | {max} | {description} |")?;
    }
    writeln!(text, "\n| False positive | Silenced by |\n|---|---|")?;
    for named in about.false_positives {
        writeln!(text, "| {} | {} |", named.case, named.silenced_by)?;
    }
    writeln!(text, "\n| Example | Finding | Reason |\n|---|---|---|")?;
    for Example { case, expected, why, .. } in examples {
        let finding = expected.map_or("none".to_owned(), |severity| format!("`{severity}`"));
        writeln!(text, "| {} | {finding} | {why} |", case.trim_end_matches('.'))?;
    }
    Ok(())
}

/// Returns a sentence for each property of a rule that is not the usual one.
fn properties(about: &About) -> impl Iterator<Item = &'static str> {
    let suppression = about.suppression;
    let lines = [
        (
            about.needs_details,
            "Misses cases if IP address, network and country of the events are not collected.",
        ),
        (suppression.own_networks, "`info` if all addresses are in own networks."),
        (suppression.service_accounts, "`info` if the person is a service account."),
        (
            suppression.common_places,
            "`info` if 3 other persons used the new country or network in the 30 days before.",
        ),
        (!about.is_shown_to_person, "Not shown to the person."),
        (!about.can_be_muted, "Cannot be muted."),
    ];
    lines.into_iter().filter(|(holds, _)| *holds).map(|(_, line)| line)
}

/// Returns the severities that the examples of a rule have, without `info`.
fn severities(examples: &[Example]) -> String {
    let severities: BTreeSet<Severity> = examples.iter().filter_map(|example| example.expected).collect();
    let shown = severities.into_iter().filter(|severity| *severity != Severity::Info);
    shown.map(|severity| format!("`{severity}`")).collect::<Vec<_>>().join(", ")
}

fn techniques(about: &About) -> String {
    let link = |id: &&str| format!("[{id}](https://attack.mitre.org/techniques/{}/)", id.replace('.', "/"));
    about.attack.iter().map(link).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detections_committed_document_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/detections.md");
        let committed = std::fs::read_to_string(path).expect("docs/detections.md");
        assert!(committed == document(), "docs/detections.md is old: run `make detections`");
    }
}
