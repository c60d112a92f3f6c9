"""`python -m heard` is the command `heard`."""

import sys

from heard.cli import main

if __name__ == "__main__":
    sys.exit(main())
