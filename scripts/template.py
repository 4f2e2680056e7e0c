"""Reads infra/template.yaml for the scripts that need its functions, routes or environment.

    python scripts/template.py binaries        the functions' binaries, one per line
    python scripts/template.py sizes           the size of each release binary and its zip, one per line
    python scripts/template.py router          the routes as configuration of cargo lambda watch
    python scripts/template.py containers F    the built template for sam local, with the environment in file F
"""

import hashlib
import io
import json
import re
import sys
import zipfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "infra" / "template.yaml"
BUILT = ROOT / "target" / "lambda"


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, each read as its long form."""


def _long_form(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if name == "Fn::GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {name: value}


Loader.add_multi_constructor("!", _long_form)


def load(path=TEMPLATE):
    """Returns a template as plain data."""
    return yaml.load(path.read_text(), Loader)


def functions(template):
    """Yields each function of a template: its logical id and its resource."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            yield name, resource


def binary(function):
    """Returns the name of the binary that a function runs."""
    return function["Metadata"]["BuildProperties"]["Binary"]


def routes(template):
    """Yields each route of a template: method, path, logical id and resource of its function.

    Events of other types, such as streams and schedules, have no route.
    """
    for name, function in functions(template):
        for event in function["Properties"].get("Events", {}).values():
            if event["Type"] == "HttpApi":
                properties = event["Properties"]
                yield properties["Method"], properties["Path"], name, function


def bootstrap(function):
    """Returns the path of a function's release binary."""
    return BUILT / binary(function) / "bootstrap"


def zip_size(path):
    """Returns the size of a bootstrap's zip in bytes, as it is uploaded."""
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "bootstrap")
    return zipped.getbuffer().nbytes


def sizes():
    """Yields each binary with the sizes of its bootstrap and of its zip in bytes."""
    for _, function in functions(load()):
        path = bootstrap(function)
        yield binary(function), path.stat().st_size, zip_size(path)


def router():
    """Returns the routes as configuration of cargo lambda watch."""
    paths = {}
    for method, path, _, function in routes(load()):
        wildcard = re.sub(r"\{(\w+)\+\}", r"{*\1}", path)
        paths.setdefault(wildcard, []).append((method, binary(function)))
    lines = ["[watch.router]"]
    for path, choices in paths.items():
        entries = ", ".join(f'{{ method = "{method}", function = "{name}" }}' for method, name in choices)
        lines.append(f'"{path}" = [{entries}]')
    return "\n".join(lines)


def containers(path):
    """Returns the built template with the emulators in the environment of every function.

    `path` is a file of lines "export NAME=value", the output of `local --services-only`.
    """
    text = re.sub(r"http://(127\.0\.0\.1|localhost):", "http://host.docker.internal:", Path(path).read_text())
    services = dict(line.removeprefix("export ").split("=", 1) for line in text.splitlines())
    built = without_aliases(load(ROOT / ".aws-sam" / "build" / "template.yaml"))
    for _, function in functions(built):
        properties = function["Properties"]
        properties.setdefault("Environment", {}).setdefault("Variables", {}).update(services)
    return yaml.safe_dump(built, sort_keys=False)


def without_aliases(value):
    """Returns the template with functions in place of their aliases, which sam local does not know."""
    if isinstance(value, list):
        return [without_aliases(item) for item in value]
    if not isinstance(value, dict):
        return value
    match value.get("Ref"):
        case str(name) if name.endswith(".Alias"):
            return {"Ref": name.removesuffix(".Alias")}
    named = {key: without_aliases(item) for key, item in value.items()}
    if isinstance(named.get("FunctionArn"), dict) and "Ref" in named["FunctionArn"]:
        named["FunctionArn"] = {"Fn::GetAtt": [named["FunctionArn"]["Ref"], "Arn"]}
    return named


def configuration(document, function, values):
    """Returns a hash of a function's properties and of the parameters that they depend on.

    `values` are all parameters, or those that differ from their defaults.
    """
    parameters, conditions = document["Parameters"], document["Conditions"]
    properties = [document["Globals"]["Function"], function["Properties"]]
    used, waiting = set(), list(_references(properties))
    while waiting:
        name = waiting.pop()
        if name in conditions:
            waiting.extend(_references(conditions[name]))
        elif name in parameters:
            used.add(name)
    # The type of deployment is no part of a version.
    used.discard("DeploymentType")
    values = {name: str(values.get(name, parameters[name].get("Default"))) for name in used}
    text = json.dumps([properties, values], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _references(value):
    """Yields the names of parameters, resources and conditions that a part of a template refers to."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("Ref", "Condition") and isinstance(item, str):
                yield item
            elif key == "Fn::If":
                yield item[0]
                yield from _references(item[1:])
            elif key == "Fn::Sub" and isinstance(item, str):
                yield from re.findall(r"\$\{(\w+)\}", item)
            else:
                yield from _references(item)


def release(built, values):
    """Returns the built template with a hash of each function's configuration in its description.

    SAM publishes a version when the text of a function changes. It does not see that a parameter has another value,
    so the alias would stay at the previous version. It also publishes when a property changes that versions do not
    have, such as reserved concurrency, and Lambda refuses a version that equals the last one. Versions have a
    description, so both cases are covered.
    """
    document = load(built)
    for _, function in functions(document):
        hashed = configuration(document, function, values)
        function["Properties"]["Description"] += f" Configuration {hashed}."
    return yaml.safe_dump(document, sort_keys=False)


def main(command=None, path=None):
    """Runs one command and prints its result."""
    match command:
        case "containers" if path:
            print(containers(path))
        case "binaries":
            for _, function in functions(load()):
                print(binary(function))
        case "sizes":
            print(f"{'function':<16}{'bootstrap':>12}{'zip':>12}")
            for name, size, zipped in sizes():
                print(f"{name:<16}{size / 1e6:>9.2f} MB{zipped / 1e6:>9.2f} MB")
        case "router":
            print(router())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
