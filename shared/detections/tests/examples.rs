//! Every rule finds in its examples what they expect.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use detections::{Config, Example, Finding, Fold, RuleId, examples};
use event_model::{Details, OrganizationId};

fn findings(rule: RuleId, example: &Example) -> Vec<Finding> {
    let organization: OrganizationId = "org_example".parse().expect("an id");
    let config = Config { rules: BTreeMap::new(), exceptions: example.exceptions.clone() };
    let mut fold = Fold::new(&organization, &config, [rule]);
    for fact in example.facts() {
        fold.push(fact);
    }
    fold.finish()
}

/// Returns the example in an organization that does not collect details.
fn without_details(mut example: Example) -> Example {
    for event in &mut example.events {
        event.details = Details::NotCollected;
    }
    example
}

#[test]
fn examples_give_expected_findings() {
    for rule in RuleId::ALL {
        for example in examples(rule) {
            let found: Vec<_> = findings(rule, &example).iter().map(|finding| finding.severity).collect();
            let expected: Vec<_> = example.expected.into_iter().collect();
            assert_eq!(found, expected, "{rule}: {}", example.case);
        }
    }
}

#[test]
fn examples_use_types_of_the_catalog() {
    for example in RuleId::ALL.into_iter().flat_map(examples) {
        let (facts, events) = (example.facts().count(), example.events.len());
        assert_eq!(facts, events, "{}", example.case);
    }
}

#[test]
fn examples_include_named_false_positives() {
    for rule in RuleId::ALL {
        let cases: Vec<String> = examples(rule).into_iter().map(|example| example.case).collect();
        let different: BTreeSet<&String> = cases.iter().collect();
        assert_eq!(different.len(), cases.len(), "{rule} has a case twice");
        for named in rule.rule().about().false_positives {
            assert!(cases.iter().any(|case| case == named.case), "{rule}: {}", named.case);
        }
    }
}

/// A rule needs details exactly if it misses an example without them.
#[test]
fn examples_without_details_match_table() {
    let mut table = format!("{:26} {:>5} {:>6} {:>13}\n", "rule", "fires", "silent", "needs details");
    for rule in RuleId::ALL {
        let (fires, silent): (Vec<_>, Vec<_>) =
            examples(rule).into_iter().partition(|example| example.expected.is_some());
        let evaluable = |example: &Example| !findings(rule, &without_details(example.clone())).is_empty();
        let blind = fires.iter().filter(|example| !evaluable(example)).count();
        assert_eq!(blind > 0, rule.rule().about().needs_details, "{rule}");
        writeln!(table, "{:26} {:>5} {:>6} {blind:>13}", rule.as_str(), fires.len(), silent.len())
            .expect("a text");
    }
    insta::assert_snapshot!(table);
}

#[test]
fn examples_have_sentences() {
    let mut sentences = String::new();
    for rule in RuleId::ALL {
        writeln!(sentences, "{rule}").expect("a text");
        for example in examples(rule) {
            for finding in findings(rule, &example) {
                let subject = match &finding.key {
                    detections::Key::Kind(kind) => kind.as_str(),
                    detections::Key::Link(_, id) => id,
                    key => key.person().map_or("one address", |user| user.as_str()),
                };
                let shown = rule.rule().sentence(&finding.measures, subject);
                let hidden = rule.rule().sentence(&finding.measures.without_details(), subject);
                writeln!(sentences, "  {:8} {shown}", finding.severity.as_str()).expect("a text");
                if hidden != shown {
                    writeln!(sentences, "  {:8} {hidden}", "").expect("a text");
                }
            }
        }
    }
    insta::assert_snapshot!(sentences);
}
