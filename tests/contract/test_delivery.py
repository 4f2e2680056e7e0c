"""The code of docs/delivery.md, run as it is written there."""

import base64
import hmac
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from stack import ROOT, Stack
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

DOCUMENT = (ROOT / "docs" / "delivery.md").read_text()
WEB = ROOT / "functions" / "dashboard" / "web"
# The vector of the libraries of Standard Webhooks.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TIME = 1614265330
WAIT_SECONDS = 30
BODY = b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(TIME),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
# Name, changed headers, body, seconds after the signature, and whether the request is accepted.
CASES = [
    ("the vector", {}, BODY, 0, True),
    ("almost too late", {}, BODY, 299, True),
    ("too late", {}, BODY, 301, False),
    ("too early", {}, BODY, -301, False),
    ("another body", {}, BODY + b" ", 0, False),
    ("another id", {"webhook-id": "msg_other"}, BODY, 0, False),
    ("another time", {"webhook-timestamp": str(TIME + 1)}, BODY, 0, False),
    ("no number", {"webhook-timestamp": "soon"}, BODY, 0, False),
    ("no time", {"webhook-timestamp": None}, BODY, 0, False),
    ("no signature", {"webhook-signature": None}, BODY, 0, False),
    ("empty signature", {"webhook-signature": ""}, BODY, 0, False),
    ("another version", {"webhook-signature": HEADERS["webhook-signature"].replace("v1,", "v1a,")}, BODY, 0, False),
    ("not ASCII", {"webhook-signature": "v1,é"}, BODY, 0, False),
    ("rotation", {"webhook-signature": f"v1,AAAA {HEADERS['webhook-signature']}"}, BODY, 0, True),
]


def code(language):
    """Returns the first example of a language."""
    return re.search(rf"^```{language}\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)[1]


def case_headers(changed):
    """Returns the headers of a case. A value of None removes a header."""
    return {name: value for name, value in (HEADERS | changed).items() if value is not None}


def sign(secret, name, body):
    """Returns the headers of a request that is signed now. Written from the specification, not from the document."""
    key = base64.b64decode(secret.split("_", 1)[1])
    timestamp = str(int(time.time()))
    digest = hmac.new(key, b".".join((name.encode(), timestamp.encode(), body)), "sha256").digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": name, "webhook-timestamp": timestamp, "webhook-signature": signature}


def free_port():
    """Returns a port that nothing uses."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def accepts(port):
    """Returns True if a server accepts connections on this port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def start_receiver(folder, port, secret):
    """Starts the receiver of the document."""
    environment = os.environ | {"PORT": str(port), "WEBHOOK_SECRET": secret}
    return subprocess.Popen([sys.executable, "-c", code("python")], cwd=folder, env=environment, stderr=subprocess.DEVNULL)


def kill(process):
    """Ends a process without a warning."""
    process.send_signal(signal.SIGKILL)
    process.wait()


class Python(unittest.TestCase):
    """The receiver in Python."""

    def test_verify_accepts_only_signed_requests(self):
        names = {"__name__": "receiver"}
        exec(code("python"), names)
        for name, changed, body, seconds, accepted in CASES:
            names["time"] = type("Clock", (), {"time": staticmethod(lambda now=TIME + seconds: now)})
            with self.subTest(name):
                self.assertIs(names["verify"](SECRET, case_headers(changed), body), accepted)

    def test_receiver_stores_each_message_once(self):
        folder = Path(tempfile.mkdtemp(prefix="receiver-"))
        self.addCleanup(shutil.rmtree, folder)
        port = free_port()
        receiver = start_receiver(folder, port, SECRET)
        self.addCleanup(kill, receiver)

        def post(body, headers):
            request = urllib.request.Request(f"http://localhost:{port}/", body, headers)
            for _ in range(100):
                try:
                    with urllib.request.urlopen(request, timeout=10) as answer:
                        return answer.status, json.load(answer)
                except urllib.error.HTTPError as error:
                    with error:
                        return error.code, json.load(error)
                except urllib.error.URLError:
                    self.assertIsNone(receiver.poll(), "the receiver ended")
                    time.sleep(0.05)
            return self.fail("the receiver did not start")

        challenge = json.dumps({"type": "stream.verification", "data": {"challenge": "9f2c"}}).encode()
        self.assertEqual(post(challenge, sign(SECRET, "s_verification_1", challenge)), (200, {"challenge": "9f2c"}))
        message = json.dumps({"type": "activity.events", "data": {"events": []}}).encode()
        for _ in range(2):
            self.assertEqual(post(message, sign(SECRET, "s_1.0_1.4", message)), (200, {}))
        other = "whsec_" + base64.b64encode(bytes(32)).decode()
        self.assertEqual(post(message, sign(other, "s_1.5_1.6", message)), (401, {}))
        database = sqlite3.connect(folder / "messages.db")
        self.addCleanup(database.close)
        self.assertEqual(database.execute("SELECT id, body FROM messages").fetchall(), [("s_1.0_1.4", message)])


class TypeScript(unittest.TestCase):
    """The function in TypeScript."""

    def test_verify_accepts_only_signed_requests(self):
        # Below the web app, where TypeScript and the types of Node.js are.
        folder = Path(tempfile.mkdtemp(prefix="delivery-", dir=WEB / "node_modules"))
        self.addCleanup(shutil.rmtree, folder)
        (folder / "package.json").write_text('{"type": "module"}')
        (folder / "verify.ts").write_text(code("typescript"))
        compiler = WEB / "node_modules" / ".bin" / "tsc"
        options = ["--strict", "--types", "node", "--module", "nodenext", "--target", "es2022", "--skipLibCheck"]
        done = subprocess.run([compiler, *options, "verify.ts"], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        cases = [
            {"headers": case_headers(changed), "body": body.decode(), "now": (TIME + seconds) * 1000}
            for _, changed, body, seconds, _ in CASES
        ]
        (folder / "run.js").write_text(
            'import { verify } from "./verify.js";\n'
            f"const results = {json.dumps(cases)}.map(({{ headers, body, now }}) => {{\n"
            "  Date.now = () => now;\n"
            f"  return verify({json.dumps(SECRET)}, headers, Buffer.from(body));\n"
            "});\n"
            "console.log(JSON.stringify(results));\n"
        )
        done = subprocess.run(["node", "run.js"], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        results = {name: result for (name, *_), result in zip(CASES, json.loads(done.stdout))}
        self.assertEqual(results, {name: accepted for name, *_, accepted in CASES})


class Capture(ThreadingHTTPServer):
    """A receiver that answers challenges and keeps every request."""

    def __init__(self):
        self.requests = []
        super().__init__(("127.0.0.1", 0), CaptureHandler)
        self.thread = threading.Thread(target=self.serve_forever)
        self.thread.start()

    def stop(self):
        """Ends it."""
        self.shutdown()
        self.thread.join()
        self.server_close()


class CaptureHandler(BaseHTTPRequestHandler):
    """A request to `Capture`."""

    def do_POST(self):
        """Keeps a request."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
        message = json.loads(body)
        answer = {"challenge": message["data"]["challenge"]} if message["type"] == "stream.verification" else {}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_):
        """Logs nothing."""


class Delivery(unittest.TestCase):
    """Streams of the running stack."""

    @classmethod
    def setUpClass(cls):
        cls.stack = Stack(0)
        cls.addClassCleanup(cls.stack.stop)

    def post(self, path, body=None, token=None):
        """Sends JSON and returns the answer."""
        headers = {"authorization": f"Bearer {token or self.stack.dev['tokens']['admin']}", "content-type": "application/json"}
        request = urllib.request.Request(self.stack.url + path, json.dumps(body or {}).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def create(self, port, path=""):
        """Creates a stream of reads to a receiver on this machine."""
        destination = {"url": f"http://localhost:{port}/{path}"}
        body = {"name": "Receiver", "kind": "webhook", "filters": {"type": ["pass.item.read"]}, "destination": destination}
        return self.post("/v1/streams", body)

    def send(self, names):
        """Records an event of each name."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        organization = self.stack.dev["organization_id"]
        event = {"organization_id": organization, "type": "pass.item.read", "occurred_at": at, "actor": {"id": "u_ada"}}
        self.post("/v1/events", {"events": [event | {"id": name} for name in names]}, self.stack.dev["product_key"])

    def wait(self, condition, what):
        """Waits until a condition holds."""
        end = time.monotonic() + WAIT_SECONDS
        while not (result := condition()):
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)
        return result

    def test_receiver_has_each_event_after_it_was_killed(self):
        folder = Path(tempfile.mkdtemp(prefix="receiver-"))
        self.addCleanup(shutil.rmtree, folder)
        port = free_port()
        stream = self.create(port)

        def stored():
            with sqlite3.connect(folder / "messages.db") as database:
                bodies = database.execute("SELECT body FROM messages ORDER BY rowid").fetchall()
            database.close()
            return [event["id"] for (body,) in bodies for event in json.loads(body)["data"]["events"]]

        def start():
            receiver = start_receiver(folder, port, stream["secret"])
            self.addCleanup(kill, receiver)
            self.wait(lambda: accepts(port), "the receiver did not start")
            return receiver

        receiver = start()
        self.assertIs(self.post(f"/v1/streams/{stream['id']}/verify")["delivered"], True)
        self.send(["first-1", "first-2"])
        self.wait(lambda: stored() == ["first-1", "first-2"], "the first events did not arrive")
        kill(receiver)
        self.send(["second-1", "second-2"])
        # The first attempt fails, and the next one is some seconds later.
        time.sleep(2)
        start()
        self.wait(lambda: len(stored()) >= 4, "the events did not arrive after the failure")
        self.assertEqual(stored(), ["first-1", "first-2", "second-1", "second-2"])

    def test_libraries_accept_our_signatures(self):
        capture = Capture()
        self.addCleanup(capture.stop)
        stream = self.create(capture.server_port, "capture")
        path = f"/v1/streams/{stream['id']}"
        self.assertIs(self.post(f"{path}/verify")["delivered"], True)
        rotated = self.post(f"{path}/rotate-secret")["secret"]
        self.send(["signed-1"])
        self.wait(lambda: len(capture.requests) >= 2, "the event did not arrive")
        (challenge, _), (headers, body) = capture.requests[:2]
        self.assertEqual(len(challenge["webhook-signature"].split(" ")), 1)
        self.assertEqual(len(headers["webhook-signature"].split(" ")), 2)
        other = "whsec_" + base64.b64encode(bytes(32)).decode()
        # A receiver has the old or the new secret.
        for secret, accepted in ((stream["secret"], True), (rotated, True), (other, False)):
            with self.subTest(accepted=accepted):
                self.assertEqual(self.accepted_by_python(secret, headers, body), accepted)
                self.assertEqual(self.accepted_by_node(secret, headers, body), accepted)
        changed = body.replace(b"signed-1", b"signed-2")
        self.assertFalse(self.accepted_by_python(rotated, headers, changed))
        self.assertFalse(self.accepted_by_node(rotated, headers, changed))

    def accepted_by_python(self, secret, headers, body):
        """Asks the library of PyPI."""
        try:
            Webhook(secret).verify(body, headers)
        except WebhookVerificationError:
            return False
        return True

    def accepted_by_node(self, secret, headers, body):
        """Asks the library of npm."""
        arguments = json.dumps([secret, headers, body.decode()])
        script = (
            'import { Webhook, WebhookVerificationError } from "standardwebhooks";\n'
            f"const [secret, headers, body] = {arguments};\n"
            "try { new Webhook(secret).verify(body, headers); console.log(true); }\n"
            "catch (error) { if (!(error instanceof WebhookVerificationError)) throw error; console.log(false); }"
        )
        done = subprocess.run(["node", "--input-type=module", "-e", script], cwd=WEB, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)


if __name__ == "__main__":
    unittest.main()
