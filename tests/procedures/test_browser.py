"""The script shows exactly the questions that the server would ask, whatever is chosen."""

import random
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from procedures import eform
from procedures.eform import view
from tests.procedures.building import definition, eq, page, question

pytestmark = pytest.mark.screen
FACTS = eform.Given(date(2026, 11, 21))
SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "eform.js"


def op(name, *args):
    return {"op": name, "args": list(args)}


def q(key):
    return {"q": key}


TOLD = definition(
    page("truoc", question("cu", "choice")),
    page(
        "p",
        question("a", "yes_no"),
        question("b", "choice", other=True, when=eq("a", True)),
        question("c", "choices", when=op("or", eq("b", "mot"), eq("b", "khac"))),
        question("d", "text", when=op("in", {"v": "hai"}, q("c"))),
        question("e", "yes_no", when=op("not", op("filled", q("d")))),
        question("f", "country", when=op("and", eq("e", False), op("ne", q("b"), {"v": "hai"}))),
        question("g", "text", when=op("in", q("f"), {"v": ["VN", "LA"]})),
        question("h", "text", when=op("or", op("empty", q("c")), op("and", eq("cu", "mot"), eq("a", False)))),
        question(
            "i",
            "group",
            item_label="Người",
            max=2,
            questions=[
                question("i1", "yes_no"),
                question("i2", "text", when=op("and", q("i1"), eq("a", True))),
            ],
        ),
    ),
)
ONLY = TOLD.form.pages[1]
CHOICES = {
    "a": ["co", "khong", None],
    "b": ["mot", "hai", "khac", None],
    "c": [["mot"], ["hai"], ["mot", "hai"], []],
    "d": ["x", "", "  "],
    "e": ["co", "khong", None],
    "f": ["VN", "LA", "CN", ""],
    "i-0-i1": ["co", "khong", None],
    "i-1-i1": ["co", "khong", None],
}
FILL_IN = """(inputs) => inputs.map((input) => {
  for (const box of document.querySelectorAll("input, select")) {
    const value = input[box.name];
    if (!(box.name in input)) continue;
    if (box.type === "radio") box.checked = box.value === value;
    else if (box.type === "checkbox") box.checked = value.includes(box.value);
    else if (box.type !== "hidden") box.value = value;
  }
  document.dispatchEvent(new Event("change"));
  return [...document.querySelectorAll("[data-q]")].filter((f) => !f.closest("[hidden]")).map((f) => f.dataset.q);
})"""


def html(answers):
    views = view.fields(TOLD, ONLY, answers, {}, FACTS)
    text = '{% from "components/eform.html" import eform %}<form>{{ eform(fields, seen) }}</form>'
    return engines["jinja2"].from_string(text).render({"fields": views, "seen": view.seen(views)})


def posted(choice):
    fields = {name: value for name, value in choice.items() if value not in (None, [])}
    return fields | {"c-co": "1", "i-so": "2"}


@pytest.mark.parametrize("before", [{"cu": "mot"}, {"cu": "hai"}, {}])
def test_script_and_server_agree_on_every_choice(browser, before):
    chance = random.Random(len(before))
    choices = [{key: chance.choice(values) for key, values in CHOICES.items()} for _ in range(400)]
    tab = browser.new_page()
    tab.set_content(html(before | {"i": [{}, {}]}))
    tab.add_script_tag(path=str(SCRIPT))
    by_script = tab.evaluate(FILL_IN, choices)
    for choice, seen in zip(choices, by_script, strict=True):
        answers = eform.read_page(ONLY, posted(choice), before)
        by_server = [f.id for f in shown(view.fields(TOLD, ONLY, answers, {}, FACTS))]
        assert sorted(seen) == sorted(by_server), choice
    tab.close()


def shown(views):
    for one in views:
        if not one.hidden:
            yield one
            for item in one.items:
                yield from shown(item.fields)
        if one.other and not one.hidden and not one.other.hidden:
            yield one.other


def test_without_script_nothing_is_lost_and_the_page_can_be_sent(browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.set_content(html({"a": True, "b": "mot"}))
    assert tab.locator("[data-q=c]").is_visible()
    assert tab.locator("[data-q=d]").is_hidden()
    assert tab.locator("input[name=hien]").input_value().split(",")[:3] == ["a", "b", "c"]
    context.close()
