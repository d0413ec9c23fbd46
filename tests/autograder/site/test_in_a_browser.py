"""The site in a browser, as wide as a desktop's and as a phone's: what a reader sees, clicks on and waits for."""

import pytest

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="the documentation's packages are not installed: nox -s docs does it"
)

WIDTHS = {"desktop": 1280, "phone": 390}

TOO_WIDE = """
() => {
  const scrolls = element => ["auto", "scroll", "hidden"].includes(getComputedStyle(element).overflowX);
  const inScroller = element => {
    for (let above = element.parentElement; above && above !== document.body; above = above.parentElement)
      if (scrolls(above)) return true;
    return false;
  };
  return [...document.querySelectorAll(".md-content *, .md-header *, .md-footer *")]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1 && !inScroller(element))
    .map(element => element.outerHTML.slice(0, 200));
}
"""
"""The elements of a page that reach beyond its right edge, and do not lie in a part that scrolls by itself."""


@pytest.fixture(params=WIDTHS)
def width(request):
    return WIDTHS[request.param]


@pytest.fixture
def page(browser, width):
    """Open a tab in which nothing may go wrong, and from which nothing may be asked of another machine."""
    complaints = []
    context = browser.new_context(viewport={"width": width, "height": 844})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url) if has_failed(request) else None)
    page.on("request", lambda request: complaints.append(request.url) if is_elsewhere(request.url) else None)
    yield page
    context.close()
    assert complaints == []


def visit(page, url):
    """Open a page, and wait until its search is ready, which is what it fetches last."""
    with page.expect_event("requestfinished", lambda request: request.url.endswith("search_index.json")):
        page.goto(url)


def has_failed(request):
    """Whether a request failed by itself, and not because the page was left or closed."""
    return request.failure != "net::ERR_ABORTED"


def is_elsewhere(url):
    return not url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:"))


def test_every_page_fits_and_describes_its_pictures(page, site, address):
    names = [file.relative_to(site).as_posix() for file in site.rglob("*.html") if file.name != "404.html"]
    assert len(names) > 12
    for name in names:
        visit(page, f"{address}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name
        assert page.evaluate(TOO_WIDE) == [], name
        assert page.locator("img:not([alt]), img[alt='']").count() == 0, name
        assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)"), name
        assert page.locator("h1").count() == 1, name


def test_the_navigation_leads_to_a_lesson(page, address, width):
    visit(page, f"{address}/index.html")
    if width == WIDTHS["phone"]:
        page.locator(".md-header label[for=__drawer]").click()
        page.locator(".md-nav--primary label.md-nav__link", has_text="The course").click()
        entry = page.locator(".md-nav--primary").get_by_role("link", name="07 A deep Q-agent")
    else:
        page.locator(".md-tabs").get_by_role("link", name="The course").click()
        entry = page.locator(".md-sidebar--primary").get_by_role("link", name="07 A deep Q-agent")
    entry.click()
    sync_api.expect(page.locator("h1")).to_contain_text("Lesson 07")


def test_the_search_finds_a_word_of_a_lesson(page, address, width):
    visit(page, f"{address}/index.html")
    if width == WIDTHS["phone"]:
        page.locator(".md-header__button[for=__search]").click()
    page.locator("input.md-search__input").click()
    page.keyboard.type("bootstrapping")
    sync_api.expect(page.locator(".md-search-result__list li").first).to_contain_text("deep Q-agent")


def test_it_can_be_read_without_a_server(browser, site):
    """All but the search works: a browser lets no page that it has from a file start the search's worker."""
    asked = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.locator(".md-content").get_by_role("link", name="course map").click()
    sync_api.expect(page.locator("h1")).to_contain_text("Course map")
    assert asked
    assert [url for url in asked if is_elsewhere(url)] == []
    page.close()


def test_dark_colours_can_be_chosen(page, address):
    visit(page, f"{address}/course_map.html")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_title("Switch to the dark colours").click()
    page.wait_for_function(f"{colour} !== '{light}'")
    rectangle = page.locator(".prerequisites rect").first
    assert rectangle.evaluate("box => getComputedStyle(box).fill") != "rgb(0, 0, 0)"
