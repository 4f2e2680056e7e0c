"""`GET /v1/events`, the same contract as functions/query for one user, type or address, and for time."""

import base64
import hashlib
import heapq
import json
import time
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from urllib.parse import parse_qsl

import runtime
import store
from catalog import TYPES
from keys import moment

PLANS = ("business_suite", "professional")
PARAMETERS = frozenset("user type ip outcome from to order limit cursor".split())
INDEXES = {"by_time": "time_key", "by_user": "user_key", "by_type": "type_key", "by_ip": "ip_key"}

pool = None


def handle(event):
    person = event["requestContext"]["authorizer"]["lambda"]
    if person.get("kind") != "person" or person["role"] not in ("owner", "admin", "auditor"):
        return runtime.problem(403, "forbidden", "you may not read everybody's events")
    params = dict(parse_qsl(event["rawQueryString"]))
    unknown = params.keys() - PARAMETERS
    if unknown:
        return runtime.problem(400, "invalid_parameter", f"the parameter {min(unknown)} is not known")
    try:
        limit = int(params.get("limit", "50"))
        descending = {"desc": True, "asc": False}[params.get("order", "desc")]
        ip = str(ip_address(params["ip"])) if "ip" in params else None
        if not 1 <= limit <= 1000 or params.get("type", "vpn.session.started") not in TYPES:
            raise ValueError
    except (KeyError, ValueError):
        return runtime.problem(400, "invalid_parameter", "a parameter is not as documented")
    organization = person["organization_id"]
    states, _ = store.control_snapshot([organization], ())
    state = states.get(organization, {})
    if "ORGANIZATION" not in state or state["ORGANIZATION"]["plan"]["S"] not in PLANS:
        return runtime.problem(403, "plan_required", "your plan does not include the activity monitor")
    settings = state.get("SETTINGS", {})
    show = settings.get("show_details", {}).get("BOOL", True)
    if ip and not show:
        return runtime.problem(403, "details_hidden", "details are hidden")
    question = json.dumps([organization, {k: v for k, v in sorted(params.items()) if k not in ("limit", "cursor")}])
    after = None
    if "cursor" in params:
        after = open_cursor(params["cursor"], question)
        if after is None:
            return runtime.problem(400, "invalid_parameter", "the cursor is not one of these filters")

    now = int(time.time() * 1000)
    retention = int(settings.get("retention_days", {}).get("N", "400")) * 86_400_000
    lower = max(params.get("from", ""), moment(now - retention))
    upper = params.get("to", "9999-12-31T23:59:59.999Z")
    shards = int(state["ORGANIZATION"]["write_shards"]["N"])
    index, branches = plan(organization, params, ip, shards)
    rows = read(index, branches, lower, upper, after, descending, limit)
    events, last, more = [], None, False
    for row in rows:
        if len(events) == limit:
            more = True
            break
        last = row["sort_key"]["S"]
        if int(row["expires_at"]["N"]) * 1000 > now and matches(row, params, ip):
            events.append(body(row, show))
    cursor = seal_cursor(last, question) if more else None
    return runtime.response(200, {"events": events, "next_cursor": cursor})


def plan(organization, params, ip, shards):
    """Returns the most selective index and its keys: user, then address, then type, then time."""
    if "user" in params:
        return "by_user", [f"{organization}#{params['user']}"]
    if ip:
        return "by_ip", [f"{organization}#{ip}#{shard}" for shard in range(shards)]
    if "type" in params:
        return "by_type", [f"{organization}#{params['type']}#{shard}" for shard in range(shards)]
    return "by_time", [f"{organization}#{shard}" for shard in range(shards)]


def read(index, branches, lower, upper, after, descending, limit):
    """Yields rows in order, merged over the branches."""
    global pool
    if after:
        lower, upper = (lower, after) if descending else (after, upper)
    first = limit + 1 if len(branches) == 1 else max(5, int(limit / len(branches) + (limit / len(branches)) ** 0.5) + 1)

    def pages(key):
        request = {
            "TableName": store.EVENTS,
            "IndexName": index,
            "KeyConditionExpression": "#key = :key AND sort_key BETWEEN :lower AND :upper",
            "ExpressionAttributeNames": {"#key": INDEXES[index]},
            "ExpressionAttributeValues": {":key": {"S": key}, ":lower": {"S": lower}, ":upper": {"S": upper}},
            "ScanIndexForward": not descending,
            "Limit": first,
        }
        while True:
            page = store.dynamodb.query(**request)
            yield from (row for row in page["Items"] if row["sort_key"]["S"] != after)
            if not page.get("LastEvaluatedKey"):
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    if len(branches) == 1:
        return pages(branches[0])
    pool = pool or ThreadPoolExecutor(16)

    # Every branch's first page at once; the merge asks for more where one runs dry.
    streams = [pages(key) for key in branches]
    heads = pool.map(lambda stream: next(stream, None), streams)
    chained = [_chain(head, stream) for head, stream in zip(heads, streams) if head is not None]
    return heapq.merge(*chained, key=lambda row: row["sort_key"]["S"], reverse=descending)


def _chain(head, rest):
    yield head
    yield from rest


def matches(row, params, ip):
    return (
        ("user" not in params or row["user_key"]["S"].split("#", 1)[1] == params["user"])
        and ("type" not in params or row["type_key"]["S"].split("#")[1] == params["type"])
        and (ip is None or ("ip_key" in row and row["ip_key"]["S"].split("#")[1] == ip))
        and ("outcome" not in params or row.get("o", {}).get("S", "success") == params["outcome"])
    )


def body(row, show):
    organization, source, event_id = row["pk"]["S"].split("#", 2)
    text = {name: value["S"] for name, value in row.items() if "S" in value}
    client = {field: text[name] for field, name in (("device", "d"), ("user_agent", "u")) if name in text}
    if "a" in text:
        client["app_version"] = text["a"]
    if show and "nc" not in row:
        if "ip_key" in text:
            client["ip"] = text["ip_key"].split("#")[1]
        if "i" in text:
            client["isp"] = text["i"]
        if "as" in row:
            client["asn"] = int(row["as"]["N"])
        if "c" in text:
            client["location"] = {"country": text["c"], "city": text.get("ct")}
    actor = {"id": text["user_key"].split("#", 1)[1]}
    actor |= {field: text[name] for field, name in (("name", "n"), ("email", "e")) if name in text}
    targets = row.get("t", {}).get("L", ())
    event = {
        "id": event_id,
        "organization_id": organization,
        "type": text["type_key"].split("#")[1],
        "source": source,
        "occurred_at": text["sort_key"][:24],
        "recorded_at": moment(int(row["r"]["N"])),
        "outcome": text.get("o", "success"),
        "actor": actor,
        "targets": [target_body(target["M"]) for target in targets],
        "client": client,
        "details": "not_collected" if "nc" in row else "shown" if show else "hidden",
        "metadata": {key: value["S"] for key, value in row.get("m", {}).get("M", {}).items()},
    }
    if "s" in row:
        event["session_id"] = text["s"]
    return event


def target_body(item):
    body = {"type": item["t"]["S"], "id": item["i"]["S"]}
    if "n" in item:
        body["name"] = item["n"]["S"]
    return body


def seal_cursor(position, question):
    tag = hashlib.sha256(f"{question}{position}".encode()).digest()[:12]
    return base64.urlsafe_b64encode(tag + position.encode()).rstrip(b"=").decode()


def open_cursor(text, question):
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        position = raw[12:].decode()
    except ValueError:
        return None
    return position if seal_cursor(position, question) == text else None


if __name__ == "__main__":
    runtime.run(handle)
