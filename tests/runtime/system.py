"""The environment of the functions: emulators, Lambda, API Gateway and the variables of the template."""

import http.server
import importlib.util
import json
import os
import queue
import select
import subprocess
import sys
import threading
from importlib.machinery import SourceFileLoader

import rie

sys.path.insert(0, str(rie.ROOT / "scripts"))

import template as reader  # noqa: E402

DEBUG = rie.ROOT / "target" / "debug"

# Variables that come from resources or from an operator. No identity provider listens on port 9: product keys work,
# tokens do not.
CHOSEN = {
    "EXPORT_WORKER_FUNCTION": "export-worker",
    "BACKTEST_FUNCTION": "backtest-worker",
    "DELIVERER_FUNCTION": "deliverer",
    "SECRETS_KEY": "SecretsKey",
    "MAIL_FROM": "activity@northwind.example",
    "EVENT_BUSES": "",
    "DASHBOARD_URL": "http://localhost:3000",
    "STACK_NAME": "activity-monitor",
    "OIDC_ISSUER": "http://127.0.0.1:9",
    "OIDC_AUDIENCE": "none",
    "OIDC_CLIENT_ID": "none",
    "OIDC_ORIGINS": "",
    "OIDC_CLAIM_ORGANIZATION": "organization_id",
    "OIDC_CLAIM_ROLE": "role",
    "OIDC_OPERATOR_SCOPE": "",
}


def _gateway():
    loader = SourceFileLoader("gateway_event", str(rie.ROOT / "scripts" / "gateway-event"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    # No compiled file beside the script.
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = written
    return module


gateway = _gateway()


class Services:
    """The emulators of AWS, as `local --services-only` starts them, on ports that are free."""

    def __init__(self, folder):
        environment = os.environ | {"DATA_DIR": str(folder), "DYNAMODB_PORT": "0", "S3_PORT": "0", "APIS_PORT": "0"}
        command = [DEBUG / "local", "--services-only"]
        self.process = subprocess.Popen(command, env=environment, cwd=rie.ROOT, stdout=subprocess.PIPE)
        try:
            self.environment = self._read()
        except BaseException:
            self.stop()
            raise

    def _read(self):
        text = b""
        # The lines come in the order of their names, once all emulators answer. This is the last one.
        while b"S3_FORCE_PATH_STYLE=true\n" not in text:
            if not select.select([self.process.stdout], [], [], rie.SECONDS)[0]:
                raise TimeoutError("the emulators did not start")
            read = os.read(self.process.stdout.fileno(), 65536)
            if not read:
                raise RuntimeError("the emulators ended")
            text += read
        return dict(line.removeprefix("export ").split("=", 1) for line in text.decode().splitlines())

    def stop(self):
        """Ends the emulators."""
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class Server:
    """An HTTP server on a free port of loopback, in a thread of its own."""

    def __init__(self, handler):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        # Connections that stay open must not block the end of the tests.
        self.server.block_on_close = False
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        """Ends the server."""
        self.server.shutdown()
        self.server.server_close()


class Quiet(http.server.BaseHTTPRequestHandler):
    """A handler without a log."""

    def log_message(self, *_):
        """Does nothing."""


class Lambda(Server):
    """Accepts asynchronous invocations as Lambda does, and stores function, type and payload."""

    def __init__(self):
        calls = self.calls = queue.Queue()

        class Handler(Quiet):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                name = self.path.removesuffix("/invocations").rpartition("/")[2]
                calls.put((name, self.headers["x-amz-invocation-type"], json.loads(body)))
                self.send_response(202)
                self.send_header("content-length", "0")
                self.end_headers()

        super().__init__(Handler)


def programs():
    """Returns the path of each function's binary. The other Rust tests build them too, in the same profile."""
    return {reader.binary(function): DEBUG / reader.binary(function) for _, function in reader.functions(reader.load())}


def functions(services, lambda_url):
    """Yields the binary, the environment and the timeout of each function of the template."""
    document = reader.load()
    shared = document["Globals"]["Function"]["Environment"]["Variables"]
    parameters = document["Parameters"]
    sdk = {name: value for name, value in services.items() if name.startswith(("AWS_", "S3_"))}
    for _, function in reader.functions(document):
        properties = function["Properties"]
        environment = sdk | {"AWS_ENDPOINT_URL_LAMBDA": lambda_url}
        for name, value in (shared | properties.get("Environment", {}).get("Variables", {})).items():
            if name in services:
                environment[name] = services[name]
            elif name in CHOSEN:
                environment[name] = CHOSEN[name]
            elif isinstance(value, str):
                environment[name] = value
            else:
                # The default of a parameter. Any other variable must be in CHOSEN.
                environment[name] = str(parameters[value["Ref"]]["Default"])
        yield reader.binary(function), environment, properties["Timeout"]
