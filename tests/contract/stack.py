"""The whole stack on a free port, with a temporary data folder."""

import json
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


class Stack:
    """A running `target/debug/local`. `folder` holds its `.local`, as a clone of the repository does."""

    def __init__(self, demo_events=200, stopped_streams=""):
        self._folder = tempfile.TemporaryDirectory(prefix="contract-")
        self.folder = Path(self._folder.name)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        data = self.folder / ".local"
        environment = os.environ | {"PORT": str(self.port), "DATA_DIR": str(data), "DEMO_EVENTS": str(demo_events)}
        environment["STOPPED_STREAMS"] = stopped_streams
        self.log = self.folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [ROOT / "target" / "debug" / "local"], env=environment, cwd=ROOT, stdout=log, stderr=log
            )
        try:
            self.dev = self._wait(data / "dev.json")
        except BaseException:
            self.stop()
            raise

    def _wait(self, path):
        end = time.monotonic() + START_SECONDS
        while not path.is_file() or not path.read_text().strip():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the stack did not start:\n{self.log.read_text()}")
            time.sleep(0.1)
        return json.loads(path.read_text())

    def stop(self):
        """Ends the stack and removes its data."""
        self.process.terminate()
        self.process.wait()
        self._folder.cleanup()
