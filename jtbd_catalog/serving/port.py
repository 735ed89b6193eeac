"""The port to serve on; run, ends with one sentence when it cannot be. Needs no package."""

import os
import socket
import sys
from pathlib import Path

DEFAULT = "8000"


def wanted() -> str:
    """What PORT says, else the file that PORT_FILE names, else 8000. Ends with a sentence."""
    if "PORT" in os.environ or not os.environ.get("PORT_FILE"):
        return os.environ.get("PORT") or DEFAULT
    path = os.environ["PORT_FILE"]
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        sys.exit(f"PORT_FILE names {path}, which cannot be read.")


def problem(port: str) -> str:
    """Why `port` cannot be listened on at 127.0.0.1; an empty text when it can."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return f"PORT must be a number from 1 to 65535, not {port!r}."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            return f"Port {port} needs more rights; choose another, for example PORT=8001."
        except OSError:
            return f"Port {port} is taken; stop what uses it or choose another, such as PORT=8001."
    return ""


if __name__ == "__main__":
    sys.exit(problem(wanted()) or 0)
