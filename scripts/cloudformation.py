"""What a deployment needs to know about the account and the stack before and after it."""

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError, ProfileNotFound

# A stack in these states accepts no update, and has nothing in it that is worth keeping.
NOT_CREATED = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}


class Account:
    """The account and region that a deployment goes to. Creating it checks both."""

    def __init__(self, region=None, aws_profile=None):
        try:
            session = boto3.Session(profile_name=aws_profile, region_name=region)
            self.region = session.region_name
            if not self.region:
                raise NoRegionError
            self.id = session.client("sts").get_caller_identity()["Account"]
            self._cloudformation = session.client("cloudformation")
        except NoRegionError:
            raise LookupError(
                "No AWS region is set. Set AWS_REGION, run make deploy REGION=…, or add `region` to the profile in samconfig.toml."
            ) from None
        except (NoCredentialsError, ProfileNotFound) as error:
            raise LookupError(
                f"{error}. Sign in first (aws sso login, or AWS_PROFILE=…), and check with: aws sts get-caller-identity"
            ) from None
        except (BotoCoreError, ClientError) as error:
            raise LookupError(f"AWS does not accept these credentials: {error}") from None

    def stack(self, name):
        """Returns the stack of this name, or nothing where there is none yet."""
        try:
            (described,) = self._cloudformation.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise LookupError(f"The stack {name} cannot be read: {error}") from None
        # A change set that was declined leaves an empty stack behind.
        return None if described["StackStatus"] == "REVIEW_IN_PROGRESS" else Stack(described)


class Stack:
    """A stack as CloudFormation describes it."""

    def __init__(self, described):
        self.name = described["StackName"]
        self.status = described["StackStatus"]
        # Each update has a time of its own; a stack that was never updated has none.
        self.updated = described.get("LastUpdatedTime")
        self.parameters = {p["ParameterKey"]: p["ParameterValue"] for p in described.get("Parameters", [])}
        self.outputs = {o["OutputKey"]: o["OutputValue"] for o in described.get("Outputs", [])}

    def refuses_update(self, region):
        """Returns why this stack cannot be updated now and what to do, or nothing if it can."""
        where = f"--stack-name {self.name} --region {region}"
        if self.status in NOT_CREATED:
            return f"The stack {self.name} was never created ({self.status}). Remove what is left, then deploy again:\n  sam delete {where}"
        if self.status == "UPDATE_ROLLBACK_FAILED":
            return f"The last update of {self.name} could not be rolled back. Finish that first:\n  aws cloudformation continue-update-rollback {where}"
        if self.status.endswith("_IN_PROGRESS"):
            return f"The stack {self.name} is being changed ({self.status}). Wait until that is done."
        return None
