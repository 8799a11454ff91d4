"""Structured log lines, with correlation and trace of the running work."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from .clock import time_text
from .flow import current_flow

LogLevel = Literal["debug", "info", "warn", "error"]
LogFormat = Literal["json", "pretty"]
_LEVELS: tuple[LogLevel, ...] = ("debug", "info", "warn", "error")


class ServiceLogger:
    """Writes a JSON object a line, or a line for people."""

    def __init__(
        self,
        service: str,
        log_format: LogFormat = "json",
        level: LogLevel = "info",
        write: Callable[[str], object] | None = None,
    ) -> None:
        self._service = service
        self._print = _print_pretty if log_format == "pretty" else _print_json
        self._threshold = _LEVELS.index(level)
        self._write = write or _write_line

    def debug(self, message: str, **fields: object) -> None:
        self._log("debug", message, fields)

    def info(self, message: str, **fields: object) -> None:
        self._log("info", message, fields)

    def warning(self, message: str, **fields: object) -> None:
        self._log("warn", message, fields)

    def error(self, message: str, **fields: object) -> None:
        self._log("error", message, fields)

    def _log(self, level: LogLevel, message: str, fields: dict[str, object]) -> None:
        if _LEVELS.index(level) >= self._threshold:
            self._write(self._print(self._service, level, message, fields))


def _write_line(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def _now() -> str:
    return time_text(datetime.now(UTC))


def _print_json(service: str, level: LogLevel, message: str, fields: dict[str, object]) -> str:
    line: dict[str, object] = {
        "time": _now(),
        "level": level,
        "service": service,
        "message": message,
    }
    flow = current_flow()
    if flow is not None:
        line["correlationId"] = flow.correlation_id
        if flow.causation_id is not None:
            line["causationId"] = flow.causation_id
        if flow.traceparent is not None:
            line["traceId"] = flow.traceparent[3:35]
    line.update((name, value) for name, value in fields.items() if value is not None)
    return f"{json.dumps(line, default=_replace, separators=(',', ':'))}\n"


def _print_pretty(service: str, level: LogLevel, message: str, fields: dict[str, object]) -> str:
    details = "".join(
        f" {name}={value if isinstance(value, str) else json.dumps(value, default=_replace)}"
        for name, value in fields.items()
        if value is not None
    )
    return f"{_now()[11:23]} {level:5} {service} {message}{details}\n"


def _replace(value: Any) -> object:
    if isinstance(value, BaseException):
        return {"name": type(value).__name__, "message": str(value), "stack": stack_of(value)}
    return str(value)


def stack_of(error: BaseException) -> str:
    """The traceback of an error as Python prints it."""
    return "".join(traceback.format_exception(error))
