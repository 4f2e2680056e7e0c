"""The running API against its OpenAPI document, by schemathesis: no 5xx and no undocumented status or body."""

import json
import subprocess
import sys
import unittest
import urllib.request
from pathlib import Path

from stack import Stack

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
]
# Requests of each operation in each phase: with four callers, about two minutes.
EXAMPLES = 25
# The same requests in each run.
SEED = 11
SECONDS = 240


class Schema(unittest.TestCase):
    """Every operation of the description, for each kind of caller."""

    @classmethod
    def setUpClass(cls):
        cls.stack = Stack()
        cls.addClassCleanup(cls.stack.stop)

    def check(self, token):
        """Sends requests with a token. Fails with the report of schemathesis."""
        program = Path(sys.executable).with_name("schemathesis")
        command = [program, "run", f"{self.stack.url}/v1/openapi.json", "--header", f"Authorization: Bearer {token}"]
        command += ["--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing", "--no-color"]
        command += ["--max-examples", str(EXAMPLES), "--seed", str(SEED), "--suppress-health-check", "all"]
        command += ["--request-timeout", "30"]
        done = subprocess.run(command, cwd=self.stack.folder, capture_output=True, text=True, timeout=SECONDS)
        self.assertEqual(done.returncode, 0, f"{done.stdout[-20000:]}\n{done.stderr[-2000:]}")

    def test_admin_answers_are_as_documented(self):
        self.check(self.stack.dev["tokens"]["admin"])

    def test_operator_answers_are_as_documented(self):
        self.check(self.stack.dev["tokens"]["operator"])

    def test_reader_answers_are_as_documented(self):
        headers = {"authorization": f"Bearer {self.stack.dev['tokens']['admin']}", "content-type": "application/json"}
        request = urllib.request.Request(f"{self.stack.url}/v1/reader-keys", b'{"name": "SIEM"}', headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            self.check(json.load(answer)["secret"])

    def test_product_answers_are_as_documented(self):
        self.check(self.stack.dev["product_key"])


if __name__ == "__main__":
    unittest.main()
