from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from devsper_registry import __version__
from tests.clients import browser
from tests.server import Server

RUN = "document.querySelector('.graphiql-execute-button')"
ANSWER = "document.querySelector('.result-window')?.innerText"

EDITED = "document.querySelector('.graphiql-query-editor .CodeMirror')?.CodeMirror.getValue()"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[browser.Page]:
    with browser.page(tmp_path / "home") as page:
        yield page


def run(page: browser.Page) -> None:
    """Run the first example, once the editor holds it."""
    page.wait_for(f"{RUN} !== null && {EDITED}?.includes('version')")
    page.evaluate(f"{RUN}.click()")
    page.wait_for(f"{ANSWER}?.includes('{__version__}')")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_graphiql_runs_a_query_and_asks_nobody_but_us(
    server: Server, page: browser.Page, width: int, height: int
) -> None:
    page.size(width, height, mobile=width < 700)
    page.open(f"{server.url}/graphql")
    page.wait_for(f"{RUN} !== null")
    page.evaluate("document.querySelector('[aria-label=\"Show GraphiQL Explorer\"]').click()")
    # The explorer lists the schema's fields, so the introspection has been answered.
    explored = "document.querySelector('.graphiql-explorer-root')?.innerText.includes('version')"
    page.wait_for(explored)
    run(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert {urlsplit(url).netloc for url in page.requested} == {urlsplit(server.url).netloc}
    assert page.complaints == []


def test_the_key_is_kept_in_the_tab_alone(server: Server, page: browser.Page) -> None:
    page.open(f"{server.url}/graphql")
    page.wait_for(f"{RUN} !== null")
    page.evaluate("document.getElementById('key').focus()")
    page.type(server.key)
    page.evaluate("document.getElementById('key-form').requestSubmit()")
    assert page.evaluate("document.getElementById('key-state').textContent") == (
        f"{server.key[:9]}… in this tab only"
    )
    run(page)
    assert page.evaluate("Object.values(sessionStorage)") == [server.key]
    assert server.key not in page.evaluate("JSON.stringify(localStorage)")
    assert page.evaluate("document.cookie") == ""
    page.evaluate("document.getElementById('forget').click()")
    assert page.evaluate("sessionStorage.length") == 0
    assert page.complaints == []


def test_a_script_written_into_the_page_does_not_run(server: Server, page: browser.Page) -> None:
    page.open(f"{server.url}/graphql")
    page.wait_for(f"{RUN} !== null")
    page.evaluate(
        "(() => { const script = document.createElement('script');"
        " script.textContent = 'window.ran = true'; document.body.append(script); })()"
    )
    assert page.evaluate("window.ran === undefined")
    (complaint,) = page.complaints
    assert "Content Security Policy" in complaint
