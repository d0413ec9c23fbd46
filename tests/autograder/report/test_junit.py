from xml.etree import ElementTree as ET

from hypothesis import example, given
from hypothesis import strategies as st

from autograder.report import CheckResult, Report, render_junit

ANY_TEXT = st.text(alphabet=st.characters(codec=None, categories=None), max_size=40)
CONTROLS = "".join(map(chr, range(32))) + "\x7f\x85\ufffe\uffff\ud800 ]]> <&\"'>"


def check_with(text, verdict):
    return CheckResult(
        id=f"lesson_01_numbers/sums/{text}",
        lesson="lesson_01_numbers",
        exercise="sums",
        name="test_it",
        statement=text,
        points=2.5,
        earned=0.5,
        verdict=verdict,
        message=text,
        details=text,
        seconds=1.25,
    )


@given(ANY_TEXT, st.sampled_from(["passed", "failed", "skipped", "error", "timeout", "not_started"]))
@example(CONTROLS, "failed")
@example("", "failed")
def test_any_text_gives_well_formed_xml(text, verdict):
    written = render_junit(Report(text, (check_with(text, verdict),)))
    root = ET.fromstring(written.encode())  # noqa: S314  our own XML
    properties = {one.get("name"): one.get("value") for one in root.iter("property")}
    assert properties["verdict"] == verdict
    assert (properties["points"], properties["earned"]) == ("2.5", "0.5")


def test_it_holds_all_that_the_report_holds(result):
    report = Report(
        "hand-in",
        (
            result("test_a", seconds=0.5),
            result("test_b", "failed", message="add(2, 3)\nexpected 5   got 6", details="File x"),
            result("test_c", "skipped", message="needs 'b' to pass first"),
            result("test_d", "error", message="died"),
            result("test_e", "timeout", message="no answer", exercise="means"),
            result("test_f", "not_started", message="not written yet", exercise="means"),
        ),
        seconds=1.5,
    )
    root = ET.fromstring(render_junit(report))  # noqa: S314  our own XML
    assert (root.tag, root.get("name"), root.get("time")) == ("testsuites", "hand-in", "1.500")
    sums, means = root.findall("testsuite")
    assert sums.attrib == {
        "name": "lesson_01_numbers/sums",
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    assert means.attrib == {
        "name": "lesson_01_numbers/means",
        "tests": "2",
        "failures": "2",
        "errors": "0",
        "skipped": "0",
    }
    cases = sums.findall("testcase")
    assert [case.get("name") for case in cases] == ["test_a", "test_b", "test_c", "test_d"]
    assert (cases[0].get("classname"), cases[0].get("time")) == ("lesson_01_numbers/sums", "0.500")
    assert [child.tag for child in cases[0]] == ["properties"]
    failure = cases[1].find("failure")
    assert (failure.get("message"), failure.get("type")) == ("add(2, 3)", "failed")
    assert failure.text == "add(2, 3)\nexpected 5   got 6\nFile x"
    properties = {one.get("name"): one.get("value") for one in cases[1].iter("property")}
    assert properties == {
        "id": "lesson_01_numbers/sums/test_b",
        "statement": "It does what it should.",
        "points": "2.0",
        "earned": "0.0",
        "verdict": "failed",
    }
