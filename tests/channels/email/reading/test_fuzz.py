"""Two minutes of a fuzzer that sees which lines it reaches: no exception, no hang, no growth."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.channels.email.post import MAILS

SECONDS = int(os.environ.get("HEARD_TEST_FUZZ_SECONDS") or 120)
ENOUGH = 15  # mails a second; a small machine with nothing else to do reads some 150
GROWTH_MB = 400  # beside what Python, the coverage and its corpus of mails take


@pytest.mark.long
def test_a_guided_fuzzer_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="no atheris for this machine: make fuzz-ready says why")
    mails = tmp_path / "mails"
    shutil.copytree(MAILS, mails)
    fuzzer = [sys.executable, "-m", "tests.channels.email.reading.fuzz", str(mails)]
    options = [f"-max_total_time={SECONDS}", f"-artifact_prefix={tmp_path}/", "-print_final_stats=1"]
    done = subprocess.run([*fuzzer, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4_000:]
    found = {name: int(value) for name, value in re.findall(r"stat::(\w+):\s+(\d+)", done.stderr)}
    assert found["number_of_executed_units"] > ENOUGH * SECONDS
    assert found["peak_rss_mb"] < GROWTH_MB
