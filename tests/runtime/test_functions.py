"""Every function, called by Lambda's own protocol with the environment of the template."""

import base64
import datetime
import json
import platform
import shutil
import tempfile
import unittest
from pathlib import Path

import rie
import system
from signatures import Signatures

ORGANIZATION = "org_runtime"
OPERATOR = {"kind": "operator", "user_id": "u_operator", "name": "Olga Operator"}
OWNER = {
    "kind": "person",
    "organization_id": ORGANIZATION,
    "user_id": "u_owner",
    "name": "Ada Lovelace",
    "email": "ada@northwind.example",
    "role": "owner",
}
PRODUCT = system.gateway.PRODUCT

calls = None
signatures = None
started = {}


def setUpModule():
    if platform.system() != "Linux":
        raise unittest.SkipTest("AWS's runtime interface emulator runs on Linux only")
    global calls, signatures
    folder = Path(tempfile.mkdtemp(prefix="runtime-"))
    unittest.addModuleCleanup(shutil.rmtree, folder, ignore_errors=True)
    services = system.Services(folder / "data")
    unittest.addModuleCleanup(services.stop)
    signatures = Signatures(services.environment)
    unittest.addModuleCleanup(signatures.stop)
    services.environment["AWS_ENDPOINT_URL_DYNAMODB"] = signatures.url
    calls = system.Lambda()
    unittest.addModuleCleanup(calls.stop)
    programs = system.programs()
    for binary, environment, timeout in system.functions(services.environment, calls.url):
        started[binary] = rie.Function(binary, programs[binary], environment, timeout, folder)
        unittest.addModuleCleanup(started[binary].stop)
    # No request is known to make a function of ours panic, so this one does, started as they are.
    panics = system.DEBUG / "examples" / "panics"
    started["panics"] = rie.Function("panics", panics, services.environment, 10, folder)
    unittest.addModuleCleanup(started["panics"].stop)
    path = f"/v1/organizations/{ORGANIZATION}"
    made, _, answer = send("settings", "PUT", path, {"name": "Runtime", "plan": "business_suite"}, OPERATOR)
    assert made == 201, answer
    changed, _, answer = send("settings", "PATCH", "/v1/settings", {"activity_monitor": True}, OWNER)
    assert changed == 200 and answer["activity_monitor"] is True, answer


def request(method, path, body=None, caller=None):
    """Returns a request as API Gateway sends it. Without a caller it has no authorizer context."""
    text = json.dumps(body) if isinstance(body, dict) else body
    event = system.gateway.event(method, path, text, caller)
    if caller is None:
        del event["requestContext"]["authorizer"]
    return event


def call(binary, event):
    """Returns the status, the headers and the body of a function's answer."""
    answer = started[binary].invoke(event)
    if "statusCode" not in answer:
        raise AssertionError(f"{binary} answered {answer}:\n{started[binary].log.read_text()[-4000:]}")
    body = answer.get("body") or ""
    if answer.get("isBase64Encoded"):
        body = base64.b64decode(body).decode()
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    return answer["statusCode"], headers, json.loads(body) if "json" in headers.get("content-type", "") else body


def send(binary, method, path, body=None, caller=None):
    """Calls a function with a request."""
    return call(binary, request(method, path, body, caller))


def batch(*ids):
    """Returns a body of one event for each id."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    rest = {
        "organization_id": ORGANIZATION,
        "type": "account.login.succeeded",
        "occurred_at": now,
        "actor": {"id": "u_0004", "name": "Mei-Ling Chen"},
        "client": {"ip": "192.0.2.7"},
    }
    return {"events": [{"id": each} | rest for each in ids]}


def recorded(*ids):
    """Returns the response to a batch that was recorded."""
    return {"results": [{"id": each, "status": "recorded"} for each in ids]}


class Runtime(unittest.TestCase):
    """Assertions that more than one function needs."""

    def assert_problem(self, answer, status, code):
        """Asserts that an answer is a refusal of this status and code, with a detail for people."""
        self.assertEqual(answer[0], status, answer)
        self.assertEqual(answer[1]["content-type"], "application/problem+json")
        self.assertEqual((answer[2]["status"], answer[2]["code"]), (status, code))
        self.assertTrue(answer[2]["detail"])

    def record(self, *ids):
        """Records events."""
        status, _, answer = send("ingest", "POST", "/v1/events", batch(*ids), PRODUCT)
        self.assertEqual((status, answer), (200, recorded(*ids)))


class Ingest(Runtime):
    """Events of products."""

    def test_ingest_event_is_read_by_query(self):
        self.record("valid-1")
        status, headers, event = send("query", "GET", "/v1/events/account/valid-1", None, OWNER)
        self.assertEqual((status, headers["cache-control"]), (200, "no-store"), event)
        self.assertEqual((event["id"], event["organization_id"]), ("valid-1", ORGANIZATION))
        self.assertEqual((event["type"], event["source"]), ("account.login.succeeded", "account"))
        self.assertEqual(event["actor"], {"id": "u_0004", "name": "Mei-Ling Chen"})

    def test_ingest_base64_body_is_recorded(self):
        event = request("POST", "/v1/events", batch("base64-1"), PRODUCT)
        event["body"] = base64.b64encode(event["body"].encode()).decode()
        event["isBase64Encoded"] = True
        status, _, answer = call("ingest", event)
        self.assertEqual((status, answer), (200, recorded("base64-1")))
        status, _, read = send("query", "GET", "/v1/events/account/base64-1", None, OWNER)
        self.assertEqual((status, read["id"]), (200, "base64-1"))

    def test_ingest_malformed_json_returns_400(self):
        answer = send("ingest", "POST", "/v1/events", '{"events": [', PRODUCT)
        self.assert_problem(answer, 400, "invalid_request")
        self.assertIn("is not JSON", answer[2]["errors"][0]["message"])

    def test_ingest_without_authorizer_returns_401(self):
        answer = send("ingest", "POST", "/v1/events", batch("nobody-1"))
        self.assert_problem(answer, 401, "unauthenticated")
        answer = send("query", "GET", "/v1/events/account/nobody-1", None, OWNER)
        self.assert_problem(answer, 404, "not_found")

    def test_ingest_body_over_limit_returns_413(self):
        body = json.dumps(batch("huge-1"))
        answer = send("ingest", "POST", "/v1/events", body + " " * (1024 * 1024 + 1 - len(body)), PRODUCT)
        self.assert_problem(answer, 413, "payload_too_large")
        status, _, answer = send("ingest", "POST", "/v1/events", body.ljust(1024 * 1024), PRODUCT)
        self.assertEqual((status, answer), (200, recorded("huge-1")))


class Authorizer(Runtime):
    """The decisions of the authorizer."""

    def authorize(self, authorization):
        """Returns what the authorizer says about a header."""
        event = request("POST", "/v1/events")
        del event["body"], event["isBase64Encoded"]
        event |= {
            "type": "REQUEST",
            "routeArn": "arn:aws:execute-api:us-east-1:123456789012:local/$default/POST/v1/events",
            "identitySource": [authorization],
        }
        event["headers"]["authorization"] = authorization
        return started["authorizer"].invoke(event)

    def test_authorizer_product_key_must_match_exactly(self):
        wanted = {"name": "Runtime", "sources": ["account"], "organizations": [ORGANIZATION]}
        status, _, key = send("settings", "POST", "/v1/keys", wanted, OPERATOR)
        self.assertEqual(status, 201, key)
        scope = {"kind": "product", "key_id": key["id"], "sources": "account", "organizations": ORGANIZATION}
        scope["backfill"] = "false"
        good = self.authorize(f"Bearer {key['secret']}")
        self.assertEqual(good, {"isAuthorized": True, "context": scope})
        # What the authorizer passes on is what ingest takes.
        status, _, answer = send("ingest", "POST", "/v1/events", batch("scoped-1"), good["context"])
        self.assertEqual((status, answer), (200, recorded("scoped-1")))
        # Not the last letter, which holds bits of no meaning.
        at = len(key["secret"]) - 10
        wrong = "A" if key["secret"][at] != "A" else "B"
        bad = self.authorize(f"Bearer {key['secret'][:at]}{wrong}{key['secret'][at + 1 :]}")
        self.assertIs(bad["isAuthorized"], False)
        self.assertNotIn("kind", bad.get("context") or {})


class Export(Runtime):
    """The export worker."""

    def test_worker_async_event_writes_export(self):
        ids = [f"export-{number}" for number in range(3)]
        body = batch(*ids)
        for event in body["events"]:
            event["actor"] = {"id": "u_export"}
        status, _, answer = send("ingest", "POST", "/v1/events", body, PRODUCT)
        self.assertEqual((status, answer), (200, recorded(*ids)))
        order = {"format": "jsonl", "filters": {"user": "u_export"}}
        status, headers, export = send("export", "POST", "/v1/exports", order, OWNER)
        self.assertEqual((status, headers["location"]), (202, f"/v1/exports/{export['id']}"), export)
        name, kind, payload = calls.calls.get(timeout=10)
        self.assertEqual((name, kind), ("export-worker", "Event"))
        self.assertEqual(payload, {"organization_id": ORGANIZATION, "export_id": export["id"]})
        self.assertIsNone(started["export-worker"].invoke(payload))
        status, _, ready = send("export", "GET", headers["location"], None, OWNER)
        self.assertEqual((status, ready["status"], ready["rows"]), (200, "ready", 3), ready)
        status, _, link = send("export", "POST", f"{headers['location']}/links", {"file": "data"}, OWNER)
        self.assertEqual(status, 201, link)
        with rie.OPENER.open(link["url"], timeout=rie.SECONDS) as file:
            rows = [json.loads(line) for line in file.read().decode().splitlines()]
        self.assertEqual(sorted(row["id"] for row in rows), ids)


class Dashboard(Runtime):
    """The web app."""

    def test_dashboard_page_is_public(self):
        status, headers, page = send("dashboard", "GET", "/")
        self.assertEqual(status, 200)
        self.assertTrue(headers["content-type"].startswith("text/html"), headers)
        self.assertIn("<html", page)
        # The environment of the template arrives: the page may fetch tokens from the issuer alone.
        self.assertIn("http://127.0.0.1:9", headers["content-security-policy"])


class Signed(Runtime):
    """The requests of the functions to DynamoDB."""

    def test_dynamodb_requests_have_valid_signature(self):
        self.record("signed-1")
        send("query", "GET", "/v1/events/account/signed-1", None, OWNER)
        status, _, page = send("query", "GET", "/v1/events", None, OWNER)
        self.assertEqual(status, 200)
        self.assertIn("signed-1", [event["id"] for event in page["events"]])
        self.assertEqual(signatures.refused, [])
        self.assertLessEqual({"BatchExecuteStatement", "BatchGetItem", "GetItem", "Query"}, signatures.passed)


class Survival(Runtime):
    """A bad event or a panic is one error, and the same process serves the next event."""

    def test_panic_keeps_process(self):
        """Tries the example `panics` of the crate `api`: the runtime and the router are those of the functions."""
        status, _, body = send("panics", "GET", "/")
        self.assertEqual((status, body), (200, "well"))
        before = started["panics"].bootstraps()
        answer = started["panics"].invoke(request("GET", "/panic"))
        self.assertIn("as it was asked to", answer["errorMessage"])
        self.assertEqual(send("panics", "GET", "/")[0], 200)
        self.assertEqual(started["panics"].bootstraps(), before)

    def assert_survives(self, binary, bad, good):
        """Asserts that the process that answers a bad event with an error answers a good one."""
        good()
        before = started[binary].bootstraps()
        self.assertEqual(len(before), 1, before)
        answer = started[binary].invoke(bad)
        # The function's own words: the emulator passes on what it cannot read either.
        self.assertIn("DeserializeError", answer["errorType"], answer)
        self.assertIn("failed to deserialize the incoming data", answer["errorMessage"])
        good()
        self.assertEqual(started[binary].bootstraps(), before)

    def test_bad_request_keeps_process(self):
        good = {
            "ingest": lambda: send("ingest", "POST", "/v1/events", batch("survives"), PRODUCT),
            "query": lambda: send("query", "GET", "/v1/me", None, OWNER),
            "export": lambda: send("export", "GET", "/v1/exports", None, OWNER),
            "settings": lambda: send("settings", "GET", "/v1/settings", None, OWNER),
            "dashboard": lambda: send("dashboard", "GET", "/"),
        }
        for binary, request_good in good.items():
            with self.subTest(binary):
                for bad in ({"not": "a request"}, [1, 2, 3], "text"):
                    self.assert_survives(binary, bad, lambda: self.assertEqual(request_good()[0], 200))

    def test_bad_worker_event_keeps_process(self):
        # An export that does not exist (any more) is over: the worker leaves it alone.
        gone = {"organization_id": ORGANIZATION, "export_id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"}
        good = lambda: self.assertIsNone(started["export-worker"].invoke(gone))  # noqa: E731
        self.assert_survives("export-worker", {"organization_id": ORGANIZATION}, good)

    def test_bad_authorizer_event_keeps_process(self):
        def good():
            answer = Authorizer.authorize(self, "Bearer am_0123456789abcdef_" + "A" * 43)
            self.assertIs(answer["isAuthorized"], False)

        self.assert_survives("authorizer", [1, 2, 3], good)


if __name__ == "__main__":
    unittest.main()
