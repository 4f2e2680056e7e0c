"""Properties of the templates that operators rely on and no linter checks."""

import json
import re
import unittest

import stack

ALARMS = stack.reader.load(stack.ROOT / "infra" / "alarms.yaml")
IDENTITY = stack.reader.load(stack.ROOT / "infra" / "identity.yaml")
BACKUP = stack.reader.load(stack.ROOT / "infra" / "backup.yaml")
NESTED = {"Identity": IDENTITY, "Alarms": ALARMS, "Backup": BACKUP}


def of_type(document, kind):
    """Returns the resources of one type by logical id."""
    return {name: r for name, r in document["Resources"].items() if r["Type"] == kind}


class Api(unittest.TestCase):
    """The HTTP API after the transform."""

    @classmethod
    def setUpClass(cls):
        cls.resources = stack.transformed()["Resources"]
        cls.body = cls.resources["Api"]["Properties"]["Body"]

    def test_authorizer_is_absent_on_public_routes_only(self):
        public = []
        for path, methods in self.body["paths"].items():
            for method, operation in methods.items():
                if operation["security"] != [{"Caller": []}]:
                    public.append(f"{method.upper()} {path}")
        unsubscribe = {f"{method} /v1/unsubscribe/{{token}}" for method in ("GET", "POST")}
        self.assertEqual(set(public), {"GET /", "GET /v1/openapi.json", "GET /{proxy+}"} | unsubscribe)

    def test_authorizer_is_simple_and_cached_one_minute(self):
        self.assertEqual(list(self.body["components"]["securitySchemes"]), ["Caller"])
        scheme = self.body["components"]["securitySchemes"]["Caller"]
        authorizer = scheme["x-amazon-apigateway-authorizer"]
        self.assertEqual(authorizer["authorizerPayloadFormatVersion"], "2.0")
        self.assertIs(authorizer["enableSimpleResponses"], True)
        self.assertEqual(authorizer["identitySource"], ["$request.header.Authorization"])
        self.assertEqual(authorizer["authorizerResultTtlInSeconds"], 60)

    def test_access_log_is_json_without_private_data(self):
        settings = self.resources["ApiApiGatewayDefaultStage"]["Properties"]["AccessLogSettings"]
        variables = set(re.findall(r"\$context\.([\w.]+)", settings["Format"]))
        # API Gateway writes - for a value that it does not have, such as the latency of a refused request.
        line = json.loads(re.sub(r"\$context\.[\w.]+", "-", settings["Format"]))
        self.assertEqual(len(line), len(variables))
        for variable in variables:
            self.assertNotRegex(variable, r"sourceIp|userAgent|^path|query|email|name|user_id")


    def test_routes_skip_other_event_types(self):
        events = {
            "Get": {"Type": "HttpApi", "Properties": {"Method": "GET", "Path": "/a"}},
            "Changes": {"Type": "DynamoDB", "Properties": {"Stream": "arn"}},
            "Nightly": {"Type": "Schedule", "Properties": {"Schedule": "rate(1 day)"}},
        }
        function = {"Type": "AWS::Serverless::Function", "Properties": {"Events": events}}
        routes = list(stack.reader.routes({"Resources": {"F": function}}))
        self.assertEqual(routes, [("GET", "/a", "F", function)])


class Functions(unittest.TestCase):
    """Rules for every function."""

    @classmethod
    def setUpClass(cls):
        cls.resources = stack.transformed()["Resources"]
        cls.functions = of_type({"Resources": cls.resources}, "AWS::Lambda::Function")

    def test_function_runs_binary_of_workspace(self):
        crates = {path.parent.name for path in (stack.ROOT / "functions").glob("*/Cargo.toml")}
        binaries = {stack.reader.binary(function) for _, function in stack.reader.functions(stack.source())}
        workers = {"export-worker", "feed-sweep", "detector", "detection-sweep", "backtest-worker"}
        self.assertEqual(binaries, crates | workers | {"deliverer", "delivery-wake"})

    def test_function_is_traced_and_has_own_log_group(self):
        groups = []
        for name, function in self.functions.items():
            with self.subTest(name):
                properties = function["Properties"]
                self.assertEqual(properties["Runtime"], "provided.al2023")
                self.assertEqual(properties["Architectures"], [{"Ref": "Architecture"}])
                self.assertEqual(properties["TracingConfig"], {"Mode": "Active"})
                self.assertEqual(properties["LoggingConfig"]["LogFormat"], "JSON")
                group = properties["LoggingConfig"]["LogGroup"]["Ref"]
                retention = self.resources[group]["Properties"]["RetentionInDays"]
                self.assertEqual(retention, {"Ref": "LogRetentionDays"})
                groups.append(group)
        self.assertEqual(len(set(groups)), len(self.functions))

    def test_http_timeout_is_below_gateway_limit(self):
        for name in {name for _, _, name, _ in stack.reader.routes(stack.source())} | {"AuthorizerFunction"}:
            with self.subTest(name):
                # API Gateway waits 30 seconds for a function, and 10 for an authorizer.
                limit = 10 if name == "AuthorizerFunction" else 29
                self.assertLessEqual(self.functions[name]["Properties"]["Timeout"], limit)

    def test_asynchronous_function_retries_then_keeps_event(self):
        queues = {
            "ExportWorkerFunction": "ExportFailures",
            "FeedSweepFunction": "FeedFailures",
            "DetectionSweepFunction": "DetectionFailures",
            "BacktestWorkerFunction": "DetectionFailures",
            "DelivererFunction": "DelivererFailures",
        }
        for name, queue in queues.items():
            with self.subTest(name):
                config = self.resources[f"{name}EventInvokeConfig"]["Properties"]
                self.assertEqual(config["MaximumRetryAttempts"], 2)
                destination = config["DestinationConfig"]["OnFailure"]["Destination"]
                self.assertEqual(destination, {"Fn::GetAtt": [queue, "Arn"]})
                # Those that continue themselves are a chain that Lambda would stop.
                continues = "FUNCTION_ALIAS" in self.functions[name]["Properties"]["Environment"]["Variables"]
                self.assertEqual(self.functions[name]["Properties"].get("RecursiveLoop") == "Allow", continues)

    def test_failure_queues_keep_messages_two_weeks(self):
        queues = of_type({"Resources": self.resources}, "AWS::SQS::Queue")
        self.assertEqual(set(queues), {"ExportFailures", "FeedFailures", "DetectionFailures", "DelivererFailures"})
        for name, queue in queues.items():
            with self.subTest(name):
                self.assertEqual(queue["Properties"]["MessageRetentionPeriod"], 14 * 24 * 3600)
                self.assertIs(queue["Properties"]["SqsManagedSseEnabled"], True)


class Data(unittest.TestCase):
    """Tables and bucket."""

    @classmethod
    def setUpClass(cls):
        cls.source = stack.source()

    def test_tables_are_restorable_and_outlive_stack(self):
        tables = of_type(self.source, "AWS::DynamoDB::Table")
        self.assertEqual(set(tables), {"EventsTable", "FeedTable", "ControlTable"})
        for name, table in tables.items():
            with self.subTest(name):
                # Kept when the stack is deleted, and removed with a stack that could not be created.
                self.assertEqual(table["DeletionPolicy"], "RetainExceptOnCreate")
                self.assertEqual(table["UpdateReplacePolicy"], "Retain")
                properties = table["Properties"]
                self.assertEqual(properties["BillingMode"], "PAY_PER_REQUEST")
                self.assertIs(properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], True)
                self.assertEqual(properties["DeletionProtectionEnabled"], {"Ref": "DeletionProtection"})
                self.assertIs(properties["SSESpecification"]["SSEEnabled"], True)
                self.assertEqual(
                    properties["TimeToLiveSpecification"], {"AttributeName": "expires_at", "Enabled": True}
                )

    def test_events_table_has_four_indexes_by_time(self):
        events = self.source["Resources"]["EventsTable"]["Properties"]
        indexes = {
            index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
            for index in events["GlobalSecondaryIndexes"]
        }
        self.assertEqual(
            indexes,
            {
                "by_time": ["time_key", "sort_key"],
                "by_user": ["user_key", "sort_key"],
                "by_type": ["type_key", "sort_key"],
                "by_ip": ["ip_key", "sort_key"],
            },
        )
        for index in events["GlobalSecondaryIndexes"]:
            self.assertEqual(index["Projection"], {"ProjectionType": "ALL"})

    def test_events_and_segments_have_streams(self):
        tables = of_type(self.source, "AWS::DynamoDB::Table")
        streams = {name: t["Properties"].get("StreamSpecification") for name, t in tables.items()}
        image = {"StreamViewType": "NEW_IMAGE"}
        self.assertEqual(streams, {"EventsTable": image, "FeedTable": image, "ControlTable": None})

    def test_feed_table_is_numbered_per_organization(self):
        feed = self.source["Resources"]["FeedTable"]["Properties"]
        types = {each["AttributeName"]: each["AttributeType"] for each in feed["AttributeDefinitions"]}
        self.assertEqual(types, {"pk": "S", "n": "N"})
        keys = [(key["AttributeName"], key["KeyType"]) for key in feed["KeySchema"]]
        self.assertEqual(keys, [("pk", "HASH"), ("n", "RANGE")])
        self.assertNotIn("GlobalSecondaryIndexes", feed)

    def test_bucket_is_private_and_expires_files(self):
        bucket = self.source["Resources"]["ExportsBucket"]
        self.assertEqual(bucket["DeletionPolicy"], "RetainExceptOnCreate")
        self.assertEqual(bucket["UpdateReplacePolicy"], "Retain")
        properties = bucket["Properties"]
        self.assertEqual(set(properties["PublicAccessBlockConfiguration"].values()), {True})
        self.assertNotIn("VersioningConfiguration", properties)
        rules = {rule["Id"]: rule for rule in properties["LifecycleConfiguration"]["Rules"]}
        self.assertEqual(rules["files-expire"]["ExpirationInDays"], 7)
        uploads = rules["unfinished-uploads-end"]["AbortIncompleteMultipartUpload"]
        self.assertEqual(uploads, {"DaysAfterInitiation": 1})
        policy = self.source["Resources"]["ExportsBucketPolicy"]["Properties"]["PolicyDocument"]
        (statement,) = policy["Statement"]
        self.assertEqual((statement["Effect"], statement["Action"]), ("Deny", "s3:*"))
        self.assertEqual(statement["Condition"], {"Bool": {"aws:SecureTransport": "false"}})


class Identity(unittest.TestCase):
    """The user pool: people cannot choose their organization or role."""

    def test_people_cannot_write_organization_or_role(self):
        client = IDENTITY["Resources"]["Client"]["Properties"]
        # Without the list every attribute could be written.
        self.assertEqual(client["WriteAttributes"], ["name"])
        self.assertLess({"custom:organization_id", "custom:role"}, set(client["ReadAttributes"]))
        self.assertEqual(client["AllowedOAuthScopes"], ["openid", "email", "profile"])
        self.assertEqual(client["ExplicitAuthFlows"], ["ALLOW_REFRESH_TOKEN_AUTH"])
        self.assertEqual(client["AllowedOAuthFlows"], ["code"])
        self.assertIs(client["GenerateSecret"], False)

    def test_people_cannot_sign_up(self):
        pool = IDENTITY["Resources"]["UserPool"]["Properties"]
        self.assertEqual(pool["AdminCreateUserConfig"], {"AllowAdminCreateUserOnly": True})

    def test_user_pool_outlives_stack(self):
        pool = IDENTITY["Resources"]["UserPool"]
        self.assertEqual((pool["DeletionPolicy"], pool["UpdateReplacePolicy"]), ("RetainExceptOnCreate", "Retain"))
        self.assertEqual(pool["Properties"]["DeletionProtection"], {"Fn::If": ["Protected", "ACTIVE", "INACTIVE"]})
        self.assertEqual(IDENTITY["Conditions"]["Protected"], {"Fn::Equals": [{"Ref": "DeletionProtection"}, "true"]})

    def test_claims_default_to_provider_names(self):
        variables = stack.source()["Resources"]["AuthorizerFunction"]["Properties"]["Environment"]["Variables"]
        custom = {attribute["Name"] for attribute in IDENTITY["Resources"]["UserPool"]["Properties"]["Schema"]}
        self.assertEqual(custom, {"organization_id", "role"})
        for claim, name in (("ORGANIZATION", "organization_id"), ("ROLE", "role")):
            choice = variables[f"OIDC_CLAIM_{claim}"]["Fn::If"]
            self.assertEqual(choice[1], {"Fn::If": ["UseCognito", f"custom:{name}", name]})


class Nested(unittest.TestCase):
    """The parameters and outputs of nested stacks, which no linter checks."""

    def test_nested_stacks_get_declared_parameters(self):
        for name, document in NESTED.items():
            with self.subTest(name):
                passed = stack.source()["Resources"][name]["Properties"]["Parameters"]
                self.assertEqual(set(passed), set(document["Parameters"]))

    def test_nested_outputs_exist(self):
        text = (stack.ROOT / "infra" / "template.yaml").read_text()
        for name, document in NESTED.items():
            with self.subTest(name):
                read = set(re.findall(rf"{name}\.Outputs\.(\w+)", text))
                self.assertEqual(read, set(document.get("Outputs", ())))

    def test_alarm_has_description_and_topic(self):
        for name, alarm in of_type(ALARMS, "AWS::CloudWatch::Alarm").items():
            with self.subTest(name):
                properties = alarm["Properties"]
                self.assertEqual(properties["AlarmActions"], [{"Ref": "Topic"}])
                self.assertEqual(properties["TreatMissingData"], "notBreaching")
                self.assertTrue(properties["AlarmDescription"].endswith("."))

    def test_alarm_watches_ten_metrics_at_most(self):
        # CloudWatch refuses an alarm with more.
        alarms = of_type(ALARMS, "AWS::CloudWatch::Alarm") | of_type(stack.source(), "AWS::CloudWatch::Alarm")
        for name, alarm in alarms.items():
            with self.subTest(name):
                self.assertLessEqual(len([m for m in alarm["Properties"].get("Metrics", []) if "MetricStat" in m]), 10)

    def test_every_function_has_throttle_and_error_alarm(self):
        functions = {name.removesuffix("Function") for name, _ in stack.reader.functions(stack.source())}
        watched = {"Errors": set(), "Throttles": set()}
        for alarm in of_type(ALARMS, "AWS::CloudWatch::Alarm").values():
            for metric in alarm["Properties"].get("Metrics", []):
                named = metric.get("MetricStat", {}).get("Metric", {})
                if named.get("MetricName") in watched:
                    watched[named["MetricName"]].add(named["Dimensions"][0]["Value"]["Ref"])
        self.assertEqual(watched, {"Errors": functions, "Throttles": functions})

    def test_alarm_has_runbook_row(self):
        rows = re.findall(r"^\| `(\w+Alarm)` \|.+\|.+\|$", (stack.ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
        self.assertEqual(sorted(rows), sorted(of_type(ALARMS, "AWS::CloudWatch::Alarm")))

    def test_ingest_metrics_have_alarm_and_graph(self):
        # The names that ingest writes (embedded metric format), one per answer.
        answers = {"Recorded", "Duplicate", "Conflict", "Rejected", "NotCollected", "Retry"}
        body = ALARMS["Resources"]["Operations"]["Properties"]["DashboardBody"]["Fn::Sub"]
        self.assertEqual(set(re.findall(r'MetricName=\\"(\w+)\\"', body)), answers)
        (metric,) = ALARMS["Resources"]["RetryAlarm"]["Properties"]["Metrics"]
        query = "SELECT SUM(Retry) FROM SCHEMA(ActivityMonitor, Stack, Source) WHERE Stack = '${Stack}'"
        self.assertEqual(metric["Expression"], {"Fn::Sub": query})

    def test_operations_dashboard_is_json(self):
        body = ALARMS["Resources"]["Operations"]["Properties"]["DashboardBody"]["Fn::Sub"]
        names = set(re.findall(r"\$\{([\w:]+)\}", body))
        # Sub writes ${!x} as ${x}.
        body = body.replace("${!", "${")
        self.assertLessEqual({name for name in names if "::" not in name}, set(ALARMS["Parameters"]))
        widgets = json.loads(body)["widgets"]
        self.assertTrue(all(widget["properties"]["metrics"] for widget in widgets))


if __name__ == "__main__":
    unittest.main()
