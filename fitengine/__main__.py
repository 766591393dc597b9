"""The entry point of the installed command, and `python -m fitengine`.

Ctrl-C may come while the program is still being imported, and ends it as quietly as later on.
"""

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Runs the command line."""
    try:
        _fill_closed_streams()
        from fitengine.cli.main import main as run

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _fill_closed_streams() -> None:
    """A shell may start a program with standard streams closed (`>&-`). What is written there is lost, as it is asked for;
    the next file opened must not take their numbers."""
    for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - for good


if __name__ == "__main__":
    main()
