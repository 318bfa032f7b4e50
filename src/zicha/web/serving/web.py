"""The web server's process (网站进程): `python -m zicha.web.serving.web HOST PORT WORKERS`."""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from zicha.web.serving.leash import hold_on_to_supervisor

# Each holds a connection of its own. A page waits for the database less than half its time, so that more threads only
# take turns and make each other late: with 8 the slowest twentieth of lists took a third longer (docs/explanation/load.md).
THREADS = 4
KILL_AFTER = 10
# Whoever takes longer to say what they want is cut off; until then they hold no thread. A connection kept open between
# two requests counts as well: longer than a proxy in front keeps its own, or it would send into a closed one.
HEADERS_WITHIN_MS = 75_000


def main(host: str, port: int, workers: int) -> None:
    hold_on_to_supervisor()
    Granian(
        "zicha.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MS),
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
