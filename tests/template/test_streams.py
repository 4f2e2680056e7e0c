"""The functions that read a stream, and the schedules: what holds for each of them."""

import json
import unittest

import stack

HOUR = 3600
# Hours that DynamoDB keeps a record in a stream.
STREAM_HOURS = 24
# Readers of one stream beyond which DynamoDB throttles.
READERS_MAX = 2
# By function: the table and the queue of records that it could not handle in time.
STREAMS = {
    "SequencerFunction": ("EventsTable", "FeedFailures"),
    "DetectorFunction": ("FeedTable", "DetectionFailures"),
    "DeliveryWakeFunction": ("FeedTable", "DelivererFailures"),
}


def mappings(resources):
    """Returns the event source mappings by the function whose alias they invoke."""
    found = {}
    for resource in resources.values():
        if resource["Type"] == "AWS::Lambda::EventSourceMapping":
            alias = resource["Properties"]["FunctionName"]["Ref"]
            found[alias.removesuffix("Aliaslive")] = resource["Properties"]
    return found


def schedules(resources, function):
    """Returns the schedules that invoke the alias of a function."""
    all_of_them = (r["Properties"] for r in resources.values() if r["Type"] == "AWS::Scheduler::Schedule")
    return [each for each in all_of_them if each["Target"]["Arn"] == {"Ref": f"{function}Aliaslive"}]


class Mappings(unittest.TestCase):
    """The event source mappings."""

    @classmethod
    def setUpClass(cls):
        cls.mappings = mappings(stack.transformed()["Resources"])

    def test_mapping_reads_its_table_for_alias(self):
        tables = {name: mapping["EventSourceArn"]["Fn::GetAtt"] for name, mapping in self.mappings.items()}
        self.assertEqual(tables, {name: [table, "StreamArn"] for name, (table, _) in STREAMS.items()})
        for table, _ in STREAMS.values():
            self.assertLessEqual(sum(read == [table, "StreamArn"] for read in tables.values()), READERS_MAX)

    def test_mapping_starts_at_oldest_record(self):
        for name, mapping in self.mappings.items():
            with self.subTest(name):
                # LATEST would lose the records that are written while the mapping is created.
                self.assertEqual(mapping["StartingPosition"], "TRIM_HORIZON")

    def test_mapping_passes_new_items_in_order(self):
        for name, mapping in self.mappings.items():
            with self.subTest(name):
                (pattern,) = mapping["FilterCriteria"]["Filters"]
                self.assertEqual(json.loads(pattern["Pattern"]), {"eventName": ["INSERT"]})
                self.assertEqual(mapping["ParallelizationFactor"], 1)

    def test_mapping_isolates_failures_and_keeps_them(self):
        for name, mapping in self.mappings.items():
            with self.subTest(name):
                self.assertEqual(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])
                self.assertIs(mapping["BisectBatchOnFunctionError"], True)
                # Retries end by age only, some hours before the stream forgets the record.
                self.assertNotIn("MaximumRetryAttempts", mapping)
                self.assertEqual(mapping["MaximumRecordAgeInSeconds"], 20 * HOUR)
                self.assertLess(mapping["MaximumRecordAgeInSeconds"], STREAM_HOURS * HOUR)
                destination = mapping["DestinationConfig"]["OnFailure"]["Destination"]
                self.assertEqual(destination, {"Fn::GetAtt": [STREAMS[name][1], "Arn"]})


class Schedules(unittest.TestCase):
    """The schedules of the sweeps and of delivery."""

    def test_schedule_invokes_alias_and_nothing_else(self):
        resources = stack.transformed()["Resources"]
        for name, resource in resources.items():
            if resource["Type"] != "AWS::Scheduler::Schedule":
                continue
            with self.subTest(name):
                schedule = resource["Properties"]
                # A name would be the same in two stacks of one account.
                self.assertNotIn("Name", schedule)
                alias = schedule["Target"]["Arn"]
                self.assertTrue(alias["Ref"].endswith("Aliaslive"))
                role = resources[schedule["Target"]["RoleArn"]["Fn::GetAtt"][0]]["Properties"]
                (policy,) = role["Policies"]
                (statement,) = policy["PolicyDocument"]["Statement"]
                self.assertEqual((statement["Action"], statement["Resource"]), ("lambda:InvokeFunction", alias))
                self.assertNotIn("ManagedPolicyArns", role)


if __name__ == "__main__":
    unittest.main()
