use super::*;

/// Checks which texts a reader accepts and refuses.
#[track_caller]
fn check<T, E>(read: impl Fn(&str) -> Result<T, E>, accepted: &[&str], refused: &[&str]) {
    for text in accepted {
        assert!(read(text).is_ok(), "{text} is refused");
    }
    for text in refused {
        assert!(read(text).is_err(), "{text} is accepted");
    }
}

#[test]
fn mail_address_is_one_address() {
    let accepted =
        ["security@northwind.example", "a.b+c@mail.northwind.example", "o'neill@northwind.example"];
    let refused = [
        "",
        "security",
        "security@",
        "@northwind.example",
        "a@localhost",
        "a@b@northwind.example",
        "a@northwind.example,b@northwind.example",
        "a@northwind.example b@northwind.example",
        "Ada <a@northwind.example>",
        "a@northwind..example",
        "a@-northwind.example",
        "a@[192.0.2.7]",
        "a@northwind.example\r\nBcc: b@northwind.example",
        "ä@northwind.example",
    ];
    check(mail_address, &accepted, &refused);
}

#[test]
fn bucket_names_are_those_of_s3() {
    let refused = ["", "ab", "A-bucket", "-audit", "audit-", "a..b", "a/b", "a b", &"a".repeat(64)];
    check(bucket, &["audit", "northwind.audit-1", "a1b"], &refused);
}

#[test]
fn regions_are_words_and_a_number() {
    let accepted = ["eu-central-1", "us-gov-west-1", "ap-southeast-10"];
    check(
        region,
        &accepted,
        &["", "eu", "eu-1", "eu-central-", "eu-central-x", "EU-central-1", "eu--1", "1-a-1"],
    );
}

#[test]
fn prefixes_are_paths_without_outer_slashes() {
    let refused = ["", "/a", "a/", "a//b", "../a", "a/../b", "a b", "a\u{e9}", "a?b"];
    check(prefix, &["a", "activity/events", "env=prod/a_b.c"], &refused);
}

#[test]
fn role_arns_have_account_and_name() {
    let accepted = [
        "arn:aws:iam::123456789012:role/activity-stream",
        "arn:aws-us-gov:iam::123456789012:role/path/to/role",
    ];
    let refused = [
        "",
        "arn:aws:iam::123456789012:user/ada",
        "arn:aws:iam::12345678901:role/a",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:sts::123456789012:role/a",
        "arn:aws:iam:eu-central-1:123456789012:role/a",
        "arn:other:iam::123456789012:role/a",
        "arn:aws:iam::123456789012:role/a b",
    ];
    check(role_arn, &accepted, &refused);
}

#[test]
fn tags_and_names_have_no_separator() {
    check(tag, &["env:production", "team:a_b-c.d/e"], &["", "env:a,b", "1env", "ENV:a", "env a"]);
    check(service, &["activity", "activity-monitor"], &["", "a,b", "a b"]);
    check(index, &["main", "0_a-b"], &["", "_internal", "-a", "Main", "a b"]);
    check(sourcetype, &["activity:event", "a.b-c_d"], &["", "a b", "a\"b"]);
    check(channel, &["0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"], &["", "0199f2c47d1e7c3a9a556f0f6a2b7c11", "x"]);
}
