import types

import pytest

from autograder.catalog import load_catalog
from autograder.paths import LESSONS
from autograder.site.course_map import lesson_page

NOT_INSTALLED = "the documentation's packages are not installed: nox -s docs does it"
hooks = pytest.importorskip("autograder.site.hooks", reason=NOT_INSTALLED)
mkdocs = pytest.importorskip("mkdocs.config.defaults", reason=NOT_INSTALLED)

PAGE = types.SimpleNamespace(file=types.SimpleNamespace(src_uri="page.md"))


@pytest.fixture
def config(tmp_path):
    config = mkdocs.MkDocsConfig()
    (tmp_path / "docs").mkdir()
    folders = {"docs_dir": str(tmp_path / "docs"), "site_dir": str(tmp_path / "site")}
    config.load_dict({"site_name": "A site"} | folders)
    assert config.validate() == ([], [])
    config.plugins._current_plugin = "hooks"  # which MkDocs sets around each of its calls
    config.nav = [{"Home": "index.md"}, {"The course": [{"Course map": "course_map.md"}]}]
    return config


def test_the_lessons_texts_follow_in_the_navigation(config):
    hooks.on_config(config)
    pages = [page for entry in config.nav[1]["The course"] for page in entry.values()]
    lessons = [lesson_page(lesson) for lesson in load_catalog().lessons]
    assert pages == ["course_map.md", *lessons, "lessons/expert/README.md"]


def test_a_navigation_without_their_section_is_refused(config):
    config.nav = [{"Home": "index.md"}]
    with pytest.raises(hooks.PluginError, match="needs a section 'The course'"):
        hooks.on_config(config)


def test_texts_and_figures_come_from_where_they_lie(config):
    files = hooks.on_files(hooks.Files([]), config)
    text = files.get_file_from_path("lessons/lesson_05_datasets/README.md")
    assert text.abs_src_path == str(LESSONS / "lesson_05_datasets" / "README.md")
    names = {file.src_uri for file in files}
    assert "lessons/lesson_05_datasets/figures/actions.svg" in names
    assert not [name for name in names if name.endswith((".py", ".ipynb"))]


def test_marks_are_filled_in():
    assert "| `doctor` |" in hooks.on_page_markdown("before\n\n<!-- generated: sessions -->\n", PAGE)


def test_an_unknown_mark_is_refused():
    with pytest.raises(
        hooks.PluginError, match=r"page\.md: nothing is generated as 'no such thing'; there are: lessons"
    ):
        hooks.on_page_markdown("<!-- generated: no such thing -->", PAGE)


def test_other_comments_are_left_out():
    text = "<!-- measured: a -->\n| a |\n| - |\n| 1 |\n<!-- end -->\n"
    assert hooks.on_page_markdown(text, PAGE) == "| a |\n| - |\n| 1 |\n"


def test_a_formula_that_cannot_be_drawn_is_told_with_its_page():
    with pytest.raises(hooks.PluginError, match=r"page\.md: ziamath does not know \\nosuch"):
        hooks.on_page_content(r'<span class="arithmatex">\(\nosuch\)</span>', PAGE)
