"""A client that openapi-python-client generates from docs/openapi.json sends an event and reads it back."""

import datetime
import importlib
import os
import subprocess
import sys
import unittest
import uuid
from pathlib import Path

from stack import ROOT, Stack

PACKAGE = "generated_client"


class GeneratedClient(unittest.TestCase):
    """The generated client, against a fresh stack."""

    @classmethod
    def setUpClass(cls):
        cls.stack = Stack()
        cls.addClassCleanup(cls.stack.stop)
        tools = Path(sys.executable).parent
        command = [tools / "openapi-python-client", "generate", "--path", ROOT / "docs" / "openapi.json"]
        command += ["--meta", "none", "--output-path", cls.stack.folder / PACKAGE, "--fail-on-warning"]
        environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        sys.path.insert(0, str(cls.stack.folder))
        cls.addClassCleanup(sys.path.remove, str(cls.stack.folder))

    def client(self, token):
        """Returns a client that sends a token."""
        return self.module("client").AuthenticatedClient(base_url=self.stack.url, token=token)

    def module(self, name):
        """Imports a module of the generated package."""
        return importlib.import_module(f"{PACKAGE}.{name}")

    def test_generated_client_sends_and_reads_an_event(self):
        models = self.module("models")
        sent = {
            "id": str(uuid.uuid4()),
            "organization_id": self.stack.dev["organization_id"],
            "type": "pass.item.created",
            "occurred_at": datetime.datetime.now(datetime.UTC).isoformat(),
            "actor": {"id": "u_ada", "name": "Ada Lovelace"},
            "targets": [{"type": "vault", "id": "v_1"}],
            "client": {"ip": "203.0.113.7", "device": "Firefox on Linux"},
            "metadata": {"reason": "audit"},
        }
        body = models.IngestRequest(events=[models.EventRequest.from_dict(sent)])
        create = self.module("api.ingest.create_events")
        created = create.sync(client=self.client(self.stack.dev["product_key"]), body=body)
        self.assertEqual([result.to_dict() for result in created.results], [{"id": sent["id"], "status": "recorded"}])
        get = self.module("api.events.get_event")
        event = get.sync("pass", sent["id"], client=self.client(self.stack.dev["tokens"]["admin"]))
        self.assertEqual(event.type_, "pass.item.created")
        self.assertEqual(event.actor.name, "Ada Lovelace")
        self.assertEqual(event.metadata.to_dict(), {"reason": "audit"})


if __name__ == "__main__":
    unittest.main()
