"""Files of an office as they are made, and the truth about everybody in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.field.office_rows import Written, number, truth_of
from tests.field.office_sheets import READ, Layout, Sheet, lay_out
from tests.field.office_truth import Duty, File, Line, OfficeList

Table = tuple[Layout, Sequence[Written]]


@dataclass
class Lists:
    """Files as they are made, with what is written in them."""

    rng: Random
    files: list[File] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)

    def add(self, name: str, tables: Sequence[Table], save: Callable[[list[Sheet]], bytes]) -> None:
        """Lay the rows out, and make a file of them."""
        sheets = [self._sheet(name, place, layout, rows) for place, (layout, rows) in enumerate(tables)]
        heads = [pair for sheet in sheets for pair in zip(sheet.heads, sheet.columns, strict=True)]
        ignored = frozenset(head for head, column in heads if column not in READ)
        self.files.append(File(name, save(sheets), ignored))

    def _sheet(self, file: str, place: int, layout: Layout, rows: Sequence[Written]) -> Sheet:
        number(rows)
        self.written += rows
        sheet = lay_out(self.rng, layout, [[row.cells.get(column) for column in layout.columns] for row in rows])
        for line, index in sheet.people:
            row = rows[index]
            self.lines.append(Line(file, place, line, row.person.key, row.duty, row.fault))
        self.lines += [Line(file, place, line, None, Duty.TAKE, what) for line, what in sheet.other.items()]
        return sheet

    def done(self) -> OfficeList:
        """All of it, with the truth."""
        by_person: dict[int, list[Written]] = {}
        for row in self.written:
            by_person.setdefault(row.person.key, []).append(row)
        return OfficeList(self.files, {key: truth_of(rows) for key, rows in by_person.items()}, self.lines)
