"""The functions that write the feed: their stream, schedules, alarms and metrics."""

import json
import unittest

import stack
import test_streams

ALARMS = stack.reader.load(stack.ROOT / "infra" / "alarms.yaml")["Resources"]
# The names that the functions write (embedded metric format).
METRICS = {"FeedAppended", "FeedUnreadable", "FeedSweepChecked", "FeedSweepMissing", "FeedSweepFailed"}


class Mapping(unittest.TestCase):
    """The event source mapping of the sequencer."""

    @classmethod
    def setUpClass(cls):
        cls.resources = stack.transformed()["Resources"]
        cls.mapping = test_streams.mappings(cls.resources)["SequencerFunction"]

    def test_mapping_has_one_batch_per_shard_and_second(self):
        self.assertEqual(self.mapping["BatchSize"], 1000)
        self.assertEqual(self.mapping["MaximumBatchingWindowInSeconds"], 1)

    def test_sequencer_timeout_is_below_delay_alarm(self):
        timeout = self.resources["SequencerFunction"]["Properties"]["Timeout"]
        self.assertLess(timeout * 1000, ALARMS["FeedDelayAlarm"]["Properties"]["Threshold"])


class Sweep(unittest.TestCase):
    """The schedules of the sweep."""

    @classmethod
    def setUpClass(cls):
        cls.schedules = test_streams.schedules(stack.transformed()["Resources"], "FeedSweepFunction")

    def test_schedules_are_daily_and_quarterly(self):
        inputs = {s["ScheduleExpression"]: json.loads(s["Target"]["Input"]) for s in self.schedules}
        self.assertEqual(inputs, {"rate(1 day)": {"days": 3}, "rate(90 days)": {}})

    def test_daily_sweep_covers_what_stream_forgets(self):
        (daily,) = [s for s in self.schedules if s["ScheduleExpression"] == "rate(1 day)"]
        # A record is lost at the earliest when the mapping gives it up, and at the latest when the stream does.
        self.assertGreaterEqual(json.loads(daily["Target"]["Input"])["days"] * 24, test_streams.STREAM_HOURS + 24)


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
        shown = stack.shown_metrics(ALARMS)
        for metric in METRICS:
            self.assertIn(("ActivityMonitor", metric, "Stack", "${Stack}"), shown)
        self.assertIn(("AWS/Lambda", "IteratorAge", "FunctionName", "${Sequencer}"), shown)


if __name__ == "__main__":
    unittest.main()
