"""Events of every type in every form are valid by the schemas of OCSF 1.5.0 and CloudEvents 1.0.

functions/delivery/examples/encoded_events.rs writes the events.
"""

import json
import re
import subprocess
import unittest
from collections import Counter
from datetime import datetime
from functools import cache

import jsonschema_rs
import stack
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

# Attributes of CloudEvents 1.0, and two of its documented extensions: name, pattern.
ATTRIBUTES = {
    "specversion": r"1\.0",
    "id": r".+",
    "source": r"/organizations/[A-Za-z0-9_-]+/[a-z][a-z0-9_]*",
    "type": r"[a-z][a-z0-9_.]*",
    "datacontenttype": r"application/json",
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "subject": r".+",
    "sequence": r"\d{20}\.\d{5}",
    "recordedtime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
}
REQUIRED = {"specversion", "id", "source", "type"}
# Members of the native form that the place in OCSF replaces: the time of recording is a number there.
REPLACED = {"recorded_at"}
# Numbers of OCSF, and their names.
NAMES = {
    "category_uid": "category_name",
    "class_uid": "class_name",
    "activity_id": "activity_name",
    "severity_id": "severity",
    "status_id": "status",
}
# Texts of the samples' details.
DETAILS = {"2001:db8::7", "203.0.113.7", "Example Telecom", "CH", "Zürich"}
# Place of the samples, which no form shows.
GEOHASH = "u0qj9"


def _texts(value):
    """Yields every text and number of a JSON value, as text."""
    if isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)
    else:
        yield str(value)


def _common(part, whole):
    """Returns the members of `whole` that `part` has, too."""
    if not isinstance(part, dict):
        return whole
    return {name: _common(value, whole.get(name)) for name, value in part.items()}


class Formats(unittest.TestCase):
    """The schemas are in the packages: the test needs no network."""

    @classmethod
    def setUpClass(cls):
        command = ["cargo", "run", "--quiet", "--example", "encoded_events"]
        written = subprocess.run(command, cwd=stack.ROOT, check=True, capture_output=True, text=True)
        cls.lines = [json.loads(line) for line in written.stdout.splitlines()]
        cls.schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version="1.5.0"))

    @cache
    def _validator(self, class_uid, profiles):
        name = self.schema.lookup_class_name_from_uid(class_uid)
        return jsonschema_rs.validator_for(self.schema.get_class_schema(name, list(profiles)))

    def test_ocsf_is_valid_for_every_type_and_outcome(self):
        events, valid, types, faults = Counter(), Counter(), {}, []
        for line in self.lines:
            event, sample = line["ocsf"], line["sample"]
            class_uid = event["class_uid"]
            validator = self._validator(class_uid, tuple(event["metadata"]["profiles"]))
            errors = [f"{sample} {list(error.instance_path)} {error.message}" for error in validator.iter_errors(event)]
            events[class_uid] += 1
            valid[class_uid] += not errors
            types.setdefault(class_uid, set()).add(sample["type"])
            faults += errors
        print(f"\n{'class_uid':>9} {'types':>6} {'events':>7} {'valid':>7}")
        for class_uid in sorted(events):
            print(f"{class_uid:>9} {len(types[class_uid]):>6} {events[class_uid]:>7} {valid[class_uid]:>7}")
        self.assertEqual(faults[:5], [])
        self.assertEqual(set(events), {0, 2004, 3001, 3002, 3004, 3006, 4014})

    def test_ocsf_numbers_have_names_of_schema(self):
        for line in self.lines:
            event = line["ocsf"]
            attributes = self.schema.schema.schema["classes"][
                self.schema.lookup_class_name_from_uid(event["class_uid"])
            ]["attributes"]
            with self.subTest(line["sample"]):
                self.assertEqual(event["type_uid"], event["class_uid"] * 100 + event["activity_id"])
                for number, name in NAMES.items():
                    captions = attributes[number]["enum"]
                    self.assertIn(str(event[number]), captions)
                    if event[number] != 99:
                        self.assertEqual(event[name], captions[str(event[number])]["caption"])
                activity = attributes["activity_id"]["enum"][str(event["activity_id"])]["caption"]
                self.assertEqual(event["type_name"], f"{event['class_name']}: {activity}")

    def test_ocsf_has_every_text_of_native_form(self):
        for line in self.lines:
            native = {name: value for name, value in line["native"].items() if name not in REPLACED}
            lost = Counter(_texts(native)).keys() - set(_texts(line["ocsf"]))
            # `unreadable` of a row that cannot be read, and the type of a finding: the class says it.
            lost -= {"True"} if line["sample"]["type"] is None else {"finding"}
            self.assertEqual(lost, set(), line["sample"])

    def test_forms_without_details_have_no_address(self):
        for line in self.lines:
            found = set(_texts([line["native"], line["ocsf"], line["cloudevents"]]))
            self.assertNotIn(GEOHASH, found)
            if line["sample"]["details"] != "shown":
                self.assertEqual(found & DETAILS, set(), line["sample"])
            elif line["sample"]["full"]:
                self.assertTrue(found & DETAILS)

    def test_document_shows_parts_of_events(self):
        sample = {"type": "account.login.succeeded", "outcome": "success", "details": "shown", "full": True}
        (line,) = [line for line in self.lines if line["sample"] == sample]
        text = (stack.ROOT / "docs" / "delivery.md").read_text()
        for form in ("native", "ocsf", "cloudevents"):
            with self.subTest(form):
                (shown,) = re.findall(rf"^`{form}`:.*?^```json\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
                self.assertEqual(_common(json.loads(shown), line[form]), json.loads(shown))

    def test_cloudevents_is_valid(self):
        for line in self.lines:
            event = dict(line["cloudevents"])
            with self.subTest(line["sample"]):
                self.assertEqual(event.pop("data"), line["native"])
                self.assertEqual(REQUIRED - event.keys(), set())
                for name, value in event.items():
                    # Names are lower-case letters and digits, at most 20 of them; every attribute here is a text.
                    self.assertRegex(name, r"\A[a-z0-9]{1,20}\Z")
                    self.assertRegex(value, re.compile(rf"\A(?:{ATTRIBUTES[name]})\Z"))
                for name in event.keys() & {"time", "recordedtime"}:
                    datetime.fromisoformat(event[name])


if __name__ == "__main__":
    unittest.main()
