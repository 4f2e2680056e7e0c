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
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from stack import ROOT

DOCUMENT = (ROOT / "docs" / "delivery.md").read_text()
WEB = ROOT / "functions" / "dashboard" / "web"
# The vector of the libraries of Standard Webhooks.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TIME = 1614265330
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
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = os.environ | {"PORT": str(port), "WEBHOOK_SECRET": SECRET}
        receiver = subprocess.Popen(
            [sys.executable, "-c", code("python")], cwd=folder, env=environment, stderr=subprocess.DEVNULL
        )
        self.addCleanup(receiver.wait)
        self.addCleanup(receiver.send_signal, signal.SIGKILL)

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


if __name__ == "__main__":
    unittest.main()
