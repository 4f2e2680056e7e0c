"""Reads infra/template.yaml for the scripts that need its functions, routes or environment.

    python scripts/template.py binaries        the functions' binaries, one a line
    python scripts/template.py sizes           the built bootstraps, zipped, one a line
    python scripts/template.py router          routes, as a configuration of cargo lambda watch
    python scripts/template.py containers F    the built template for sam local, with the environment of F
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
    """Yields each route of a template: method, path, logical id and resource of its function."""
    for name, function in functions(template):
        for event in function["Properties"].get("Events", {}).values():
            properties = event["Properties"]
            yield properties["Method"], properties["Path"], name, function


def zip_size(bootstrap):
    """Returns the bytes of a bootstrap's zip, as it is uploaded."""
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(bootstrap, "bootstrap")
    return zipped.getbuffer().nbytes


def sizes():
    """Yields each built binary, the size of its bootstrap, and the size of its zip."""
    for _, function in functions(load()):
        bootstrap = BUILT / binary(function) / "bootstrap"
        yield binary(function), bootstrap.stat().st_size, zip_size(bootstrap)


def router():
    """Returns the routes as cargo lambda watch reads them."""
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
    """Returns the built template with every function's environment pointed at the emulators.

    `path` holds lines of "export NAME=value", as `local --services-only` prints them.
    """
    text = re.sub(r"http://(127\.0\.0\.1|localhost):", "http://host.docker.internal:", Path(path).read_text())
    services = dict(line.removeprefix("export ").split("=", 1) for line in text.splitlines())
    built = without_aliases(load(ROOT / ".aws-sam" / "build" / "template.yaml"))
    for _, function in functions(built):
        properties = function["Properties"]
        properties.setdefault("Environment", {}).setdefault("Variables", {}).update(services)
    return yaml.safe_dump(built, sort_keys=False)


def without_aliases(value):
    """Returns a template that names functions where it named aliases, which sam local does not know."""
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
    """Returns a word that changes with a function's properties and with the parameters that they depend on.

    `values` are the parameters that differ from their defaults, or all of them.
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
    # How a version gets into service is no part of it.
    used.discard("DeploymentType")
    values = {name: str(values.get(name, parameters[name].get("Default"))) for name in used}
    text = json.dumps([properties, values], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _references(value):
    """Yields the names that a part of a template refers to, conditions included."""
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
    """Returns the built template with a word for each function's configuration in its description.

    SAM publishes a version when a function's text changes, but does not see that a parameter in it has
    another value: the alias would stay with the version before. And it publishes for a property that versions
    do not have, such as reserved concurrency, where Lambda refuses a version that is the same as the last one.
    The description is one that versions have.
    """
    document = load(built)
    for _, function in functions(document):
        word = configuration(document, function, values)
        function["Properties"]["Description"] += f" Configuration {word}."
    return yaml.safe_dump(document, sort_keys=False)


def main(command=None, path=None):
    """Prints what one command asks for."""
    match command:
        case "containers" if path:
            print(containers(path))
        case "binaries":
            for _, function in functions(load()):
                print(binary(function))
        case "sizes":
            print(f"{'function':<16}{'bootstrap':>12}{'zip':>12}")
            for name, bootstrap, zipped in sizes():
                print(f"{name:<16}{bootstrap / 1e6:>9.2f} MB{zipped / 1e6:>9.2f} MB")
        case "router":
            print(router())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
