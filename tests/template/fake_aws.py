"""STS and CloudFormation over HTTP, with one stack in a file that the fake `sam` of test_deploy.py changes."""

import http.server
import json
import threading
import urllib.parse
from xml.sax.saxutils import escape

ACCOUNT = "123456789012"


def _list(name, item, pairs):
    members = "".join(
        f"<member>{''.join(f'<{item}{k}>{escape(v)}</{item}{k}>' for k, v in pair.items())}</member>" for pair in pairs
    )
    return f"<{name}>{members}</{name}>"


def _stack(stack):
    updated = f"<LastUpdatedTime>{stack['updated']}</LastUpdatedTime>" if stack.get("updated") else ""
    parameters = [{"Key": k, "Value": v} for k, v in stack["parameters"].items()]
    outputs = [{"Key": k, "Value": v} for k, v in stack["outputs"].items()]
    return (
        f"<member><StackName>{stack['name']}</StackName><StackStatus>{stack['status']}</StackStatus>"
        f"<CreationTime>2026-01-01T00:00:00Z</CreationTime>{updated}"
        f"{_list('Parameters', 'Parameter', parameters)}{_list('Outputs', 'Output', outputs)}</member>"
    )


class Aws:
    """A server that answers for one account. `state` is the file with its stack, if there is one."""

    def __init__(self, state):
        requests = self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                form = {name: values[0] for name, values in urllib.parse.parse_qs(body).items()}
                requests.append((form["Action"], self.headers["authorization"].split("/")[2]))
                status, answer = _answer(form, state)
                self.send_response(status)
                self.send_header("content-type", "text/xml")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        """Ends the server."""
        self._server.shutdown()
        self._server.server_close()


def _answer(form, state):
    if form["Action"] == "GetCallerIdentity":
        result = f"<Account>{ACCOUNT}</Account><Arn>arn:aws:iam::{ACCOUNT}:user/a</Arn><UserId>A</UserId>"
    else:
        stack = json.loads(state.read_text()) if state.exists() else None
        if stack is None or stack["name"] != form["StackName"]:
            error = f"<Code>ValidationError</Code><Message>Stack with id {form['StackName']} does not exist</Message>"
            return 400, f"<ErrorResponse><Error>{error}</Error></ErrorResponse>"
        result = f"<Stacks>{_stack(stack)}</Stacks>"
    action = form["Action"]
    return 200, f"<{action}Response><{action}Result>{result}</{action}Result></{action}Response>"
