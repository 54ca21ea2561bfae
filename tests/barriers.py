"""What keeps somebody from using a page, as far as a program can see: axe, and what stands beyond the edge."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}  # what is in order is not told node by node
LOOK = """options => axe.run(options).then(said => ({
    violations: said.violations.map(one => `${one.id}: ${JSON.stringify(one.nodes[0].target)}`),
    rules: said.passes.length,
    wide: document.documentElement.scrollWidth > window.innerWidth,
}))"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page that stands open; axe is put into it once, however often one looks."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(LOOK, OPTIONS)
    assert found["rules"], "axe looked at nothing"
    return [*found["violations"], *(["scrolls sideways"] if found["wide"] else [])]
