"""Does docs/mail.md name every problem that the reader can report?"""

import re
from pathlib import Path

import heard.channels.email

CODE = re.compile(
    r"(?:problems\.add\(|problems=\()\"(\w+)\"|\"(\w+)\" if \"signed\" not in|else \"(signed)\""
)
DOCS = Path(__file__).parents[4] / "docs" / "mail.md"


def test_every_problem_is_explained() -> None:
    folder = Path(heard.channels.email.__file__).parent
    sources = "\n".join(path.read_text() for path in folder.rglob("*.py"))
    codes = {code for found in CODE.findall(sources) for code in found if code}
    table = DOCS.read_text().split("## Problems")[1]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    explained = {code for cell in cells for code in re.findall(r"`(\w+)`", cell)}
    assert codes == explained
