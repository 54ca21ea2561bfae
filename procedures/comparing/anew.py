"""Which answers of a draft still mean the same under a newer version, and which have to be given again."""

from procedures.definition import Definition, Question


def asked_anew(old: Definition, new: Definition) -> list[str]:
    """The questions with the same id in both whose answer cannot be taken over, in the new order."""
    before = {question.id: question for page in old.form.pages for question in page.questions}
    return [
        question.id
        for page in new.form.pages
        for question in page.questions
        if question.id in before and not same(before[question.id], question)
    ]


def same(old: Question, new: Question) -> bool:
    """Whether an answer to the one answers the other: same kind, words and unit, no option that changed its words.

    A new hint, condition, bound or option leaves an answer its meaning; it is judged by the new rules anyway."""
    if (old.kind, old.label, old.unit) != (new.kind, new.label, new.unit):
        return False
    options = {option.id: option.label for option in old.options}
    if any(options.get(option.id, option.label) != option.label for option in new.options):
        return False
    inner = {question.id: question for question in old.questions}
    return all(same(inner[one.id], one) for one in new.questions if one.id in inner)
