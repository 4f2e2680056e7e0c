"""All key text, of the same form as the Rust functions' own."""

import hashlib
from datetime import datetime, timezone


def moment(millis):
    """Returns `2026-11-21T19:23:11.123Z`."""
    time = datetime.fromtimestamp(millis // 1000, timezone.utc)
    return f"{time:%Y-%m-%dT%H:%M:%S}.{millis % 1000:03d}Z"


def name_hash(source, event_id):
    return hashlib.sha256(f"{source}#{event_id}".encode()).digest()


def event_keys(event, shards):
    """Returns every key of an event, written over `shards`."""
    organization, source, event_id = event["organization"], event["source"], event["id"]
    digest = name_hash(source, event_id)
    shard = int.from_bytes(digest[30:32], "big") % shards
    keys = {
        "pk": f"{organization}#{source}#{event_id}",
        "sort_key": f"{moment(event['millis'])}#{digest[:10].hex()}",
        "time_key": f"{organization}#{shard}",
        "user_key": f"{organization}#{event['actor']['id']}",
        "type_key": f"{organization}#{event['type']}#{shard}",
    }
    if event["ip"]:
        keys["ip_key"] = f"{organization}#{event['ip']}#{shard}"
    return keys
