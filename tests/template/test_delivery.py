"""The functions of delivery: their stream, schedule, key, options, alarms and metrics."""

import json
import re
import unittest

import stack
import test_detections
import test_streams

ALARMS = stack.reader.load(stack.ROOT / "infra" / "alarms.yaml")["Resources"]
# The names that the deliverer writes (embedded metric format).
METRICS = {
    "DeliveryAttempts",
    "DeliveryFailures",
    "DeliveryDeadLetters",
    "DeliveryGaps",
    "DeliveryLagSeconds",
    "StreamsFailing",
    "StreamsDisabled",
}
CONTEXT = {
    "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["organization_id", "stream_id"]},
    # Without them, a request without a context would pass.
    "Null": {"kms:EncryptionContext:organization_id": "false", "kms:EncryptionContext:stream_id": "false"},
}
SECRETS_RS = stack.ROOT / "functions" / "delivery" / "src" / "secrets.rs"


class Wake(unittest.TestCase):
    """What invokes the deliverer."""

    @classmethod
    def setUpClass(cls):
        cls.resources = stack.transformed()["Resources"]
        cls.mapping = test_streams.mappings(cls.resources)["DeliveryWakeFunction"]

    def test_event_waits_one_second_for_its_batch(self):
        self.assertEqual(self.mapping["MaximumBatchingWindowInSeconds"], 1)
        self.assertLess(self.mapping["BatchSize"] * test_detections.SEGMENT_MAX, test_detections.PAYLOAD_MAX)

    def test_timeout_is_below_delay_alarm(self):
        timeout = self.resources["DeliveryWakeFunction"]["Properties"]["Timeout"]
        self.assertLess(timeout * 1000, ALARMS["DeliveryDelayAlarm"]["Properties"]["Threshold"])

    def test_schedule_runs_every_minute_without_retry(self):
        (schedule,) = test_streams.schedules(self.resources, "DeliveryWakeFunction")
        self.assertEqual(schedule["ScheduleExpression"], "rate(1 minute)")
        self.assertEqual(json.loads(schedule["Target"]["Input"]), {})
        config = self.resources["DeliveryWakeFunctionEventInvokeConfig"]["Properties"]
        self.assertEqual((config["MaximumRetryAttempts"], config["MaximumEventAgeInSeconds"]), (0, 60))

    def test_deliverer_ends_before_lambda_ends_it(self):
        code = (stack.ROOT / "functions" / "delivery" / "src" / "http" / "client.rs").read_text()
        (answer,) = re.findall(r"ANSWER_TIMEOUT: Duration = Duration::from_secs\((\d+)\)", code)
        # The API waits for an answer of the destination.
        self.assertLess(int(answer), self.resources["DeliveryFunction"]["Properties"]["Timeout"])
        self.assertEqual(self.resources["DelivererFunction"]["Properties"]["Timeout"], 900)


class Secrets(unittest.TestCase):
    """The key of the secrets of destinations."""

    @classmethod
    def setUpClass(cls):
        cls.document = stack.transformed()
        cls.key = cls.document["Resources"]["SecretsKey"]
        cls.policy = stack.key_policy(cls.document)

    def test_key_rotates_and_outlives_stack(self):
        self.assertIs(self.key["Properties"]["EnableKeyRotation"], True)
        # The ciphertexts are in a table that is kept.
        self.assertEqual((self.key["DeletionPolicy"], self.key["UpdateReplacePolicy"]), ("RetainExceptOnCreate", "Retain"))

    def test_api_encrypts_and_deliverer_decrypts_in_context(self):
        used = {name: (s["Principal"]["AWS"], s["Action"], s["Condition"]) for name, s in self.policy.items() if name != "Administer"}
        roles = {"Encrypt": "DeliveryRole", "Decrypt": "DelivererRole"}
        expected = {name: ({"Fn::GetAtt": [role, "Arn"]}, f"kms:{name}", CONTEXT) for name, role in roles.items()}
        self.assertEqual(used, expected)

    def test_context_is_that_of_code(self):
        keys = re.findall(r'\("(\w+)"\.to_owned\(\), (?:organization|stream)\.to_string\(\)\)', SECRETS_RS.read_text())
        self.assertEqual(keys, CONTEXT["ForAllValues:StringEquals"]["kms:EncryptionContextKeys"])

    def test_administrators_cannot_use_the_key(self):
        statement = self.policy["Administer"]
        self.assertEqual(statement["Principal"]["AWS"], {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"})
        for action in statement["Action"]:
            self.assertNotRegex(action, r"crypt|DataKey|Sign|Mac|CreateGrant|\*")
        # Otherwise KMS refuses the key: nobody could change its policy.
        self.assertIn("kms:PutKeyPolicy", statement["Action"])

    def test_no_other_policy_grants_use_of_keys(self):
        for name, _, policies in stack.roles(self.document):
            for statement in (s for statements in policies.values() for s in statements):
                with self.subTest(name):
                    self.assertFalse([a for a in stack.as_list(statement["Action"]) if a.startswith("kms:")])


class Options(unittest.TestCase):
    """E-mail and event buses, which parameters turn on."""

    @classmethod
    def setUpClass(cls):
        cls.source = stack.source()
        cls.resources = cls.source["Resources"]

    def statement(self, policy):
        """Returns the only statement of a policy and its condition."""
        resource = self.resources[policy]
        self.assertEqual(resource["Properties"]["RoleName"], {"Ref": "DelivererRole"})
        (statement,) = resource["Properties"]["PolicyDocument"]["Statement"]
        return statement, resource["Condition"]

    def test_variables_are_absent_without_parameters(self):
        for name in ("DeliveryFunction", "DelivererFunction"):
            variables = self.resources[name]["Properties"]["Environment"]["Variables"]
            for variable, condition, parameter in (("MAIL_FROM", "HasMail", "MailFrom"), ("EVENT_BUSES", "HasEventBuses", "EventBusArns")):
                with self.subTest(name, variable=variable):
                    self.assertEqual(variables[variable], {"Fn::If": [condition, {"Ref": parameter}, {"Ref": "AWS::NoValue"}]})
                    self.assertEqual(self.source["Conditions"][condition], {"Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, ""]}]})
            self.assertNotIn("DELIVERY_ALLOW_LOOPBACK", variables)

    def test_mail_has_one_sender(self):
        statement, condition = self.statement("DelivererSendsMail")
        self.assertEqual((statement["Action"], condition), ("ses:SendEmail", "HasMail"))
        self.assertEqual(statement["Condition"], {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}})
        address, domain = statement["Resource"]
        self.assertTrue(address["Fn::Sub"].endswith(":identity/${MailFrom}"))
        text, names = domain["Fn::Sub"]
        self.assertTrue(text.endswith(":identity/${Domain}"))
        self.assertEqual(names, {"Domain": {"Fn::Select": [1, {"Fn::Split": ["@", {"Ref": "MailFrom"}]}]}})

    def test_events_go_to_listed_buses(self):
        statement, condition = self.statement("DelivererPutsEvents")
        self.assertEqual((statement["Action"], condition), ("events:PutEvents", "HasEventBuses"))
        self.assertEqual(statement["Resource"], {"Fn::Split": [",", {"Ref": "EventBusArns"}]})

    def test_parameters_refuse_what_is_no_address_or_bus(self):
        bus = "arn:aws:events:eu-central-1:123456789012:event-bus/security"
        accepted = {
            "MailFrom": ("", "monitor@northwind.example", "activity+alerts@mail.northwind.example"),
            "EventBusArns": ("", bus, f"{bus},{bus.replace('security', 'default')}"),
        }
        refused = {
            "MailFrom": ("monitor", "Monitor <monitor@northwind.example>", "a@b@northwind.example", "monitor@localhost"),
            "EventBusArns": ("*", bus.replace("security", "*"), f"{bus}, {bus}", f"{bus},", bus.replace("event-bus", "rule")),
        }
        for name in accepted:
            pattern = self.source["Parameters"][name]["AllowedPattern"]
            for value in accepted[name]:
                self.assertRegex(value, rf"^(?:{pattern})$")
            for value in refused[name]:
                self.assertNotRegex(value, rf"^(?:{pattern})$")


class Alarms(unittest.TestCase):
    """The alarms and graphs of delivery."""

    def test_alarms_watch_their_metrics(self):
        expected = {
            "DeliveryDelayAlarm": ("AWS/Lambda", "IteratorAge", "FunctionName", "DeliveryWake", "Maximum", 5 * 60 * 1000),
            "DeliveryLagAlarm": ("ActivityMonitor", "DeliveryLagSeconds", "Stack", "Stack", "Maximum", 15 * 60),
            "StreamsFailingAlarm": ("ActivityMonitor", "StreamsFailing", "Stack", "Stack", "Sum", 0),
            "DeadLettersAlarm": ("ActivityMonitor", "DeliveryDeadLetters", "Stack", "Stack", "Sum", 0),
            "DelivererFailuresAlarm": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "DelivererFailures", "Maximum", 0),
        }
        for name, values in expected.items():
            with self.subTest(name):
                alarm = ALARMS[name]["Properties"]
                (dimension,) = alarm["Dimensions"]
                watched = (alarm["Namespace"], alarm["MetricName"], dimension["Name"], dimension["Value"]["Ref"])
                self.assertEqual((*watched, alarm["Statistic"], alarm["Threshold"]), values)
                self.assertEqual(alarm["ComparisonOperator"], "GreaterThanThreshold")

    def test_disabled_alarm_is_any_disabled_stream_or_gap(self):
        alarm = ALARMS["StreamsDisabledAlarm"]["Properties"]
        total, *metrics = alarm["Metrics"]
        self.assertEqual((total["Expression"], alarm["Threshold"]), ("SUM(METRICS())", 0))
        named = [metric["MetricStat"]["Metric"] for metric in metrics]
        dimensions = [{"Name": "Stack", "Value": {"Ref": "Stack"}}]
        wanted = [
            {"Namespace": "ActivityMonitor", "MetricName": name, "Dimensions": dimensions}
            for name in ("StreamsDisabled", "DeliveryGaps")
        ]
        self.assertEqual(named, wanted)

    def test_every_metric_of_delivery_has_graph(self):
        shown = stack.shown_metrics(ALARMS)
        for metric in METRICS:
            self.assertIn(("ActivityMonitor", metric, "Stack", "${Stack}"), shown)
        self.assertIn(("AWS/Lambda", "IteratorAge", "FunctionName", "${DeliveryWake}"), shown)

    def test_code_writes_exactly_these_metrics(self):
        folder = stack.ROOT / "functions" / "delivery" / "src"
        code = "\n".join(path.read_text() for path in folder.rglob("*.rs"))
        written = set(re.findall(r'"((?:Delivery|Streams)[A-Z]\w+)"', code))
        self.assertEqual(written, METRICS)


class Document(unittest.TestCase):
    """docs/delivery.md against the code."""

    @classmethod
    def setUpClass(cls):
        cls.text = (stack.ROOT / "docs" / "delivery.md").read_text()
        cls.source = stack.ROOT / "functions" / "delivery" / "src"

    def test_waits_are_those_of_code(self):
        code = (self.source / "retry.rs").read_text()
        (block,) = re.findall(r"const WAITS: \[Duration; \d+\] = \[(.*?)\];", code, re.DOTALL)
        seconds = [eval(each) for each in re.findall(r"from_secs\(([\d *]+)\)", block)]
        self.assertEqual(seconds, [5, 30, 120, 300, 900, 1800])
        self.assertIn("5 s, 30 s, 2 min, 5 min, 15 min, then every 30 min", self.text)

    def test_limits_of_messages_are_those_of_code(self):
        code = (self.source / "message.rs").read_text()
        for kind, events, size in (("Webhook", "100", "256 << 10"), ("Splunk", "500", "1 << 20"), ("Datadog", "1_000", "3 << 20"), ("S3", "10_000", "32 << 20")):
            self.assertRegex(code, rf"StreamKind::{kind} => \({events}, {size}, ")
        for row in ("up to 100 events, 256 KB", "up to 500 events, 1 MB", "up to 1,000 events, 3 MB", "up to 10,000 events, 32 MB, or 5 minutes"):
            self.assertIn(f"| {row} |", self.text)


if __name__ == "__main__":
    unittest.main()
