"""The role of each function allows exactly the calls of its code, and no role can change recorded events."""

import unittest

import code_calls
import stack

# Traces have no resource to limit them to. Every role has this policy of the template, and no other.
TRACES = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
# What a role grants Lambda itself, on behalf of the function: the stream and the on-failure destination.
STREAMS = {"EventsTable/stream/*", "FeedTable/stream/*"}
READS_STREAM = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
NOT_CODE = {
    "ExportWorkerFunction": {"ExportFailures": {"sqs:SendMessage"}},
    "SequencerFunction": {"EventsTable/stream/*": READS_STREAM, "FeedFailures": {"sqs:SendMessage"}},
    "FeedSweepFunction": {"FeedFailures": {"sqs:SendMessage"}},
    "DetectorFunction": {"FeedTable/stream/*": READS_STREAM, "DetectionFailures": {"sqs:SendMessage"}},
    "DetectionSweepFunction": {"DetectionFailures": {"sqs:SendMessage"}},
    "BacktestWorkerFunction": {"DetectionFailures": {"sqs:SendMessage"}},
}
# The only ones on EventsTable: those that read, and one that adds and never replaces.
HARMLESS_TO_EVENTS = {
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:PartiQLInsert",
    "dynamodb:Query",
}
# The only ones on FeedTable, by function. PartiQLInsert adds a segment and never replaces one.
ON_FEED = {
    "SequencerFunction": {"dynamodb:PartiQLInsert", "dynamodb:Query"},
    "FeedSweepFunction": {"dynamodb:PartiQLInsert", "dynamodb:Query"},
    "QueryFunction": {"dynamodb:Query"},
    "DetectorFunction": {"dynamodb:Query"},
    "DetectionSweepFunction": {"dynamodb:Query"},
    "BacktestWorkerFunction": {"dynamodb:Query"},
    "DetectionFunction": {"dynamodb:Query"},
}
# Partition keys that a grant to write to EventsTable is limited to (keys.rs); those of ControlTable are in calls.yaml.
OWN_EVENTS = {"like": ["*#monitor#*"]}
CONDITIONS = {
    ("IngestFunction", "EventsTable"): {"not like": ["*#monitor#*"]},
    ("ExportFunction", "EventsTable"): OWN_EVENTS,
    ("SettingsFunction", "EventsTable"): OWN_EVENTS,
    ("DetectorFunction", "EventsTable"): OWN_EVENTS,
    ("DetectionSweepFunction", "EventsTable"): OWN_EVENTS,
    ("DetectionFunction", "EventsTable"): OWN_EVENTS,
}
# Functions that may read any event by its key.
READ_ANY_EVENT = {"QueryFunction", "DetectionFunction"}
# Partitions that only one function may write.
ONLY_WRITER = {
    "ControlTable USERS#*": "IngestFunction",
    "ControlTable ORG#*": "SettingsFunction",
    "ControlTable READER_KEYS#*": "SettingsFunction",
    "ControlTable CATALOG": "SettingsFunction",
    "ControlTable DETECTIONS#*": "DetectionFunction",
}
READS = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}


def condition(statement):
    """Returns which partition keys a statement is limited to."""
    conditions = dict(statement.get("Condition", {}))
    if not conditions:
        return {}
    # ForAllValues alone is true of a request that names no key at all.
    if conditions.pop("Null", None) != {"dynamodb:LeadingKeys": "false"}:
        raise AssertionError(f"{statement['Sid']} lacks its Null test of dynamodb:LeadingKeys")
    ((operator, keys),) = conditions.items()
    word = {"ForAllValues:StringLike": "like", "ForAllValues:StringNotLike": "not like"}[operator]
    return {word: stack.as_list(keys["dynamodb:LeadingKeys"])}


def resources(statement):
    """Yields what a statement grants access to. A partition of ControlTable is a resource of its own."""
    for arn in stack.as_list(statement["Resource"]):
        name = stack.resource_name(arn)
        if name == "ControlTable":
            for pattern in condition(statement)["like"]:
                yield f"{name} {pattern}"
        else:
            yield name


def of_control_table(grants):
    """Returns the permissions that a function has on any partition of ControlTable."""
    return set().union(*(actions for name, actions in grants.items() if name.startswith("ControlTable")))


class Policies(unittest.TestCase):
    """The roles of the transformed template."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.grants = {}
        # Of the statements that allow to write, and of those that only allow to read.
        cls.conditions = {}
        cls.read_conditions = {}
        cls.managed = {}
        cls.logs = {}
        cls.document = stack.transformed()
        for name, role, policies in stack.roles(cls.document):
            cls.managed[name] = role["Properties"]["ManagedPolicyArns"]
            cls.logs[name] = policies.pop("logs")
            cls.grants[name] = {}
            for statement in (s for statements in policies.values() for s in statements):
                assert statement["Effect"] == "Allow", statement
                allowed = set(stack.as_list(statement["Action"]))
                for resource in resources(statement):
                    cls.grants[name].setdefault(resource, set()).update(allowed)
                    kind = cls.read_conditions if allowed <= READS else cls.conditions
                    kind.setdefault((name, resource), []).append(condition(statement))

    def test_function_role_equals_calls_of_code(self):
        for name, granted in self.grants.items():
            with self.subTest(name):
                needed = code_calls.permissions(name) | NOT_CODE.get(name, {})
                if name == "SettingsFunction":
                    # Its transactions span partitions: one statement names them all.
                    self.assertEqual(of_control_table(granted), of_control_table(needed))
                    partitions = {name for name in needed if name.startswith("ControlTable")}
                    needed |= {name: of_control_table(needed) for name in partitions}
                self.assertEqual(granted, needed)

    def test_control_partition_has_one_writer(self):
        for resource, writer in ONLY_WRITER.items():
            for name, granted in self.grants.items():
                with self.subTest(name, resource=resource):
                    if name != writer:
                        self.assertLessEqual(granted.get(resource, set()), READS)

    def test_grants_are_limited_to_partitions(self):
        for (name, resource), conditions in self.conditions.items():
            with self.subTest(name, resource=resource):
                if resource.startswith("ControlTable"):
                    continue
                expected = CONDITIONS.get((name, resource), {})
                self.assertEqual(conditions, [expected] * len(conditions))
        self.assertLessEqual(set(CONDITIONS), set(self.conditions))

    def test_any_event_is_read_by_two_functions(self):
        readers = {name for (name, resource) in self.read_conditions if resource == "EventsTable"}
        self.assertEqual(readers, READ_ANY_EVENT)

    def test_monitor_events_come_from_monitor_only(self):
        for name, granted in self.grants.items():
            if "dynamodb:PartiQLInsert" in granted.get("EventsTable", set()):
                with self.subTest(name):
                    wanted = {"not like": ["*#monitor#*"]} if name == "IngestFunction" else OWN_EVENTS
                    self.assertEqual(CONDITIONS[name, "EventsTable"], wanted)

    def test_events_are_never_changed_or_scanned(self):
        for name, granted in self.grants.items():
            for resource, actions in granted.items():
                with self.subTest(name, resource=resource):
                    self.assertNotIn("dynamodb:Scan", actions)
                    if resource.startswith("EventsTable"):
                        self.assertLessEqual(actions, READS_STREAM if resource in STREAMS else HARMLESS_TO_EVENTS)

    def test_segments_are_appended_and_never_changed(self):
        on_feed = {}
        for name, granted in self.grants.items():
            actions = [a for resource, a in granted.items() if resource.startswith("FeedTable") and resource not in STREAMS]
            if actions:
                on_feed[name] = set().union(*actions)
        self.assertEqual(on_feed, ON_FEED)

    def test_query_and_dashboard_write_nothing(self):
        self.assertLessEqual(set().union(*self.grants["QueryFunction"].values()), READS)
        self.assertEqual(self.grants["DashboardFunction"], {})

    def test_statement_names_resource_and_actions(self):
        for name, granted in self.grants.items():
            for resource, actions in granted.items():
                with self.subTest(name, resource=resource):
                    self.assertNotIn(resource, ("*", "ExportsBucket", "ExportsBucket/*"))
                    self.assertFalse([action for action in actions if "*" in action])

    def test_role_logs_to_own_group_only(self):
        for name, (statement,) in self.logs.items():
            with self.subTest(name):
                function = self.document["Resources"][name]["Properties"]
                group = function["LoggingConfig"]["LogGroup"]["Ref"]
                self.assertEqual(statement["Resource"], {"Fn::GetAtt": [group, "Arn"]})
                self.assertEqual(statement["Action"], ["logs:CreateLogStream", "logs:PutLogEvents"])

    def test_role_managed_policies_are_traces_only(self):
        for name, managed in self.managed.items():
            with self.subTest(name):
                self.assertEqual(managed, [{"Ref": "TracesPolicy"}])
        policy = self.document["Resources"]["TracesPolicy"]["Properties"]["PolicyDocument"]
        (statement,) = policy["Statement"]
        self.assertEqual(set(statement["Action"]), TRACES)


class Calls(unittest.TestCase):
    """calls.yaml against the code, so that the tests above see every call."""

    def test_store_methods_are_listed(self):
        self.assertEqual(set(code_calls.store_methods()), set(code_calls.CALLS))

    def test_store_requests_equal_listed_requests(self):
        self.assertEqual(set(code_calls.store_requests()), set(code_calls.listed_requests()))

    def test_api_calls_only_known_store_methods(self):
        called = code_calls.methods(sorted(code_calls.API.rglob("*.rs")))
        self.assertLessEqual(called, set(code_calls.THROUGH_API.values()))

    def test_sdk_is_used_by_store_only(self):
        for folder in ("functions", "shared/api", "shared/event-model"):
            for path in sorted((stack.ROOT / folder).glob("**/src/**/*.rs")):
                with self.subTest(path.relative_to(stack.ROOT).as_posix()):
                    self.assertNotIn("aws_sdk_", path.read_text())


if __name__ == "__main__":
    unittest.main()
