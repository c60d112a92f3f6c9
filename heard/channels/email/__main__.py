"""Runs `python -m heard.channels.email read --jsonl FILE…`."""

import sys

from heard.channels.email.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
