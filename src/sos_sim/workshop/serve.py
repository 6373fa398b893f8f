"""Serve the page: a socket on this machine, a browser, and an end that leaves no process behind."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING

from sos_sim.problems import InputProblems, Problem

if TYPE_CHECKING:
    from sos_sim.workshop.room import Room

HOST = "127.0.0.1"
# Longer request lines than this are refused by the protocol itself.
_LONGEST_REQUEST = 1 << 20


def bind(port: int) -> socket.socket:
    """Take a port of this machine, a free one for 0; nobody outside can reach it.

    Args:
        port: 0 to 65535.

    Raises:
        InputProblems: somebody else has the port, or it may not be taken.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((HOST, port))
        taken.listen(128)
    except OSError as error:
        taken.close()
        found = f"port {port} cannot be taken ({error.strerror})"
        raise InputProblems([Problem("--port", found, "another port, or none: a free one is found then")]) from None
    return taken


def serve(room: Room, taken: socket.socket, *, cores: int, browser: bool) -> None:
    """Serve the page until interrupted.

    Args:
        room: the room.
        taken: the socket to listen on.
        cores: cores the workers may use.
        browser: whether the page is opened in the browser.
    """
    import uvicorn

    from sos_sim.workshop.asked import Asked
    from sos_sim.workshop.server import Guarded, application

    address = f"http://{HOST}:{taken.getsockname()[1]}/"
    config = uvicorn.Config(
        Guarded(application(Asked(room, cores))),
        log_level="critical",
        access_log=False,
        lifespan="on",
        server_header=False,
        h11_max_incomplete_event_size=_LONGEST_REQUEST,
        timeout_graceful_shutdown=1,
    )
    print(f"The workshop page is at {address} (this machine only); Ctrl-C ends it.", flush=True)
    if browser:
        import webbrowser

        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    # Told to end by the system, it ends in order, so that nothing of its workers is left.
    signal.signal(signal.SIGTERM, _leave)
    uvicorn.Server(config).run(sockets=[taken])


def _leave(number: int, frame: object) -> None:
    raise SystemExit(0)
