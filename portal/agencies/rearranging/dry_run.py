"""Every consequence of a rearrangement in sentences, before anything is changed."""

from collections import Counter

from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.queries import in_service
from portal.agencies.rearranging.fates import Fate, Fates, committees_left
from portal.agencies.rearranging.hooks import Consequence, followers
from portal.agencies.rearranging.records import Act
from portal.web.show import day


def consequences(found: Fates) -> list[Consequence]:
    """What stands in the way first, then what wants a look, then what simply happens."""
    own = [*_shape(found), *_agencies(found), *_units(found), *_people(found), *_calendars(found)]
    beyond = [line for room in followers() for line in room.told(found)]
    rank = {"stops": 0, "look": 1, "tell": 2}
    return sorted([*own, *beyond], key=lambda one: rank[one.level])


def _shape(found: Fates) -> list[Consequence]:
    lines = []
    if not found.ends and not found.renames and not found.units:
        lines.append(Consequence("Đợt này chưa có việc nào.", level="stops"))
    going = set(found.ended())
    for fate in found.ends:
        if fate.heir is None:
            lines.append(Consequence(f"{fate.agency} chưa có cơ quan kế tục.", level="stops"))
        elif fate.heir.pk in going:
            words = f"{fate.agency} giao cho {fate.heir}, mà nơi đó cũng kết thúc trong đợt này."
            lines.append(Consequence(words, level="stops"))
        elif not fate.heir.stands_on(found.day):
            words = f"{fate.heir} không hoạt động vào {day(found.day)}, không kế tục được."
            lines.append(Consequence(words, level="stops"))
    for unit, agency in committees_left(found):
        words = f"{unit} kết thúc nhưng {agency} của nơi ấy chưa nói thành gì."
        lines.append(Consequence(words, level="stops"))
    return lines


def _agencies(found: Fates) -> list[Consequence]:
    lines = []
    for fate in found.ends:
        if fate.heir is not None:
            words = f"{fate.agency} ({fate.agency.code}) → {fate.heir} ({fate.heir.code})"
            lines.append(
                Consequence(f"{words}. Hồ sơ nhận từ {day(found.day)} mang mã mới; mã cũ giữ nguyên.")
            )
    for line in found.renames:
        lines.append(Consequence(f"{line.agency} đổi tên thành {line.new_name}; giấy tờ cũ giữ tên cũ."))
    return lines


def _units(found: Fates) -> list[Consequence]:
    lines = []
    for line in found.units:
        if line.act == Act.SPLIT:
            into = ", ".join([*([str(line.heir_unit)] if line.heir_unit else []), *line.other_names])
            words = f"{line.unit} chia cho {into}: người khai nơi này phải chọn lại."
            lines.append(Consequence(words, level="look"))
        elif line.heir_unit:
            lines.append(
                Consequence(f"{line.unit} thành {line.heir_unit}; địa chỉ đã khai tự dẫn tới nơi mới.")
            )
        else:
            lines.append(Consequence(f"{line.unit} kết thúc, không có đơn vị kế tục."))
    if found.record.new_tiers:
        lines.append(Consequence(f"Từ {day(found.day)} tỉnh có {found.record.new_tiers} cấp chính quyền."))
    return lines


def _people(found: Fates) -> list[Consequence]:
    counted = Counter(
        in_service(found.last_day).filter(agency__in=found.ended()).values_list("agency_id", flat=True)
    )
    lines = []
    for fate in found.ends:
        count = counted.get(fate.agency.pk, 0)
        if count and fate.heir is not None and fate.line.staff_follow:
            lines.append(
                Consequence(f"{count} cán bộ của {fate.agency} sang {fate.heir}, giữ nhiệm vụ.", count)
            )
        elif count:
            words = f"{count} cán bộ của {fate.agency} thôi việc từ {day(found.day)}, việc về nhóm."
            lines.append(Consequence(words, count, "look"))
    return [*lines, *_heads(found)]


def _heads(found: Fates) -> list[Consequence]:
    """Leaders of several agencies under one roof: who is head and who deputy is decided by people, not by the run."""
    leaders = in_service(found.last_day).filter(duties__contains=[Duty.AGENCY_LEADER])
    lines = []
    for heir in {fate.heir.pk: fate.heir for fate in found.ends if fate.heir is not None}.values():
        coming = {fate.agency.pk for fate in found.ends if _comes(fate, heir)}
        there = leaders.filter(agency__in=[heir.pk, *coming])
        if len({officer.agency_id for officer in there}) > 1:
            names = ", ".join(
                f"{officer.user.full_name} ({officer.title})" for officer in there.select_related("user")
            )
            words = (
                f"{heir} sẽ có {len(there)} lãnh đạo: {names}. Ghi lại chức danh theo quyết định bổ nhiệm."
            )
            lines.append(Consequence(words, len(there), "look"))
    return lines


def _calendars(found: Fates) -> list[Consequence]:
    lines = []
    for fate in found.ends:
        if fate.heir is not None and fate.agency.calendar_id != fate.heir.calendar_id:
            words = f"{fate.heir} có lịch làm việc khác {fate.agency}: hẹn trả của hồ sơ chuyển sang được tính lại."
            lines.append(Consequence(words, level="look"))
    return lines


def duties_after(found: Fates, heir: Agency) -> set[str]:
    """The duties that somebody will hold at an agency once the staff have followed."""
    coming = [fate.agency.pk for fate in found.ends if _comes(fate, heir)]
    people = in_service(found.last_day).filter(agency__in=[heir.pk, *coming])
    started = Officer.objects.filter(agency=heir, valid_from=found.day, user__is_active=True)
    return {duty for duties in people.values_list("duties", flat=True) for duty in duties} | {
        duty for duties in started.values_list("duties", flat=True) for duty in duties
    }


def _comes(fate: Fate, heir: Agency) -> bool:
    return fate.line.staff_follow and fate.heir is not None and fate.heir.pk == heir.pk
