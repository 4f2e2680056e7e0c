use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use event_store::{Aws, CallError, Endpoints, FunctionInvoker};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

use super::InvokeApi;
use crate::data_dir::{Data, DataDir};
use crate::emulators;
use crate::functions::handlers;
use crate::lambda::{Lambda, Loaded};
use crate::server::Server;

/// Returns a function that fails as often as its event says, then answers with its number of runs after its event's
/// `milliseconds`.
fn lambda(runs: &Arc<AtomicUsize>) -> Lambda {
    let runs = Arc::clone(runs);
    let handler = handlers::event(move |event: Value, _| {
        let run = runs.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            let failures = event["failures"].as_u64().unwrap_or(0);
            if u64::try_from(run).unwrap() <= failures {
                Err("not yet")
            } else {
                let wait = event["milliseconds"].as_u64().unwrap_or(0);
                tokio::time::sleep(Duration::from_millis(wait)).await;
                Ok(json!({ "run": run }))
            }
        }
    });
    let loaded = Loaded { handler, timeout: Duration::from_secs(5), async_retries: 2 };
    Lambda::new(BTreeMap::from([("Worker".to_owned(), loaded)]))
}

fn invoke(runs: &Arc<AtomicUsize>, data_dir: &Arc<DataDir>) -> InvokeApi {
    InvokeApi {
        waits: [Duration::from_millis(1); 2],
        ..InvokeApi::start(lambda(runs), Arc::clone(data_dir)).unwrap()
    }
}

async fn send(invoke: &InvokeApi, kind: &str, function: &str, event: &str) -> Response<Full<Bytes>> {
    let request = Request::post(format!("/2015-03-31/functions/{function}/invocations"))
        .header("x-amz-invocation-type", kind)
        .body(Full::new(Bytes::from(event.to_owned())))
        .unwrap();
    invoke.answer(request).await
}

async fn json(response: Response<Full<Bytes>>) -> Value {
    serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap()
}

async fn settled(data_dir: &DataDir, runs: &AtomicUsize) -> usize {
    for _ in 0..500 {
        tokio::time::sleep(Duration::from_millis(2)).await;
        if std::fs::read_dir(data_dir.path("invocations")).unwrap().next().is_none() {
            return runs.load(Ordering::SeqCst);
        }
    }
    panic!("the queue never emptied");
}

#[tokio::test]
async fn invoke_sync_returns_answer_or_error() {
    let runs = Arc::new(AtomicUsize::new(0));
    let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
    let invoke = invoke(&runs, &data_dir);
    let failed = send(&invoke, "RequestResponse", "Worker", "{\"failures\": 1}").await;
    assert_eq!(failed.status(), StatusCode::OK);
    assert_eq!(failed.headers()["x-amz-function-error"], "Unhandled");
    assert_eq!(json(failed).await, json!({"errorMessage": "the function failed: not yet"}));
    let answered = send(&invoke, "RequestResponse", "Worker", "").await;
    assert!(!answered.headers().contains_key("x-amz-function-error"));
    assert_eq!(json(answered).await, json!({"run": 2}));
}

/// Serves the API until the server is dropped, and returns a client of the function.
async fn serve(invoke: &InvokeApi, function: &str) -> (Server, FunctionInvoker) {
    let listener = emulators::listen(0).await.unwrap();
    let url = emulators::endpoint(emulators::address(&listener).unwrap());
    let invoke = invoke.clone();
    let server = Server::start(listener, move |request, _| {
        let invoke = invoke.clone();
        async move { invoke.answer(request).await }
    });
    (server, FunctionInvoker::new(&Aws::with_endpoints(Endpoints::all(&url)), function))
}

#[tokio::test]
async fn call_and_wait_returns_answer_or_error() {
    let runs = Arc::new(AtomicUsize::new(0));
    let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
    let (_server, worker) = serve(&invoke(&runs, &data_dir), "Worker").await;
    let call = async |event: Value, timeout_ms| -> Result<Value, CallError> {
        worker.call_and_wait(&event, Duration::from_millis(timeout_ms)).await
    };
    let failed = call(json!({ "failures": 1 }), 5_000).await.unwrap_err();
    assert!(matches!(failed, CallError::Function { message } if message == "the function failed: not yet"));
    assert_eq!(call(json!({ "milliseconds": 300 }), 5_000).await.unwrap(), json!({ "run": 2 }));
    let late = call(json!({ "milliseconds": 2_000 }), 200).await;
    assert!(matches!(late, Err(CallError::Store(_))), "{late:?}");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(runs.load(Ordering::SeqCst), 3, "a call that was late is not repeated");
}

#[tokio::test]
async fn call_and_wait_unknown_function_is_an_error() {
    let runs = Arc::new(AtomicUsize::new(0));
    let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
    let (_server, unknown) = serve(&invoke(&runs, &data_dir), "Unknown").await;
    let refused = unknown.call_and_wait::<Value>(&json!({}), Duration::from_secs(5)).await;
    assert!(matches!(refused, Err(CallError::Store(_))), "{refused:?}");
}

#[tokio::test]
async fn invoke_async_runs_many_at_once() {
    let runs = Arc::new(AtomicUsize::new(0));
    let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
    let invoke = invoke(&runs, &data_dir);
    for _ in 0..50 {
        send(&invoke, "Event", "Worker", "{\"milliseconds\": 60000}").await;
    }
    for _ in 0..500 {
        tokio::time::sleep(Duration::from_millis(2)).await;
        if runs.load(Ordering::SeqCst) == 50 {
            return invoke.stop().await;
        }
    }
    panic!("{} of 50 invocations run", runs.load(Ordering::SeqCst));
}

#[tokio::test]
async fn invoke_async_is_accepted_and_tried_three_times() {
    let runs = Arc::new(AtomicUsize::new(0));
    let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
    let invoke = invoke(&runs, &data_dir);
    let accepted = send(&invoke, "Event", "Worker", "{\"failures\": 1}").await;
    assert_eq!(accepted.status(), StatusCode::ACCEPTED);
    assert_eq!(settled(&data_dir, &runs).await, 2);
    runs.store(0, Ordering::SeqCst);
    send(&invoke, "Event", "Worker", "{\"failures\": 9}").await;
    assert_eq!(settled(&data_dir, &runs).await, 3);
}

#[tokio::test]
async fn invoke_async_continues_after_restart() {
    let runs = Arc::new(AtomicUsize::new(0));
    let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
    data_dir.create_subdir("invocations").unwrap();
    data_dir.write("invocations/1.json", b"{\"function\":\"Worker\",\"event\":{\"failures\":0}}").unwrap();
    data_dir.write("invocations/2.json", b"{\"function\":\"Wor").unwrap();
    let _invoke = invoke(&runs, &data_dir);
    assert_eq!(settled(&data_dir, &runs).await, 1);
}

#[tokio::test]
async fn invoke_invalid_request_is_refused() {
    let runs = Arc::new(AtomicUsize::new(0));
    let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
    let invoke = invoke(&runs, &data_dir);
    for kind in ["Event", "RequestResponse", "DryRun"] {
        let unknown = send(&invoke, kind, "Unknown", "{}").await;
        assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
        assert_eq!(unknown.headers()["x-amzn-errortype"], "ResourceNotFoundException");
    }
    assert_eq!(send(&invoke, "Event", "Worker", "{").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(send(&invoke, "Later", "Worker", "{}").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(send(&invoke, "DryRun", "Worker", "{}").await.status(), StatusCode::NO_CONTENT);
    assert_eq!(runs.load(Ordering::SeqCst), 0);
}
