"""The catalogue of this course, and how it is kept."""

import gettext
import io
import json
import re

import pytest
from rich.console import Console

from autograder.authoring.translation import catalogue, command
from autograder.authoring.translation.sources import sources
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.language import CHINESE


@pytest.fixture(scope="module", name="wanted")
def wanted_fixture():
    """Give a fresh, empty catalogue of all texts of the course."""
    return catalogue.template(load_catalog())


@pytest.fixture(scope="module", name="messages")
def messages_fixture():
    """Give the catalogue as it is committed."""
    return catalogue.read()


def listed(problems):
    return "\n".join(map(str, problems[:20])) + f"\n{len(problems)} in all: nox -s translate lists them"


def test_every_entry_is_translated(messages, wanted):
    problems = catalogue.problems(messages, wanted)
    assert not problems, listed(problems)


def test_placeholders_are_the_same_in_both_languages(messages):
    translated = [message for message in messages if message.id and message.string]
    assert translated
    wrong = [message.id for message in translated if catalogue.misfit(message.id, message.string)]
    assert not wrong


def test_the_compiled_catalogue_is_current_and_the_standard_library_reads_it(messages):
    compiled = catalogue.mo_bytes(messages)
    assert CHINESE.read_bytes() == compiled
    with CHINESE.open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.pgettext("label", "likely: ") == "可能原因："


def test_the_file_is_written_as_it_is_read_and_has_no_line_numbers(messages):
    assert catalogue.PO_FILE.read_bytes() == catalogue.po_bytes(catalogue.read())
    places = re.findall(r"^#: (.*)$", catalogue.PO_FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert places
    assert not [place for place in places if re.search(r":\d", place)]


def test_every_kind_of_text_is_found():
    found = {source.text: source for source in sources(load_catalog())}
    for text, file in {
        "After termination the target is the reward alone; every other transition bootstraps.": "test_targets.py",
        "the future of terminated transitions is not masked": "test_targets.py",
        "first difference at index {place}: expected {2}, got {3} ({4} of {size} differ)": "expectations.py",
        "there is no folder '{root}'; name one that is laid out like lessons/": "submission.py",
        "{passed} of {count} checks passed, {score} points": "terminal.py",
        "That is for a single step; there are 500 of them.": "predict.toml",
        "Feed the data to PyTorch": "course.toml",
        "Give the next of an exercise's three hints.": "cli.py",
    }.items():
        assert found[text].file.endswith(file)
    assert any(
        source.kind.startswith("cell") and source.file.endswith("notebook.py") for source in found.values()
    )
    authors = [source.text for source in found.values() if "authoring/" in source.file]
    assert authors == []


# --- A small catalogue of its own -----------------------------------------------------------------------------


@pytest.fixture(name="small")
def small_fixture():
    """Give a function that makes a catalogue of these texts, translated where that is said."""

    def make(texts):
        messages = catalogue._empty()
        for text, translation in texts.items():
            messages.add(text, translation, locations=[("a.py", 0)], auto_comments=["message"])
        return messages

    return make


def test_what_is_new_stale_obsolete_untranslated_or_malformed_is_told(small):
    old = small(
        {
            "the mean of the whole batch is taken": "取了整批的均值",
            "gone for good, this one": "没有了",
            "{n} rows are missing": "缺少若干行",
            "still the same text": "仍是同一文本",
        }
    )
    wanted = small(
        dict.fromkeys(
            [
                "the mean of the whole batch was taken",
                "{n} rows are missing",
                "still the same text",
                "brand new words",
            ]
        )
    )
    before = [problem.what.partition(":")[0] for problem in catalogue.problems(old, wanted)]
    assert before == [
        "is new",
        "is new",
        "is obsolete, its text is gone",
        "is obsolete, its text is gone",
        "has other placeholders in its translation",
    ]
    old.update(wanted)
    after = {problem.text: problem.what.partition(":")[0] for problem in catalogue.problems(old, wanted)}
    assert after == {
        "the mean of the whole batch was taken": "is stale, its English has changed",
        "{n} rows are missing": "has other placeholders in its translation",
        "brand new words": "is not translated",
    }


def test_a_stale_translation_is_kept_with_its_english_but_not_shown(small, tmp_path):
    messages = small({"the mean of the whole batch is taken": "取了整批的均值"})
    messages.update(small({"the mean of the whole batch was taken": None}))
    file = tmp_path / "course.po"
    catalogue.write(messages, file)
    assert '#| msgid "the mean of the whole batch is taken"' in file.read_text(encoding="utf-8")
    assert catalogue.po_bytes(catalogue.read(file)) == file.read_bytes()
    shown = gettext.GNUTranslations(io.BytesIO(file.with_suffix(".mo").read_bytes()))
    assert shown.gettext("the mean of the whole batch was taken") == "the mean of the whole batch was taken"
    (left,) = catalogue.pending(catalogue.read(file))
    assert left.before == "取了整批的均值"


def test_translations_are_filled_in_and_take_the_fuzzy_mark_away(small):
    messages = small({"one text here": "旧", "another {n} text": None})
    messages["one text here"].flags.add("fuzzy")
    assert catalogue.fill(messages, {"one text here": "新", "another {n} text": "另 {n} 个"}) == 2
    assert catalogue.pending(messages) == []
    assert catalogue.fill(messages, {"one text here": "新"}) == 0


@pytest.mark.parametrize(
    ("translations", "says"),
    [
        ({"no such text": "无"}, "the course has no text 'no such text'"),
        ({"another {n} text": "另 {m} 个"}, r"expected \['n'\], got \['m'\]"),
        ({"another {n} text": "另 个"}, r"expected \['n'\], got \[\]"),
    ],
)
def test_translations_that_do_not_fit_are_refused_and_change_nothing(small, translations, says):
    messages = small({"one text here": None, "another {n} text": None})
    with pytest.raises(CourseError, match=says):
        catalogue.fill(messages, {"one text here": "新"} | translations)
    assert len(catalogue.pending(messages)) == 2


def test_a_file_that_is_no_catalogue_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    file = tmp_path / "course.po"
    file.write_text("neither\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"course\.po is no catalogue"):
        catalogue.read(file)


def test_the_command_exchanges_files_with_translators(tiny, tmp_path):
    pending, fill = tmp_path / "pending.json", tmp_path / "fill.json"
    tiny.course("translate", "--pending", pending)
    entries = {entry["msgid"]: entry for entry in json.loads(pending.read_text())}
    assert entries["Two numbers are added."]["kinds"] == ["what a check demands"]
    fill.write_text(json.dumps({"Two numbers are added.": "两个数相加。"}))
    done = tiny.course("translate", "--fill", fill, "--pending", pending)
    assert f"took 1 translations from {fill}" in done.stdout
    assert re.search(r"translate: \d+ entries, \d+ translated, \d+ untranslated, \d+ stale", done.stdout)
    assert done.returncode == 1  # much is left
    assert "Two numbers are added." not in {entry["msgid"] for entry in json.loads(pending.read_text())}
    assert "两个数相加。" in tiny.course("--lang", "zh", "explain", "sums").stdout


@pytest.mark.parametrize("content", [None, "[]", '{"a": 1}'])
def test_a_file_of_translations_that_is_none_is_told(tmp_path, content):
    file = tmp_path / "fill.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CourseError, match=re.escape(str(file))):
        command._read(file)


def test_the_command_says_in_one_line_how_far_the_translation_is(monkeypatch, messages, wanted):
    monkeypatch.setattr(catalogue, "read", lambda: messages)
    monkeypatch.setattr(catalogue, "write", lambda _messages: None)
    monkeypatch.setattr(catalogue, "template", lambda _course: wanted)
    console = Console(file=io.StringIO(), width=120)
    command.translate(console, None, [])
    last = console.file.getvalue().splitlines()[-1]
    assert last.startswith(f"translate: {len(messages)} entries, ")
