"""The functions that write the feed: their stream, schedules, alarms and metrics."""

import json
import unittest

import stack

ALARMS = stack.reader.load(stack.ROOT / "infra" / "alarms.yaml")["Resources"]
HOUR = 3600
# Hours that DynamoDB keeps a record in a stream.
STREAM_HOURS = 24
# The names that the functions write (embedded metric format).
METRICS = {"FeedAppended", "FeedUnreadable", "FeedSweepChecked", "FeedSweepMissing", "FeedSweepFailed"}


class Mapping(unittest.TestCase):
    """The event source mapping of the sequencer."""

    @classmethod
    def setUpClass(cls):
        cls.resources = stack.transformed()["Resources"]
        (cls.mapping,) = [
            r["Properties"] for r in cls.resources.values() if r["Type"] == "AWS::Lambda::EventSourceMapping"
        ]

    def test_mapping_reads_events_for_alias(self):
        self.assertEqual(self.mapping["EventSourceArn"], {"Fn::GetAtt": ["EventsTable", "StreamArn"]})
        self.assertEqual(self.mapping["FunctionName"], {"Ref": "SequencerFunctionAliaslive"})
        # LATEST would lose the events that are recorded while the mapping is created.
        self.assertEqual(self.mapping["StartingPosition"], "TRIM_HORIZON")

    def test_mapping_has_one_batch_per_shard_and_second(self):
        self.assertEqual(self.mapping["BatchSize"], 1000)
        self.assertEqual(self.mapping["MaximumBatchingWindowInSeconds"], 1)
        self.assertEqual(self.mapping["ParallelizationFactor"], 1)

    def test_mapping_passes_new_events_only(self):
        (pattern,) = self.mapping["FilterCriteria"]["Filters"]
        self.assertEqual(json.loads(pattern["Pattern"]), {"eventName": ["INSERT"]})

    def test_mapping_isolates_failures_and_keeps_them(self):
        self.assertEqual(self.mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])
        self.assertIs(self.mapping["BisectBatchOnFunctionError"], True)
        # Retries end by age only, some hours before the stream forgets the record.
        self.assertNotIn("MaximumRetryAttempts", self.mapping)
        self.assertEqual(self.mapping["MaximumRecordAgeInSeconds"], 20 * HOUR)
        self.assertLess(self.mapping["MaximumRecordAgeInSeconds"], STREAM_HOURS * HOUR)
        destination = self.mapping["DestinationConfig"]["OnFailure"]["Destination"]
        self.assertEqual(destination, {"Fn::GetAtt": ["FeedFailures", "Arn"]})

    def test_sequencer_timeout_is_below_delay_alarm(self):
        timeout = self.resources["SequencerFunction"]["Properties"]["Timeout"]
        self.assertLess(timeout * 1000, ALARMS["FeedDelayAlarm"]["Properties"]["Threshold"])


class Sweep(unittest.TestCase):
    """The schedules of the sweep, and how it continues."""

    @classmethod
    def setUpClass(cls):
        cls.resources = stack.transformed()["Resources"]
        cls.schedules = {n: r["Properties"] for n, r in cls.resources.items() if r["Type"] == "AWS::Scheduler::Schedule"}

    def test_schedules_are_daily_and_quarterly(self):
        inputs = {s["ScheduleExpression"]: json.loads(s["Target"]["Input"]) for s in self.schedules.values()}
        self.assertEqual(inputs, {"rate(1 day)": {"days": 3}, "rate(90 days)": {}})

    def test_daily_sweep_covers_what_stream_forgets(self):
        (daily,) = [s for s in self.schedules.values() if s["ScheduleExpression"] == "rate(1 day)"]
        # A record is lost at the earliest when the mapping gives it up, and at the latest when the stream does.
        self.assertGreaterEqual(json.loads(daily["Target"]["Input"])["days"] * 24, STREAM_HOURS + 24)

    def test_schedule_invokes_alias_and_nothing_else(self):
        alias = {"Ref": "FeedSweepFunctionAliaslive"}
        for name, schedule in self.schedules.items():
            with self.subTest(name):
                self.assertEqual(schedule["Target"]["Arn"], alias)
                # A name would be the same in two stacks of one account.
                self.assertNotIn("Name", schedule)
                role = self.resources[schedule["Target"]["RoleArn"]["Fn::GetAtt"][0]]["Properties"]
                (policy,) = role["Policies"]
                (statement,) = policy["PolicyDocument"]["Statement"]
                self.assertEqual((statement["Action"], statement["Resource"]), ("lambda:InvokeFunction", alias))
                self.assertNotIn("ManagedPolicyArns", role)


class Alarms(unittest.TestCase):
    """The alarms and graphs of the feed."""

    def metric(self, alarm):
        """Returns the namespace, metric, dimension, threshold and seconds of an alarm of one metric."""
        properties = ALARMS[alarm]["Properties"]
        (dimension,) = properties["Dimensions"]
        value = (dimension["Name"], dimension["Value"]["Ref"])
        self.assertEqual(properties["ComparisonOperator"], "GreaterThanThreshold")
        return properties["Namespace"], properties["MetricName"], value, properties["Threshold"]

    def test_delay_alarm_is_five_minutes_of_iterator_age(self):
        expected = ("AWS/Lambda", "IteratorAge", ("FunctionName", "Sequencer"), 5 * 60 * 1000)
        self.assertEqual(self.metric("FeedDelayAlarm"), expected)

    def test_unreadable_alarm_is_any_record(self):
        expected = ("ActivityMonitor", "FeedUnreadable", ("Stack", "Stack"), 0)
        self.assertEqual(self.metric("FeedUnreadableAlarm"), expected)

    def test_failures_alarm_is_any_message(self):
        expected = ("AWS/SQS", "ApproximateNumberOfMessagesVisible", ("QueueName", "FeedFailures"), 0)
        self.assertEqual(self.metric("FeedFailuresAlarm"), expected)

    def test_sweep_alarm_is_any_missing_or_failed(self):
        properties = ALARMS["FeedSweepAlarm"]["Properties"]
        total, *metrics = properties["Metrics"]
        self.assertEqual((total["Expression"], properties["Threshold"]), ("SUM(METRICS())", 0))
        dimensions = [{"Name": "Stack", "Value": {"Ref": "Stack"}}]
        named = {}
        for metric in metrics:
            self.assertEqual(metric["MetricStat"]["Metric"]["Dimensions"], dimensions)
            named[metric["MetricStat"]["Metric"]["MetricName"]] = metric["MetricStat"]["Metric"]["Namespace"]
        self.assertEqual(named, {"FeedSweepMissing": "ActivityMonitor", "FeedSweepFailed": "ActivityMonitor"})

    def test_every_metric_of_feed_has_graph(self):
        body = ALARMS["Operations"]["Properties"]["DashboardBody"]["Fn::Sub"].replace("${!", "${")
        shown = [tuple(m[:4]) for w in json.loads(body)["widgets"] for m in w["properties"]["metrics"] if len(m) > 3]
        for metric in METRICS:
            self.assertIn(("ActivityMonitor", metric, "Stack", "${Stack}"), shown)
        self.assertIn(("AWS/Lambda", "IteratorAge", "FunctionName", "${Sequencer}"), shown)

    def test_every_function_has_throttle_and_error_alarm(self):
        functions = {name.removesuffix("Function") for name, _ in stack.reader.functions(stack.source())}
        # The errors of the export worker have an alarm of their own.
        for alarm, expected in (("FunctionThrottlesAlarm", functions), ("FunctionErrorsAlarm", functions - {"ExportWorker"})):
            metrics = ALARMS[alarm]["Properties"]["Metrics"][1:]
            watched = {metric["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Ref"] for metric in metrics}
            self.assertEqual(watched, expected, alarm)


if __name__ == "__main__":
    unittest.main()
