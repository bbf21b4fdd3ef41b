# ruff: noqa: INP001 - a script beside its output, in no package
"""Writes the packaged Word templates beside this file. Run it after a change: `python templates/make_templates.py`.

The templates are made of text, so that a change shows in a diff, and their bytes are pinned, so that they are
committed only when something has changed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from briefing.renderers.ooxml.package import write_package
from briefing.renderers.ooxml.styles import STYLES, Style, style_xml

HERE = Path(__file__).parent
FONT = "Times New Roman"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
THEME = "application/vnd.openxmlformats-officedocument.theme"
NAMESPACES = f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}"'
ENGLISH = '<w:rPr><w:lang w:val="en-US"/></w:rPr>'

# Styles of our own, and the subject's where no label stands before it.
SUBJECT = (
    '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="0" w:after="80" w:line="240" w:lineRule="auto"/>'
    '<w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
)
BULLET = '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr><w:spacing w:after="80"/></w:pPr>'
BOTTOM_LINE = (
    '<w:pPr><w:keepLines/><w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="1F3864"/></w:pBdr>'
    '<w:spacing w:before="60" w:after="160"/><w:ind w:left="200"/></w:pPr><w:rPr><w:b/></w:rPr>'
)

# main part's relationships: id, kind, target
PARTS = (
    ("rId1", "styles", "styles.xml"),
    ("rId2", "settings", "settings.xml"),
    ("rId3", "numbering", "numbering.xml"),
    ("rId4", "fontTable", "fontTable.xml"),
    ("rId5", "header", "header1.xml"),
    ("rId6", "header", "header2.xml"),
    ("rId7", "footer", "footer1.xml"),
    ("rId8", "footer", "footer2.xml"),
    ("rId9", "theme", "theme/theme1.xml"),
)


class Design(NamedTuple):
    """One template: its file, what `template list` says of it, its size of text (half points), its paragraphs."""

    name: str
    title: str
    about: str
    size: int
    body: tuple[str, ...]


def words(text: str, properties: str = ENGLISH) -> str:
    """A run."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def look(marks: str) -> str:
    """Run properties in English."""
    return f'<w:rPr>{marks}<w:lang w:val="en-US"/></w:rPr>'


BOLD, ITALIC = look("<w:b/>"), look("<w:i/>")
EMPHASIS = look('<w:rStyle w:val="IntenseEmphasis"/>')


def line(style: str, *runs: str, properties: str = "") -> str:
    """A paragraph; a bare text is a plain run."""
    content = "".join(each if each.startswith("<") else words(each) for each in runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    setting = f"<w:pPr>{named}{properties}</w:pPr>"
    return f"<w:p>{setting}{content}</w:p>"


def rule(tag: str) -> str:
    """A paragraph that is nothing but a control tag."""
    return line("", tag)


def head(label: str, field_tag: str, style: str = "MessageHeader", properties: str = "") -> str:
    """A line of the title block: label, tab, field."""
    return line(style, words(label + ":", BOLD), f"<w:r>{BOLD}<w:tab/></w:r>", words(field_tag), properties=properties)


def field(instruction: str, result: str) -> str:
    """A field with its result."""
    return f'<w:fldSimple w:instr=" {instruction} ">{words(result)}</w:fldSimple>'


def styles(design: Design) -> str:
    """The styles part: the document's defaults, then every style that a memo uses."""
    identifiers = {style.title.lower(): style.identifier for style in STYLES}
    fonts = " ".join(f'w:{script}="{FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        f'<w:sz w:val="{design.size}"/><w:szCs w:val="{design.size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="140"/></w:pPr>'
    own = {"List Number": listed} | ({} if design.name == "memo" else {"heading 1": SUBJECT})
    bodies = [replace(style, body=own.get(style.title, style.body)) for style in STYLES]
    bodies.append(Style("List Bullet", "ListBullet", "paragraph", BULLET, based_on="Normal", quick=True))
    bodies.append(Style("Bottom Line", "BottomLine", "paragraph", BOTTOM_LINE, based_on="Normal", quick=True))
    return f"<w:styles {NAMESPACES}>{defaults}{''.join(style_xml(style, identifiers) for style in bodies)}</w:styles>"


def numbering() -> str:
    """A decimal list for the style List Number, bullets for List Bullet."""
    kinds = (("decimal", "ListNumber", "%1."), ("bullet", "ListBullet", "•"))
    shapes = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:tabs><w:tab w:val="num" w:pos="432"/></w:tabs><w:ind w:left="432" w:hanging="432"/></w:pPr></w:lvl>'
        "</w:abstractNum>"
        for number, (kind, style, text) in enumerate(kinds)
    )
    lists = "".join(
        f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>' for number in range(len(kinds))
    )
    return f"<w:numbering {NAMESPACES}>{shapes}{lists}</w:numbering>"


def settings() -> str:
    """The settings part; compatibility mode 15 is Word 2013 and later."""
    compatibility = (
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    )
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat>{compatibility}</w:compat>'
        '<w:themeFontLang w:val="en-US"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def fonts() -> str:
    """The font table, with what to take where a font is missing."""
    known = ((FONT, "Liberation Serif", "roman", "variable"), ("Courier New", "Liberation Mono", "modern", "fixed"))
    entries = "".join(
        f'<w:font w:name="{title}"><w:altName w:val="{other}"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
        for title, other, family, pitch in known
    )
    return f"<w:fonts {NAMESPACES}>{entries}</w:fonts>"


def theme() -> str:
    """A theme that is as sober as the rest: Word wants one, and no style of ours uses it."""
    colours = dict(zip(("dk1", "lt1", "dk2", "lt2"), ("000000", "FFFFFF", "1F3864", "E4E9F0"), strict=True))
    accents = ("1F3864", "9C1C1C", "7F7F7F", "B58900", "2E6E65", "5B4A7A")
    colours |= {f"accent{number}": value for number, value in enumerate(accents, start=1)}
    colours |= {"hlink": "1F3864", "folHlink": "5B4A7A"}
    palette = "".join(f'<a:{each}><a:srgbClr val="{value}"/></a:{each}>' for each, value in colours.items())
    faces = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    solid = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{solid}</a:ln>' for width in (6350, 12700, 19050))
    plain = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Memo"><a:themeElements>'
        f'<a:clrScheme name="Memo">{palette}</a:clrScheme><a:fontScheme name="Memo"><a:majorFont>{faces}</a:majorFont>'
        f"<a:minorFont>{faces}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Memo"><a:fillStyleLst>{solid * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{plain * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{solid * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def marking(style: str) -> str:
    """The line of the handling marking."""
    return line(style, words("{{marking}}", BOLD), properties='<w:jc w:val="center"/>')


def header(*, first: bool) -> str:
    """Marking, then on the first page the logo, on the others subject and period."""
    tab = f"<w:r>{ENGLISH}<w:tab/></w:r>"
    running = line("Header", "{{logo}}") if first else line("Header", "{{subject}}", tab, tab, "{{period}}")
    return f"<w:hdr {NAMESPACES}>{marking('Header')}{running}</w:hdr>"


def footer() -> str:
    """Draft line, page x of y, marking."""
    tab = f"<w:r>{ENGLISH}<w:tab/></w:r>"
    pages = line("Footer", "{{status}}", tab, tab, "Page ", field("PAGE", "1"), " of ", field("NUMPAGES", "1"))
    return f"<w:ftr {NAMESPACES}>{pages}{marking('Footer')}</w:ftr>"


def document(design: Design) -> str:
    """The body, and a Letter page with one-inch margins."""
    references = (
        '<w:headerReference w:type="default" r:id="rId5"/><w:headerReference w:type="first" r:id="rId6"/>'
        '<w:footerReference w:type="default" r:id="rId7"/><w:footerReference w:type="first" r:id="rId8"/>'
    )
    page = (
        '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"'
        ' w:header="680" w:footer="620" w:gutter="0"/><w:cols w:space="720"/><w:titlePg/>'
    )
    body = "".join(design.body)
    return f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr>{references}{page}</w:sectPr></w:body></w:document>"


def core(design: Design) -> str:
    """Core properties; the renderer fills them. The description is what `template list` shows."""
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>'
        f"{design.title}</dc:title><dc:description>{design.about}</dc:description>"
        "<dc:language>en-US</dc:language>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
    )


def relationships(entries: tuple[tuple[str, str, str], ...]) -> str:
    """A relationships part; a kind that is a full address stays as it is."""
    lines = (
        f'<Relationship Id="{key}" Type="{kind if ":" in kind else f"{RELATIONS}/{kind}"}" Target="{target}"/>'
        for key, kind, target in entries
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(lines)}</Relationships>'


def content_types() -> str:
    """Which part is of which type."""
    core_type = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides = [("/word/document.xml", f"{CONTENT}.document.main+xml"), ("/docProps/core.xml", core_type)]
    overrides += [
        (f"/word/{target}", f"{THEME if kind == 'theme' else f'{CONTENT}.{kind}'}+xml") for _, kind, target in PARTS
    ]
    lines = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )


BLANK = "|default('______________________________')"
COLUMN = '<w:tabs><w:tab w:val="left" w:pos="1440"/></w:tabs><w:ind w:left="1440" w:hanging="1440"/>'
UNDERLINE = '<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="8" w:color="1F3864"/></w:pBdr>'
ANNEXES = tuple(rule(f"{{{{ {each} }}}}") for each in ("annex_evidence", "annex_sources", "coverage", "method"))

MEMO = Design(
    "memo",
    "Ministry memorandum",
    "Memorandum block, summary, numbered points by section with notes, distribution, annexes.",
    23,
    (
        line("Title", "MEMORANDUM"),
        line("", words("{{ status }}", EMPHASIS)),
        head("TO", f"{{{{ to{BLANK} }}}}"),
        head("FROM", f"{{{{ from{BLANK} }}}}"),
        head("DATE", f"{{{{ date{BLANK} }}}}"),
        head("SUBJECT", "{{ subject }}", "Heading1", COLUMN),
        head("PERIOD", "{{ period }}", properties=UNDERLINE),
        rule("{% if points|length > 25 %}"),
        rule("{{ contents }}"),
        rule("{% endif %}"),
        rule("{{ summary }}"),
        rule("{{ points }}"),
        rule("{{ release }}"),
        *ANNEXES,
    ),
)
BRIEF = Design(
    "brief",
    "Executive brief",
    "One page: the bottom line, five points, where they come from, what was left out.",
    22,
    (
        line("Title", "EXECUTIVE BRIEF"),
        line("", words("{{ status }}", EMPHASIS)),
        line("Heading1", "{{ subject }}"),
        line(
            "",
            "{{ period }}{% if to %} · for {{ to }}{% endif %}{% if from %} · from {{ from }}{% endif %}",
            properties=UNDERLINE,
        ),
        line("Heading2", "Bottom line"),
        rule("{% for point in (remaining|fit(6))[:1] %}"),
        line(
            "BottomLine", "{{ point.flag }}{{ point.text }}", words(" ({{ point.source }})", look('<w:b w:val="0"/>'))
        ),
        rule("{% else %}"),
        line("BottomLine", "Nothing to report."),
        rule("{% endfor %}"),
        rule("{% if remaining %}"),
        line("Heading2", "Points"),
        rule("{% endif %}"),
        rule("{% for point in (remaining|fit(23))[:5] %}"),
        line("ListNumber", "{{ point.flag }}{{ point.text }}", words(" ({{ point.source }})", ITALIC)),
        rule("{% endfor %}"),
        rule("{% if remaining %}"),
        line("", words("Left out for want of room: ", BOLD), "{{ remaining }}."),
        rule("{% endif %}"),
        line(
            "",
            words("Sources: ", BOLD),
            "{{ coverage.used }} of {{ coverage.found }} articles found"
            "{% for outlet in outlets[:6] %}{{ ': ' if loop.first else ', ' }}{{ outlet.name }}{% endfor %}"
            "{% if outlets|length > 6 %} and others{% endif %}.",
        ),
    ),
)
DIGEST = Design(
    "digest",
    "Media digest",
    "By outlet and article: headline in both languages, up to three points each, a chart by day and topic.",
    22,
    (
        line("Title", "MEDIA DIGEST"),
        line("", words("{{ status }}", EMPHASIS)),
        line("Heading1", "{{ subject }}"),
        line("", "{{ period }}{% if to %} · for {{ to }}{% endif %}", properties=UNDERLINE),
        rule("{{ chart }}"),
        rule("{% for outlet in outlets %}"),
        line("Heading2", "{{ outlet.name }}"),
        rule("{% for article in outlet.articles %}"),
        line("Heading3", "{{ article.headline }}"),
        rule("{% if article.title and article.title_en %}"),
        line("", words("{{ article.title }}", ITALIC), properties="<w:keepNext/>"),
        rule("{% endif %}"),
        line("", "{{ article.date }} · {{ article.topic }} · {{ article.file }}", properties="<w:keepNext/>"),
        rule("{% for point in article.points[:3] %}"),
        line("ListBullet", "{{ point.flag }}{{ point.text }}{{ point.footnote }}"),
        rule("{% endfor %}"),
        rule("{% endfor %}"),
        rule("{% else %}"),
        line("", "Nothing to report."),
        rule("{% endfor %}"),
        rule("{% if remaining %}"),
        line("", words("Not in this digest: ", BOLD), "{{ remaining }}."),
        rule("{% endif %}"),
        *ANNEXES,
    ),
)
DESIGNS = (MEMO, BRIEF, DIGEST)


def template(design: Design) -> bytes:
    """The bytes of one template."""
    properties = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships(
            (("rId1", "officeDocument", "word/document.xml"), ("rId2", properties, "docProps/core.xml"))
        ),
        "docProps/core.xml": core(design),
        "word/_rels/document.xml.rels": relationships(PARTS),
        "word/document.xml": document(design),
        "word/styles.xml": styles(design),
        "word/settings.xml": settings(),
        "word/numbering.xml": numbering(),
        "word/fontTable.xml": fonts(),
        "word/theme/theme1.xml": theme(),
        "word/header1.xml": header(first=False),
        "word/header2.xml": header(first=True),
        "word/footer1.xml": footer(),
        "word/footer2.xml": footer(),
    }
    return write_package({title: (DECLARATION + text).encode() for title, text in parts.items()})


def main() -> None:
    """Write every template."""
    for design in DESIGNS:
        (HERE / f"{design.name}.docx").write_bytes(template(design))


if __name__ == "__main__":
    main()
