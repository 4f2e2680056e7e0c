"""The functions of detections: their stream, schedule, alarms and metrics."""

import json
import unittest

import stack
import test_streams

ALARMS = stack.reader.load(stack.ROOT / "infra" / "alarms.yaml")["Resources"]
# The names that the functions write (embedded metric format).
METRICS = {
    "DetectorSegments",
    "DetectorFindings",
    "DetectorLagSeconds",
    "DetectionSweepEvents",
    "DetectionSweepMissing",
    "DetectionSweepSkipped",
    "DetectionSweepFailed",
}
# Lambda's limit of the payload of an invocation, and the largest segment as base64 with its other attributes.
PAYLOAD_MAX = 6_000_000
SEGMENT_MAX = 300 * 1024 * 4 // 3 + 4_096


class Detector(unittest.TestCase):
    """The event source mapping of the detector."""

    @classmethod
    def setUpClass(cls):
        cls.resources = stack.transformed()["Resources"]
        cls.mapping = test_streams.mappings(cls.resources)["DetectorFunction"]

    def test_batch_of_largest_segments_fits_an_invocation(self):
        self.assertEqual(self.mapping["BatchSize"], 10)
        self.assertLess(self.mapping["BatchSize"] * SEGMENT_MAX, PAYLOAD_MAX)
        self.assertEqual(self.mapping["MaximumBatchingWindowInSeconds"], 10)

    def test_detector_timeout_is_below_delay_alarm(self):
        timeout = self.resources["DetectorFunction"]["Properties"]["Timeout"]
        self.assertLess(timeout * 1000, ALARMS["DetectorDelayAlarm"]["Properties"]["Threshold"])

    def test_sweep_runs_daily_over_everything(self):
        (schedule,) = test_streams.schedules(self.resources, "DetectionSweepFunction")
        self.assertEqual(schedule["ScheduleExpression"], "rate(1 day)")
        self.assertEqual(json.loads(schedule["Target"]["Input"]), {})


class Alarms(unittest.TestCase):
    """The alarms and graphs of detections."""

    def metric(self, alarm):
        """Returns the namespace, metric, dimension, statistic and threshold of an alarm of one metric."""
        properties = ALARMS[alarm]["Properties"]
        (dimension,) = properties["Dimensions"]
        value = (dimension["Name"], dimension["Value"]["Ref"])
        self.assertEqual(properties["ComparisonOperator"], "GreaterThanThreshold")
        return properties["Namespace"], properties["MetricName"], value, properties["Statistic"], properties["Threshold"]

    def test_delay_alarms_are_fifteen_minutes(self):
        age = ("AWS/Lambda", "IteratorAge", ("FunctionName", "Detector"), "Maximum", 15 * 60 * 1000)
        self.assertEqual(self.metric("DetectorDelayAlarm"), age)
        lag = ("ActivityMonitor", "DetectorLagSeconds", ("Stack", "Stack"), "Maximum", 15 * 60)
        self.assertEqual(self.metric("DetectorLagAlarm"), lag)

    def test_failures_alarm_is_any_message(self):
        expected = ("AWS/SQS", "ApproximateNumberOfMessagesVisible", ("QueueName", "DetectionFailures"), "Maximum", 0)
        self.assertEqual(self.metric("DetectionFailuresAlarm"), expected)

    def test_sweep_alarm_is_any_failed(self):
        expected = ("ActivityMonitor", "DetectionSweepFailed", ("Stack", "Stack"), "Sum", 0)
        self.assertEqual(self.metric("DetectionSweepAlarm"), expected)

    def test_every_metric_of_detections_has_graph(self):
        shown = stack.shown_metrics(ALARMS)
        for metric in METRICS:
            self.assertIn(("ActivityMonitor", metric, "Stack", "${Stack}"), shown)
        self.assertIn(("AWS/Lambda", "IteratorAge", "FunctionName", "${Detector}"), shown)

    def test_code_writes_exactly_these_metrics(self):
        code = "\n".join(path.read_text() for path in (stack.ROOT / "functions" / "detection" / "src").rglob("*.rs"))
        for metric in METRICS:
            self.assertIn(f'"{metric}"', code)


if __name__ == "__main__":
    unittest.main()
