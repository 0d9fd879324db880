"""Browser tests: real Chromium, real pages, the live server of pytest-django.

``open_page(width=360, js=True, signed_in=None, dark=False, large=False)`` gives a Playwright page; ``goto("/path/")``
is relative to the live server. ``axe(page)`` fails on every violation that axe-core finds. Console errors and script
errors fail the test that saw them (``page.allowed`` lists texts that may occur).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
#: Playwright's loop runs in this thread; Django then suspects every query of being asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """The live server serves the sources, so pages must name them without the hash of a collected copy."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def open_page(chromium: Browser, live_server: Any, sign_in: Callable[..., Any]) -> Iterator[Callable[..., Page]]:
    """Pages in contexts of their own, all closed afterwards."""
    contexts = []
    troubles: list[str] = []

    def opened(
        *, width: int = 1280, js: bool = True, signed_in: Any = None, dark: bool = False, large: bool = False
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=js,
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            bypass_csp=False,
        )
        contexts.append(context)
        cookies = {"type": "large"} if large else {}
        if signed_in is not None:
            cookies["sessionid"] = sign_in(signed_in).cookies["sessionid"].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _note(troubles, page, message.type, message.text))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


def _note(troubles: list[str], page: Page, kind: str, text: str) -> None:
    # A page answered with 4xx is also an entry in the console; tests look at such statuses themselves.
    if kind == "error" and "the server responded with a status of 4" not in text:
        troubles.append(f"{page.url}: {text}")


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fail on whatever axe-core finds on the page as it stands."""
    script = AXE.read_text()

    def check(page: Page) -> None:
        # Through the debugger, not as a script of the page: the page's own policy forbids inline scripts.
        page.evaluate(script + ";0")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        told = [
            f"{each['id']} ({each['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:240]}"
            for each in found
            for node in each["nodes"]
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return check


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """Fail when the page scrolls sideways."""

    def check(page: Page) -> None:
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{page.url} is {over} px too wide"

    return check
