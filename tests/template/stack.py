"""infra/template.yaml before and after the SAM transform."""

import importlib.util
import json
import logging
import os
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
# The transform needs a region for ARNs.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
# The transform warns about features that only AWS supports.
logging.getLogger("samtranslator").setLevel(logging.ERROR)

import template as reader  # noqa: E402
from samtranslator.translator.transform import transform  # noqa: E402


class _NoManagedPolicies:
    """An empty list: the template names no managed policy."""

    def load(self):
        return {}


def script(name):
    """Returns a script as a module, without a compiled file."""
    loader = SourceFileLoader(name, str(ROOT / "scripts" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = written
    return module


def source():
    """Returns the template before the transform."""
    return reader.load()


def transformed():
    """Returns the template after the transform."""
    document = source()
    # The transform needs uploaded code and nested templates.
    document["Globals"]["Function"]["CodeUri"] = "s3://example/code.zip"
    for resource in document["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Application":
            resource["Properties"]["Location"] = "https://example.com/nested.yaml"
    return transform(document, {}, _NoManagedPolicies())


def resource_name(arn):
    """Returns the short name of a policy's resource: EventsTable, EventsTable/index/*, or * for all."""
    if isinstance(arn, str):
        return arn
    ((form, value),) = arn.items()
    if form == "Fn::GetAtt":
        return value[0]
    if form == "Ref" and value.endswith("Aliaslive"):
        return value.removesuffix("Aliaslive")
    if form == "Fn::Split":
        return resource_name(value[1])
    if form == "Ref":
        return value
    if form == "Fn::Sub":
        value = value if isinstance(value, str) else value[0]
        return value.replace("${", "").replace(".Arn}", "").replace("}", "")
    raise ValueError(f"unsupported form of a policy's resource: {arn}")


def shown_metrics(alarms):
    """Returns namespace, name, dimension and value of each metric on the CloudWatch dashboard."""
    body = alarms["Operations"]["Properties"]["DashboardBody"]["Fn::Sub"].replace("${!", "${")
    return [tuple(m[:4]) for w in json.loads(body)["widgets"] for m in w["properties"]["metrics"] if len(m) > 3]


def as_list(value):
    """Returns the value as a list."""
    return value if isinstance(value, list) else [value]


def key_policy(document):
    """Returns the statements of the policy of the key of secrets, by name."""
    return {s["Sid"]: s for s in document["Resources"]["SecretsKey"]["Properties"]["KeyPolicy"]["Statement"]}


def roles(document):
    """Yields the logical id of each function, its role, and the statements of the role's own policies by name."""
    attached = [r["Properties"] for r in document["Resources"].values() if r["Type"] == "AWS::IAM::RolePolicy"]
    for name, resource in document["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Function":
            role = resource["Properties"]["Role"]["Fn::GetAtt"][0]
            properties = document["Resources"][role]["Properties"]
            policies = properties.get("Policies", []) + [p for p in attached if p["RoleName"] == {"Ref": role}]
            named = {p["PolicyName"]: as_list(p["PolicyDocument"]["Statement"]) for p in policies}
            yield name, document["Resources"][role], named
