"""The tables: one client for the life of the process."""

import os
import random
import time

import boto3
from botocore.config import Config

EVENTS = os.environ["EVENTS_TABLE"]
CONTROL = os.environ["CONTROL_TABLE"]

dynamodb = boto3.client(
    "dynamodb",
    config=Config(max_pool_connections=8, retries={"mode": "standard", "max_attempts": 3}),
)


def batch_get(table, keys, **more):
    """Reads items, consistently, however many."""
    items = []
    for start in range(0, len(keys), 100):
        pending, attempt = {table: {"Keys": keys[start : start + 100], "ConsistentRead": True, **more}}, 0
        while pending:
            answer = dynamodb.batch_get_item(RequestItems=pending)
            items += answer["Responses"].get(table, ())
            pending = answer.get("UnprocessedKeys")
            if pending:
                attempt += 1
                time.sleep(random.random() * min(1.0, 0.025 * 2**attempt))
    return items


def control_snapshot(organizations, users):
    """Returns plan, shards and settings of organizations, and directory entries, in one request."""
    keys = [
        {"pk": {"S": f"ORG#{organization}"}, "sk": {"S": sk}}
        for organization in organizations
        for sk in ("ORGANIZATION", "SETTINGS")
    ]
    keys += [{"pk": {"S": f"USERS#{organization}"}, "sk": {"S": f"USER#{user}"}} for organization, user in users]
    states, known = {}, {}
    for item in batch_get(CONTROL, keys):
        organization, sk = item["pk"]["S"].split("#")[1], item["sk"]["S"]
        if sk.startswith("USER#"):
            known[organization, sk[5:]] = item
        else:
            states.setdefault(organization, {})[sk] = item
    return states, known


def insert_statement(table, item):
    """Returns the statement that inserts `item` unless its key exists."""
    names = ", ".join(f"'{name}': ?" for name in item)
    return {"Statement": f'INSERT INTO "{table}" VALUE {{{names}}}', "Parameters": list(item.values())}
