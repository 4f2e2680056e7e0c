"""The release of a new version, and the optional parts of the stack."""

import graphlib
import json
import re
import unittest

import stack

READERS = {
    "AuthorizerFunction",
    "QueryFunction",
    "ExportWorkerFunction",
    "SequencerFunction",
    "FeedSweepFunction",
    "BacktestWorkerFunction",
    "DashboardFunction",
}
# They read events and record some.
DETECTIONS = {"DetectorFunction", "DetectionSweepFunction", "DetectionFunction"}
DELIVERY = {"DelivererFunction", "DeliveryWakeFunction", "DeliveryFunction"}
BETWEEN = DETECTIONS | DELIVERY
WRITERS = {"IngestFunction", "ExportFunction", "SettingsFunction"}
# The aliases that the functions between wait for.
READERS_OF_EVENTS = READERS - {"AuthorizerFunction", "DashboardFunction"}
RELEASE_ALARMS = {
    "ReadersReleaseAlarm": READERS,
    "DetectionsReleaseAlarm": DETECTIONS,
    # Those that invoke it wait for its alias.
    "DelivererReleaseAlarm": {"DelivererFunction"},
    "DeliveryReleaseAlarm": DELIVERY - {"DelivererFunction"},
    "WritersReleaseAlarm": WRITERS,
}
# The functions that invoke themselves to continue.
CHAINED = ("ExportWorkerFunction", "FeedSweepFunction", "DetectionSweepFunction")
# The functions that are invoked asynchronously.
INVOKED = (*CHAINED, "BacktestWorkerFunction", "DelivererFunction")


def references(value):
    """Yields the logical ids that a part of a template refers to."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref":
                yield item
            elif key == "Fn::GetAtt":
                yield item[0]
            elif key == "Fn::Sub":
                text, names = (item, {}) if isinstance(item, str) else item
                yield from (name.partition(".")[0] for name in re.findall(r"\$\{([^}!]+)\}", text))
                yield from references(names)
            else:
                yield from references(item)


class Release(unittest.TestCase):
    """Versions, the alias, and traffic shifting."""

    @classmethod
    def setUpClass(cls):
        cls.source = stack.source()
        cls.resources = stack.transformed()["Resources"]
        cls.functions = {name for name, _ in stack.reader.functions(cls.source)}

    def test_function_change_publishes_version(self):
        self.assertEqual(self.functions, READERS | BETWEEN | WRITERS)
        for name, function in stack.reader.functions(self.source):
            with self.subTest(name):
                # Otherwise only new code publishes a version, and a changed variable never takes effect.
                self.assertIs(function["Properties"]["AutoPublishAliasAllProperties"], True)
                versions = [r for n, r in self.resources.items() if n.startswith(f"{name}Version")]
                self.assertEqual([version["DeletionPolicy"] for version in versions], ["Retain"])

    def test_gateway_invokes_alias_only(self):
        for kind in ("AWS::ApiGatewayV2::Api", "AWS::Lambda::Permission"):
            for name, resource in self.resources.items():
                if resource["Type"] == kind:
                    with self.subTest(name):
                        self.assertFalse(set(references(resource)) & self.functions)

    def test_workers_and_sweeps_are_invoked_by_alias_only(self):
        variables = self.resources["ExportFunction"]["Properties"]["Environment"]["Variables"]
        self.assertEqual(variables["EXPORT_WORKER_FUNCTION"], {"Ref": "ExportWorkerFunctionAliaslive"})
        variables = self.resources["DetectionFunction"]["Properties"]["Environment"]["Variables"]
        self.assertEqual(variables["BACKTEST_FUNCTION"], {"Ref": "BacktestWorkerFunctionAliaslive"})
        for name in ("DeliveryFunction", "DeliveryWakeFunction"):
            variables = self.resources[name]["Properties"]["Environment"]["Variables"]
            self.assertEqual(variables["DELIVERER_FUNCTION"], {"Ref": "DelivererFunctionAliaslive"})
        for name in INVOKED:
            with self.subTest(name):
                own = self.resources[name]["Properties"]["Environment"]["Variables"]
                alias = self.resources[f"{name}Aliaslive"]["Properties"]["Name"]
                self.assertEqual(own.get("FUNCTION_ALIAS"), alias if name in CHAINED else None)
                self.assertEqual(self.resources[f"{name}EventInvokeConfig"]["Properties"]["Qualifier"], "live")

    def test_property_change_changes_description(self):
        document = stack.source()
        function = document["Resources"]["QueryFunction"]
        before = stack.reader.configuration(document, function, {})
        # Versions do not have this property: Lambda would refuse a new one that has nothing else new.
        function["Properties"]["ReservedConcurrentExecutions"] = 5
        self.assertNotEqual(stack.reader.configuration(document, function, {}), before)
        longest = max(len(f["Properties"]["Description"]) for _, f in stack.reader.functions(document))
        self.assertLessEqual(longest + len(" Configuration 0123456789ab."), 256)

    def test_sam_local_finds_authorizer_and_worker(self):
        text = json.dumps(stack.reader.without_aliases(self.source))
        self.assertNotIn(".Alias", text)
        local = json.loads(text)["Resources"]
        caller = local["Api"]["Properties"]["Auth"]["Authorizers"]["Caller"]
        self.assertEqual(caller["FunctionArn"], {"Fn::GetAtt": ["AuthorizerFunction", "Arn"]})
        variables = local["ExportFunction"]["Properties"]["Environment"]["Variables"]
        self.assertEqual(variables["EXPORT_WORKER_FUNCTION"], {"Ref": "ExportWorkerFunction"})

    def test_alias_shifts_by_parameter_and_alarm(self):
        for name in self.functions:
            with self.subTest(name):
                policy = self.resources[f"{name}Aliaslive"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
                group = self.resources[policy["DeploymentGroupName"]["Ref"]]["Properties"]
                (alarm,) = [alarm for alarm, names in RELEASE_ALARMS.items() if name in names]
                gradual = {"Enabled": True, "Alarms": [{"Name": {"Ref": alarm}}]}
                self.assertEqual(group["AlarmConfiguration"], {"Fn::If": ["IsGradual", gradual, {}]})
                self.assertIn("DEPLOYMENT_STOP_ON_ALARM", group["AutoRollbackConfiguration"]["Events"])
        default = {"Ref": "DeploymentType"}
        self.assertEqual(self.source["Globals"]["Function"]["DeploymentPreference"], {"Type": default})

    def test_release_alarm_counts_new_version_only(self):
        for alarm, names in RELEASE_ALARMS.items():
            counted = set()
            for metric in self.resources[alarm]["Properties"]["Metrics"][1:]:
                dimensions = {d["Name"]: d["Value"] for d in metric["MetricStat"]["Metric"]["Dimensions"]}
                name = dimensions["FunctionName"]["Ref"]
                self.assertEqual(dimensions["Resource"], {"Fn::Sub": f"${{{name}}}:live"})
                version, attribute = dimensions["ExecutedVersion"]["Fn::GetAtt"]
                self.assertEqual((self.resources[version]["Type"], attribute), ("AWS::Lambda::Version", "Version"))
                self.assertTrue(version.startswith(f"{name}Version"))
                counted.add(name)
            self.assertEqual(counted, names)

    def test_readers_are_deployed_before_writers(self):
        for name in BETWEEN | WRITERS:
            with self.subTest(name):
                first = {alias.removesuffix("Aliaslive") for alias in self.resources[name]["DependsOn"]}
                self.assertEqual(first, READERS_OF_EVENTS | (BETWEEN if name in WRITERS else set()))

    def test_template_has_no_dependency_cycle(self):
        graph = {}
        for name, resource in self.resources.items():
            needed = set(references(resource)) | set(stack.as_list(resource.get("DependsOn", [])))
            graph[name] = needed & set(self.resources)
        order = list(graphlib.TopologicalSorter(graph).static_order())
        self.assertEqual(len(order), len(self.resources))


class Options(unittest.TestCase):
    """The resources that parameters add."""

    @classmethod
    def setUpClass(cls):
        cls.source = stack.source()
        cls.resources = cls.source["Resources"]
        cls.defaults = {name: p.get("Default") for name, p in cls.source["Parameters"].items()}

    def test_options_are_off_by_default(self):
        for name in ("DomainName", "HostedZoneId", "BackupCopyVaultArn", "IngestConcurrency", "AuthorizerConcurrency"):
            self.assertEqual(self.defaults[name], "", name)
        for name in ("MailFrom", "EventBusArns"):
            self.assertEqual(self.defaults[name], "", name)
        self.assertEqual(self.defaults["BackupRetentionDays"], 0)
        self.assertEqual(self.defaults["RouteMetrics"], "false")
        self.assertEqual(self.defaults["EventsTableClass"], "STANDARD_INFREQUENT_ACCESS")
        for name in ("EventsTable", "FeedTable"):
            self.assertEqual(self.resources[name]["Properties"]["TableClass"], {"Ref": "EventsTableClass"})

    def test_documented_parameters_exist(self):
        text = (stack.ROOT / "docs" / "deploying.md").read_text()
        table = text[text.index("## Parameters") : text.index("## ISP and location")]
        named = set(re.findall(r"`([A-Z][A-Za-z]+)`", table)) - set(self.source["Outputs"])
        self.assertGreater(len(named), 15)
        self.assertLessEqual(named - {"AllAtOnce"}, set(self.defaults))

    def test_domain_replaces_default_endpoint(self):
        own = {"Fn::Sub": "https://${DomainName}"}
        self.assertEqual(
            self.resources["Api"]["Properties"]["DisableExecuteApiEndpoint"], {"Fn::If": ["HasDomain", True, False]}
        )
        returns = self.resources["Identity"]["Properties"]["Parameters"]["DashboardUrl"]["Fn::If"]
        self.assertEqual(returns, ["HasDomain", own, {"Ref": "DashboardUrl"}])
        for name in ("ApiUrl", "DashboardUrl", "SignInReturnsTo"):
            self.assertEqual(self.source["Outputs"][name]["Value"]["Fn::If"][:2], ["HasDomain", own], name)
        for name in ("Domain", "DomainMapping"):
            self.assertEqual(self.resources[name]["Condition"], "HasDomain")

    def test_concurrency_is_reserved_by_parameter(self):
        for name in ("Ingest", "Authorizer"):
            reserved = self.resources[f"{name}Function"]["Properties"]["ReservedConcurrentExecutions"]["Fn::If"]
            self.assertEqual(
                reserved, [f"Has{name}Concurrency", {"Ref": f"{name}Concurrency"}, {"Ref": "AWS::NoValue"}]
            )

    def test_backup_locks_vault_and_copies(self):
        self.assertEqual(self.resources["Backup"]["Condition"], "HasBackups")
        backup = stack.reader.load(stack.ROOT / "infra" / "backup.yaml")["Resources"]
        vault = backup["Vault"]
        self.assertEqual(vault["DeletionPolicy"], "RetainExceptOnCreate")
        self.assertEqual(vault["Properties"]["LockConfiguration"]["MinRetentionDays"], {"Ref": "RetentionDays"})
        (rule,) = backup["Plan"]["Properties"]["BackupPlan"]["BackupPlanRule"]
        self.assertEqual(rule["Lifecycle"], {"DeleteAfterDays": {"Ref": "RetentionDays"}})
        self.assertEqual(rule["CopyActions"]["Fn::If"][0], "HasCopy")
        tables = backup["Selection"]["Properties"]["BackupSelection"]["Resources"]
        self.assertEqual(tables, [{"Ref": "EventsTable"}, {"Ref": "FeedTable"}, {"Ref": "ControlTable"}])


if __name__ == "__main__":
    unittest.main()
