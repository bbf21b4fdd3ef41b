"""How foreign names are spelled in Vietnamese and in English: exonyms, and Chinese names that
Vietnamese gives in their Sino-Vietnamese reading.

Words and texts in, judgements out. `names` finds names; this file only knows how they may look on the other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.lang.lexicon import SINO_NAMES
from briefing.lang.places import stands_for
from briefing.lang.text import fold, is_bare_syllable, nfc

EXONYMS = {
    "Lâm Tỳ Ni": ("Lumbini",),
    "Puskin": ("Pushkin",),
    "La Mã": ("Rome", "Roman"),
    "Thích Ca": ("Shakyamuni", "Sakyamuni"),
    "Hạ viện Đức": ("Bundestag",),
    "Quốc hội Đức": ("Bundestag",),
    "Thượng viện Đức": ("Bundesrat",),
    "Hạ viện Nga": ("Duma", "State Duma"),
    "Duma": ("State Duma",),
    "Quốc hội Israel": ("Knesset",),
    "Quốc hội Nhật": ("Diet",),
    "Lầu Năm Góc": ("Pentagon",),
    "Phố Wall": ("Wall Street",),
    "Nhà Trắng": ("White House",),
    "Tam Quốc": ("Three Kingdoms",),
    "Thượng Hải": ("Shanghai",),
    "Quảng Châu": ("Guangzhou",),
    "Quảng Tây": ("Guangxi",),
    "Quảng Đông": ("Guangdong",),
    "Vân Nam": ("Yunnan",),
    "Côn Minh": ("Kunming",),
    "Nam Ninh": ("Nanning",),
    "Thâm Quyến": ("Shenzhen",),
    "Hải Nam": ("Hainan",),
    "Trùng Khánh": ("Chongqing",),
    "Thiên Tân": ("Tianjin",),
    "Vũ Hán": ("Wuhan",),
    "Bằng Tường": ("Pingxiang",),
    "Hà Khẩu": ("Hekou",),
    "Tân Hoa Xã": ("Xinhua",),
    "Tân Cương": ("Xinjiang",),
    "Tây Tạng": ("Tibet",),
    "Hồng hải": ("Red Sea",),
    "Biển Đỏ": ("Red Sea",),
    "Tô Châu": ("Suzhou",),
    "Hàng Châu": ("Hangzhou",),
    "Nam Kinh": ("Nanjing",),
    "Thành Đô": ("Chengdu",),
    "Tây An": ("Xi'an", "Xian"),
    "Quế Lâm": ("Guilin",),
    "Liễu Châu": ("Liuzhou",),
    "Phúc Kiến": ("Fujian",),
    "Chiết Giang": ("Zhejiang",),
    "Giang Tô": ("Jiangsu",),
    "Giang Tây": ("Jiangxi",),
    "Sơn Đông": ("Shandong",),
    "Sơn Tây": ("Shanxi", "Son Tay"),
    "Thiểm Tây": ("Shaanxi",),
    "Hồ Nam": ("Hunan",),
    "Hồ Bắc": ("Hubei",),
    "Hà Bắc": ("Hebei", "Ha Bac"),
    "Tứ Xuyên": ("Sichuan",),
    "Quý Châu": ("Guizhou",),
    "Đại Liên": ("Dalian",),
    "Thanh Đảo": ("Qingdao",),
    "Hạ Môn": ("Xiamen",),
    "Bắc Hải": ("Beihai",),
    "Đông Hưng": ("Dongxing",),
    "Sùng Tả": ("Chongzuo",),
    "Bách Sắc": ("Baise",),
    "Văn Sơn": ("Wenshan",),
    "Hồng Hà": ("Honghe",),
    "Đức Thiên": ("Detian",),
    "Động Trung": ("Dongzhong",),
    "Diên An": ("Yan'an", "Yanan"),
    "Cáp Nhĩ Tân": ("Harbin",),
    "Hoàng Phố": ("Whampoa", "Huangpu"),
    "Tiệp Khắc": ("Czechoslovakia", "Czechoslovak"),
    "Nam Tư": ("Yugoslavia", "Yugoslav"),
    "Sachsen": ("Saxony", "Saxon"),
    "Bayern": ("Bavaria", "Bavarian"),
    "Kavkaz": ("Caucasus",),
    "Trường Sơn": ("Truong Son", "Annamite", "Annamites"),
    "Thượng": ("Montagnard", "Montagnards"),
    "Trịnh Châu": ("Zhengzhou",),
    "Ninh Ba": ("Ningbo",),
    "Đông Quản": ("Dongguan",),
    "Phật Sơn": ("Foshan",),
    "Châu Hải": ("Zhuhai",),
    "Hủa Phăn": ("Houaphanh", "Huaphanh"),
    "Sầm Nưa": ("Xam Neua", "Sam Neua"),
    "Xiêng Khoảng": ("Xieng Khouang", "Xiangkhouang"),
    "Luông Pha Băng": ("Luang Prabang",),
    "Chăm Pa Sắc": ("Champasak",),
    "Khăm Muộn": ("Khammouane",),
    "Phông Sa Lỳ": ("Phongsaly",),
    "Lào Lùm": ("Lao Loum",),
    "Khơ Mú": ("Khmu",),
    "Mông": ("Hmong", "Mong"),
    "Ba Na": ("Bahnar",),
    "Gia Rai": ("Jrai",),
}
"""Names that English spells otherwise, by their Vietnamese."""

_PINYIN = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in"
    r"|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u)){1,2}"
)
_CAPITALISED_RUN = re.compile(r"(?<![\w-])[A-Z][a-z]{1,11}(?: [A-Z][a-z]{1,11}){1,2}(?![\w-])")
_SYLLABLE_OR_OTHER = re.compile(r"[^\W\d_]+|\s|[^\s]")
_CHINESE_READ = frozenset({"CN", "TW", "HK", "MO", "SG"})
_CHINESE_PLACES = re.compile(
    "nước này|phía bạn|Thượng Hải|Quảng Châu|Quảng Tây|Quảng Đông|Vân Nam|Côn Minh|Nam Ninh|Thâm Quyến|Hải Nam|"
    "Bằng Tường|Hà Khẩu|Tân Cương|Choang"
)


def is_pinyin(bare: str) -> bool:
    """True for a word in small letters that can be pinyin of one or two syllables."""
    return _PINYIN.fullmatch(bare) is not None


def pinyin_names(english: str, known: frozenset[str]) -> tuple[str, ...]:
    """Runs of two or three capitalised words that can only be Chinese names: all of them pinyin, one at least no
    Vietnamese syllable, and none among `known`.
    """
    found = []
    for match in _CAPITALISED_RUN.finditer(english):
        words = match[0].lower().split()
        # An office may stand before the name: 'Commissioner Jiang Ruicheng'.
        for start in range(len(words) - 1):
            name = words[start:]
            if all(map(is_pinyin, name)) and not all(map(is_bare_syllable, name)) and not known.intersection(name):
                found.append(" ".join(match[0].split()[start:]))
                break
    return tuple(found)


def may_name_chinese(text: str) -> bool:
    """True where Vietnamese text names China or a Chinese place, or points at a country named before."""
    return bool(_CHINESE_READ & stands_for(text)) or _CHINESE_PLACES.search(text) is not None


def unread_names(sources: Sequence[str], english: str) -> Iterator[str]:
    """Runs of capitalised syllables in the sources that do not stand in the English as they are."""
    bare = fold(english)
    for text in sources:
        for run in _capital_runs(nfc(text)):
            known = any(name in run or run in name for name in SINO_NAMES)
            if not known and fold(run) not in bare:
                yield run


def _capital_runs(text: str) -> Iterator[str]:
    """Runs of two or three syllables in capitals, one space between them."""
    run: list[str] = []
    for match in _SYLLABLE_OR_OTHER.finditer(text):
        if match[0][0].isupper():
            run.append(match[0])
        elif match[0] != " ":
            if len(run) > 1:
                yield " ".join(run[-3:])
            run = []
    if len(run) > 1:
        yield " ".join(run[-3:])


def exonyms_in(sources: Sequence[str]) -> Iterator[str]:
    """The English of every exonym that the sources hold."""
    joined = nfc(" ".join(sources))
    for vietnamese, forms in EXONYMS.items():
        if vietnamese in joined:
            yield from forms
