"""What the functions have around them: the emulators, Lambda, API Gateway, and the template's environment."""

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

# What CloudFormation would find out, or an operator choose. No identity provider listens on port 9:
# product keys work, tokens do not.
CHOSEN = {
    "EXPORT_WORKER_FUNCTION": "export-worker",
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
    # Nothing is left beside a script.
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = written
    return module


gateway = _gateway()


class Services:
    """DynamoDB and S3, as `local --services-only` starts them, on ports that are free."""

    def __init__(self, folder):
        environment = os.environ | {"DATA_DIR": str(folder), "DYNAMODB_PORT": "0", "S3_PORT": "0"}
        command = [rie.ROOT / "target" / "debug" / "local", "--services-only"]
        # What it says on standard error is shown.
        self.process = subprocess.Popen(command, env=environment, cwd=rie.ROOT, stdout=subprocess.PIPE)
        try:
            self.environment = self._read()
        except BaseException:
            self.stop()
            raise

    def _read(self):
        text = b""
        # The lines come in the order of their names, when everything answers; this is the last one.
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
        # A connection that is kept alive does not keep the tests from ending.
        self.server.block_on_close = False
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        """Ends the server."""
        self.server.shutdown()
        self.server.server_close()


class Quiet(http.server.BaseHTTPRequestHandler):
    """A handler that says nothing among the tests' own lines."""

    def log_message(self, *_):
        """Says nothing."""


class Lambda(Server):
    """Takes asynchronous invocations as Lambda does, and keeps them: function, type, payload."""

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


def bootstraps():
    """Yields each function's logical id, its binary, and the bootstrap that `sam build` made of it."""
    for name, function in reader.functions(reader.load()):
        path = rie.ROOT / ".aws-sam" / "build" / name / "bootstrap"
        if not path.is_file():
            raise FileNotFoundError(f"{path} is not there: make build-sam")
        yield name, reader.binary(function), path


def functions(services, lambda_url):
    """Yields each function of the template: its binary, its environment and its timeout."""
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
                # A parameter's default. Anything else has to be chosen above: no variable goes missing.
                environment[name] = str(parameters[value["Ref"]]["Default"])
        yield reader.binary(function), environment, properties["Timeout"]
