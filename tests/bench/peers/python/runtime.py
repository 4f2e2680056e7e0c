"""The Lambda Runtime API's loop: one connection, one request at a time.

Smaller than awslambdaric, so that what is measured is the function and not its client.
"""

import http.client
import json
import os
import traceback

BASE = "/2018-06-01/runtime"


def run(handler):
    """Serves `handler`, which takes an event and returns a response, until the process is ended."""
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        connection.request("GET", f"{BASE}/invocation/next")
        answer = connection.getresponse()
        body = answer.read()
        request_id = answer.headers["Lambda-Runtime-Aws-Request-Id"]
        try:
            result, outcome = handler(json.loads(body)), "response"
        except Exception as error:  # noqa: BLE001 - Lambda wants to hear of every failure
            traceback.print_exc()
            result, outcome = {"errorMessage": str(error), "errorType": type(error).__name__}, "error"
        payload = json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()
        connection.request("POST", f"{BASE}/invocation/{request_id}/{outcome}", body=payload)
        connection.getresponse().read()


def response(status, body):
    """Returns an HTTP response in the form of API Gateway's payload 2.0."""
    problem = status >= 400
    return {
        "statusCode": status,
        "headers": {
            "content-type": "application/problem+json" if problem else "application/json",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        "isBase64Encoded": False,
    }


def problem(status, code, detail, **more):
    """Returns a refusal (RFC 9457)."""
    return response(status, {"type": f"urn:activity-monitor:problem:{code}", "status": status, "code": code, "detail": detail, **more})
