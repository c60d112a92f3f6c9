"""The command `heard`, also as `python -m heard`: before anything is loaded, Ctrl-C is set to end it.

Python's own way, KeyboardInterrupt, can come out of any line. In the midst of an import or of a function that
the database calls it turns into another fault, and the command would end with a page of it and a wrong code.
"""

import signal
import sys


def main() -> int:
    """Runs one subcommand; the result is the exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a caller may have it ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Deferred: takes a tenth of a second, in which a signal may come.
    from heard import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
