"""One function under AWS's own runtime interface emulator, which ships in the wheel of aws-sam-cli."""

import importlib.util
import json
import os
import platform
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MACHINES = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
# Straight to this machine, whatever proxies the environment names.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
SECONDS = 60


def emulator(folder):
    """Returns an executable copy of the emulator in a folder."""
    machine = MACHINES[platform.machine()]
    package = Path(importlib.util.find_spec("samcli").origin).parent
    copy = Path(folder) / "aws-lambda-rie"
    if not copy.exists():
        shutil.copyfile(package / "local" / "rapid" / f"aws-lambda-rie-{machine}", copy)
        copy.chmod(0o755)
    return copy


def free_ports(count):
    """Returns ports of loopback that nothing listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Function:
    """A function's bootstrap, started by the emulator with the first invocation."""

    def __init__(self, name, bootstrap, environment, timeout, folder):
        port, runtime_port = free_ports(2)
        self.url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
        self.log = Path(folder) / f"{name}.log"
        command = [emulator(folder), "--runtime-interface-emulator-address", f"127.0.0.1:{port}"]
        command += ["--runtime-api-address", f"127.0.0.1:{runtime_port}", bootstrap]
        lambdas = {
            "PATH": os.environ["PATH"],
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_TIMEOUT": str(timeout),
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=lambdas | environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            self._wait(port)
        except BaseException:
            self.stop()
            raise

    def _wait(self, port):
        end = time.monotonic() + SECONDS
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"the emulator ended:\n{self.log.read_text()}")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def invoke(self, event):
        """Returns what the function answers: its result, or Lambda's description of its error."""
        request = urllib.request.Request(self.url, json.dumps(event).encode(), method="POST")
        try:
            with OPENER.open(request, timeout=SECONDS) as response:
                answer = response.read()
        except OSError as error:
            raise RuntimeError(f"the emulator did not answer ({error}):\n{self.log.read_text()}") from error
        return json.loads(answer)

    def bootstraps(self):
        """Returns the ids of the processes that the emulator has started and that still run."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return sorted(int(child) for task in children for child in task.read_text().split())

    def stop(self):
        """Ends the emulator, and the bootstrap with it."""
        children = self.bootstraps() if self.process.poll() is None else []
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for child in children:
            try:
                os.kill(child, 9)
            except ProcessLookupError:
                pass
