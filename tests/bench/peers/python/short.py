"""The short forms in which texts are stored: phrases of user agents, UUIDs as bytes."""

import re
from functools import lru_cache
from uuid import UUID

PHRASES = (
    "Mozilla/5.0 (",
    "Windows NT 10.0; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "X11; Linux x86_64",
    "iPhone; CPU iPhone OS ",
    "iPad; CPU OS ",
    "Linux; Android ",
    " like Mac OS X",
    ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
    ") AppleWebKit/605.1.15 (KHTML, like Gecko) ",
    ".0.0.0 Safari/537.36",
    ".0.0.0 Mobile Safari/537.36",
    ".0.0.0",
    " Edg/",
    " OPR/",
    "Version/",
    " Safari/605.1.15",
    " Mobile/15E148",
    " Safari/604.1",
    "; rv:",
    ".0) Gecko/20100101 Firefox/",
    "Android ",
    "; Mobile",
    " (KHTML, like Gecko)",
    "Windows",
    "macOS",
    "Chrome",
    "Firefox",
    "Safari",
    "Linux",
    "iPhone",
)

CODES = {phrase: chr(code) for code, phrase in enumerate(PHRASES, 1)}
LONGEST_FIRST = re.compile("|".join(map(re.escape, sorted(PHRASES, key=len, reverse=True))))
CODE = re.compile("[\x01-\x1f]")
UUID_TEXT = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@lru_cache(maxsize=4096)
def shorten(text):
    return LONGEST_FIRST.sub(lambda match: CODES[match.group()], text)


@lru_cache(maxsize=4096)
def lengthen(short):
    return CODE.sub(lambda match: PHRASES[ord(match.group()) - 1], short)


def stored_id(text):
    """Returns the attribute of an id: a UUID as its bytes."""
    if UUID_TEXT.fullmatch(text):
        return {"B": bytes.fromhex(text.replace("-", ""))}
    return {"S": text}


def read_id(attribute):
    return str(UUID(bytes=attribute["B"])) if "B" in attribute else attribute["S"]
