//! Units of the delivery of events to a webhook.

use delivery::wake::{self, WakeEvent};
use event_model::StreamFormat;
use event_store::{Aws, Endpoints};
use lambda::env::Env;
use serde_json::json;
use std::time::Instant;
use support::deliveries::Deliveries;
use support::feed::FEED;
use support::proxy::Proxy;
use support::receiver::Receiver;
use support::wire::Protocol;

use crate::figure::{Figure, Target};
use crate::harness::{CONTROL, Fault};

const SECTION: &str = "Delivery";
/// Events of a segment, and of a batch.
const BATCH: usize = 100;

/// Counts the units of the delivery of `count` events, as they arrive in segments of [`BATCH`], and of a backlog.
pub(crate) async fn measure(count: usize) -> Result<Vec<Figure>, Fault> {
    let deliveries = Deliveries::start().await;
    let receiver = Receiver::start().await;
    let aws = deliveries.tables.app.aws();
    let endpoints = aws.endpoints().ok_or("the stack has no emulators")?;
    let proxy = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
    let counted = Endpoints { dynamodb: proxy.url(), lambda: proxy.url(), ..endpoints.clone() };
    let counted = Aws::with_endpoints(counted);
    let (stream, secret) = deliveries.webhook(&receiver.webhook_url(), StreamFormat::Native).await;
    receiver.trust(&[&secret]);
    let worker = deliveries.worker(&counted);
    let names = [("CONTROL_TABLE", CONTROL), ("DELIVERER_FUNCTION", "DelivererFunction")];
    let clock = deliveries.tables.app.clock.clock();
    let waker = wake::State::load(&Env::from_iter(names), &counted, clock)?;

    let batches = count.div_ceil(BATCH);
    proxy.take_consumed();
    for nth in 0..batches {
        deliveries.append(&format!("live{nth}"), BATCH, BATCH).await;
        wake::wake(&waker, segment(deliveries.organization.as_str())?, Instant::now()).await?;
        deliveries.run(&worker, &stream.id).await?;
    }
    let live = proxy.take_consumed();
    deliveries.append("backlog", batches * BATCH, BATCH).await;
    deliveries.run(&worker, &stream.id).await?;
    let backlog = proxy.take_consumed();
    let messages = receiver.stored();
    if messages.len() != 2 * batches || messages.iter().any(|message| message.events().len() != BATCH) {
        return Err(format!("{} messages for {} batches", messages.len(), 2 * batches).into());
    }

    let each = |units: f64| units / batches as f64;
    let figure =
        |name: &str, measured, target| Figure::counted(SECTION, name.to_owned(), measured, "", target);
    Ok(vec![
        figure(
            "write units a batch of 100, as events arrive",
            each(live.written(CONTROL)),
            Target::AtMost(4.0),
        ),
        figure("read units a batch of 100, control table", each(live.read(CONTROL)), Target::None),
        figure("read units a batch of 100, feed", each(live.read(FEED)), Target::None),
        figure(
            "write units a batch of 100 of a backlog",
            each(backlog.written(CONTROL)),
            Target::AtMost(2.5),
        ),
        figure(
            "read units a batch of 100 of a backlog",
            each(backlog.read(CONTROL) + backlog.read(FEED)),
            Target::None,
        ),
    ])
}

/// Returns the event of a new segment.
fn segment(organization: &str) -> Result<WakeEvent, Fault> {
    Ok(serde_json::from_value(json!({ "Records": [{
        "awsRegion": "us-east-1", "eventID": "1", "eventName": "INSERT",
        "dynamodb": {
            "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
            "Keys": { "pk": { "S": organization } }, "NewImage": {},
        },
    }] }))?)
}
