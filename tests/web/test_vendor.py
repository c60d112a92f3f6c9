"""Is every vendored file the one that vendor.lock names, with its licence beside it?"""

from hashlib import sha256
from pathlib import Path

import heard

VENDOR = Path(heard.__file__).parent / "web" / "static" / "vendor"


def locked() -> dict[str, tuple[str, str, str, str]]:
    """Read vendor.lock: file name to (package, version, licence, sha256)."""
    lines = (VENDOR / "vendor.lock").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {file: (package, version, licence, digest) for package, version, licence, file, digest in rows}


def test_each_file_is_locked_and_each_lock_has_its_file() -> None:
    assert sorted(locked()) == sorted(path.name for path in VENDOR.iterdir() if path.name != "vendor.lock")


def test_no_file_was_changed_after_it_was_locked() -> None:
    found = {file: sha256((VENDOR / file).read_bytes()).hexdigest() for file in locked()}
    assert found == {file: digest for file, (_, _, _, digest) in locked().items()}


def test_each_package_carries_its_licence_and_version_in_the_file_name() -> None:
    packages = {(package, version) for package, version, _, _ in locked().values()}
    licences = {
        (package, version) for file, (package, version, _, _) in locked().items() if "LICENSE" in file
    }
    assert licences == packages
    assert [file for file, (_, version, _, _) in locked().items() if version not in file] == []
