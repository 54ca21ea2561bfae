"""The national registers asked for a form, once, about a person who has just agreed to it (QN-16.3a, NĐ 13/2023):
online by themselves, at the counter by the officer in front of whom they stand.

Never inside a transaction: the draft is there already, and what the register says is put into it while nobody has
typed anything yet. When the register is down the person types; nothing else changes."""

from collections.abc import Callable

from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from dossiers.models import Dossier
from dossiers.services import drafts
from dossiers.states import State
from portal.accounts.models import ConsentRecord, Party
from portal.accounts.numbers import tax_code_problem
from portal.audit.services import log_access
from portal.calendars.now import now
from portal.integrations import registers
from portal.integrations.http import OutsideDown
from portal.web.refusals import StepRefused
from procedures import eform
from procedures.definition import Definition
from procedures.queries import definition

TEXT_VERSION = "2026-01"
WORDS = {
    registers.POPULATION: gettext_noop("cơ sở dữ liệu quốc gia về dân cư"),
    registers.ENTERPRISE: gettext_noop("cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp"),
}


def offered(told: Definition) -> list[str]:
    """The registers that this form would take something from and that the province has connected."""
    return [name for name in WORDS if eform.wanted_of(told, name) and registers.connected(name)]


def look_up(*, request: HttpRequest, dossier: Dossier, party: Party) -> list[str]:
    """Asks every register of the form about the applicant, keeps consent and a line of the access log for each, and
    fills the draft's empty answers. Sentences for the person where a register could not help."""
    told = definition(dossier.version)
    sources, told_why = _asked(request, dossier, party, told, "")
    if not sources:
        return []
    filled = eform.prefill(told, party, dossier.answers, once=sources)
    untouched = Dossier.objects.filter(pk=dossier.pk, state=State.DRAFT, touched_at=F("created_at"))
    untouched.update(answers=filled)
    return told_why


def offered_at_counter(dossier: Dossier) -> list[str]:
    """The registers that may be asked about the person at the counter, for a dossier of their own."""
    if dossier.owner_id != dossier.submitter_id:  # whoever is not there cannot agree
        return []
    return offered(definition(dossier.version))


def look_up_at_counter(*, request: HttpRequest, dossier: Dossier) -> list[str]:
    """The officer asks with the agreement of the person in front of them; what was typed stays, empty answers are
    filled. Sentences for the officer where a register could not help. Raises StepRefused when nothing may be asked."""
    told, party = definition(dossier.version), dossier.owner
    if not offered_at_counter(dossier):
        raise StepRefused("Hồ sơ này không còn gì để tra cứu.")
    sources, told_why = _asked(request, dossier, party, told, " tại quầy")
    answers = eform.prefill(told, party, dossier.answers, once=sources)
    drafts.save_answers(dossier=dossier, answers=answers)
    return told_why


def _asked(
    request: HttpRequest, dossier: Dossier, party: Party, told: Definition, where: str
) -> tuple[dict[str, eform.Source], list[str]]:
    """Every register of the form asked, with consent and the line of the access log kept before each question."""
    sources: dict[str, eform.Source] = {}
    told_why: list[str] = []
    for name in offered(told):
        _keep(request, dossier, party, name, eform.wanted_of(told, name), where)
        known, why = _known(name, party, dossier, bool(where))
        sources[name] = _always(known)
        told_why += [why] if why else []
    return sources, told_why


def _always(known: eform.Known | None) -> eform.Source:
    return lambda party, told, wanted: known


def _keep(
    request: HttpRequest, dossier: Dossier, party: Party, name: str, wanted: frozenset[str], where: str
) -> None:
    """That the person agreed, and that we asked: who, when, for which dossier, which fields."""
    ConsentRecord.objects.create(
        party=party,
        purpose=f"query_{name}",
        text_version=TEXT_VERSION,
        given_at=now(),
        evidence=dossier.reference,
    )
    log_access(
        request,
        subject=dossier.reference,
        act=f"tra cứu {name}",
        party_id=party.pk,
        purpose=f"Điền sẵn tờ khai {dossier.procedure.code}{where}: {', '.join(sorted(wanted))}",
    )


def _known(name: str, party: Party, dossier: Dossier, to_officer: bool) -> tuple[eform.Known | None, str]:
    """What the register says, else why it says nothing, to whoever reads it."""
    register = WORDS[name]
    try:
        values = _ASK[name](party, dossier)
    except registers.NotOnFile as absent:
        return None, _absent(name, absent.differs, to_officer)
    except OutsideDown:
        if to_officer:
            return None, f"{register.capitalize()} đang không trả lời. Nhập tay các mục."
        return None, _said(
            _("%(register)s đang không trả lời. Bạn tự điền các mục, hồ sơ vẫn nộp được."), name
        )
    if values is None and to_officer:
        return (
            None,
            f"Chưa đủ số định danh, họ tên, ngày sinh hoặc mã số để hỏi {register}. Nhập tay các mục.",
        )
    if values is None:
        return None, _said(
            _("Tài khoản của bạn chưa đủ thông tin để hỏi %(register)s. Bạn tự điền các mục."), name
        )
    return eform.Known({key: value for key, value in values.items() if value}, register), ""


def _absent(name: str, differs: bool, to_officer: bool) -> str:
    if to_officer:
        what = "khác với thông tin đã nhập" if differs else "chưa có người này"
        return f"Thông tin ở {WORDS[name]} {what}. Xem lại giấy tờ tùy thân, nhập tay các mục."
    if differs:
        return _said(_("Thông tin ở %(register)s khác với tài khoản của bạn. Bạn tự điền các mục."), name)
    return _said(_("Thông tin ở %(register)s chưa có bạn. Bạn tự điền các mục."), name)


def _said(sentence: str, name: str) -> str:
    """A sentence for the applicant, in the language of the page, the register's name with it."""
    said = sentence % {"register": gettext(WORDS[name])}
    return said[:1].upper() + said[1:]


def _person(party: Party, dossier: Dossier) -> dict[str, object] | None:
    if not (party.id_number and party.name and party.birth_on):
        return None
    found = registers.person(
        number=party.id_number,
        name=party.name,
        birth_on=party.birth_on,
        purpose=_purpose(dossier),
        key=f"{dossier.reference}-dc",
    )
    return {
        "name": found.name,
        "id_number": found.number,
        "birth_on": found.birth_on.isoformat() if found.birth_on else "",
        "sex": found.sex,
        "address": _address(found.residence),
        "commune": found.residence.commune if found.residence else "",
        "ethnicity": found.ethnicity,
        "nationality": found.nationality,
        "hometown": _address(found.hometown),
        "father_name": found.father_name,
        "mother_name": found.mother_name,
        "spouse_name": found.spouse_name,
        "marital_status": found.marital_status,
    }


def _enterprise(party: Party, dossier: Dossier) -> dict[str, object] | None:
    number = party.tax_code or eform.answered(
        definition(dossier.version), dossier.answers, "party.tax_code"
    )  # at the counter a person stands there for their firm, whose number the officer has typed
    if not number or tax_code_problem(number):
        return None
    found = registers.enterprise(tax_code=number, purpose=_purpose(dossier), key=f"{dossier.reference}-dn")
    return {
        "name": found.name,
        "tax_code": found.tax_code,
        "address": _address(found.seat),
        "commune": found.seat.commune if found.seat else "",
        "representative": found.representative,
        "registered_on": found.registered_on.isoformat() if found.registered_on else "",
        "capital_vnd": found.capital_vnd,
        "phone": found.phone,
        "email": found.email,
    }


_ASK: dict[str, Callable[[Party, Dossier], dict[str, object] | None]] = {
    registers.POPULATION: _person,
    registers.ENTERPRISE: _enterprise,
}


def _address(place: registers.Place | None) -> dict[str, str] | None:
    return {"commune": place.commune, "line": place.line} if place and place.line else None


def _purpose(dossier: Dossier) -> str:
    return f"Giải quyết thủ tục {dossier.procedure.code}, hồ sơ {dossier.reference}"
