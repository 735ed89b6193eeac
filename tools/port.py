"""Ends with one sentence when the port in its argument cannot be served on. Needs no package."""

import socket
import sys


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
    sys.exit(problem(sys.argv[1]) or 0)
