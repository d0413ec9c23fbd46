import pytest

from autograder.site.links import problems


@pytest.fixture
def site(tmp_path):
    """Give a function that writes a page of a site."""

    def write(name, body):
        page = tmp_path / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")

    write("index.html", '<h1 id="top">A site</h1>')
    write("deep/page.html", '<h2 id="a-heading">A page</h2>')
    (tmp_path / "picture.svg").write_text("<svg/>", encoding="utf-8")
    write.folder = tmp_path
    return write


@pytest.mark.parametrize(
    "body",
    [
        '<a href="deep/page.html">a page</a>',
        '<a href="deep/page.html#a-heading">a heading</a>',
        '<a href="#here">here</a><p id="here"></p>',
        '<a href="deep/../index.html">this very page</a>',
        '<a href=".">the folder of this page</a>',
        '<a href="https://example.org/">elsewhere, on a click</a>',
        '<a href="mailto:ada@example.org">a person</a>',
        '<img src="picture.svg" alt="a picture">',
        '<img src="data:image/png;base64,AAAA" alt="a picture within">',
    ],
)
def test_what_leads_somewhere_is_no_problem(site, body):
    site("start.html", body)
    assert problems(site.folder) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('<a href="missing.html">a</a>', "'missing.html' leads nowhere"),
        ('<a href="deep">a</a>', "'deep' leads nowhere"),
        ('<a href="deep/page.html#no">a</a>', "'deep/page.html#no' leads to no heading"),
        ('<a href="#no">a</a>', "'#no' leads to no heading"),
        ('<img src="missing.png" alt="a">', "'missing.png' leads nowhere"),
        ('<img src="picture.svg">', "the picture 'picture.svg' has no description"),
        ('<script src="https://example.org/a.js"></script>', "would be fetched from elsewhere"),
        ('<link rel="stylesheet" href="https://example.org/a.css">', "would be fetched from elsewhere"),
        ('<img src="//example.org/a.png" alt="a">', "would be fetched from elsewhere"),
    ],
)
def test_what_leads_nowhere_or_fetches_is_told(site, body, told):
    site("start.html", body)
    (problem,) = problems(site.folder)
    assert problem.startswith("start.html: ")
    assert told in problem


def test_links_are_seen_from_where_the_page_lies(site):
    site("deep/other.html", '<a href="page.html">beside</a><a href="../index.html">above</a>')
    assert problems(site.folder) == []
