"""The environment of the tests, which is what the locks give."""

from collections import defaultdict
from importlib.metadata import distributions


def test_no_file_belongs_to_two_packages() -> None:
    """Where two packages install one file, the last one wins: types and behaviour would depend on the order."""
    owners = defaultdict[str, set[str]](set)
    for package in distributions():
        for file in package.files or ():
            owners[str(file)].add(package.name)
    assert {path: names for path, names in owners.items() if len(names) > 1} == {}
