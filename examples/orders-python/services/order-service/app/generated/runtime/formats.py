"""Formats of JSON Schema 2020-12, section 7.3, as predicates over text."""

from __future__ import annotations

import re
from collections.abc import Callable

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))")
_DURATION = re.compile(
    r"P(?!\Z)(?:[0-9]+W|(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
    r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_HOST = re.compile(
    r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\.?"
)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*")
_REFERENCE = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_PATH = re.compile(r"[\w\-.~!$&'()*+,;=:@/]*", re.ASCII)
_QUERY = re.compile(r"[\w\-.~!$&'()*+,;=:@/?]*", re.ASCII)
_USER = re.compile(r"[\w\-.~!$&'()*+,;=:]*", re.ASCII)
_NAME = re.compile(r"[\w\-.~!$&'()*+,;=]*", re.ASCII)
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*", re.DOTALL)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_date_time(text: str) -> bool:
    """RFC 3339, section 5.6: `2024-02-29T10:00:00Z`."""
    return text[10:11] in ("T", "t") and is_date(text[:10]) and is_time(text[11:])


def is_date(text: str) -> bool:
    """RFC 3339 `full-date`."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = map(int, match.groups())
    if not (1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return not (month == 2 and day == 29 and not leap)


def is_time(text: str) -> bool:
    """RFC 3339 `full-time`. The leap second is 23:59:60 in UTC."""
    match = _TIME.fullmatch(text)
    if match is None:
        return False
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    offset_hour, offset_minute = int(match[5] or 0), int(match[6] or 0)
    if hour > 23 or minute > 59 or offset_hour > 23 or offset_minute > 59:
        return False
    if second < 60:
        return True
    offset = (offset_hour * 60 + offset_minute) * (-1 if match[4] == "-" else 1)
    return second == 60 and (hour * 60 + minute - offset) % 1440 == 1439


def is_duration(text: str) -> bool:
    """ISO 8601 as in RFC 3339, appendix A."""
    return _DURATION.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """RFC 9562, of any version."""
    return _UUID.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """An address as mail servers of today take it: a dot-atom at a domain of at least two labels."""
    at = text.rfind("@")
    if at < 1 or at > 64 or len(text) > 254:
        return False
    domain = text[at + 1 :]
    return (
        _LOCAL.fullmatch(text[:at]) is not None and "." in domain and not domain.endswith(".") and is_hostname(domain)
    )


def is_hostname(text: str) -> bool:
    """RFC 1123: labels of letters, digits and inner hyphens."""
    return len(text) <= 254 and (len(text) < 254 or text.endswith(".")) and _HOST.fullmatch(text) is not None


def is_ipv4(text: str) -> bool:
    """Dotted decimal without leading zeros."""
    parts = text.split(".")
    return len(parts) == 4 and all(
        re.fullmatch(r"0|[1-9][0-9]{0,2}", part) is not None and int(part) <= 255 for part in parts
    )


def is_ipv6(text: str) -> bool:
    """RFC 4291, section 2.2; without zone."""
    halves = text.split("::")
    if len(halves) > 2:
        return False
    head = _count_groups(halves[0], len(halves) == 1)
    if head is None:
        return False
    if len(halves) == 1:
        return head == 8
    tail = _count_groups(halves[1], True)
    return tail is not None and head + tail <= 7


def _count_groups(text: str, is_end: bool) -> int | None:
    if text == "":
        return 0
    groups = text.split(":")
    mixed = is_end and "." in groups[-1]
    plain = groups[:-1] if mixed else groups
    if mixed and not is_ipv4(groups[-1]):
        return None
    if not all(re.fullmatch(r"[0-9a-fA-F]{1,4}", group) for group in plain):
        return None
    return len(groups) + (1 if mixed else 0)


def is_uri(text: str) -> bool:
    """RFC 3986, an absolute URI."""
    return re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text) is not None and is_uri_reference(text)


def is_uri_reference(text: str) -> bool:
    """RFC 3986: a URI, or a reference relative to one."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return False
    scheme, authority, path, query, fragment = match.groups()
    if scheme is not None and _SCHEME.fullmatch(scheme) is None:
        return False
    if authority is not None and not _is_authority(authority):
        return False
    return _is_encoded(path or "", _PATH) and _is_encoded(query or "", _QUERY) and _is_encoded(fragment or "", _QUERY)


def _is_encoded(text: str, characters: re.Pattern[str]) -> bool:
    return characters.fullmatch(re.sub(r"%[0-9a-fA-F]{2}", "", text)) is not None


def _is_authority(text: str) -> bool:
    user, at, rest = text.rpartition("@")
    if at and not _is_encoded(user, _USER):
        return False
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::[0-9]*)?", rest)
    if match is None:
        return False
    host = match[1]
    if not host.startswith("["):
        return _is_encoded(host, _NAME)
    address = host[1:-1]
    return is_ipv6(address) or (re.fullmatch(r"[vV][0-9a-fA-F]+\.[\w\-.~!$&'()*+,;=:]+", address, re.ASCII) is not None)


def is_json_pointer(text: str) -> bool:
    """RFC 6901."""
    return _POINTER.fullmatch(text) is not None


def _anything(_text: str) -> bool:
    return True


FORMATS: dict[str, Callable[[str], bool]] = {
    "date-time": is_date_time,
    "date": is_date,
    "time": is_time,
    "duration": is_duration,
    "uuid": is_uuid,
    "email": is_email,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "json-pointer": is_json_pointer,
    # Asserted by the library and not by the design's rules.
    **dict.fromkeys(
        ("idn-email", "idn-hostname", "iri", "iri-reference", "uri-template", "relative-json-pointer"),
        _anything,
    ),
}
"""What holds for `format`, in place of the library's own checks."""
