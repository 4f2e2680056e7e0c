"""The methods of shared/event-store, and the clients of functions/delivery, that the code of each function calls."""

import re
from pathlib import Path

import stack
import yaml

# By method of the store: resource → permission → the file and the SDK's method that need it.
CALLS = yaml.safe_load((Path(__file__).parent / "calls.yaml").read_text())
STORE = stack.ROOT / "shared" / "event-store" / "src"
API = stack.ROOT / "shared" / "api" / "src"
DELIVERY = stack.ROOT / "functions" / "delivery" / "src"
# The only files outside the store that call AWS: secrets, and destinations that are services of AWS.
OWN_CLIENTS = (
    "secrets.rs",
    "mail/mailer.rs",
    "destinations/eventbridge.rs",
    "destinations/s3.rs",
    "destinations/s3/role.rs",
)
# Requests with the credentials of an organization's role.
OF_ORGANIZATIONS = {("delivery/destinations/s3.rs", "put_object"), ("delivery/destinations/s3.rs", "get_object")}

# Calls of `api` for the functions that use it.
THROUGH_API = {
    r"\bOrganizationAccess::": "organizations_state",
    r"\bread_(params_)?with_catalog\b": "store.catalog.get",
    r"\bread_(params_)?with_catalog\(": "store.catalog.refresh",
    r"\bresolve_users\(": "users_by_email",
}
# The functions that are invoked, as the code names them, by the method that invokes.
INVOKED = {"call": ("workers", "backtest", "itself", "deliverer"), "call_and_wait": ("deliverer",)}
# Methods of the SDK's clients that send a request.
SDK_CALL = re.compile(
    r"\.(batch_execute_statement|batch_get_item|batch_write_item|delete_item|execute_statement"
    r"|execute_transaction|get_item|put_item|query|scan|transact_get_items|transact_write_items"
    r"|update_item|abort_multipart_upload|complete_multipart_upload|create_multipart_upload"
    r"|delete_object|delete_objects|get_object|head_object|list_objects_v2|list_parts|put_object"
    r"|upload_part|invoke|encrypt|decrypt|send_email|put_events|assume_role)\(\)"
)


def _production(path):
    """Returns the code of a file without comments and tests."""
    text = re.sub(r"//.*", "", path.read_text())
    return text.split("#[cfg(test)]\nmod tests {")[0]


def _files(crate):
    folder = stack.ROOT / "functions" / crate / "src"
    return [path for path in sorted(folder.rglob("*.rs")) if not re.search(r"(^|_)tests$", path.stem)]


def files(function):
    """Returns the files of a function. The crates `export`, `sequencer`, `detection` and `delivery` have several each."""
    crate = re.sub(r"\B([A-Z])", r"-\1", function.removesuffix("Function")).lower()
    if crate == "export-worker":
        root = stack.ROOT / "functions" / "export" / "src"
        shared = [root / name for name in ("scheduler.rs", "files.rs", "columns.rs")]
        return shared + [path for path in _files("export") if path.relative_to(root).parts[0].startswith("worker")]
    if crate in ("sequencer", "feed-sweep"):
        # lib.rs invokes the sweep.
        of_sweep = {"lib", "sweep", "feed-sweep"}
        return [path for path in _files("sequencer") if (path.stem in of_sweep) == (crate == "feed-sweep")]
    for several, parts in SEVERAL.items():
        if crate in parts:
            return _part(several, parts, crate)
    return [path for path in _files(crate) if crate != "export" or "worker" not in str(path.relative_to(stack.ROOT))]


# By crate and function: its files and folders, besides its binary. The rest are the API's.
SEVERAL = {
    "detection": {
        "detector": {"detector.rs", "detector"},
        # It records findings as the detector does.
        "detection-sweep": {"sweep.rs", "sweep", "detector"},
        "backtest-worker": {"backtest.rs", "backtest"},
        "detection": set(),
    },
    "delivery": {
        "deliverer": {
            "deliverer.rs",
            "deliverer",
            "destinations.rs",
            "destinations",
            "finding.rs",
            "finding",
            "mail.rs",
            "mail",
            "notify.rs",
            "notify",
        },
        "delivery-wake": {"wake.rs", "wake"},
        "delivery": set(),
    },
}


def _part(crate, parts, function):
    root = stack.ROOT / "functions" / crate / "src"
    others = {"bin"}.union(*parts.values())
    found = []
    for path in _files(crate):
        top = path.relative_to(root).parts[0]
        is_own = path.stem == function if top == "bin" else top in parts[function]
        if is_own or (function == crate and top not in others):
            found.append(path)
    return found


def _pattern(name):
    # A type whose methods call AWS.
    if name[0].isupper():
        return rf"\b{name}::new\("
    receiver, _, method = name.rpartition(".")
    receiver = receiver.replace(".", r"\s*\.\s*")
    return rf"\b{receiver}\s*\.\s*{method}\(" if receiver else rf"\.\s*{method}\("


def methods(paths):
    """Returns the names in calls.yaml that the code in these files calls."""
    text = "\n".join(map(_production, paths))
    found = {name for name in CALLS if re.search(_pattern(name), text)}
    return found | {name for pattern, name in THROUGH_API.items() if re.search(pattern, text)}


def permissions(function):
    """Returns the permissions that the code of a function needs, by resource."""
    needed = {}
    for name in methods(files(function)):
        for resource, actions in CALLS[name].items():
            resource = function if resource == "itself" else resource
            needed.setdefault(resource, set()).update(actions)
    return needed


def own_calls():
    """Yields the calls of functions/delivery itself, by their names in calls.yaml: types of secrets.rs, or methods."""
    yield from re.findall(r"^pub struct (Secret\w+crypter)\b", _production(DELIVERY / "secrets.rs"), re.MULTILINE)
    for file, method in own_requests():
        if file != "delivery/secrets.rs":
            yield method


def own_requests():
    """Yields each request of functions/delivery itself: its file and the method of the SDK."""
    for name in OWN_CLIENTS:
        for method in sorted(set(SDK_CALL.findall(_production(DELIVERY / name)))):
            if (f"delivery/{name}", method) not in OF_ORGANIZATIONS:
                yield f"delivery/{name}", method


def store_methods():
    """Yields each public method of the store, with its name in calls.yaml."""
    receivers = {
        "control/catalog_cache.rs": "store.catalog.",
        "events/get.rs": "store.events.",
        "events/insert.rs": "store.events.",
        "events/page.rs": "store.events.",
        "exports/bucket.rs": "bucket.",
    }
    for path in sorted(STORE.rglob("*.rs")):
        file = str(path.relative_to(STORE))
        for name in re.findall(r"^    pub async fn (\w+)", _production(path), re.MULTILINE):
            if file == "events/reader.rs":
                yield "EventReader"
            elif file == "invoke.rs":
                yield from (f"{function}.{name}" for function in INVOKED[name])
            elif file.startswith("feed/"):
                yield f"feed.{name}"
            elif file not in ("dynamodb/client.rs", "dynamodb/conflict.rs"):
                yield receivers.get(file, "") + name


def store_requests():
    """Yields each request of the store and of the own clients: its file and the method of the SDK."""
    for path in sorted(STORE.rglob("*.rs")):
        for method in sorted(set(SDK_CALL.findall(_production(path)))):
            yield str(path.relative_to(STORE)), method
    yield from own_requests()


def listed_requests():
    """Yields each request that calls.yaml names as the source of a permission."""
    for resources in CALLS.values():
        for actions in resources.values():
            for source in actions.values():
                file, _, method = source.partition(" ")
                yield file, method
