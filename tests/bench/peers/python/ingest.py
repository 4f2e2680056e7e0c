"""`POST /v1/events`, the same contract as functions/ingest."""

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from unicodedata import combining, normalize

import runtime
import store
from event import content_hash, parse
from keys import event_keys

PLANS = ("business_suite", "professional")
ANSWER_TIME = 10.0

seen = set()
pool = None


def handle(event):
    product = event["requestContext"]["authorizer"]["lambda"]
    if product.get("kind") != "product":
        return runtime.problem(403, "forbidden", "only products send events")
    deadline = time.monotonic() + ANSWER_TIME
    try:
        body = json.loads(event["body"])
        values = body["events"]
        if type(values) is not list or not 1 <= len(values) <= 500 or len(body) != 1:
            raise ValueError
    except (KeyError, TypeError, ValueError):
        return runtime.problem(400, "invalid_request", "the body is not 1 to 500 events")
    results, pending = read(values, product)

    named = {
        (event["organization"], event["actor"]["id"])
        for _, event in pending
        if fingerprint(event) not in seen and ("name" in event["actor"] or "email" in event["actor"])
    }
    states, known = store.control_snapshot({event["organization"] for _, event in pending}, named)
    admitted = admit(pending, states, results)
    insert(admitted, results, deadline)
    learn(admitted, known, results, named)
    for index, result in enumerate(results):
        if type(result) is tuple:
            first, same = result
            stored = results[first]["status"] in ("recorded", "duplicate")
            status = ("duplicate" if same else "conflict") if stored else "retry"
            results[index] = {"id": values[index]["id"], "status": status}
    if all(result["status"] == "retry" for result in results):
        return runtime.problem(503, "unavailable", "no event could be acknowledged; send the same events again")
    return runtime.response(200, {"results": results})


def read(values, product):
    """Returns a result for each event that is turned away, and the others with their places."""
    sources, organizations = scope(product["sources"]), scope(product["organizations"])
    results, pending, first = [None] * len(values), [], {}
    for index, value in enumerate(values):
        faults = []
        event = parse(value, faults)
        if event and sources is not None and event["source"] not in sources:
            faults.append(("/type", "this key may not send events of this source"))
        if event and organizations is not None and event["organization"] not in organizations:
            faults.append(("/organization_id", "this key may not send events of this organization"))
        if faults:
            results[index] = rejected(value, faults)
            continue
        name = (event["organization"], event["source"], event["id"])
        if name in first:
            earlier, content = first[name]
            results[index] = (earlier, content == event)
        else:
            first[name] = (index, event)
            pending.append((index, event))
    return results, pending


def admit(pending, states, results):
    """Returns the items of the events that may be recorded."""
    now = int(time.time() * 1000)
    admitted = []
    for index, event in pending:
        state = states.get(event["organization"], {})
        organization, settings = state.get("ORGANIZATION"), state.get("SETTINGS")
        if organization is None:
            results[index] = rejected(event, [("/organization_id", "is not a known organization")])
            continue
        if organization["plan"]["S"] not in PLANS or settings is None or not settings["activity_monitor"]["BOOL"]:
            reason = "monitor_off" if organization["plan"]["S"] in PLANS else "plan"
            results[index] = {"id": event["id"], "status": "not_collected", "reason": reason}
            continue
        expires = event["millis"] + int(settings["retention_days"]["N"]) * 86_400_000
        if event["millis"] > now + 300_000 or expires <= now:
            results[index] = rejected(event, [("/occurred_at", "is in the future or too old")])
            continue
        shards, collect = int(organization["write_shards"]["N"]), settings["collect_details"]["BOOL"]
        admitted.append((index, event, item(event, shards, collect, now, expires)))
    return admitted


def item(event, shards, collect, now, expires):
    keys = event_keys(event, shards)
    if not collect:
        keys.pop("ip_key", None)
    attributes = {name: {"S": key} for name, key in keys.items()}
    attributes["expires_at"] = {"N": str(expires // 1000)}
    attributes["r"] = {"N": str(now)}
    attributes["h"] = {"B": content_hash(event)}
    actor, client = event["actor"], event["client"]
    texts = (
        ("n", actor.get("name")),
        ("e", actor.get("email")),
        ("d", client.get("device")),
        ("a", client.get("app_version")),
        ("u", client.get("user_agent")),
        ("o", event["outcome"] if event["outcome"] != "success" else None),
    )
    for name, text in texts:
        if text is not None:
            attributes[name] = {"S": text}
    if event["session"]:
        attributes["s"] = {"S": event["session"]}
    if event["targets"]:
        attributes["t"] = {"L": [{"M": target_item(target)} for target in event["targets"]]}
    if event["metadata"]:
        attributes["m"] = {"M": {key: {"S": text} for key, text in event["metadata"].items()}}
    if not collect:
        attributes["nc"] = {"BOOL": True}
    return attributes


def target_item(target):
    attributes = {"t": {"S": target["type"]}, "i": {"S": target["id"]}}
    if "name" in target:
        attributes["n"] = {"S": target["name"]}
    return attributes


def insert(admitted, results, deadline):
    """Inserts in batches of 25, several at once, and tells duplicates from conflicts."""
    global pool
    batches = [admitted[start : start + 25] for start in range(0, len(admitted), 25)]
    if len(batches) > 1:
        pool = pool or ThreadPoolExecutor(8)
        done = pool.map(lambda batch: insert_batch(batch, deadline), batches)
    else:
        done = (insert_batch(batch, deadline) for batch in batches)
    taken = []
    for batch, codes in zip(batches, done):
        for entry, code in zip(batch, codes):
            if code == "DuplicateItem":
                taken.append(entry)
            else:
                results[entry[0]] = {"id": entry[1]["id"], "status": "recorded" if code is None else "retry"}
    if taken:
        compare(taken, results)


def insert_batch(batch, deadline):
    codes, pending, attempt = ["?"] * len(batch), list(range(len(batch))), 0
    while pending and time.monotonic() < deadline:
        statements = [store.insert_statement(store.EVENTS, batch[place][2]) for place in pending]
        answer = store.dynamodb.batch_execute_statement(Statements=statements)
        left = []
        for place, said in zip(pending, answer["Responses"]):
            code = said.get("Error", {}).get("Code")
            codes[place] = code
            if code not in (None, "DuplicateItem"):
                left.append(place)
        pending = left
        if pending:
            attempt += 1
            time.sleep(random.random() * min(1.0, 0.025 * 2**attempt))
    return codes


def compare(taken, results):
    keys = [{"pk": attributes["pk"]} for _, _, attributes in taken]
    stored = store.batch_get(
        store.EVENTS, keys, ProjectionExpression="pk, h, ip_key, nc"
    )
    stored = {item["pk"]["S"]: item for item in stored}
    for index, event, attributes in taken:
        there = stored.get(attributes["pk"]["S"])
        if there is None:
            results[index] = {"id": event["id"], "status": "retry"}
            continue
        ip = there["ip_key"]["S"].split("#")[1] if "ip_key" in there else None
        same = there["hash"]["B"] == attributes["h"]["B"] and ("nc" in there or ip == event["ip"])
        results[index] = {"id": event["id"], "status": "duplicate" if same else "conflict"}


def learn(admitted, known, results, named):
    """Enters actors who are not in the directory as these events name them."""
    if not named:
        return
    statements, learned = [], []
    for index, event, _ in admitted:
        if results[index]["status"] not in ("recorded", "duplicate"):
            continue
        actor = event["actor"]
        key = (event["organization"], actor["id"])
        if key not in named:
            continue
        learned.append(fingerprint(event))
        there = known.get(key)
        if there and all(there.get(name, {}).get("S") == actor.get(name) for name in ("name", "email")):
            continue
        pk = {"S": f"USERS#{key[0]}"}
        entry = {"pk": pk, "sk": {"S": f"USER#{key[1]}"}}
        entry |= {name: {"S": actor[name]} for name in ("name", "email") if name in actor}
        known[key] = entry
        former = {"former_emails": {"L": []}, "former_names": {"L": []}}
        more = {"seen_at": {"N": str(event["millis"])}, "version": {"N": "1"}}
        if there:
            # A new name: the rare case, one request of its own.
            store.dynamodb.put_item(TableName=store.CONTROL, Item=there | entry)
        else:
            statements.append(store.insert_statement(store.CONTROL, entry | former | more))
        if "email" in actor:
            email = fold(actor["email"])
            row = {"pk": pk, "sk": {"S": f"EMAIL#{email}#{key[1]}"}, "email": {"S": email}, "user": {"S": key[1]}}
            statements.append(store.insert_statement(store.CONTROL, row))
    for start in range(0, len(statements), 25):
        store.dynamodb.batch_execute_statement(Statements=statements[start : start + 25])
    seen.update(learned)


def fold(text):
    return "".join(c for c in normalize("NFKD", text) if not combining(c)).lower()


def fingerprint(event):
    actor = event["actor"]
    return hash((event["organization"], actor["id"], actor.get("name"), actor.get("email")))


def scope(text):
    return None if text == "*" else frozenset(text.split(","))


def rejected(value, faults):
    errors = [{"pointer": pointer, "message": message} for pointer, message in faults]
    name = value.get("id") if type(value) is dict else None
    return {"id": name if type(name) is str else None, "status": "rejected", "errors": errors}


if __name__ == "__main__":
    runtime.run(handle)
