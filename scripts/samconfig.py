"""Reads a profile of samconfig.toml as the SAM CLI reads it."""

import re
from pathlib import Path

from samcli.cli.types import CfnParameterOverridesType
from samcli.lib.config.samconfig import SamConfig

ROOT = Path(__file__).resolve().parent.parent


class Profile:
    """The settings of one profile for a deployment."""

    def __init__(self, name, folder=ROOT):
        try:
            # The deploy section, merged over the global section.
            values = SamConfig(str(folder)).get_all(["deploy"], "parameters", env=name)
        except KeyError:
            values = {}
        if "stack_name" not in values:
            raise LookupError(f"samconfig.toml has no profile {name} with a stack_name")
        self.name = name
        self.stack_name = values["stack_name"]
        self.region = values.get("region")
        self.aws_profile = values.get("profile")
        check_quotes(values.get("parameter_overrides"))
        # `sam deploy --guided` saves one string with quotes, people write a list. SAM's parser reads both.
        self.parameters = CfnParameterOverridesType().convert(values.get("parameter_overrides"), None, None)


def check_quotes(entries):
    """Rejects a value with spaces and without quotes: SAM would cut it at the first space."""
    for entry in entries if isinstance(entries, list) else []:
        if '"' not in entry and re.search(r"\s(?!\w+=)", entry):
            name, _, value = entry.partition("=")
            raise LookupError(f"samconfig.toml: quote the value of {name}: '{name}=\"{value}\"'")


def overrides(parameters):
    """Returns parameters as arguments of `--parameter-overrides`."""
    return [f"{name}={quoted(value)}" for name, value in parameters.items()]


def quoted(value):
    """Returns a value in the syntax of SAM's parser: quoted unless it is one plain word."""
    text = str(value)
    return text if re.fullmatch(r"[\w.:/@+-]+", text) else '"{}"'.format(text.replace('"', r"\""))
