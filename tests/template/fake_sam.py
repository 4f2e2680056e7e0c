"""Stands for `sam` in test_deploy.py: reads arguments with SAM's own parser and changes the stack of fake_aws.py.

The environment says where the log and the stack are, and (FAKE_SAM) whether to fail.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import yaml
from samcli.cli.types import CfnParameterOverridesType
from samcli.lib.config.samconfig import SamConfig

ROOT = Path.cwd()
STATE = Path(os.environ["FAKE_STATE"])


def option(name):
    """Returns the value of an option, or nothing."""
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def main():
    """Does what one command would do."""
    command = sys.argv[1]
    start = sys.argv.index("--parameter-overrides") + 1
    # Ends with SAM's own error where an argument is not what SAM reads.
    overrides = CfnParameterOverridesType().convert(tuple(sys.argv[start:]), None, None)
    with open(os.environ["FAKE_LOG"], "a") as log:
        log.write(json.dumps({"command": command, "arguments": sys.argv[2:start], "overrides": overrides}) + "\n")
    if command == "build":
        folder = ROOT / ".aws-sam" / "build"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "infra" / "template.yaml", folder / "template.yaml")
        return 0
    template = yaml.safe_load(Path(option("--template-file")).read_text())
    if os.environ.get("FAKE_SAM") == "fails":
        return 1
    config = SamConfig(str(Path(option("--config-file")).parent)).get_all(["deploy"], "parameters", option("--config-env"))
    if config["confirm_changeset"] and "--no-confirm-changeset" not in sys.argv:
        print("Deploy this changeset? [y/N]: ")
        if sys.stdin.readline().strip() != "y":
            return 0
    stack = json.loads(STATE.read_text()) if STATE.exists() else None
    defaults = {name: str(p["Default"]) for name, p in template["Parameters"].items()}
    before = stack["parameters"] if stack else {}
    parameters = defaults | before | overrides
    assert set(parameters) == set(defaults), set(parameters) ^ set(defaults)
    resources = template["Resources"].items()
    functions = {n: r["Properties"]["Description"] for n, r in resources if r["Type"] == "AWS::Serverless::Function"}
    url = "https://abc123.execute-api.example.com"
    new = {
        "name": option("--stack-name"),
        "status": "UPDATE_COMPLETE" if stack else "CREATE_COMPLETE",
        "parameters": parameters,
        "outputs": {"DashboardUrl": url},
        "functions": functions,
        "updated": stack["updated"] if stack else "",
    }
    if not parameters["OidcIssuer"]:
        new["outputs"]["SignInReturnsTo"] = parameters["DashboardUrl"]
    if stack and (stack["parameters"], stack["functions"]) != (parameters, functions):
        new["updated"] = f"2026-01-01T00:00:{int((stack['updated'] or '0:0:00Z')[-3:-1]) + 1:02}Z"
    STATE.write_text(json.dumps(new))
    return 0


if __name__ == "__main__":
    sys.exit(main())
