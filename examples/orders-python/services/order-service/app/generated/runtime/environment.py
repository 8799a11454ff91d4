"""What the process's environment decides. No secret of it is ever logged."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from .logger import LogFormat, LogLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where the service listens, and what it speaks to."""

    host: str = "127.0.0.1"
    port: int = 3000
    database_url: str | None = None
    pool_size: int | None = None
    """Connections at most; the default follows from the consumers' concurrency."""
    sidecar_url: str = "http://127.0.0.1:3500"
    sidecar_token: str | None = None
    app_token: str | None = None
    """What the sidecar must send with every delivery (Dapr's APP_API_TOKEN)."""
    admin_token: str | None = None
    """Opens the routes under `/eda/`; without it they are closed."""
    log_format: LogFormat = "json"
    log_level: LogLevel = "info"
    migrations: str | None = None
    """Folder of migrations, in place of the definition's."""
    task: Literal["migrate"] | None = None
    """`migrate`: migrations are applied, and the process ends; else the service runs."""


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Reads APP_PORT or PORT (3000), HOST (127.0.0.1), DATABASE_URL, DATABASE_POOL_SIZE,
    DAPR_HTTP_ENDPOINT or DAPR_HTTP_PORT (3500), DAPR_API_TOKEN, APP_API_TOKEN, EDA_ADMIN_TOKEN, EDA_LOG
    (json, pretty), EDA_LOG_LEVEL, EDA_MIGRATIONS, EDA_TASK (migrate).

    Raises ValueError that names the variable and the value that does not fit.
    """
    app_port = _integer(variables, "APP_PORT", 0, 65_535)
    port = app_port if app_port is not None else _integer(variables, "PORT", 0, 65_535)
    return Environment(
        host=variables.get("HOST") or "127.0.0.1",
        port=3000 if port is None else port,
        database_url=variables.get("DATABASE_URL") or None,
        pool_size=_integer(variables, "DATABASE_POOL_SIZE", 1, 10_000),
        sidecar_url=_sidecar_url(variables),
        sidecar_token=variables.get("DAPR_API_TOKEN") or None,
        app_token=variables.get("APP_API_TOKEN") or None,
        admin_token=variables.get("EDA_ADMIN_TOKEN") or None,
        log_format="pretty" if _choice(variables, "EDA_LOG", ("json", "pretty")) == "pretty" else "json",
        log_level=_level(variables),
        migrations=variables.get("EDA_MIGRATIONS") or None,
        task="migrate" if _choice(variables, "EDA_TASK", ("migrate",)) else None,
    )


def _level(variables: Mapping[str, str]) -> LogLevel:
    match _choice(variables, "EDA_LOG_LEVEL", ("debug", "info", "warn", "error")):
        case "debug":
            return "debug"
        case "warn":
            return "warn"
        case "error":
            return "error"
        case _:
            return "info"


def _sidecar_url(variables: Mapping[str, str]) -> str:
    endpoint = variables.get("DAPR_HTTP_ENDPOINT")
    if not endpoint:
        return f"http://127.0.0.1:{_integer(variables, 'DAPR_HTTP_PORT', 1, 65_535) or 3500}"
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"DAPR_HTTP_ENDPOINT must be an http or https URL, not '{endpoint}'")
    return endpoint.rstrip("/")


def _integer(variables: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    text = variables.get(name)
    if not text:
        return None
    value = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
    if least <= value <= most:
        return value
    raise ValueError(f"{name} must be a whole number from {least} to {most}, not '{text}'")


def _choice(variables: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str | None:
    text = variables.get(name)
    if not text:
        return None
    if text in choices:
        return text
    raise ValueError(f"{name} must be one of {', '.join(choices)}, not '{text}'")
