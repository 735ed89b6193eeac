"""Runs granian and passes on one signal to stop, however many arrive.

Ctrl-C, and whoever stops a whole process group, reach granian's workers twice: directly, and by
its main process. A worker that is told twice at once may hang (seen with granian 2.8). So granian
has a process group of its own, and hears from here alone. When this process is killed outright,
a pipe ends and granian's whole group is killed with it.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from types import FrameType

SECONDS_TO_FINISH = 10
CHILD = "--watched"


class Supervisor:
    """One granian; `run` returns when it has ended."""

    def __init__(self, arguments: list[str]) -> None:
        self.deadline = 0.0
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        watched, self.lifeline = os.pipe()
        self.server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jtbd_catalog.serving.supervisor",
                CHILD,
                str(watched),
                *arguments,
            ],
            pass_fds=[watched],
            process_group=0,
        )
        os.close(watched)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """The first signal gives granian time to finish; a second one, later, does not."""
        now = time.monotonic()
        if not self.deadline:
            self.deadline = now + SECONDS_TO_FINISH
        elif self.deadline - now < SECONDS_TO_FINISH - 1:
            self.deadline = now

    def run(self) -> int:
        """Waits; returns 0 after a signal to stop, else granian's own status."""
        asked = False
        while self.server.poll() is None:
            if self.deadline and not asked:
                asked = True
                self.server.send_signal(signal.SIGTERM)
            if self.deadline and time.monotonic() >= self.deadline:
                break
            time.sleep(0.05)
        with suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)
        status = self.server.wait()
        return 0 if asked else status or 1


def watch(lifeline: int) -> None:
    """Kills this process's group as soon as the other end of the pipe is gone."""
    os.read(lifeline, 1)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    """Supervises; or, as the child, becomes granian."""
    if sys.argv[1:2] != [CHILD]:
        sys.exit(Supervisor(sys.argv[1:]).run())
    from granian.cli import entrypoint  # noqa: PLC0415  (the supervisor stays small without)

    threading.Thread(target=watch, args=[int(sys.argv[2])], daemon=True).start()
    del sys.argv[1:3]
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
