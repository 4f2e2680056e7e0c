"""DynamoDB behind a check of signatures: a request whose signature does not match its headers and body is refused.

The emulator checks no signature, and some requests have bodies that the SDK has not made itself.
"""

import http.client
import json
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

import system


class Signatures(system.Server):
    """Forwards requests with a valid signature to the emulator of `environment`."""

    def __init__(self, environment):
        upstream = urlsplit(environment["AWS_ENDPOINT_URL_DYNAMODB"]).netloc
        credentials = Credentials(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        auth = SigV4Auth(credentials, "dynamodb", environment["AWS_REGION"])
        passed = self.passed = set()
        refused = self.refused = []

        class Handler(system.Quiet):
            protocol_version = "HTTP/1.1"
            # A head and a body in two writes would wait for each other's acknowledgement.
            wbufsize = -1

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                operation = self.headers["x-amz-target"].rpartition(".")[2]
                if is_signed(auth, self.path, self.headers, body):
                    passed.add(operation)
                    status, answer = forward(upstream, self.path, self.headers, body)
                else:
                    refused.append(operation)
                    kind = "com.amazon.coral.service#InvalidSignatureException"
                    status, answer = 400, json.dumps({"__type": kind, "message": "not of this request"}).encode()
                self.send_response(status)
                self.send_header("content-type", "application/x-amz-json-1.0")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        super().__init__(Handler)


def is_signed(auth, path, headers, body):
    """Returns True if a request has the signature (AWS Signature Version 4) of its headers and body."""
    _, _, fields = headers["authorization"].partition(" ")
    fields = dict(field.strip().split("=", 1) for field in fields.split(","))
    signed = {name: headers[name] for name in fields["SignedHeaders"].split(";")}
    request = AWSRequest("POST", f"http://{headers['host']}{path}", signed, body)
    request.context["timestamp"] = headers["x-amz-date"]
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return auth.signature(text, request) == fields["Signature"]


def forward(upstream, path, headers, body):
    """Returns the status and the body of the emulator's answer."""
    connection = http.client.HTTPConnection(upstream)
    kept = {name: value for name, value in headers.items() if name.lower() not in ("host", "connection")}
    connection.request("POST", path, body, kept)
    answer = connection.getresponse()
    status, text = answer.status, answer.read()
    connection.close()
    return status, text
