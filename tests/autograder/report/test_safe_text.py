import csv
import io
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from autograder.report import CheckResult, Report, render_html, render_junit, render_text
from autograder.report.safe_text import csv_cell, one_line, printable

ANY_TEXT = st.text(alphabet=st.characters(codec=None, categories=None))
BIDI = "".join(map(chr, [0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\U000e0041"
C1 = "".join(map(chr, range(0x7F, 0xA0)))


@given(ANY_TEXT)
@example(BIDI + ZERO_WIDTH + C1 + "\x1b[2J\x07\r\u2028\u2029\ud800")
def test_nothing_that_a_terminal_obeys_is_left(text):
    safe = printable(text)
    assert len(safe) == len(text)
    for char in safe:
        assert char in "\t\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    safe.encode()
    assert printable(safe) == safe


@pytest.mark.parametrize("char", BIDI + ZERO_WIDTH + C1 + "\x00\x1b\x08\r\x0b\x0c\u2028\u2029\ud800")
def test_each_of_these_is_replaced(char):
    assert printable(f"a{char}b") == "a\ufffdb"


def test_what_people_write_stays():
    text = "a\tb\nü ñ 漢字 кириллица עברית 😀 x̄\u00a0½ →\ue0b0"
    assert printable(text) == text


@given(ANY_TEXT, st.integers(1, 50))
def test_one_line_is_one_short_line(text, longest):
    line = one_line(text, longest)
    assert len(line) <= longest
    assert line == line.strip()
    assert len(line.splitlines()) <= 1


def test_a_long_line_says_that_it_was_cut():
    assert one_line("x" * 400) == "x" * 299 + "…"
    assert one_line("a\n\tb  c\r") == "a b c\ufffd"
    assert one_line("a" + " " * 2000 + "b") == "a…"


@given(ANY_TEXT)
@example("=1+1")
@example("\t=1+1")
@example(" \r\n@SUM(A1)")
@example("＝1")  # noqa: RUF001  wide, as spreadsheets read it
def test_no_cell_starts_a_formula(text):
    cell = csv_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))  # noqa: RUF001
    written = io.StringIO()
    csv.writer(written).writerow([cell, "next"])
    assert next(csv.reader(io.StringIO(written.getvalue()))) == [cell, "next"]


@given(ANY_TEXT)
@example("[bold red]x[/]")
@example("[/nothing]")
@example("[link=file:///etc/passwd]x[/link]")
def test_rich_shows_it_as_it_stands(text):
    """A Text is never read as markup."""
    console = Console(file=io.StringIO(), width=10_000, color_system="truecolor", force_terminal=True)
    console.print(Text(one_line(text, 60)), soft_wrap=True)
    assert console.file.getvalue() == one_line(text, 60) + "\n"


@given(ANY_TEXT)
@example("<script>\x1b[2J\u202e[/b]")
def test_every_face_of_a_report_shows_harmless_text(text):
    """A report may come from a file, so its faces trust nothing in it."""
    check = CheckResult("a/b/c", text, text, text, text, 1, 0, "failed", message=text, details=text)
    report = Report(text, (check,))
    page = render_html(report)
    for shown in (page, render_text(report), render_junit(report)):
        assert printable(shown) == shown
    assert "<script" not in page
