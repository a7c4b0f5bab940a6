"""Residents by surname and by the animal of their year of birth."""

from datetime import date

import pytest

from kiosk.core.members import SIGNS, Member, Members, signs


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (date(1948, 6, 1), ("rat",)),
        (date(1953, 3, 1), ("snake",)),
        (date(1941, 2, 20), ("dragon", "snake")),
        (date(1941, 2, 21), ("snake",)),
        (date(2000, 12, 31), ("dragon",)),
        (None, SIGNS),
    ],
)
def test_the_sign_of_a_year(birth: date | None, expected: tuple[str, ...]) -> None:
    """In the weeks where the lunar year may have begun or not, both count; without a date, all."""
    assert signs(birth) == expected


def test_nine_hundred_of_one_surname_are_parted_into_twelve() -> None:
    """Fifteen thousand people: the largest family's largest sign is a tenth of it, and nobody is lost on the way."""
    family = [Member(str(n), "李明", date(1925 + n % 45, 1 + n % 12, 1 + n % 28)) for n in range(900)]
    members = Members([*family, *(Member(f"x{n}", "王明", date(1950, 5, 5)) for n in range(14_100))])
    parts = [members.born_under(["李"], sign) for sign in members.signs(["李"])]
    assert {one.id for part in parts for one in part} == {one.id for one in family}
    assert max(len(part) for part in parts) <= 120
