"""The account, region and stack that a command works on, from its arguments and a profile of samconfig.toml."""

import argparse
import os

import cloudformation
import samconfig


def parser(description):
    """Returns a parser with the arguments that every command has."""
    made = argparse.ArgumentParser(description=description.splitlines()[0])
    made.add_argument("profile", help="profile of samconfig.toml: default, staging or production")
    made.add_argument("--stack", help="name of the stack, in place of the profile's")
    made.add_argument("--region", help="AWS region, in place of the profile's")
    return made


class Target:
    """The target of a command. The constructor checks credentials and region."""

    def __init__(self, arguments):
        self.profile = samconfig.Profile(arguments.profile)
        self.stack = arguments.stack or self.profile.stack_name
        region = arguments.region or self.profile.region or os.environ.get("AWS_REGION")
        self.account = cloudformation.Account(region, self.profile.aws_profile)
        self.region = self.account.region
