"""The reader in docs/feed.md, run as it is written there, against the running stack."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import unittest
import urllib.request

from stack import ROOT, Stack

DEMO_EVENTS = 200
WAIT_SECONDS = 60


class FeedReader(unittest.TestCase):
    """The example of the documentation."""

    @classmethod
    def setUpClass(cls):
        # The findings of the detector would be events of the feed, too.
        cls.stack = Stack(DEMO_EVENTS, stopped_streams="DetectorFunction")
        cls.addClassCleanup(cls.stack.stop)
        document = (ROOT / "docs" / "feed.md").read_text()
        (cls.code,) = re.findall(r"```python\n(.*?)```", document, re.DOTALL)

    def post(self, path, token, body):
        """Sends JSON and returns the answer."""
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.stack.url + path, data, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def read_until(self, count, seen):
        """Runs the reader until `seen` has `count` events, then kills it."""
        environment = os.environ | {"API_URL": self.stack.url, "READER_KEY": self.key}
        command = [sys.executable, "-c", self.code]
        output = self.stack.folder / "events.jsonl"
        with output.open("wb") as lines:
            reader = subprocess.Popen(command, cwd=self.stack.folder, env=environment, stdout=lines)
        try:
            end = time.monotonic() + WAIT_SECONDS
            while len(seen) < count:
                self.assertIsNone(reader.poll(), "the reader ended")
                self.assertLess(time.monotonic(), end, f"{len(seen)} of {count} events arrived")
                time.sleep(0.1)
                whole = output.read_bytes().rpartition(b"\n")[0]
                for event in map(json.loads, whole.splitlines()):
                    seen.setdefault(event["sequence"], event)
        finally:
            reader.send_signal(signal.SIGKILL)
            reader.wait()

    def test_reader_gets_each_event_once_after_kills(self):
        tokens = self.stack.dev["tokens"]
        self.key = self.post("/v1/reader-keys", tokens["admin"], {"name": "SIEM"})["secret"]
        seen = {}
        # Killed in the middle of the demo, at an arbitrary place.
        self.read_until(DEMO_EVENTS // 3, seen)
        sent = [f"feed-{number}" for number in range(5)]
        events = [
            {
                "id": name,
                "organization_id": self.stack.dev["organization_id"],
                "type": "pass.item.read",
                "occurred_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "actor": {"id": "u_ada"},
            }
            for name in sent
        ]
        for _ in range(2):
            self.post("/v1/events", self.stack.dev["product_key"], {"events": events})
        self.read_until(DEMO_EVENTS + len(sent) + 1, seen)
        names = [(event["source"], event["id"]) for event in seen.values()]
        self.assertEqual(len(names), len(set(names)), "an event has two sequences")
        self.assertLessEqual(set(sent), {name for _, name in names})
        # The creation of the key is an event of the organization, too.
        self.assertIn("monitor.reader_key.created", {event["type"] for event in seen.values()})
        places = [tuple(map(int, sequence.split("."))) for sequence in seen]
        self.assertEqual(places, sorted(places), "the order is that of the sequences")


if __name__ == "__main__":
    unittest.main()
