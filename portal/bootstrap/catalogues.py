"""Compile the translations, `.po` into `.mo`, as GNU msgfmt does."""

import ast
import struct
from pathlib import Path


def entries(text: str) -> dict[str, str]:
    """The translated entries of a `.po` file; fuzzy and empty ones are left out, as msgfmt does.

    Raises ValueError for words told twice, or twice translated: of two one would be lost unseen."""
    found: dict[str, str] = {}
    met: set[str] = set()
    for block in text.replace("\r\n", "\n").split("\n\n"):
        parts: dict[str, str] = {}
        current = ""
        fuzzy = False
        for line in block.splitlines():
            if line.startswith("#"):
                fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
                continue
            word, _, rest = line.partition(" ")
            if word.startswith("msg"):
                if word in parts:
                    raise ValueError(f"{word} twice: {line}")
                current, line = word, rest
                parts[current] = ""
            if current and line.strip():
                parts[current] += ast.literal_eval(line.strip())
        plurals = [value for word, value in sorted(parts.items()) if word.startswith("msgstr")]
        if "msgid" not in parts or not all(plurals) or not plurals or (fuzzy and parts["msgid"]):
            continue
        key = parts["msgid"]
        if "msgctxt" in parts:
            key = parts["msgctxt"] + "\x04" + key
        if key in met:
            raise ValueError(f"told twice: {key}")
        met.add(key)
        if "msgid_plural" in parts:
            key += "\0" + parts["msgid_plural"]
        found[key] = "\0".join(plurals)
    return found


def packed(entries: dict[str, str]) -> bytes:
    """The `.mo` file of these entries: two sorted tables of lengths and places, then the strings."""
    pairs = sorted((key.encode(), value.encode()) for key, value in entries.items())
    keys = b"".join(key + b"\0" for key, _ in pairs)
    values = b"".join(value + b"\0" for _, value in pairs)
    head = 7 * 4
    key_at, value_at = head + 16 * len(pairs), head + 16 * len(pairs) + len(keys)
    key_table, value_table = [], []
    for key, value in pairs:
        key_table += [len(key), key_at]
        value_table += [len(value), value_at]
        key_at += len(key) + 1
        value_at += len(value) + 1
    header = [0x950412DE, 0, len(pairs), head, head + 8 * len(pairs), 0, 0]
    numbers = [*header, *key_table, *value_table]
    return struct.pack(f"<{len(numbers)}I", *numbers) + keys + values


def compile_all(root: Path) -> int:
    """Compile every `locale/*/LC_MESSAGES/*.po` under `root`. Returns how many there were."""
    sources = sorted(root.glob("**/LC_MESSAGES/*.po"))
    for source in sources:
        source.with_suffix(".mo").write_bytes(packed(entries(source.read_text(encoding="utf-8"))))
    return len(sources)
