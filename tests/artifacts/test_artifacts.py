"""The release binaries that `make build` leaves in target/lambda: small, and without unused AWS clients."""

import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "template"))

import stack  # noqa: E402

# The largest zip in bytes, the AWS SDK included: Lambda loads all of it before a cold start.
ZIP_MAX = 6_000_000
# The code of a client names its own files, for panics.
CLIENT = re.compile(rb"aws-sdk-([a-z0-9]+)-\d+\.\d+\.\d+")
# The SDK's configuration needs this one for credentials of a role.
ALWAYS = {"sts"}


def services():
    """Returns, for each function, the AWS services with a client that its role lets it call."""
    allowed = {}
    for name, _, policies in stack.roles(stack.transformed()):
        statements = [statement for policy in policies.values() for statement in policy]
        actions = {action for statement in statements for action in stack.as_list(statement["Action"])}
        # Lambda itself writes the log and sends to the on-failure queue.
        allowed[name] = {action.split(":")[0] for action in actions} - {"logs", "sqs"}
    return allowed


class Artifacts(unittest.TestCase):
    """The bootstrap of each function."""

    def test_zip_is_small(self):
        for name, _, zipped in stack.reader.sizes():
            with self.subTest(name):
                self.assertLessEqual(zipped, ZIP_MAX)

    def test_links_only_clients_of_its_role(self):
        needed = services()
        for name, function in stack.reader.functions(stack.source()):
            with self.subTest(name):
                bootstrap = stack.reader.bootstrap(function).read_bytes()
                linked = {client.decode() for client in CLIENT.findall(bootstrap)}
                self.assertEqual(linked, needed[name] | ALWAYS)


if __name__ == "__main__":
    unittest.main()
