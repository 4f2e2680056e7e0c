"""The place of every event type in OCSF 1.5.0 exists in that version's schema."""

import unittest

import stack
from ocsf_json_schema import OcsfJsonSchema, get_ocsf_schema

# A test of shared/event-model/src/built_in.rs keeps this snapshot current.
SNAPSHOTS = stack.ROOT / "shared" / "event-model" / "src" / "snapshots"
SNAPSHOT = SNAPSHOTS / "event_model__built_in__tests__built_in_classes_and_ocsf_match_snapshot.snap"
# They require the address of the client, which an event without details lacks.
NEEDS_ADDRESS = {6003, 6005}
CLASSES = {2004: "detection_finding", 3001: "account_change", 3002: "authentication"}
CLASSES |= {3004: "entity_management", 3006: "group_management", 4014: "tunnel_activity"}


def _places():
    """Returns (type, class_uid, activity_id, status_id or "outcome") of every type."""
    lines = SNAPSHOT.read_text().split("---\n", 2)[2].splitlines()
    rows = [line.split() for line in lines]
    return [(kind, int(class_uid), int(activity), status) for kind, _, class_uid, activity, status in rows]


class Ocsf(unittest.TestCase):
    """The schema is in the package: the test needs no network."""

    @classmethod
    def setUpClass(cls):
        cls.schema = OcsfJsonSchema(get_ocsf_schema(version="1.5.0"))
        cls.places = _places()

    def _properties(self, class_uid):
        return self.schema.get_class_schema(self.schema.lookup_class_name_from_uid(class_uid))["properties"]

    def test_every_type_of_catalog_has_place(self):
        catalog = SNAPSHOTS / "event_model__built_in__tests__built_in_types_match_snapshot.snap"
        types = catalog.read_text().split("---\n", 2)[2].split()
        self.assertEqual([kind for kind, *_ in self.places], types)

    def test_classes_are_those_without_address(self):
        used = {class_uid for _, class_uid, _, _ in self.places}
        self.assertFalse(used & NEEDS_ADDRESS)
        self.assertEqual({uid: self.schema.lookup_class_name_from_uid(uid) for uid in used}, CLASSES)
        for class_uid in used:
            required = self.schema.get_class_schema(CLASSES[class_uid])["required"]
            self.assertNotIn("src_endpoint", required)

    def test_activity_and_status_are_of_schema(self):
        properties = {uid: self._properties(uid) for uid in CLASSES}
        for kind, class_uid, activity, status in self.places:
            with self.subTest(kind):
                self.assertIn(activity, properties[class_uid]["activity_id"]["enum"])
                self.assertNotEqual(activity, 0, "0 is Unknown")
                if status != "outcome":
                    self.assertIn(int(status), properties[class_uid]["status_id"]["enum"])


if __name__ == "__main__":
    unittest.main()
