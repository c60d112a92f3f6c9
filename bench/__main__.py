"""All figures, one after the other: `python -m bench`, or some of them: `python -m bench intake memory`.

HEARD_TEST_DATABASE=postgresql measures on PostgreSQL. Everything stays on this machine, except that `start`
installs from the package registry, as a newcomer does.
"""

import importlib
import os
import sys
import time

import tests.environment  # noqa: F401 - a data folder and a database of our own, before Django reads settings

ALL = ("coach", "mail_read", "memory", "intake", "visible", "lists", "search", "retention", "start")


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(ALL)
    if unknown:
        print(
            f"There is no bench {', '.join(sorted(unknown))}. There are: {', '.join(ALL)}.", file=sys.stderr
        )
        return 2
    missed = []
    for name in wanted or ALL:
        began = time.monotonic()
        print(f"── {name} · load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        if importlib.import_module(f"bench.{name}").main([]):
            missed.append(name)
        print(f"   ({time.monotonic() - began:.0f} s)\n")
    print(f"Missed: {', '.join(missed)}" if missed else "All targets are met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
