"""scripts/deploy against a fake account: first, second and later deployments."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest
from pathlib import Path

import click
import fake_aws
import stack
from samcli.commands.deploy.guided_config import GuidedConfig

LOCALHOST = "http://localhost:3000"
OWN_URL = "https://abc123.execute-api.example.com"
ENTER = "\n" * 40
SCRIPTS = ("deploy", "cloudformation.py", "samconfig.py", "target.py", "template.py")


class Project:
    """A copy of the files that scripts/deploy reads, with fakes of its commands and of the account."""

    def __init__(self, case):
        self.folder = Path(tempfile.mkdtemp())
        case.addCleanup(shutil.rmtree, self.folder)
        for name in ("scripts", "bin", "infra", "home"):
            (self.folder / name).mkdir()
        for name in SCRIPTS:
            shutil.copy(stack.ROOT / "scripts" / name, self.folder / "scripts" / name)
        shutil.copy(stack.ROOT / "infra" / "template.yaml", self.folder / "infra")
        shutil.copy(stack.ROOT / "samconfig.toml", self.folder)
        sam = Path(__file__).with_name("fake_sam.py")
        self._program("bin/sam", f'exec "{sys.executable}" "{sam}" "$@"')
        self._program("bin/make", 'echo "{\\"command\\": \\"make $2\\"}" >>"$FAKE_LOG"')
        self._program("scripts/rust-target", "")
        self.state, self.log = self.folder / "stack.json", self.folder / "log"
        self.aws = fake_aws.Aws(self.state)
        case.addCleanup(self.aws.stop)
        self.environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "AWS_ENDPOINT_URL": self.aws.url,
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": "eu-central-1",
            "FAKE_STATE": str(self.state),
            "FAKE_LOG": str(self.log),
        }

    def _program(self, name, body):
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def deploy(self, *arguments, answers=ENTER, **environment):
        """Runs scripts/deploy and returns its result, and what it ran."""
        self.log.write_text("")
        result = subprocess.run(
            [sys.executable, self.folder / "scripts" / "deploy", *(arguments or ("default",))],
            env={k: v for k, v in (self.environment | environment).items() if v is not None},
            input=answers,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return result, [json.loads(line) for line in self.log.read_text().splitlines()]

    @property
    def stack(self):
        """The stack as it is deployed."""
        return json.loads(self.state.read_text())

    def save_guided(self, **changed):
        """Saves the configuration of `sam deploy --guided` with the default answers, by SAM's own writer."""
        values = {n: str(p["Default"]) for n, p in stack.source()["Parameters"].items()}
        with click.Context(click.Command("sam"), info_name="sam") as parent:
            context = click.Context(click.Command("deploy"), info_name="deploy", parent=parent)
            context.samconfig_dir = str(self.folder)
            with context, contextlib.redirect_stdout(io.StringIO()):
                GuidedConfig(template_file=None, section="parameters").save_config(
                    {name: {"Value": value, "Hidden": False} for name, value in values.items()},
                    config_env="default",
                    config_file="samconfig.toml",
                    stack_name=changed.get("stack_name", "activity-monitor"),
                    resolve_s3=True,
                    s3_prefix="activity-monitor",
                    region=changed.get("region"),
                    confirm_changeset=True,
                    capabilities=("CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"),
                    disable_rollback=False,
                )


class Deploy(unittest.TestCase):
    """`make deploy`, once and repeatedly."""

    def setUp(self):
        self.project = Project(self)

    def deployed(self, *arguments, **options):
        """Deploys, and expects success without a traceback."""
        result, ran = self.project.deploy(*arguments, **options)
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        return result, ran

    def refused(self, *arguments, **options):
        """Deploys, and expects a failure of one message, without a traceback."""
        result, ran = self.project.deploy(*arguments, **options)
        self.assertNotEqual(result.returncode, 0, result.stdout)
        self.assertNotIn("Traceback", result.stderr)
        return result.stderr, ran

    def test_first_deploy_enter_creates_protected_stack(self):
        result, ran = self.deployed()
        commands = [run["command"] for run in ran]
        self.assertEqual(commands, ["make web", "build", "deploy", "deploy"])
        # A creation that fails must be able to remove the tables again.
        self.assertEqual(ran[2]["overrides"]["DeletionProtection"], "false")
        self.assertEqual(ran[3]["overrides"], {"DashboardUrl": OWN_URL, "DeletionProtection": "true"})
        stack = self.project.stack
        self.assertEqual(stack["outputs"]["SignInReturnsTo"], OWN_URL)
        self.assertEqual(stack["parameters"]["DeletionProtection"], "true")
        self.assertIn(f"The dashboard: {OWN_URL}", result.stdout)
        for run in ran[2:]:
            self.assertIn("--region", run["arguments"])
            self.assertNotIn("--guided", run["arguments"])

    def test_later_deploys_keep_dashboard_url(self):
        self.deployed()
        for _ in range(3):
            result, ran = self.deployed()
            self.assertEqual([run["command"] for run in ran], ["make web", "build", "deploy"])
            self.assertNotIn("DashboardUrl", ran[2]["overrides"])
            self.assertIn("The stack is unchanged", result.stdout)
        self.assertEqual(self.project.stack["outputs"]["SignInReturnsTo"], OWN_URL)

    def test_guided_config_with_defaults_deploys_twice(self):
        self.project.save_guided()
        saved = tomllib.loads((self.project.folder / "samconfig.toml").read_text())
        saved = saved["default"]["deploy"]["parameters"]["parameter_overrides"]
        # What broke: one string, a value with spaces, and localhost.
        self.assertIn('OidcScopes="openid email profile"', saved)
        self.assertIn(f'DashboardUrl="{LOCALHOST}"', saved)
        self.deployed()
        config = self.project.folder / "samconfig.toml"
        config.write_text(config.read_text().replace('LogLevel=\\"INFO\\"', 'LogLevel=\\"WARN\\"'))
        _, ran = self.deployed()
        # --guided has saved confirm_changeset, too: Enter deploys nevertheless.
        self.assertEqual(self.project.stack["parameters"]["LogLevel"], "WARN")
        for run in ran[1:]:
            self.assertEqual(run["overrides"]["OidcScopes"], "openid email profile")
            self.assertEqual(run["overrides"]["DomainName"], "")
            self.assertNotIn("DashboardUrl", run["overrides"])
        self.assertEqual(self.project.stack["outputs"]["SignInReturnsTo"], OWN_URL)

    def test_guided_config_names_stack_and_region(self):
        self.project.save_guided(stack_name="other", region="us-west-2")
        self.deployed()
        self.deployed()
        self.assertEqual(self.project.stack["name"], "other")
        self.assertEqual({region for _, region in self.project.aws.requests}, {"us-west-2"})

    def test_stack_and_region_options_win(self):
        _, ran = self.deployed("default", "--stack", "mine", "--region", "ap-south-1")
        self.assertEqual(self.project.stack["name"], "mine")
        self.assertEqual(ran[2]["arguments"][6:10], ["--stack-name", "mine", "--region", "ap-south-1"])
        # Without its path SAM looks for the file beside the built template, and finds no bucket to upload to.
        config = str(self.project.folder / "samconfig.toml")
        self.assertEqual(ran[2]["arguments"][:2], ["--config-file", config])

    def test_interrupted_first_deploy_is_completed_later(self):
        self.deployed()
        stack = self.project.stack
        stack["outputs"]["SignInReturnsTo"] = stack["parameters"]["DashboardUrl"] = LOCALHOST
        stack["parameters"]["DeletionProtection"] = "false"
        self.project.state.write_text(json.dumps(stack))
        _, ran = self.deployed()
        self.assertEqual(ran[2]["overrides"]["DashboardUrl"], OWN_URL)
        self.assertEqual(self.project.stack["parameters"]["DeletionProtection"], "true")

    def test_own_issuer_needs_no_dashboard_url(self):
        config = self.project.folder / "samconfig.toml"
        own = 'fail_on_empty_changeset = false\nparameter_overrides = ["OidcIssuer=https://id.example.com", "OidcClientId=c"]\n'
        config.write_text(config.read_text().replace("fail_on_empty_changeset = false\n", own, 1))
        _, ran = self.deployed()
        self.assertEqual(ran[3]["overrides"], {"DeletionProtection": "true"})

    def test_alarm_email_is_asked_once_and_kept(self):
        result, _ = self.deployed(answers="not an address\nops@example.com\ny\n")
        self.assertIn("not an e-mail address", result.stdout)
        self.deployed(answers="")
        self.assertEqual(self.project.stack["parameters"]["AlarmEmail"], "ops@example.com")

    def test_refused_question_builds_nothing(self):
        message, ran = self.refused(answers="\nn\n")
        self.assertEqual((message.strip(), ran), ("Nothing was built or deployed.", []))

    def test_yes_asks_nothing(self):
        result, ran = self.deployed("production", "--yes", answers="")
        self.assertNotIn("?", result.stdout)
        self.assertIn("--no-confirm-changeset", ran[2]["arguments"])
        self.assertEqual(self.project.stack["parameters"]["DeploymentType"], "Canary10Percent5Minutes")

    def test_production_creation_asks_once(self):
        result, _ = self.deployed("production")
        self.assertNotIn("changeset?", result.stdout)

    def test_declined_production_change_is_reported(self):
        self.deployed("production")
        before = self.project.stack
        config = self.project.folder / "samconfig.toml"
        config.write_text(config.read_text().replace("LogRetentionDays=400", "LogRetentionDays=365"))
        result, ran = self.deployed("production")
        self.assertIn("Deploy this changeset? [y/N]", result.stdout)
        self.assertIn("the change set was declined", result.stdout)
        self.assertEqual((self.project.stack, len(ran)), (before, 3))
        self.deployed("production", "--yes")
        self.assertEqual(self.project.stack["parameters"]["LogRetentionDays"], "365")

    def test_failed_deploy_ends_with_its_message(self):
        message, ran = self.refused(FAKE_SAM="fails")
        self.assertIn("sam deploy failed (status 1)", message)
        self.assertEqual(len(ran), 3)

    def test_missing_region_is_found_before_build(self):
        message, ran = self.refused(AWS_REGION=None)
        self.assertIn("No AWS region is set", message)
        self.assertEqual(ran, [])

    def test_missing_credentials_are_found_before_build(self):
        message, ran = self.refused(AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
        self.assertIn("Unable to locate credentials", message)
        self.assertIn("aws sts get-caller-identity", message)
        self.assertEqual(ran, [])

    def test_unquoted_value_with_spaces_is_refused(self):
        config = self.project.folder / "samconfig.toml"
        own = 'fail_on_empty_changeset = false\nparameter_overrides = ["OidcScopes=openid email"]\n'
        config.write_text(config.read_text().replace("fail_on_empty_changeset = false\n", own, 1))
        message, ran = self.refused()
        self.assertEqual(message.strip(), "samconfig.toml: quote the value of OidcScopes: 'OidcScopes=\"openid email\"'")
        self.assertEqual(ran, [])

    def test_unknown_profile_is_named(self):
        message, _ = self.refused("prodcution")
        self.assertEqual(message.strip(), "samconfig.toml has no profile prodcution with a stack_name")

    def test_failed_creation_says_how_to_remove_it(self):
        self.deployed()
        self.project.state.write_text(json.dumps(self.project.stack | {"status": "ROLLBACK_COMPLETE"}))
        message, ran = self.refused()
        self.assertIn("sam delete --stack-name activity-monitor --region eu-central-1", message)
        self.assertEqual(ran, [])

    def test_empty_stack_of_declined_change_set_is_new(self):
        self.deployed()
        self.project.state.write_text(json.dumps(self.project.stack | {"status": "REVIEW_IN_PROGRESS"}))
        result, _ = self.project.deploy("default", answers="\nn\n")
        self.assertIn("does not exist yet", result.stdout)

    def test_architecture_of_stack_is_kept(self):
        self.deployed("default", "--architecture", "x86_64")
        _, ran = self.deployed()
        self.assertEqual(ran[1]["overrides"]["Architecture"], "x86_64")

    def changed_by(self, override):
        """Deploys with one parameter more, and returns the functions that get a new version."""
        before = self.project.stack["functions"]
        config = self.project.folder / "samconfig.toml"
        text = re.sub(r"(?m)^parameter_overrides.*\n", "", config.read_text())
        own = f'fail_on_empty_changeset = false\nparameter_overrides = ["{override}"]\n'
        config.write_text(text.replace("fail_on_empty_changeset = false\n", own, 1))
        self.deployed()
        after = self.project.stack["functions"]
        return {name.removesuffix("Function") for name in after if after[name] != before[name]}

    def test_parameter_publishes_functions_it_reaches(self):
        self.deployed()
        # A version that is the same as the last one is refused by Lambda, so the others must stay.
        self.assertEqual(self.changed_by("ExportsAtOnce=3"), {"Export", "ExportWorker"})
        self.assertEqual(self.changed_by("AlarmEmail=a@example.com"), set())
        self.assertEqual(self.changed_by("DeploymentType=Canary10Percent5Minutes"), set())
        self.assertEqual(len(self.changed_by("LogLevel=WARN")), 16)
        # By a condition, and with the value of the last deployment for LogLevel.
        layer = "arn:aws:lambda:eu-central-1:123456789012:layer:l:1"
        self.assertEqual(self.changed_by(f"LocationLayerArn={layer}"), {"Ingest"})


if __name__ == "__main__":
    unittest.main()
