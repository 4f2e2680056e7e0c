"""`make watch`: the functions under cargo lambda watch, with a first event sent by curl."""

import json
import os
import shlex
import signal
import subprocess
import tempfile
import time
import unittest

import rie
import test_functions

# The first call of a function builds it.
SECONDS = 600


class Watch(unittest.TestCase):
    """scripts/watch, on ports that are free."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="watch-")
        cls.addClassCleanup(folder.cleanup)
        (port,) = rie.free_ports(1)
        cls.url = f"http://localhost:{port}/2015-03-31/functions"
        ports = {"PORT": str(port), "DYNAMODB_PORT": "0", "S3_PORT": "0", "APIS_PORT": "0", "DATA_DIR": folder.name}
        # A group of its own: the emulators, cargo lambda and the functions end together.
        cls.process = subprocess.Popen(
            ["scripts/watch"], env=os.environ | ports, cwd=rie.ROOT, stdout=subprocess.DEVNULL, start_new_session=True
        )
        cls.addClassCleanup(cls.stop)

    @classmethod
    def stop(cls):
        """Ends everything that was started."""
        os.killpg(cls.process.pid, signal.SIGTERM)
        try:
            cls.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(cls.process.pid, signal.SIGKILL)
            cls.process.wait()

    def curl(self, function, method, path, body, caller=None):
        """Returns the status and the body that the README's line gets."""
        arguments = [method, path, json.dumps(body) if body else ""] + ([json.dumps(caller)] if caller else [])
        line = f"scripts/gateway-event {shlex.join(arguments)} | curl -sS"
        line += f" --max-time {SECONDS} --data-binary @- {self.url}/{function}/invocations"
        end = time.monotonic() + SECONDS
        while True:
            done = subprocess.run(line, shell=True, cwd=rie.ROOT, capture_output=True, text=True, timeout=SECONDS)
            # Until it listens, curl is refused; until the functions' own services do, the function is.
            answer = json.loads(done.stdout) if done.returncode == 0 else {}
            if "statusCode" in answer:
                return answer["statusCode"], json.loads(answer["body"])
            self.assertLess(time.monotonic(), end, done.stdout + done.stderr)
            time.sleep(1)

    def test_watch_first_event_is_read_back(self):
        path = f"/v1/organizations/{test_functions.ORGANIZATION}"
        named = {"name": "Runtime", "plan": "business_suite"}
        self.assertEqual(self.curl("settings", "PUT", path, named, test_functions.OPERATOR)[0], 201)
        on = {"activity_monitor": True}
        self.assertEqual(self.curl("settings", "PATCH", "/v1/settings", on, test_functions.OWNER)[0], 200)
        sent = self.curl("ingest", "POST", "/v1/events", test_functions.batch("watch-1"))
        self.assertEqual(sent, (200, test_functions.recorded("watch-1")))
        read = self.curl("query", "GET", "/v1/events/account/watch-1", None, test_functions.OWNER)
        self.assertEqual((read[0], read[1]["id"]), (200, "watch-1"))


if __name__ == "__main__":
    unittest.main()
