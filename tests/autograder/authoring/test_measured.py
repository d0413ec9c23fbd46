import json
import re

import pytest

from autograder.authoring.measured import NOT_MEASURED, RESULTS, disagreements, unsourced
from autograder.errors import CourseError
from autograder.paths import ROOT, SOLUTIONS
from autograder.toml_lines import read_toml, shown

TEXTS = sorted([ROOT / "README.md", *SOLUTIONS.glob("*/README.md"), *SOLUTIONS.glob("*/notebook.py")])
CHINESE = sorted([ROOT / "README.zh.md", *SOLUTIONS.glob("*/README.zh.md")])

LADDER = {"256": {"loss": {"mean": 0.3918, "deviation": 0.036}, "epoch": 149, "verdict": "good fit"}}
TABLE = """<!-- measured: ladder -->
| layers | loss | epoch | verdict |
| --- | --- | --- | --- |
| 256 | 0.39 (0.04) | 149 | good fit |
<!-- end -->
"""


@pytest.fixture
def problems(tmp_path):
    """Write a text and its results; return what each of the two functions finds."""
    results = tmp_path / "results"
    results.mkdir()
    (results / "lesson.json").write_text(json.dumps({"ladder": {"rows": LADDER}}))
    (results / NOT_MEASURED).write_text('["README.md"]\n')
    text = tmp_path / "lesson" / "README.md"
    text.parent.mkdir()

    def find(content, *, allowed="", file=text):
        (results / NOT_MEASURED).write_text(f'["{file.name}"]\n{allowed}')
        file.write_text(content)
        return disagreements(file, results), unsourced(file, results)

    return find


@pytest.mark.parametrize("text", [*TEXTS, *CHINESE], ids=shown)
def test_every_measured_number_of_the_course_agrees_with_its_result(text):
    assert disagreements(text) == []


@pytest.mark.parametrize("text", TEXTS, ids=shown)
def test_no_number_of_the_course_looks_measured_and_has_no_source(text):
    assert unsourced(text) == []


@pytest.mark.parametrize("text", CHINESE, ids=shown)
def test_a_translation_names_the_same_results(text):
    markers = [
        re.findall("<!--.*?-->", file.read_text(encoding="utf-8"), re.DOTALL)
        for file in (text, text.with_name("README.md"))
    ]
    assert sorted(markers[0]) == sorted(markers[1])


def test_what_is_allowed_belongs_to_a_text():
    allowed, _ = read_toml(RESULTS / NOT_MEASURED, dict[str, dict[str, str]])
    assert set(allowed) <= {shown(text) for text in TEXTS}


def test_every_result_tells_what_made_it_where_and_when():
    for file in RESULTS.glob("*.json"):
        for name, result in json.loads(file.read_text(encoding="utf-8")).items():
            assert {"made by", "date", "machine", "versions", "rows"} == set(result), f"{file.name}: {name}"
            assert (ROOT / result["made by"]).is_file()


@pytest.mark.parametrize(
    "text",
    [
        "It is 0.39<!-- = ladder / 256 / loss / mean -->.",
        "It is 0.4<!-- = ladder / 256 / loss / mean -->.",
        "It is 39.2%<!-- = ladder / 256 / loss / mean -->.",
        "With 7 runs it is 0.392 (0.036)<!-- = ladder / 256 / loss --> on\naverage.",
        "It is 0.39<!-- = lesson: ladder / 256 / loss / mean -->.",
        TABLE,
    ],
)
def test_a_rounded_number_agrees(problems, text):
    assert problems(text) == ([], [])


def test_a_number_that_differs_is_told_with_its_line_and_both_numbers(problems):
    text = "One\nand 0.38<!-- = ladder / 256 / loss / mean -->."
    assert problems(text)[0] == ["README.md:2: the text says 0.38, 'ladder / 256 / loss / mean' is 0.3918"]
    assert problems("No number<!-- = ladder / 256 / epoch -->.")[0] == [
        "README.md:1: the text says no number, 'ladder / 256 / epoch' is 149"
    ]


def test_a_cell_that_differs_is_told_with_its_row_and_column(problems):
    wrong = TABLE.replace("0.04", "0.05").replace("149", "140")
    assert problems(wrong)[0] == [
        'README.md:4: the text says 0.39, 0.05, \'ladder / 256 / loss\' is {"mean": 0.3918, "deviation": 0.036}',
        "README.md:4: the text says 140, 'ladder / 256 / epoch' is 149",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "1<!-- = ladder / 512 -->",
            r"README.md:1: no result 'ladder / 512' in lesson.json: KeyError\('512'\)",
        ),
        ("1<!-- = other: ladder -->", "README.md:1: no result 'ladder' in other.json"),
        (
            TABLE.replace("| 256 | 0.39 (0.04) | 149 | good fit |\n", ""),
            "README.md:1: rows: 0 in the text, 1 in the result",
        ),
        (TABLE.replace("| good fit ", ""), "README.md:4: numbers' cells: 2 in the text, 3 in the result"),
    ],
)
def test_a_missing_result_or_another_shape_is_told_with_its_line(problems, text, message):
    with pytest.raises(CourseError, match=message):
        problems(text)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("It is right in 88 % of them.", "88 %"),
        ("It took\n12 seconds.", "12 seconds"),
        ("That is 0.39<!-- = ladder / 256 / loss / mean --> and 8 of 10 seeds.", "8 of 10"),
        ("It is 100 times as fast.", "100 times"),
        ("It has a loss of 0.3.", "loss of 0.3"),
    ],
)
def test_what_looks_measured_needs_a_source(problems, text, passage):
    (found,) = problems(text)[1]
    line = 1 + text.partition(passage)[0].count("\n")
    assert found.startswith(
        f"README.md:{line}: '{passage}' has no source: write <!-- = result / key --> behind it"
    )


def test_formulas_code_and_allowed_passages_need_none(problems):
    text = "After 10 seconds, $0.99^{32} = 72 %$, `95 %`\n```\n3 of 4\n```\n"
    assert problems(text, allowed='"10 seconds" = "500 steps"')[1] == []
    assert problems("Nothing.", allowed='"10 seconds" = "500 steps"')[1] == [
        f"{NOT_MEASURED}: README.md does not hold '10 seconds'; take it out"
    ]


def test_of_a_notebook_only_the_text_counts(problems, tmp_path):
    notebook = tmp_path / "lesson" / "notebook.py"
    (found,) = problems('# It is 50 %.\nprint("60 %")\n', file=notebook)[1]
    assert found.startswith("notebook.py:1: '50 %' has no source")
