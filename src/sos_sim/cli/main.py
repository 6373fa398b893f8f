"""The command `sos-sim`: exit statuses and messages, the same for every command.

Nothing heavy is imported at the top of any module in this folder, so that help comes at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

DONE, WRONG_INPUT, INTERRUPTED = 0, 2, 130


def run() -> None:
    """Run the command that was typed and leave with its exit status."""
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        # Python must not flush into the closed pipe again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = DONE
    if status == INTERRUPTED:
        print("sos-sim: interrupted", file=sys.stderr)
    sys.exit(status)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command.

    Args:
        arguments: what stands after ``sos-sim``.

    Returns:
        The exit status: 0 done, 2 wrong input, 3 some runs failed, 130 interrupted.
    """
    import typer

    from sos_sim.cli.commands import app
    from sos_sim.problems import InputProblems

    try:
        status = app(list(arguments), prog_name="sos-sim", standalone_mode=False)
    except InputProblems as error:
        for problem in error.problems:
            _complain(str(problem))
        return WRONG_INPUT
    except typer.TyperException as error:
        _complain(f"sos-sim: {error.format_message()} (`sos-sim --help` lists commands and options)")
        return WRONG_INPUT
    except SystemExit:
        return DONE  # typer leaves like this when whoever read our output has gone (`sos-sim levers | head`)
    except OSError as error:
        if error.filename is None:
            raise
        _complain(f"{error.filename}: cannot be used ({error.strerror})")
        return WRONG_INPUT
    return status if isinstance(status, int) else DONE


def _complain(message: str) -> None:
    print(" ".join(message.split()), file=sys.stderr)
