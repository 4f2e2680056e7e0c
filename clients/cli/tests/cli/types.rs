//! `activity types`

use serde_json::json;

use crate::cli::User;
use crate::stack::{self, person};

#[tokio::test]
async fn types_registered_type_is_listed() {
    let stack = stack::start().await;
    let operator = person(&stack, "operator");
    operator.ok(&["types", "register-source", "crm", "--label", "CRM"]).await;
    let register = [
        "types",
        "register",
        "crm.contact.created",
        "--label",
        "Contact Created",
        "--category",
        "Contacts",
        "--description",
        "A contact was created.",
        "--class",
        "item.created",
    ];
    let done = operator.ok(&register).await;
    assert_eq!(done.stderr, "Registered crm.contact.created\n");
    let done = operator.ok(&[&register as &[&str], &["--json"]].concat()).await;
    assert_eq!(
        (&done.json_lines()[0]["class"], &done.json_lines()[0]["built_in"]),
        (&json!("item.created"), &json!(false))
    );

    let table = operator.ok(&["types", "--source", "crm"]).await.stdout;
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(table.contains("Contact Created") && table.contains("registered"), "{table}");

    let done = operator.ok(&["types", "deprecate", "crm.contact.created", "--json"]).await;
    let entry = &done.json_lines()[0];
    assert!(entry["deprecated_at"].is_string() && entry["label"] == "Contact Created", "{entry}");
    let done = operator.ok(&["types", "deprecate", "crm.contact.created"]).await;
    assert_eq!(done.stderr, "Deprecated crm.contact.created\n");
    stack.stop().await;
}

#[tokio::test]
async fn types_refusal_names_fields() {
    let stack = stack::start().await;
    let operator = person(&stack, "operator");
    let register = |id: &'static str| {
        [
            "types",
            "register",
            id,
            "--label",
            "L",
            "--category",
            "C",
            "--description",
            "D.",
            "--class",
            "other",
        ]
    };
    assert_eq!(operator.run(&register("nowhere.thing.done")).await.code, 1);
    let done = operator.run(&[&register("pass.item.read") as &[&str], &["--json"]].concat()).await;
    assert_eq!((done.code, &done.failure()["problem"]["status"]), (1, &json!(409)));
    let done = operator.run(&["types", "deprecate", "crm.contact.created"]).await;
    assert!(done.code == 1 && done.stderr.contains("not in the catalog"), "{done:?}");
    assert_eq!(
        person(&stack, "admin").run(&["types", "register-source", "crm", "--label", "CRM"]).await.code,
        3
    );
    stack.stop().await;
}

#[tokio::test]
async fn types_product_key_can_list() {
    let stack = stack::start().await;
    let product = User::of(stack.url()).with("ACTIVITY_PRODUCT_KEY", stack.product_key());
    let types = product.ok(&["types", "--json", "--source", "vpn"]).await.json_lines();
    assert!(!types.is_empty() && types.iter().all(|entry| entry["source"] == "vpn"), "{types:?}");
    stack.stop().await;
}
