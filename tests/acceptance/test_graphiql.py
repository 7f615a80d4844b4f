import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from devsper_registry import __version__
from tests.build import wheel
from tests.clients import browser
from tests.server import Server

RUN = "document.querySelector('.graphiql-execute-button')"
ANSWER = "document.querySelector('.result-window')?.innerText"

EDITED = "document.querySelector('.graphiql-query-editor .CodeMirror')?.CodeMirror.getValue()"
EXPLORER = "document.querySelector('.graphiql-explorer-root')"


def write(page: browser.Page, query: str) -> None:
    """Replace what the editor holds."""
    editor = "document.querySelector('.graphiql-query-editor .CodeMirror')"
    page.wait_for(f"{editor} !== null")
    page.evaluate(f"{editor}.CodeMirror.setValue({json.dumps(query)})")


def execute(page: browser.Page, operation: str) -> None:
    """Run the operation, once GraphiQL has read its name: it does so a moment after the change."""
    page.wait_for(f"document.querySelector('.graphiql-tab')?.innerText.trim() === '{operation}'")
    page.evaluate(f"{RUN}.click()")


def field(name: str) -> str:
    """The explorer's entry of a field, as an expression."""
    return (
        "[...document.querySelectorAll('.graphiql-explorer-field-view')]"
        f".find((one) => one.textContent === {json.dumps(name)})"
    )


@pytest.fixture
def page(tmp_path: Path) -> Iterator[browser.Page]:
    with browser.page(tmp_path / "home") as page:
        yield page


def run(page: browser.Page) -> None:
    """Run the first example, once the editor holds it."""
    page.wait_for(f"{RUN} !== null && {EDITED}?.includes('version')")
    page.evaluate(f"{RUN}.click()")
    page.wait_for(f"{ANSWER}?.includes('{__version__}')")


def explore(page: browser.Page) -> None:
    """Open the explorer; it lists the schema's fields once the introspection is answered."""
    page.evaluate("document.querySelector('[aria-label=\"Show GraphiQL Explorer\"]').click()")
    page.wait_for(f"{EXPLORER}?.innerText.includes('version')")


def use(page: browser.Page, key: str) -> None:
    """Type a key into its field, as a person does."""
    page.evaluate("document.getElementById('key').focus()")
    page.type(key)
    page.evaluate("document.getElementById('key-form').requestSubmit()")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_graphiql_runs_a_query_and_asks_nobody_but_us(
    server: Server, page: browser.Page, width: int, height: int
) -> None:
    page.size(width, height, mobile=width < 700)
    page.open(f"{server.url}/graphql")
    page.wait_for(f"{RUN} !== null")
    explore(page)
    run(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert {urlsplit(url).netloc for url in page.requested} == {urlsplit(server.url).netloc}
    assert page.complaints == []


def test_the_key_is_kept_in_the_tab_alone(server: Server, page: browser.Page) -> None:
    page.open(f"{server.url}/graphql")
    page.wait_for(f"{RUN} !== null")
    use(page, server.key)
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


def test_the_key_opens_a_private_registry_until_it_is_forgotten(
    private_server: Server, page: browser.Page, name: str
) -> None:
    private_server.publish(wheel(name, "1.0"))
    page.open(f"{private_server.url}/graphql")
    page.wait_for(f"{RUN} !== null")
    for known, answer in ((True, f'"name": "{name}"'), (False, '"package": null')):
        if known:
            use(page, private_server.key)
        else:
            page.evaluate("document.getElementById('forget').click()")
        operation = "Known" if known else "Unknown"
        write(page, f'query {operation} {{ package(name: "{name}") {{ name }} }}')
        execute(page, operation)
        page.wait_for(f"{ANSWER}?.includes({json.dumps(answer)})")


def test_a_query_is_built_by_clicking_in_the_explorer(server: Server, page: browser.Page) -> None:
    page.open(f"{server.url}/graphql")
    page.wait_for(f"{RUN} !== null")
    write(page, "query Mine { version }")
    explore(page)
    page.wait_for(f"{field('stats')} !== undefined")
    page.evaluate(f"{field('stats')}.click()")
    page.wait_for(f"{field('packages')} !== undefined")
    page.wait_for(f"{EDITED}?.replace(/\\s+/g, ' ').startsWith('query Mine {{ version stats')")
    assert page.complaints == []


def test_an_example_is_a_click_away(server: Server, page: browser.Page) -> None:
    page.open(f"{server.url}/graphql")
    page.wait_for(f"{RUN} !== null")
    page.evaluate("document.querySelector('[aria-label=\"Show Examples\"]').click()")
    titles = "[...document.querySelectorAll('.examples button')].map((one) => one.textContent)"
    shown = page.wait_for(f"{titles}.length && {titles}")
    assert len(shown) >= 10
    page.evaluate("document.querySelectorAll('.examples button')[1].click()")
    execute(page, "Search")
    page.wait_for(f"{ANSWER}?.includes('totalCount')")
    assert page.complaints == []


def test_the_example_of_a_subscription_shows_a_file_as_it_comes(
    server: Server, page: browser.Page, name: str
) -> None:
    first, second = wheel(name, "1.0"), wheel(name, "2.0")
    server.publish(first)
    page.open(f"{server.url}/graphql")
    page.wait_for(f"{RUN} !== null")
    page.evaluate("document.querySelector('[aria-label=\"Show Examples\"]').click()")
    example = (
        "[...document.querySelectorAll('.examples button')]"
        ".find((one) => one.textContent.startsWith('Follow'))"
    )
    page.wait_for(f"{example} !== undefined")
    page.evaluate(f"{example}.click()")
    followed = page.wait_for(f"{EDITED}?.includes('packageEvents') && {EDITED}")
    write(page, followed.replace('"demo"', f'"{name}", afterSerial: 0'))
    execute(page, "Follow")
    page.wait_for(f"{ANSWER}?.includes('{first.filename}')")
    server.publish(second)
    page.wait_for(f"{ANSWER}?.includes('{second.filename}')")
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
