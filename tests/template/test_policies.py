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
    "DelivererFunction": {"DelivererFailures": {"sqs:SendMessage"}},
    "DeliveryWakeFunction": {"FeedTable/stream/*": READS_STREAM, "DelivererFailures": {"sqs:SendMessage"}},
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
    "DelivererFunction": {"dynamodb:Query"},
    "DeliveryFunction": {"dynamodb:Query"},
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
    ("DelivererFunction", "EventsTable"): OWN_EVENTS,
    ("DeliveryFunction", "EventsTable"): OWN_EVENTS,
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
    "ControlTable STREAMS#*": "DeliveryFunction",
    "ControlTable NOTIFICATIONS#*": "DeliveryFunction",
    "ControlTable MAILBOXES#*": "DelivererFunction",
    "ControlTable UNSUBSCRIBE#*": "DelivererFunction",
}
READS = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}


def condition(statement):
    """Returns which partition keys a statement is limited to."""
    conditions = dict(statement.get("Condition", {}))
    if not conditions or not stack.as_list(statement["Action"])[0].startswith("dynamodb:"):
        return {}
    # ForAllValues alone is true of a request that names no key at all.
    if conditions.pop("Null", None) != {"dynamodb:LeadingKeys": "false"}:
        raise AssertionError(f"{statement['Sid']} lacks its Null test of dynamodb:LeadingKeys")
    ((operator, keys),) = conditions.items()
    word = {"ForAllValues:StringLike": "like", "ForAllValues:StringNotLike": "not like"}[operator]
    return {word: stack.as_list(keys["dynamodb:LeadingKeys"])}


def role_of(document, function):
    """Returns the logical id of the role of a function."""
    return document["Resources"][function]["Properties"]["Role"]["Fn::GetAtt"][0]


def resources(statement):
    """Yields what a statement grants access to. A partition of ControlTable is a resource of its own."""
    for arn in stack.as_list(statement["Resource"]):
        name = stack.resource_name(arn)
        if name == "ControlTable":
            for pattern in condition(statement)["like"]:
                yield f"{name} {pattern}"
        else:
            yield name


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
        # Statements over several partitions: their resources and actions.
        cls.spans = {}
        cls.denied = {}
        cls.document = stack.transformed()
        for name, role, policies in stack.roles(cls.document):
            cls.managed[name] = role["Properties"]["ManagedPolicyArns"]
            cls.logs[name] = policies.pop("logs")
            cls.grants[name] = {}
            cls.spans[name] = []
            statements = [s for statements in policies.values() for s in statements]
            cls.denied[name] = [s for s in statements if s["Effect"] == "Deny"]
            for statement in (s for s in statements if s["Effect"] == "Allow"):
                allowed = set(stack.as_list(statement["Action"]))
                if len(named := list(resources(statement))) > 1:
                    cls.spans[name].append((named, allowed))
                for resource in named:
                    cls.grants[name].setdefault(resource, set()).update(allowed)
                    kind = cls.read_conditions if allowed <= READS else cls.conditions
                    kind.setdefault((name, resource), []).append(condition(statement))
            for statement in stack.key_policy(cls.document).values():
                if statement["Principal"]["AWS"] == {"Fn::GetAtt": [role_of(cls.document, name), "Arn"]}:
                    cls.grants[name].setdefault("SecretsKey", set()).update(stack.as_list(statement["Action"]))

    def test_function_role_equals_calls_of_code(self):
        for name, granted in self.grants.items():
            with self.subTest(name):
                needed = code_calls.permissions(name) | NOT_CODE.get(name, {})
                for partitions, actions in self.spans[name]:
                    # A request that spans partitions needs one statement that names them all.
                    used = actions & set().union(*(needed.get(partition, set()) for partition in partitions))
                    needed |= {partition: needed.get(partition, set()) | used for partition in partitions}
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

    def test_only_deliverer_assumes_roles_and_no_own_one(self):
        self.assertEqual([name for name, denied in self.denied.items() if denied], ["DelivererFunction"])
        (denied,) = self.denied["DelivererFunction"]
        own = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*"
        self.assertEqual((denied["Action"], denied["Resource"]), ("sts:AssumeRole", {"Fn::Sub": own}))
        self.assertNotIn("Condition", denied)
        _, _, policies = next(each for each in stack.roles(self.document) if each[0] == "DelivererFunction")
        (allowed,) = [s for s in policies["calls"] if s["Action"] == "sts:AssumeRole" and s["Effect"] == "Allow"]
        # Without an external id, an organization could name a role of another one that trusts the deliverer.
        self.assertEqual(allowed["Condition"], {"Null": {"sts:ExternalId": "false"}})

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
        named = set(code_calls.store_methods()) | set(code_calls.own_calls())
        self.assertEqual(named, set(code_calls.CALLS))

    def test_store_requests_equal_listed_requests(self):
        self.assertEqual(set(code_calls.store_requests()), set(code_calls.listed_requests()))

    def test_api_calls_only_known_store_methods(self):
        called = code_calls.methods(sorted(code_calls.API.rglob("*.rs")))
        self.assertLessEqual(called, set(code_calls.THROUGH_API.values()))

    def test_sdk_is_used_by_store_and_delivery_only(self):
        own = {code_calls.DELIVERY / name for name in code_calls.OWN_CLIENTS}
        for folder in ("functions", "shared/api", "shared/event-model"):
            for path in sorted((stack.ROOT / folder).glob("**/src/**/*.rs")):
                with self.subTest(path.relative_to(stack.ROOT).as_posix()):
                    # aws_failure.rs reads the errors of any client.
                    if path in own or path == code_calls.DELIVERY / "aws_failure.rs":
                        continue
                    self.assertNotIn("aws_sdk_", path.read_text())


if __name__ == "__main__":
    unittest.main()
