//! Tests of mapping files of one's own.

use super::*;

const CRM: &str = r#"
[source]
id = "crm"
label = "CRM"
[input]
form = "json"
kind = "{what}"
time_formats = ["%Y-%m-%d %H:%M:%S", "unix"]
[event]
id = "{id}"
occurred_at = "{at}"
outcome = "{result}"
actor = { id = "{who}" }
[outcomes]
ok = "success"
no = "failure"
[types."crm.contact.created"]
label = "Contact Created"
category = "Contacts"
description = "A contact was created."
class = "item.created"
[[rule]]
type = "crm.contact.created"
when = { what = "contact" }
event = { metadata = { list = "{list}" } }
"#;

fn refusal(from: &str, to: &str) -> String {
    assert!(CRM.contains(from), "{from}");
    Mapping::parse(&CRM.replace(from, to)).expect_err("not a mapping").to_string()
}

#[test]
fn mapping_own_file_converts_records() {
    let mapping = Mapping::parse(CRM).expect("a mapping");
    let log = r#"{"id": "c 1", "what": "contact", "at": "2026-11-01 10:00:00", "who": 7, "list": ["a"], "result": "no"}
        {"id": "c-2", "what": "contact", "at": 1793491200, "who": "u"}
        {"id": "c-3", "what": "contact", "at": 1793491200, "who": "u", "result": "perhaps"}
        {"id": "c-4", "what": "deal 12"}"#;
    let [first, second] = &events(&mapping, log)[..] else { panic!("two events") };
    assert_eq!(first.id.as_str().len(), 32, "an id that no event can have is replaced by a hash");
    assert_eq!((first.actor.id.as_str(), first.outcome), ("7", Some(event_model::Outcome::Failure)));
    assert_eq!(second.id.as_str(), "c-2");
    let unmapped: Vec<String> = convert(&mapping, log).into_iter().filter_map(Result::err).collect();
    assert_eq!(unmapped, ["unknown outcome perhaps: contact", "deal #"]);
}

#[test]
fn mapping_faults_name_their_part() {
    let cases = [
        ("types.\"crm.contact.created\"", "types.\"erp.contact.created\"", "must begin with \"crm.\""),
        ("class = \"item.created\"", "class = \"item.made\"", "item.made"),
        ("label = \"CRM\"", "label = \"CRM\"\nname = \"CRM\"", "unknown field `name`"),
        (
            "type = \"crm.contact.created\"\nwhen",
            "type = \"crm.deal.won\"\nwhen",
            "rule 1: crm.deal.won is not in [types]",
        ),
        ("type = \"crm.contact.created\"\nwhen", "when", "either type or ignore"),
        ("type = \"crm.contact.created\"\nwhen", "ignore = \"x\"\nwhen", "cannot have outcome or event"),
        ("occurred_at = \"{at}\"\n", "", "event.occurred_at is missing"),
        ("actor = { id = \"{who}\" }", "actor = { name = \"{who}\" }", "event.actor.id is missing"),
        ("\"unix\"]", "\"epoch\"]", "must be rfc3339, unix, unix_ms"),
        ("form = \"json\"", "form = \"lines\"", "input.pattern is missing"),
        ("no = \"failure\"", "no = \"failed\"", "failed"),
        ("{ what = \"contact\" }", "{ what = 7 }", "expected a text, or a list of texts"),
        ("when = {", "pattern = { x = '(' }\nwhen = {", "unclosed group"),
        ("{list}", "{list", "field name in each pair of braces"),
        (
            "type = \"crm.contact.created\"\nwhen",
            "ignore = \"x\"\n[[rule]]\ntype = \"crm.contact.created\"\nwhen",
            "rules after it are never used",
        ),
    ];
    for (from, to, part) in cases {
        let message = refusal(from, to);
        assert!(message.contains(part), "{to:?} gives {message:?}");
    }
}

#[test]
fn mapping_unused_type_is_refused() {
    let extra = "[types.\"crm.deal.won\"]\nlabel = \"Won\"\ncategory = \"Deals\"\ndescription = \"Won.\"\nclass = \"other\"\n";
    let message = refusal("[[rule]]", &format!("{extra}[[rule]]"));
    assert_eq!(message, "type crm.deal.won: no rule uses it");
}

#[test]
fn mapping_metadata_leaves_room_for_notes() {
    let keys: Vec<String> = (0..18).map(|number| format!("k{number} = \"x\"")).collect();
    let message = refusal("list = \"{list}\"", &keys.join(", "));
    assert_eq!(message, "rule 1: event.metadata must have at most 17 keys");
}

#[test]
fn mapping_of_documentation_is_valid() {
    let docs = include_str!("../../../../../docs/clients.md");
    let mapping = docs.split("```toml\n").filter_map(|block| block.split("```").next());
    let mapping = mapping.filter(|block| block.contains("[input]")).map(Mapping::parse).collect::<Vec<_>>();
    assert!(matches!(&mapping[..], [Ok(mapping)] if mapping.types.len() == 1), "{mapping:?}");
}
