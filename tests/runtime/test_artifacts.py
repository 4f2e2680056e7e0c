"""What `sam build` made: small, and with nothing that a function does not use."""

import re
import sys
import unittest

import rie
import system

sys.path.insert(0, str(rie.ROOT / "tests" / "template"))

import stack  # noqa: E402

# The largest zip (bytes), the AWS SDK included: what Lambda loads before a cold start.
ZIP_MAX = 6_000_000
# A client's code names its own files, for panics.
CLIENT = re.compile(rb"aws-sdk-([a-z0-9]+)-\d+\.\d+\.\d+")
# The configuration's own, for roles that credentials may have to be asked of.
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
    """The bootstraps that would be deployed."""

    def test_each_zip_is_small(self):
        for name, _, bootstrap in system.bootstraps():
            with self.subTest(name):
                self.assertLessEqual(system.reader.zip_size(bootstrap), ZIP_MAX)

    def test_each_function_links_the_clients_that_its_role_needs_and_no_other(self):
        needed = services()
        for name, _, bootstrap in system.bootstraps():
            with self.subTest(name):
                linked = {client.decode() for client in CLIENT.findall(bootstrap.read_bytes())}
                self.assertEqual(linked, needed[name] | ALWAYS)


if __name__ == "__main__":
    unittest.main()
