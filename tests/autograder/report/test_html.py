from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from autograder.report import CheckResult, Report, render_html


class Balance(HTMLParser):
    """Notes which tags are open, and fails where they do not nest."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.seen = set()

    def handle_starttag(self, tag, _):
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def balanced(page):
    parser = Balance()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser.seen


@given(st.text(), st.sampled_from(["failed", "skipped", "passed", "error"]))
def test_student_text_is_escaped(text, verdict):
    evil = f"<script>alert(1)</script>{text}"
    check = CheckResult(evil, "lesson_01_numbers", "sums", evil, evil, 1, 0, verdict, evil, evil)
    tags = balanced(render_html(Report(evil, (check,))))
    assert tags <= {"div", "h4", "table", "tr", "td", "small", "pre"}


def test_it_shows_points_verdicts_and_the_root_cause(result):
    page = render_html(
        Report(
            "x",
            (
                result("test_a", points=2),
                result("test_b", "failed", points=1.5, message="expected 5   got 6", details="the frames"),
                result("test_c", "skipped", points=1, message="needs 'b' to pass first"),
                result("test_d", exercise="means"),
            ),
        )
    )
    balanced(page)
    assert "lesson_01_numbers/sums:\n 2 of 4.5 points" in page
    assert "lesson_01_numbers/means:\n 2 of 2 points" in page
    assert page.count("<pre") == 1
    assert "expected 5   got 6" in page
    assert "the frames" in page
    assert "(needs &#39;b&#39; to pass first)" in page
    assert 'title="failed">✗</td>' in page
    assert "0/1.5" in page
