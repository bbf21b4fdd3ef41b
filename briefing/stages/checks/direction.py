"""Direction: what rises by an amount does not fall by it in the English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.lang.numbers import Quantity
from briefing.stages.checks.common import quantities, stated_quantities
from briefing.stages.checks.numbers import says
from briefing.values import Check

DIRECTION = "direction"
_UP = re.compile(
    r"(?<!\w)(?:(?:^T|t)ăng(?! tốc| cường)|(?<!áp )lên(?! tới| đến| tiếng| đường| kế| tàu| ngôi| án| lịch| danh| mạng)"
    r"|vượt(?! biên| ngục| qua)|nhích|bật(?! khóc| đèn)|leo"
    r"|nâng(?! cấp| cao| niu| ly)|cộng thêm|cao hơn)(?!\w)"
)
_DOWN = re.compile(
    r"(?<!\w)(?:(?:^G|g)iảm(?! trừ)|xuống(?! cấp| đường| tàu)|rớt|rơi(?! vào| nước| lệ)"
    r"|hạ(?! tầng| viện| long| sĩ| thủy| cánh| sinh| lưu| đặt)|sụt"
    r"|lùi(?! ngày| thời| lịch)|cắt(?! băng| cử| đứt)|tụt|hụt|bớt|thấp hơn)(?!\w)"
)


def _not_after(verbs: str) -> str:
    return "".join(rf"(?<!\b{verb} )" for verb in verbs.split())


_VERBS_UP = _not_after(
    "set sets line lined make makes made take takes took end ended sign signed pick picked follow back"
)
_VERBS_DOWN = _not_after("broke broken break tie tied track tracked shut crack cracked lay laid take took set lined")
"""'set up 5 offices', 'broke up 3 rings', 'tracked down 3 men': no direction."""
_ENGLISH_UP = re.compile(
    rf"\b(?:ris(?:e|es|en|ing)|rose|increas\w+|{_VERBS_UP}up(?! to)|gr(?:ow|ows|ew|own|owth(?! slow)|owing)|gain\w*"
    r"|expand\w*|jump\w*|surg\w+|climb\w*"
    r"|added|advanc(?:ed|ing)|rais\w+|exceed\w*|soar\w*|edg\w+ up|boost\w*|lift\w*)\b",
    re.IGNORECASE,
)
_ENGLISH_DOWN = re.compile(
    rf"\b(?:f(?:all|alls|ell|allen|alling)|decreas\w+|{_VERBS_DOWN}down(?! payment)|declin\w+|drop\w*|reduc\w+"
    r"|cut|cuts|cutting|lower(?:s|ed|ing)|shr[aiu]nk\w*|less(?! than)|slow(?:s|ed|ing)"
    r"|contract(?:ed|ion)|slump\w*|dip(?:s|ped|ping)?|los[et]\w*|plung\w+|slid\w*|eas(?:ed|ing)"
    r"|fewer(?! than)|weaken\w*|tumbl\w+)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.!?](?!\d)|\d|\s(?:và|còn|trong khi|nhưng|song|so với)\s", re.IGNORECASE)
_ENGLISH_CLAUSE = re.compile(
    r"[,;:.!?](?!\d)|\d|\s(?:for|and|while|but|whereas|compared|against|from)\s", re.IGNORECASE
)
_REACH = 30  # letters
_CHANGE = re.compile(
    r"\s*(?:\w+ ){0,2}"
    r"(?:rise|increase|growth|gain|jump|surge|fall|decrease|decline|drop|reduction|cut|slump|loss|dip)s?\b"
)
"""What a number may be of: 'a 5% fall', 'a 20% annual increase'."""
_EXCHANGE = re.compile(r"(?<!\w)(?:mất giá|lên giá|trượt giá|tỷ giá|tỉ giá|thua lỗ|lỗ)(?!\w)", re.IGNORECASE)
"""Where English may turn the sentence round: the dollar that rises is the dong that falls."""
_EQUALS = re.compile(r"[\d.,]*\d[^,;:.\d]{0,25}, (?:tương đương|tức|hay)(?: với| là)?(?: khoảng| gần| hơn)? $")
"""'giảm 36,4 điểm, tương đương 3,25%': the second number goes the way of the first."""
_CLOSE = re.compile(
    r"\b(?:(?P<up>up|rose|increased|grew|gained|climbed)|(?:down|fell|decreased|shrank|declined|dropped))"
    r"(?: by| about| nearly| some| more than| over| almost)* (?:VND|US|[$€£])?$",
    re.IGNORECASE,
)
_AMOUNT = r"(?:about |nearly |some |around )?[\w$€£.,%-]+(?: (?:million|billion|trillion|percent))?"
_FROM_TO = re.compile(
    rf"\b(?:\w+\s){{1,3}}from (?P<a>{_AMOUNT})(?: (?!to )[\w-]+){{0,6}}?"
    rf" to (?:below |under |over |above |more than |less than )?(?P<b>{_AMOUNT})"
)
_BACK_TO = re.compile(
    r"(?<!\w)(?:(?P<up>tăng|cao hơn|nhiều hơn)|(?P<down>giảm|thấp hơn|ít hơn)) (?:so với|từ)(?: mức| con số)?"
    r"(?: khoảng| gần| hơn)? $",
    re.IGNORECASE,
)
_BACK_FROM = re.compile(
    r"\b(?:(?P<up>up|higher)|(?P<down>down|lower)) (?:from|than)(?: the| about| nearly| some| more| over| a)* $",
    re.IGNORECASE,
)
"""'giảm so với mức 28,1%' and 'down from 28.1%': the number is where it came from."""


def check_direction(sources: Sequence[str], english: str, *, brief: bool = False) -> tuple[Check, ...]:  # noqa: ARG001
    """What rises by an amount in the source does not fall by it in the English, nor the other way round."""
    stated = stated_quantities(english)
    found: list[Check] = []
    for text in sources:
        for quantity in quantities((text,)):
            found += _back(text, quantity, english)
            up = _direction(text, quantity, _UP, _DOWN)
            if up is None or _EXCHANGE.search(text):
                continue
            told = [_english_direction(english, one) for one in stated if says(quantity, one)]
            words = [one for one in told if one is not None]
            if words:
                right = next((one for one in words if one[0] is up), None)
                expected = f"{quantity.text}: {'up' if up else 'down'}"
                found.append(Check(DIRECTION, "pass" if right else "fail", expected, (right or words[0])[1]))
    return (*found, *_contradictions(sources, english))


def _back(text: str, quantity: Quantity, english: str) -> Iterator[Check]:
    """What fell from a number in the source is not up from it in the English."""
    source = _BACK_TO.search(text[: quantity.span.start])
    for one in stated_quantities(english) if source is not None else ():
        told = _BACK_FROM.search(english[: one.span.start])
        if source is not None and told is not None and says(quantity, one):
            word = "up" if source["up"] else "down"
            right = bool(source["up"]) is bool(told["up"])
            yield Check(DIRECTION, "pass" if right else "fail", f"{quantity.text}: {word} from it", told[0].strip())


def _contradictions(sources: Sequence[str], english: str) -> Iterator[Check]:
    """'rose from 5% to 3%' is wrong where the source tells a fall; 'rose from 65th to 59th' may be right."""
    for match in _FROM_TO.finditer(english):
        pair = stated_quantities(f"{match['a']} | {match['b']}")
        if len(pair) != 2 or pair[0].high is not None or pair[1].high is not None:  # noqa: PLR2004
            continue
        low, high = pair[0], pair[1]
        if "ordinal" in {low.unit, high.unit}:
            continue  # in a table of ranks, who rises from 65th to 59th
        scaled = low.unit == high.unit or "" in {low.unit, high.unit}
        rises = _ENGLISH_UP.search(match[0].split(" from ")[0]) is not None
        falls = _ENGLISH_DOWN.search(match[0].split(" from ")[0]) is not None
        near = low.low != high.low and low.low.adjusted() - high.low.adjusted() in {-1, 0, 1}
        other = any((_DOWN if rises else _UP).search(text) for text in sources)
        if scaled and rises != falls and near and (high.low > low.low) is not rises and other:
            yield Check(DIRECTION, "fail", "up from less to more, down from more to less", match[0])


def _direction(text: str, quantity: Quantity, up: re.Pattern[str], down: re.Pattern[str]) -> bool | None:
    """True for up, False for down: what stands before the number in its clause, where only one of the two does."""
    clauses = _CLAUSE.split(_EQUALS.sub(" ", text[max(0, quantity.span.start - _REACH) : quantity.span.start]))
    before = clauses[-1]
    rises, falls = up.search(before) is not None, down.search(before) is not None
    return rises if rises != falls else None


def _english_direction(english: str, stated: Quantity) -> tuple[bool, str] | None:
    """The direction in the number's own clause, before it or close behind it, and the word that says so."""
    before = _ENGLISH_CLAUSE.split(english[max(0, stated.span.start - _REACH * 3) : stated.span.start])[-1]
    behind = _ENGLISH_CLAUSE.split(english[stated.span.end : stated.span.end + 25])[0]
    noun = _CHANGE.match(behind)
    if (close := _CLOSE.search(before)) is not None and noun is None:
        return close["up"] is not None, close[0].strip()
    for part in (before, noun[0] if noun else ""):
        rises, falls = _ENGLISH_UP.findall(part), _ENGLISH_DOWN.findall(part)
        if bool(rises) != bool(falls):
            return bool(rises), (rises or falls)[-1]
        if rises or falls:
            return None
    return None
