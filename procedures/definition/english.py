"""What a procedure says in English: its own words, each with its translation, kept beside the definition."""

from procedures.definition.reader import Reader

LONGEST = 2000


def read_english(reader: Reader) -> dict[str, str]:
    """The English words by the Vietnamese ones they stand for. Sentences that nobody says any more do no harm."""
    value = reader.raw("english")
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(words, str) for words in value.values()):
        reader.fault("english", "Phải là một đối tượng { “câu tiếng Việt”: “câu tiếng Anh” }.")
        return {}
    long = [said for said, words in value.items() if len(words) > LONGEST]
    if long:
        reader.fault("english", f"Câu tiếng Anh của “{long[0][:60]}” dài quá {LONGEST} ký tự.")
    return {said: words.strip() for said, words in value.items() if words.strip()}
