//! Clients that send slowly delay no other client.

use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use support::app::{As, TestApp};
use support::events::event;
use support::http::{answer, request};

/// Slow clients at once: more than the functions that the stack runs at once.
const SLOW: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_bodies_delay_no_other_request() {
    let app = TestApp::start().await;
    let body = serde_json::json!({ "events": [event(&app.organization, "slow")] }).to_string();
    let whole = request("POST", "/v1/events", &app.header(&As::Product), Some(body.as_bytes()));
    let head = whole.len() - body.len();
    let mut slow = Vec::new();
    for nth in 0..SLOW {
        let mut socket = TcpStream::connect(app.address()).await.expect("the server accepts connections");
        // Half of them stop within the head, the others within the body.
        let sent = if nth % 2 == 0 { head / 2 } else { head + 10 };
        socket.write_all(&whole[..sent]).await.expect("the server reads");
        slow.push((socket, sent));
    }
    for round in 0..10 {
        for (socket, sent) in &mut slow {
            socket.write_all(&whole[*sent..=*sent]).await.expect("the server reads");
            *sent += 1;
        }
        let start = Instant::now();
        let id = format!("quick-{round}");
        assert_eq!(app.statuses(&[event(&app.organization, &id)]).await, ["recorded"]);
        assert!(start.elapsed() < Duration::from_secs(5), "answered after {:?}", start.elapsed());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // The slow requests are answered once they are complete.
    for (socket, sent) in slow.iter_mut().take(20) {
        socket.write_all(&whole[*sent..]).await.expect("the server reads");
        let answer = answer(socket).await.expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}
