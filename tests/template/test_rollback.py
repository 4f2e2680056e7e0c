"""scripts/rollback: the versions that it selects."""

import unittest

import stack

rollback = stack.script("rollback")


class Lambda:
    """Lambda's API with two functions. Versions come in pages and in no order."""

    versions = {"a": [["$LATEST", "10"], ["9", "2"]], "b": [["$LATEST"], ["1"]]}
    aliases = {"a": "10", "b": "1"}

    def get_alias(self, FunctionName, Name):
        assert Name == "live"
        return {"FunctionVersion": self.aliases[FunctionName]}

    def get_paginator(self, operation):
        assert operation == "list_versions_by_function"
        return self

    def paginate(self, FunctionName):
        return [{"Versions": [{"Version": number} for number in page]} for page in self.versions[FunctionName]]


class Rollback(unittest.TestCase):
    """The plan of a rollback."""

    def test_rollback_goes_to_version_before(self):
        # By number, not by text: 9 comes before 10.
        self.assertEqual(list(rollback.plan(Lambda(), ["a"])), [("a", "10", "9")])

    def test_rollback_first_version_stays(self):
        self.assertEqual(list(rollback.plan(Lambda(), ["b"])), [("b", "1", None)])


if __name__ == "__main__":
    unittest.main()
