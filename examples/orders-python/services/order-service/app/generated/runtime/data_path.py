"""What the design says by paths into data. A path is its steps: `customer.id` is `["customer", "id"]`."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

Json = Any
Path = Sequence[str]


def value_at(data: Json, path: Path) -> Json:
    """The value at a path, or None where a step leads nowhere."""
    for step in path:
        if isinstance(data, dict) and step in data:
            data = data[step]
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def text_at(path: Path) -> Callable[[Json], str | None]:
    """Reads a text or number as text."""
    return lambda data: _text(value_at(data, path))


def version_at(path: Path) -> Callable[[Json], int | float | str | None]:
    """Reads a number or text that grows with every event of a key."""
    return lambda data: _scalar(value_at(data, path))


def key_of(*paths: Path) -> Callable[[Json], str | None]:
    """Reads a key of one or several paths; several are joined by `/`, a `/` inside a part is escaped."""

    def read(data: Json) -> str | None:
        parts: list[str] = []
        for path in paths:
            part = _text(value_at(data, path))
            if part is None:
                return None
            parts.append(part if len(paths) == 1 else part.replace("%", "%25").replace("/", "%2F"))
        return "/".join(parts) if parts else None

    return read


def key_values_of(*paths: Path) -> Callable[[Json], list[str | int | float] | None]:
    """Reads the values of a projection's key columns; None where one is missing."""

    def read(data: Json) -> list[str | int | float] | None:
        values = [_scalar(value_at(data, path)) for path in paths]
        return None if None in values else [value for value in values if value is not None]

    return read


def address_of(address: str, parameters: Mapping[str, Path]) -> Callable[[Json], str]:
    """Fills the parameters of an address from data: `fleet/{region}` with `{"region": ["region"]}`.

    The function raises ValueError where a value is missing or could change the shape of the address.
    """

    def fill(data: Json) -> str:
        def one(match: re.Match[str]) -> str:
            path = parameters.get(match[1])
            if path is None:
                return match[0]
            value = _text(value_at(data, path))
            if value is None or re.fullmatch(r"[A-Za-z0-9_.~-]+", value) is None:
                found = json.dumps(value)
                raise ValueError(f"{address}: {'.'.join(path)} is {found}, which no topic name can hold")
            return value

        return re.sub(r"\{(\w+)\}", one, address, flags=re.ASCII)

    return fill


def editor(
    *,
    drop: Sequence[Path] = (),
    rename: Sequence[tuple[Path, Path]] = (),
    assign: Sequence[tuple[Path, Json]] = (),
) -> Callable[[Json], Json]:
    """Turns data of an old version into the next newer one: drops, renames, assigns. Works on a copy."""

    def edit(data: Json) -> Json:
        result = copy.deepcopy(data)
        for path in drop:
            for owner, name in list(_owners(result, path)):
                del owner[name]
        for source, target in rename:
            _rename(result, source, target)
        for path, value in assign:
            _write(result, path, value)
        return result

    return edit


def _text(value: Json) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return number_text(value)


def number_text(value: int | float) -> str:
    """A number as services in every language write it: keys must be the same text everywhere."""
    if isinstance(value, int):
        # Beyond 2**53 the others see the nearest number that they can hold.
        return str(value) if abs(value) <= 2**53 else number_text(float(value))
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    text = repr(value)
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    power = int(exponent)
    if -6 <= power < 0:
        return format(Decimal(text), "f")
    return f"{mantissa.removesuffix('.0')}e{'+' if power > 0 else '-'}{abs(power)}"


def _scalar(value: Json) -> int | float | str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return value


def _owners(data: Json, path: Path) -> Iterator[tuple[Json, Any]]:
    """Objects that have the last step of a path as a member; `*` stands for each item or member."""
    if not path:
        return
    step, rest = path[0], path[1:]
    names: list[Any]
    if isinstance(data, dict):
        names = list(data) if step == "*" else [step] if step in data else []
    elif isinstance(data, list) and step == "*":
        names = list(range(len(data)))
    else:
        return
    for name in names:
        if rest:
            yield from _owners(data[name], rest)
        else:
            yield data, name


def _rename(data: Json, source: Path, target: Path) -> None:
    """What two paths have in common stays as it is: `lines.*.sku` to `lines.*.article`."""
    common = 0
    while common < min(len(source), len(target)) - 1 and source[common] == target[common]:
        common += 1
    roots = [data] if common == 0 else [owner[name] for owner, name in list(_owners(data, source[:common]))]
    for root in roots:
        for owner, name in list(_owners(root, source[common:])):
            value = owner.pop(name)
            _write(root, target[common:], value)


def _write(data: Json, path: Path, value: Json) -> None:
    """Sets a member wherever a path leads, and makes the objects between where they are missing."""
    if not path:
        return
    step, rest = path[0], path[1:]
    names: list[Any]
    if isinstance(data, dict):
        names = list(data) if step == "*" else [step]
    elif isinstance(data, list) and step == "*":
        names = list(range(len(data)))
    else:
        return
    for name in names:
        if not rest:
            data[name] = copy.deepcopy(value)
            continue
        if isinstance(data, dict) and name not in data:
            data[name] = {}
        _write(data[name], rest, value)
