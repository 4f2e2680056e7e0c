"""Reads events from their wire form: every fault of every field, as the contract says."""

import hashlib
import ipaddress
import re
from datetime import datetime, timezone

from catalog import TYPES

OUTCOMES = frozenset(("success", "failure", "attempt", "blocked"))
EVENT_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
ORGANIZATION_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
FIELDS = frozenset(
    "id organization_id type occurred_at outcome actor targets client session_id metadata".split()
)
ACTOR = {"id": 128, "name": 256, "email": 320}
CLIENT = {"ip": 64, "device": 128, "app_version": 128, "user_agent": 512}
TARGET = {"type": 64, "id": 128, "name": 256}


def parse(value, faults):
    """Returns the event that `value` is, with canonical time and address; or none, and what is wrong."""
    if type(value) is not dict:
        faults.append(("", "is not an object"))
        return None
    before = len(faults)
    for name in value.keys() - FIELDS:
        faults.append((f"/{name[:64]}", "is not a field of an event"))
    event_id = value.get("id")
    if type(event_id) is not str or not EVENT_ID.fullmatch(event_id):
        faults.append(("/id", "is missing or not an id"))
    organization = value.get("organization_id")
    if type(organization) is not str or not ORGANIZATION_ID.fullmatch(organization):
        faults.append(("/organization_id", "is missing or not an id"))
    kind = value.get("type")
    if type(kind) is not str or kind not in TYPES:
        faults.append(("/type", "is not a type of the catalog (GET /v1/event-types)"))
    millis = _millis(value.get("occurred_at"), faults)
    outcome = value.get("outcome") or "success"
    if type(outcome) is not str or outcome not in OUTCOMES:
        faults.append(("/outcome", "must be one of success, failure, attempt, blocked"))
    actor = _texts(value.get("actor"), "/actor", ACTOR, ("id",), faults)
    email = actor.get("email")
    if email is not None and not all(email.rpartition("@")[::2]):
        faults.append(("/actor/email", "is not an e-mail address"))
    client = _texts(value.get("client") or {}, "/client", CLIENT, (), faults)
    ip = client.pop("ip", None)
    if ip is not None:
        ip = _address(ip, faults)
    targets = value.get("targets") or []
    if type(targets) is not list or len(targets) > 10:
        faults.append(("/targets", "is not an array of at most 10 targets"))
        targets = []
    targets = [
        _texts(target, f"/targets/{index}", TARGET, ("type", "id"), faults)
        for index, target in enumerate(targets)
    ]
    session = value.get("session_id")
    if session is not None:
        _text(session, "/session_id", 128, faults)
    metadata = value.get("metadata") or {}
    if type(metadata) is not dict or len(metadata) > 20:
        faults.append(("/metadata", "is not an object of at most 20 keys"))
        metadata = {}
    for key, text in metadata.items():
        if _text(key, f"/metadata/{key[:64]}", 64, faults):
            _text(text, f"/metadata/{key}", 512, faults)
    if len(faults) > before:
        return None
    return {
        "id": event_id,
        "organization": organization,
        "type": kind,
        "source": kind.partition(".")[0],
        "millis": millis,
        "outcome": outcome,
        "actor": actor,
        "client": client,
        "ip": ip,
        "targets": targets,
        "session": session,
        "metadata": metadata,
    }


def content_hash(event):
    """Returns the hash that tells a repeated event from a changed one; the address is compared apart."""
    digest = hashlib.sha256()
    actor, client = event["actor"], event["client"]
    fields = [event["organization"], event["type"], event["id"], str(event["millis"]), event["outcome"]]
    fields += [actor["id"], actor.get("name"), actor.get("email")]
    fields += [client.get("device"), client.get("app_version"), client.get("user_agent"), event["session"]]
    for target in event["targets"]:
        fields += [target["type"], target["id"], target.get("name")]
    for key, text in sorted(event["metadata"].items()):
        fields += [key, text]
    for field in fields:
        data = b"" if field is None else field.encode()
        digest.update((len(data) if field is not None else -1).to_bytes(8, "big", signed=True))
        digest.update(data)
    return digest.digest()[:16]


def _texts(value, pointer, limits, required, faults):
    if type(value) is not dict:
        faults.append((pointer, "is missing or not an object"))
        return {}
    for name in value.keys() - limits.keys():
        faults.append((f"{pointer}/{name[:64]}", "is not a field of an event"))
    texts = {}
    for name, limit in limits.items():
        text = value.get(name)
        if text is None:
            if name in required:
                faults.append((f"{pointer}/{name}", "is missing"))
        elif _text(text, f"{pointer}/{name}", limit, faults):
            texts[name] = text
    return texts


def _text(text, pointer, limit, faults):
    if type(text) is not str:
        faults.append((pointer, "is not a string"))
    elif not text:
        faults.append((pointer, "is empty"))
    elif len(text) * 4 > limit and len(text.encode()) > limit:
        faults.append((pointer, f"is longer than {limit} bytes"))
    elif CONTROL.search(text):
        faults.append((pointer, "has a control character"))
    else:
        return True
    return False


def _millis(text, faults):
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None or len(text) < 20:
            raise ValueError
    except (TypeError, ValueError):
        faults.append(("/occurred_at", "is not an RFC 3339 time such as 2026-11-21T19:23:11.123Z"))
        return 0
    return int(time.astimezone(timezone.utc).timestamp() * 1000 + 0.0001)


def _address(text, faults):
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        faults.append(("/client/ip", "is not an IPv4 or IPv6 address"))
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
