"""`python -m heard.coach`: the coach's command without the rest of Heard."""

import sys

from heard.coach.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
