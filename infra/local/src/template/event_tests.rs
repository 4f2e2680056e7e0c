//! Tests of the events that start a function without an HTTP request.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{StartingPosition, StreamMapping, Template, TemplateError};

/// Returns a template whose function has these events, each an indented flow map.
fn template(events: &str) -> String {
    format!(
        "Resources:
  Api: {{ Type: 'AWS::Serverless::HttpApi' }}
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{{ AttributeName: pk, AttributeType: S }}]
      KeySchema: [{{ AttributeName: pk, KeyType: HASH }}]
      BillingMode: PAY_PER_REQUEST
      StreamSpecification: {{ StreamViewType: NEW_IMAGE }}
  NoStream: {{ Type: AWS::DynamoDB::Table, Properties: {{ TableName: without }} }}
  Failures: {{ Type: 'AWS::SQS::Queue' }}
  F:
    Type: AWS::Serverless::Function
    Metadata: {{ BuildProperties: {{ Binary: f }} }}
    Properties:
      Environment: {{ Variables: {{ STREAM: !GetAtt T.StreamArn }} }}
      Events:
{events}
"
    )
}

fn parse(events: &str) -> Result<Template, TemplateError> {
    Template::parse(&template(events), &BTreeMap::new())
}

fn stream(properties: &str) -> Result<StreamMapping, TemplateError> {
    let events = format!(
        "        Changes: {{ Type: DynamoDB, Properties: {{ Stream: !GetAtt T.StreamArn, StartingPosition: LATEST{properties} }} }}"
    );
    parse(&events).map(|template| template.streams.into_iter().next().unwrap())
}

fn schedule(properties: &str) -> Result<Template, TemplateError> {
    parse(&format!("        Nightly: {{ Type: ScheduleV2, Properties: {{ {properties} }} }}"))
}

#[test]
fn parse_stream_with_every_property() {
    let mapping = stream(
        ", BatchSize: 1000, MaximumBatchingWindowInSeconds: 1, ParallelizationFactor: 1, FilterCriteria: { Filters: [{ Pattern: '{\"eventName\": [\"INSERT\"]}' }] }, FunctionResponseTypes: [ReportBatchItemFailures], BisectBatchOnFunctionError: true, MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 72000, DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Failures.Arn } }",
    );
    let expected = StreamMapping {
        name: "F-Changes".to_owned(),
        function: "F".to_owned(),
        table: "T".to_owned(),
        stream_arn: "arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/local".to_owned(),
        batch_size: 1000,
        window: Duration::from_secs(1),
        starting_position: StartingPosition::Latest,
        event_names: BTreeSet::from(["INSERT".to_owned()]),
        reports_failures: true,
        bisects: true,
        max_retries: Some(5),
        max_age: Duration::from_secs(72_000),
        on_failure: Some("arn:aws:sqs:us-east-1:000000000000:Failures".to_owned()),
    };
    assert_eq!(mapping.unwrap(), expected);
}

#[test]
fn parse_stream_without_options_has_lambda_defaults() {
    let mapping = stream("").unwrap();
    assert_eq!((mapping.batch_size, mapping.window, mapping.max_retries), (100, Duration::ZERO, None));
    assert_eq!((mapping.reports_failures, mapping.bisects, mapping.on_failure), (false, false, None));
    assert_eq!(mapping.max_age, Duration::from_secs(86_400), "the retention of a stream");
    assert_eq!(mapping.event_names.len(), 3);
    let unlimited = stream(", MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1").unwrap();
    assert_eq!((unlimited.max_retries, unlimited.max_age), (None, mapping.max_age));
    let once = stream(", MaximumRetryAttempts: 0, MaximumRecordAgeInSeconds: 604800").unwrap();
    assert_eq!((once.max_retries, once.max_age), (Some(0), mapping.max_age));
}

#[test]
fn parse_filters_are_a_union() {
    let filter = ", FilterCriteria: { Filters: [{ Pattern: '{\"eventName\": [\"INSERT\"]}' }, { Pattern: '{\"eventName\": [\"REMOVE\"]}' }] }";
    let names = stream(filter).unwrap().event_names;
    assert_eq!(names, BTreeSet::from(["INSERT".to_owned(), "REMOVE".to_owned()]));
}

#[test]
fn parse_unsupported_stream_property_is_named() {
    let at = "Resources/F/Properties/Events/Changes/Properties";
    let filter = |pattern: &str| format!(", FilterCriteria: {{ Filters: [{{ Pattern: '{pattern}' }}] }}");
    let only_names =
        "FilterCriteria is not Filters of the Pattern {\"eventName\": [INSERT, MODIFY or REMOVE]}".to_owned();
    for (properties, message) in [
        (
            ", ParallelizationFactor: 2".to_owned(),
            "ParallelizationFactor is not 1; local runs one batch per shard".to_owned(),
        ),
        (
            ", TumblingWindowInSeconds: 5".to_owned(),
            "TumblingWindowInSeconds is not supported on one machine".to_owned(),
        ),
        (", BatchSize: 0".to_owned(), "BatchSize is not a whole number from 1 to 10000".to_owned()),
        (
            ", MaximumRecordAgeInSeconds: 30".to_owned(),
            "MaximumRecordAgeInSeconds is not -1 or at least 60".to_owned(),
        ),
        (
            ", FunctionResponseTypes: [Other]".to_owned(),
            "FunctionResponseTypes is not [ReportBatchItemFailures]".to_owned(),
        ),
        (
            ", DestinationConfig: { OnFailure: { Type: SNS, Destination: 'arn:aws:sns:x' } }".to_owned(),
            "DestinationConfig is not OnFailure with the ARN of an SQS queue".to_owned(),
        ),
        (filter("{\"eventName\": [{\"prefix\": \"INS\"}]}"), only_names.clone()),
        (filter("{\"eventName\": [\"INSERTED\"]}"), only_names.clone()),
        (filter("{\"dynamodb\": {\"Keys\": {}}}"), only_names.clone()),
        (filter("{\"eventName\": [\"INSERT\"], \"dynamodb\": {}}"), only_names.clone()),
        (", FilterCriteria: { Filters: [] }".to_owned(), only_names),
    ] {
        assert_eq!(stream(&properties).unwrap_err().to_string(), format!("{at}/{message}"));
    }
    let other = "        Changes: { Type: DynamoDB, Properties: { Stream: !GetAtt NoStream.StreamArn, StartingPosition: LATEST } }";
    assert_eq!(
        parse(other).unwrap_err().to_string(),
        format!("{at}/Stream is not GetAtt StreamArn of a table of this template with a StreamSpecification")
    );
}

#[test]
fn parse_third_mapping_of_a_stream_is_refused() {
    let event = |name: &str| {
        format!(
            "        {name}: {{ Type: DynamoDB, Properties: {{ Stream: !GetAtt T.StreamArn, StartingPosition: LATEST }} }}\n"
        )
    };
    let two = parse(&[event("First"), event("Second")].concat()).unwrap().streams;
    assert_eq!(two.iter().map(|mapping| mapping.name.as_str()).collect::<Vec<_>>(), ["F-First", "F-Second"]);
    let refused = parse(&[event("First"), event("Second"), event("Third")].concat()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Resources/F/Properties/Events/Third/Properties/Stream is not a stream with fewer than two other mappings"
    );
}

#[test]
fn parse_schedule_reads_rate_and_input() {
    let template =
        schedule("ScheduleExpression: rate(2 days), Input: '{\"days\": 3}', RetryPolicy: {}").unwrap();
    let [schedule] = template.schedules.as_slice() else { panic!("{:?}", template.schedules) };
    assert_eq!((schedule.name.as_str(), schedule.function.as_str()), ("F-Nightly", "F"));
    assert_eq!((schedule.interval, schedule.input.get()), (Duration::from_secs(172_800), "{\"days\": 3}"));
}

#[test]
fn parse_disabled_schedule_is_skipped() {
    let template = schedule("ScheduleExpression: rate(1 day), Input: '{}', State: DISABLED").unwrap();
    assert!(template.schedules.is_empty());
}

#[test]
fn parse_unsupported_schedule_is_named() {
    let at = "Resources/F/Properties/Events/Nightly/Properties";
    for (properties, message) in [
        (
            "ScheduleExpression: 'cron(0 1 * * ? *)', Input: '{}'",
            "ScheduleExpression is not a rate such as rate(1 day)",
        ),
        ("ScheduleExpression: rate(1 day)", "Input is not set"),
        ("ScheduleExpression: rate(1 day), Input: '{'", "Input is not a text with JSON"),
        (
            "ScheduleExpression: rate(1 day), Input: '{}', EndDate: x",
            "EndDate is not supported on one machine",
        ),
    ] {
        assert_eq!(schedule(properties).unwrap_err().to_string(), format!("{at}/{message}"));
    }
}

#[test]
fn parse_other_event_type_is_refused() {
    let refused =
        parse("        Nightly: { Type: Schedule, Properties: { Schedule: rate(1 day) } }").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Resources/F/Properties/Events/Nightly/Type is not HttpApi, DynamoDB or ScheduleV2"
    );
}

#[test]
fn parse_stream_enables_stream_of_table() {
    let template = parse("        Get: { Type: HttpApi, Properties: { Method: get, Path: /a } }").unwrap();
    let [route] = template.routes.as_slice() else { panic!("{:?}", template.routes) };
    assert_eq!((route.method.as_deref(), route.path.as_deref()), (Some("GET"), Some("/a")));
    assert!(template.functions[0].environment["STREAM"].ends_with(":table/T/stream/local"));
    let table = template.tables.iter().find(|table| table.name == "T").unwrap();
    let stream = &table.definition["StreamSpecification"];
    assert_eq!(stream, &serde_json::json!({ "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" }));
}
