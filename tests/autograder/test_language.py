import json
import shutil
import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import language
from autograder.errors import CourseError
from autograder.language import Template, Translator
from autograder.paths import ROOT, SOLUTIONS
from autograder.report import CheckResult, Report, render_html, render_text
from autograder.watch.board import Row
from autograder.watch.view import row

LOCALE = ("COURSE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(autouse=True)
def no_language(monkeypatch):
    """Begin each test without a word about languages in the environment."""
    for name in LOCALE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def chinese(monkeypatch):
    """Speak Chinese."""
    monkeypatch.setenv("COURSE_LANG", "zh")


# --- Which language -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "language_wanted"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"COURSE_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        ({"COURSE_LANG": "zh", "LC_ALL": "C"}, "zh"),
        ({"COURSE_LANG": "", "LANG": "zh_CN.UTF-8"}, "zh"),
    ],
)
def test_the_variable_comes_before_the_locale_and_english_is_the_rest(
    monkeypatch, environment, language_wanted
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language.chosen() == language_wanted


def test_choosing_a_language_is_for_child_processes_too(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "en")
    language.choose("zh")
    code = "from autograder.language import chosen; print(chosen())"
    child = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert child.stdout.strip() == "zh"


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(CourseError, match="there is no language 'fr'; there are: en, zh"):
        language.choose("fr")


def test_english_looks_nothing_up():
    assert language.translated("likely: anything; at all") == "likely: anything; at all"
    assert language._translator("en")._catalogue == {}


# --- Templates ------------------------------------------------------------------------------------------------

LETTERS = st.text(string.ascii_letters + string.digits + " .,()[]", max_size=20)
MARKED = st.text(string.digits + "abc ", max_size=12)


@given(MARKED, MARKED, MARKED)
def test_a_filled_template_is_the_translation_filled_with_the_same_values(first, second, third):
    translator = Translator({"{a} KNOWS {b}, NOT {1}!": "{1}：{b}，{a}。"})
    assert translator.translated(f"{first} KNOWS {second}, NOT {third}!") == f"{third}：{second}，{first}。"


@given(st.lists(LETTERS, min_size=2, max_size=5), st.lists(LETTERS, min_size=4, max_size=4))
def test_what_is_matched_fills_the_template_again(literals, values):
    names = tuple(f"n{number}" for number in range(len(literals) - 1))
    template = Template(tuple(literals), names)
    text = template.fill(dict(zip(names, values, strict=False)))
    assert template.fill(template.match(text)) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("whole", "整体"),
        ("shape of whole, 3", "整体的形状，3"),  # a value is translated as well
        ("shape of x, 3", "x的形状，3"),
        ("the shape of all", "一切的形状"),  # the most specific template wins
        ("likely: whole", "可能：整体"),
        ("whole; unknown; whole", "整体; unknown; 整体"),
        ("q: whole", "q: 整体"),
        ("unknown", "unknown"),
        ("", ""),
        ("5 of 7", "5 of 7"),  # too few letters to be a template
        ("{braces}", "{braces}"),
        ("list", "list"),  # a label only
    ],
)
def test_texts_are_found_whole_by_template_by_label_and_by_part(text, wanted):
    translator = Translator(
        {
            "whole": "整体",
            "shape of {what}, {n}": "{what}的形状，{n}",
            "the shape of all": "一切的形状",
            "the shape of {x}": "{x}",
            "{a} of {b}": "{b} 之 {a}",
            "label\x04likely: ": "可能：",
            "label\x04list": "列表",
        }
    )
    assert translator.translated(text) == wanted


@pytest.mark.parametrize("text", ["no gap", "{", "}", "{a.b}", "{0[x]}", "{a b}", "{}"])
def test_other_braces_are_no_gaps(text):
    assert Template.of(text) is None


def test_doubled_braces_stand_for_single_ones():
    assert Template.of("{{x}} is {y}").match("{x} is 3") == {"y": "3"}


def test_a_hostile_text_is_looked_through_without_backtracking():
    translator = Translator({"{a} aa {b} aa {c} aa {d} aa {e} end": "{a}{b}{c}{d}{e}"})
    text = " aa " * 250
    assert translator.translated(text) == text  # backtracking would take longer than anybody waits


@pytest.mark.parametrize("length", [100, 100_000])
def test_values_within_values_without_end_are_no_trouble(length):
    translator = Translator({"not {x}": "非{x}", "done: {x}": "完：{x}"})
    text = "not " * length
    assert translator.translated(text) == ("非" * length if length == 100 else text)
    assert translator.translated("; : " * length) == "; : " * length


# --- Faces ----------------------------------------------------------------------------------------------------

STATEMENT = "终止之后目标只是奖励本身；其他转移都要自举。"
CAUSE = "可能原因：没有屏蔽已终止转移的未来"


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory):
    """Give a submission whose targets forget that episodes terminate, as a student's file."""
    root = tmp_path_factory.mktemp("forgetful")
    folder = root / "lesson_07_deep_q_agent"
    shutil.copytree(SOLUTIONS / folder.name, folder, ignore=shutil.ignore_patterns("__pycache__", "figures"))
    file = folder / "targets.py"
    text = file.read_text(encoding="utf-8")
    right = "return rewards + discount * best_next_values * (~terminated).float()"
    assert right in text
    file.write_text(text.replace(right, "return rewards + discount * best_next_values"), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def checked(forgetful):
    """Give what `course --lang zh check` prints of it, and the report that it writes."""
    json_file, junit = forgetful / "report.json", forgetful / "report.xml"
    command = [sys.executable, "-m", "autograder", "--lang", "zh", "check", "targets"]
    command += ["--submission", str(forgetful), "--json", str(json_file), "--junit", str(junit)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=120)
    return done, json.loads(json_file.read_text()), junit.read_text()


def test_a_real_check_shows_statement_and_cause_in_chinese(checked):
    done, _, _ = checked
    assert done.returncode == 1, done.stderr
    assert STATEMENT in done.stdout
    assert CAUSE in done.stdout
    assert "期望 [" in done.stdout
    assert "likely" not in done.stdout


def test_what_is_written_stays_english(checked):
    _, report, junit = checked
    text = json.dumps(report, ensure_ascii=False)
    assert "After termination the target is the reward alone" in text
    assert "likely: the future of terminated transitions is not masked" in text
    for written in (text, junit):
        assert not any("\u4e00" <= char <= "\u9fff" for char in written)


def test_plain_pytest_shows_the_same_in_chinese(forgetful, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "zh")
    command = [sys.executable, "-m", "pytest", "--submission", str(forgetful)]
    file = ROOT / "tests/lessons/lesson_07_deep_q_agent/test_targets.py"
    done = subprocess.run(
        [*command, str(file)], check=False, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert CAUSE in done.stdout


@pytest.fixture
def failed():
    """Give a report with one failed check."""
    message = """\
td_targets(...), no transition terminated
expected 16   got 4
likely: the future of terminated transitions is not masked
look at: lesson_07_deep_q_agent/targets.py:7, td_targets
next: course hint targets"""
    check = CheckResult(
        id="lesson_07_deep_q_agent/targets/test_it",
        lesson="lesson_07_deep_q_agent",
        exercise="targets",
        name="test_it",
        statement="After termination the target is the reward alone; every other transition bootstraps.",
        points=2,
        earned=0,
        verdict="failed",
        message=message,
    )
    return Report("lessons", (check,))


def test_the_terminal_s_report_keeps_its_columns_though_chinese_letters_are_wide(chinese, failed):
    from rich.cells import cell_len  # noqa: PLC0415  only here

    for width in (60, 80, 110):
        lines = render_text(failed, width).splitlines()
        assert max(map(cell_len, lines)) <= width
        table = [line for line in lines[:3] if line.rstrip().endswith("s")]
        assert len({cell_len(line.rstrip()) for line in table}) == 1
    text = render_text(failed)
    assert CAUSE in text
    assert "查看：lesson_07_deep_q_agent/targets.py:7, td_targets" in text
    assert "下一步：course hint targets" in text


def test_html_speaks_chinese_and_english(chinese, failed, monkeypatch):
    in_chinese = render_html(failed)
    assert CAUSE in in_chinese
    assert STATEMENT in in_chinese
    monkeypatch.setenv("COURSE_LANG", "en")
    assert "likely: the future of terminated transitions is not masked" in render_html(failed)


def test_a_row_of_the_watch_is_as_wide_as_asked_for(chinese):
    statement = "After termination the target is the reward alone; every other transition bootstraps."
    for width in (30, 79):
        assert row(Row("failed", statement, "0/2", outdated=False), width).cell_len == width


def test_an_error_that_the_user_can_mend_and_the_help_are_chinese():
    command = [sys.executable, "-m", "autograder", "--lang", "zh"]
    for arguments, wanted in (
        (["hint", "tragets"], "错误：没有名为“tragets”"),
        (["check", "--help"], "检查您的代码"),
    ):
        done = subprocess.run([*command, *arguments], check=False, cwd=ROOT, capture_output=True, text=True)
        assert wanted in done.stdout + done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "--lang", "fr", "check"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.strip() == "error: there is no language 'fr'; there are: en, zh"
