"""Facts of 58 real procedures, checked by hand against the catalogue's own words (docs/benchmarks.md).

The catalogue itself is not in the repository: CATALOGUE=…/national-catalogue.jsonl.gz runs this test."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from procedures.national.building import build
from procedures.national.lines import lines
from procedures.national.rows import row_of

GOLD = json.loads(Path(__file__).with_name("gold.json").read_text())
CATALOGUE = os.environ.get("CATALOGUE", "")


def facts(document: dict[str, Any]) -> dict[str, Any]:
    limits = document["limits"]

    def pair(one: dict[str, Any]) -> list[Any]:
        return [one["value"], one["unit"]]

    return {
        "processing": pair(limits["processing"]) if "processing" in limits else None,
        "by_channel": {key: pair(one) for key, one in limits.get("by_channel", {}).items()},
        "by_case": sorted(pair(one) for one in limits.get("by_case", {}).values()),
        "fees": [fee["amount"].get("vnd") for fee in document["fees"]],
        "papers": [[paper["copy_kind"], paper["count"]] for paper in document["papers"]],
        "laws": [act["number"].split(" ")[-1] for act in document["legal"]],
        "result": document["result"].get("code", ""),
    }


@pytest.mark.skipif(not CATALOGUE, reason="CATALOGUE names no file")
def test_the_facts_checked_by_hand():
    with open(CATALOGUE, "rb") as file:
        rows = {line.value["code"]: line.value for line in lines(file) if isinstance(line.value, dict)}
    read = {code: facts(build(row_of(rows[code]), {}).document) for code in GOLD}
    assert read == GOLD


def test_the_gold_is_facts_alone():
    """No sentence of the source: codes, numbers and kinds."""
    assert len(GOLD) >= 50
    assert " " not in json.dumps(GOLD, ensure_ascii=False, separators=(",", ":"))
