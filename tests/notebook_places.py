"""What nbval says of a notebook's cell names the line of the page where it is mended.

A plugin of its own, because pytest asks a conftest.py only about what lies below it.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest
from lesson.text.page import executed_pages
from nbval.plugin import IPyNbCell


def place(item: IPyNbCell) -> str:
    """Return page and line of a notebook's cell; a check that a notebook adds by itself stands at the cell before it."""
    page = next(page for page in executed_pages() if page.stem == item.path.stem)
    cells, line = page.cells(), 1
    for written in [cell for cell in item.parent.nb.cells if cell.cell_type == "code"][: item.cell_num + 1]:
        for at, cell in enumerate(cells):
            if cell.text.strip("\n") == written.source:
                line, cells = cell.line, cells[at + 1 :]
                break
    return f"{page.path}:{line}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and isinstance(item, IPyNbCell):
        report.longrepr = (
            f"{place(item)}: run again, this cell does not do what the page says; "
            f"mend its code, or its `expect` and the words\n\n{report.longrepr}"
        )
    return report
