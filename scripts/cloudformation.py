"""The account and the stack of a deployment."""

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError, ProfileNotFound

# A stack in these states accepts no update and holds no data.
NOT_CREATED = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}


class Account:
    """The account and region of a deployment. The constructor checks both."""

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
        """Returns the stack of this name, or None."""
        try:
            (described,) = self._cloudformation.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise LookupError(f"The stack {name} cannot be read: {error}") from None
        # A declined change set leaves an empty stack.
        return None if described["StackStatus"] == "REVIEW_IN_PROGRESS" else Stack(described)


class Stack:
    """A stack, from the description of CloudFormation."""

    def __init__(self, described):
        self.name = described["StackName"]
        self.status = described["StackStatus"]
        # Absent before the first update.
        self.updated = described.get("LastUpdatedTime")
        self.parameters = {p["ParameterKey"]: p["ParameterValue"] for p in described.get("Parameters", [])}
        self.outputs = {o["OutputKey"]: o["OutputValue"] for o in described.get("Outputs", [])}

    def refuses_update(self, region):
        """Returns a message with the reason and a remedy if the stack cannot be updated now, else None."""
        where = f"--stack-name {self.name} --region {region}"
        if self.status in NOT_CREATED:
            return f"The stack {self.name} was never created ({self.status}). Delete it, then deploy again:\n  sam delete {where}"
        if self.status == "UPDATE_ROLLBACK_FAILED":
            return f"The last update of {self.name} could not be rolled back. Finish the rollback first:\n  aws cloudformation continue-update-rollback {where}"
        if self.status.endswith("_IN_PROGRESS"):
            return f"The stack {self.name} is being changed ({self.status}). Wait until it is done."
        return None
