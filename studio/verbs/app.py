"""`app`: the page in the browser."""

import argparse
import errno
import signal
import socket
import sys
from typing import Any

from contracts import StudioError
from studio.settings import DEFAULT_PORT, Settings, on_a_space

_TRIED = 50  # ports after the usual one


def add_flags(parser: argparse.ArgumentParser) -> None:
    from studio.flags import add_flags

    add_flags(parser, Settings, skip=["open_browser", "share", "public"])
    for name in ("share", "public"):
        text = Settings.model_fields[name].description
        parser.add_argument(f"--{name}", action="store_true", help=text)
    parser.add_argument("--no-browser", action="store_true", help="Do not open the page, only print its address.")


def run(arguments: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    given = settings(vars(arguments))
    from studio.app import launch

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill closes the studio as Ctrl-C does
    launch(given)
    return 0


def settings(typed: dict[str, Any]) -> Settings:
    """The settings meant by the flags. A Hugging Face Space is public by nature and listens to its own proxy."""
    from studio.flags import build

    space = on_a_space()
    wanted = dict(typed)
    if space:
        wanted.setdefault("host", "0.0.0.0")  # noqa: S104
        wanted.setdefault("port", DEFAULT_PORT)
    given = build(
        Settings,
        wanted,
        open_browser=not (wanted.get("no_browser") or space),
        share=bool(wanted.get("share")),
        public=bool(wanted.get("public") or space),
    )
    if "port" in wanted:
        if not _free(given.host, given.port):
            raise StudioError(
                f"Port {given.port} is in use by another program.",
                "Give another --port, or leave it out and a free one is taken.",
            )
        return given
    port = free_port(given.host)
    if port != DEFAULT_PORT:
        print(f"Port {DEFAULT_PORT} is in use, perhaps by another Marionette; taking {port}.", file=sys.stderr)
    return given.model_copy(update={"port": port})


def free_port(host: str) -> int:
    """The usual port, or the next one that nobody listens on."""
    for port in range(DEFAULT_PORT, DEFAULT_PORT + _TRIED):
        if _free(host, port):
            return port
    raise StudioError(
        f"No port from {DEFAULT_PORT} to {DEFAULT_PORT + _TRIED - 1} is free.", "Close some programs, or give a --port."
    )


def _free(host: str, port: int) -> bool:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return True
    except socket.gaierror as error:
        raise StudioError(
            f"This computer has no address named '{host}'.", "Use 127.0.0.1 for this computer alone."
        ) from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise StudioError(
                f"This computer has no address '{host}'.", "Use 127.0.0.1 for this computer alone."
            ) from error
        if error.errno == errno.EACCES and port < 1024:
            raise StudioError(f"Port {port} is kept for the system.", "Use one from 1024 on.") from error
        return False
