"""What comes out when the site is built."""

import re

import pytest

from autograder.catalog import load_catalog


def test_every_exercise_is_on_the_map(site):
    page = (site / "course_map.html").read_text(encoding="utf-8")
    for exercise in load_catalog().exercises:
        assert exercise.title in page


def test_lessons_are_there_with_figures_and_formulas(site):
    page = (site / "lessons" / "lesson_07_deep_q_agent" / "index.html").read_text(encoding="utf-8")
    assert page.count('class="formula"') > 20
    assert "arithmatex" not in page
    assert (site / "lessons" / "lesson_07_deep_q_agent" / "figures" / "loop.svg").is_file()


@pytest.mark.parametrize(
    ("page", "promised"),
    [
        ("reference/autograder.html", ["autograder.expectations.expect_close", "autograder.judge.judge"]),
        ("reference/lessons.html", ["lesson_07_deep_q_agent.targets.td_targets", "expert.policy"]),
        ("reference/commands.html", ["course-check", "course-grade"]),
        ("enforced.html", ["network", "kernel"]),
    ],
)
def test_what_is_generated_is_there(site, page, promised):
    ids = re.findall(r'id="([^"]+)"', (site / page).read_text(encoding="utf-8"))
    assert set(promised) <= set(ids)


def test_nothing_is_published_but_pages_and_what_they_show(site):
    endings = {file.suffix for file in site.rglob("*") if file.is_file()}
    assert not endings & {".py", ".toml", ".ipynb", ".md", ".safetensors"}


def test_no_solution_is_published(site):
    page = (site / "reference" / "lessons.html").read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" not in page
    assert "<details" not in page  # where mkdocstrings puts source
