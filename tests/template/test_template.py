"""What an operator relies on and no linter asks for."""

import json
import re
import unittest

import code_calls
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

    def test_only_public_routes_lack_the_authorizer(self):
        public = []
        for path, methods in self.body["paths"].items():
            for method, operation in methods.items():
                if operation["security"] != [{"Caller": []}]:
                    public.append(f"{method.upper()} {path}")
        self.assertEqual(sorted(public), ["GET /", "GET /v1/openapi.json", "GET /{proxy+}"])

    def test_authorizer_is_payload_2_simple_and_cached_a_minute_by_authorization(self):
        self.assertEqual(list(self.body["components"]["securitySchemes"]), ["Caller"])
        scheme = self.body["components"]["securitySchemes"]["Caller"]
        authorizer = scheme["x-amazon-apigateway-authorizer"]
        self.assertEqual(authorizer["authorizerPayloadFormatVersion"], "2.0")
        self.assertIs(authorizer["enableSimpleResponses"], True)
        self.assertEqual(authorizer["identitySource"], ["$request.header.Authorization"])
        self.assertEqual(authorizer["authorizerResultTtlInSeconds"], 60)

    def test_access_log_is_json_without_addresses_queries_or_tokens(self):
        settings = self.resources["ApiApiGatewayDefaultStage"]["Properties"]["AccessLogSettings"]
        variables = set(re.findall(r"\$context\.([\w.]+)", settings["Format"]))
        # API Gateway writes - for a value that it does not have, such as the latency of a refused request.
        line = json.loads(re.sub(r"\$context\.[\w.]+", "-", settings["Format"]))
        self.assertEqual(len(line), len(variables))
        for variable in variables:
            self.assertNotRegex(variable, r"sourceIp|userAgent|^path|query|email|name|user_id")


class Functions(unittest.TestCase):
    """Every function alike."""

    @classmethod
    def setUpClass(cls):
        cls.resources = stack.transformed()["Resources"]
        cls.functions = of_type({"Resources": cls.resources}, "AWS::Lambda::Function")

    def test_each_runs_the_binary_of_a_workspace_member(self):
        crates = {path.parent.name for path in (stack.ROOT / "functions").glob("*/Cargo.toml")}
        binaries = {stack.reader.binary(function) for _, function in stack.reader.functions(stack.source())}
        self.assertEqual(binaries, crates | {"export-worker"})

    def test_each_is_al2023_traced_and_logs_json_to_a_group_of_its_own(self):
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

    def test_each_is_given_the_variables_that_its_code_reads(self):
        for name, function in self.functions.items():
            with self.subTest(name):
                code = "\n".join(path.read_text() for path in code_calls.files(name))
                given = set(function["Properties"]["Environment"]["Variables"]) - {"RUST_LOG"}
                required = set(re.findall(r'env\.required\("(\w+)"\)', code))
                self.assertLessEqual(required, given)
                self.assertFalse({variable for variable in given if f'"{variable}"' not in code})

    def test_http_functions_end_before_the_gateway_gives_up(self):
        for name in {name for _, _, name, _ in stack.reader.routes(stack.source())} | {"AuthorizerFunction"}:
            with self.subTest(name):
                # API Gateway waits 30 seconds for a function, and 10 for an authorizer.
                limit = 10 if name == "AuthorizerFunction" else 29
                self.assertLessEqual(self.functions[name]["Properties"]["Timeout"], limit)

    def test_worker_is_retried_and_then_its_event_is_kept(self):
        config = self.resources["ExportWorkerFunctionEventInvokeConfig"]["Properties"]
        self.assertEqual(config["MaximumRetryAttempts"], 2)
        destination = config["DestinationConfig"]["OnFailure"]["Destination"]
        self.assertEqual(destination, {"Fn::GetAtt": ["ExportFailures", "Arn"]})
        queue = self.resources["ExportFailures"]["Properties"]
        self.assertEqual(queue["MessageRetentionPeriod"], 14 * 24 * 3600)
        self.assertIs(queue["SqsManagedSseEnabled"], True)


class Data(unittest.TestCase):
    """Tables and bucket."""

    @classmethod
    def setUpClass(cls):
        cls.source = stack.source()

    def test_tables_can_be_restored_and_outlive_the_stack(self):
        tables = of_type(self.source, "AWS::DynamoDB::Table")
        self.assertEqual(set(tables), {"EventsTable", "ControlTable"})
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

    def test_events_have_four_indexes_in_time_order(self):
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

    def test_bucket_is_private_and_forgets(self):
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
    """The user pool: nobody chooses an organisation or a role for themselves."""

    def test_people_cannot_write_their_organisation_or_role(self):
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

    def test_claims_default_to_what_the_provider_has(self):
        variables = stack.source()["Resources"]["AuthorizerFunction"]["Properties"]["Environment"]["Variables"]
        custom = {attribute["Name"] for attribute in IDENTITY["Resources"]["UserPool"]["Properties"]["Schema"]}
        self.assertEqual(custom, {"organization_id", "role"})
        for claim, name in (("ORGANIZATION", "organization_id"), ("ROLE", "role")):
            choice = variables[f"OIDC_CLAIM_{claim}"]["Fn::If"]
            self.assertEqual(choice[1], {"Fn::If": ["UseCognito", f"custom:{name}", name]})


class Nested(unittest.TestCase):
    """What one template passes to another, which no linter looks into."""

    def test_nested_stacks_get_the_parameters_they_have(self):
        for name, document in NESTED.items():
            with self.subTest(name):
                passed = stack.source()["Resources"][name]["Properties"]["Parameters"]
                self.assertEqual(set(passed), set(document["Parameters"]))

    def test_nested_outputs_that_are_read_exist(self):
        text = (stack.ROOT / "infra" / "template.yaml").read_text()
        for name, document in NESTED.items():
            with self.subTest(name):
                read = set(re.findall(rf"{name}\.Outputs\.(\w+)", text))
                self.assertEqual(read, set(document.get("Outputs", ())))

    def test_every_alarm_says_what_it_means_and_tells_the_topic(self):
        for name, alarm in of_type(ALARMS, "AWS::CloudWatch::Alarm").items():
            with self.subTest(name):
                properties = alarm["Properties"]
                self.assertEqual(properties["AlarmActions"], [{"Ref": "Topic"}])
                self.assertEqual(properties["TreatMissingData"], "notBreaching")
                self.assertTrue(properties["AlarmDescription"].endswith("."))

    def test_every_alarm_has_runbook_row(self):
        rows = re.findall(r"^\| `(\w+Alarm)` \|.+\|.+\|$", (stack.ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
        self.assertEqual(sorted(rows), sorted(of_type(ALARMS, "AWS::CloudWatch::Alarm")))

    def test_ingest_metrics_are_watched_and_shown(self):
        # The names that ingest writes (embedded metric format), one per answer.
        answers = {"Recorded", "Duplicate", "Conflict", "Rejected", "NotCollected", "Retry"}
        body = ALARMS["Resources"]["Operations"]["Properties"]["DashboardBody"]["Fn::Sub"]
        self.assertEqual(set(re.findall(r'MetricName=\\"(\w+)\\"', body)), answers)
        (metric,) = ALARMS["Resources"]["RetryAlarm"]["Properties"]["Metrics"]
        query = "SELECT SUM(Retry) FROM SCHEMA(ActivityMonitor, Stack, Source) WHERE Stack = '${Stack}'"
        self.assertEqual(metric["Expression"], {"Fn::Sub": query})

    def test_the_operations_dashboard_is_json(self):
        body = ALARMS["Resources"]["Operations"]["Properties"]["DashboardBody"]["Fn::Sub"]
        names = set(re.findall(r"\$\{([\w:]+)\}", body))
        # Sub writes ${!x} as ${x}.
        body = body.replace("${!", "${")
        self.assertLessEqual({name for name in names if "::" not in name}, set(ALARMS["Parameters"]))
        widgets = json.loads(body)["widgets"]
        self.assertTrue(all(widget["properties"]["metrics"] for widget in widgets))


if __name__ == "__main__":
    unittest.main()
