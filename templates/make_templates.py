# ruff: noqa: INP001 - a script beside its output, in no package
"""Writes the packaged Word templates beside this file. Run it after a change: `python templates/make_templates.py`.

The templates are made of text, so that a change shows in a diff, and their bytes are pinned, so that they are
committed only when something has changed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from briefing.renderers.ooxml.package import write_package
from briefing.renderers.ooxml.styles import STYLES, style_xml

HERE = Path(__file__).parent
FONT = "Times New Roman"
SIZE = 23  # half points
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
THEME = "application/vnd.openxmlformats-officedocument.theme"
NAMESPACES = f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}"'
ENGLISH = '<w:rPr><w:lang w:val="en-US"/></w:rPr>'

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


def words(text: str, properties: str = ENGLISH) -> str:
    """A run."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def field(instruction: str, result: str) -> str:
    """A field with its result."""
    return f'<w:fldSimple w:instr=" {instruction} ">{words(result)}</w:fldSimple>'


def styles() -> str:
    """The styles part: the document's defaults, then every style that a memo uses."""
    identifiers = {style.title.lower(): style.identifier for style in STYLES}
    fonts = " ".join(f'w:{script}="{FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        f'<w:sz w:val="{SIZE}"/><w:szCs w:val="{SIZE}"/><w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="140"/></w:pPr>'
    bodies = (replace(style, body=listed) if style.title == "List Number" else style for style in STYLES)
    return f"<w:styles {NAMESPACES}>{defaults}{''.join(style_xml(style, identifiers) for style in bodies)}</w:styles>"


def numbering() -> str:
    """One decimal list, which the style List Number uses."""
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="ListNumber"/>'
        '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:tabs><w:tab w:val="num" w:pos="432"/></w:tabs><w:ind w:left="432" w:hanging="432"/></w:pPr></w:lvl>'
    )
    abstract = f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>'
    return f'<w:numbering {NAMESPACES}>{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'


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
    bold = '<w:rPr><w:b/><w:lang w:val="en-US"/></w:rPr>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="center"/></w:pPr>{words("{{marking}}", bold)}</w:p>'


def header(*, first: bool) -> str:
    """Marking; from the second page on the title and the draft line under it."""
    setting = '<w:pPr><w:pStyle w:val="Header"/></w:pPr>'
    tab = f"<w:r>{ENGLISH}<w:tab/></w:r>"
    running = f"<w:p>{setting}{words('{{subject}}')}{tab}{tab}{words('{{period}}')}</w:p>"
    return f"<w:hdr {NAMESPACES}>{marking('Header')}{'' if first else running}</w:hdr>"


def footer() -> str:
    """Draft line, page x of y, marking."""
    tab = f"<w:r>{ENGLISH}<w:tab/></w:r>"
    pages = f"{words('Page ')}{field('PAGE', '1')}{words(' of ')}{field('NUMPAGES', '1')}"
    line = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{words("{{status}}")}{tab}{tab}{pages}</w:p>'
    return f"<w:ftr {NAMESPACES}>{line}{marking('Footer')}</w:ftr>"


def document() -> str:
    """The body: where the memo goes, and a Letter page with one-inch margins."""
    references = (
        '<w:headerReference w:type="default" r:id="rId5"/><w:headerReference w:type="first" r:id="rId6"/>'
        '<w:footerReference w:type="default" r:id="rId7"/><w:footerReference w:type="first" r:id="rId8"/>'
    )
    page = (
        '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"'
        ' w:header="680" w:footer="620" w:gutter="0"/><w:cols w:space="720"/><w:titlePg/>'
    )
    return (
        f"<w:document {NAMESPACES}><w:body><w:p>{words('{{memo}}')}</w:p>"
        f"<w:sectPr>{references}{page}</w:sectPr></w:body></w:document>"
    )


def core() -> str:
    """Core properties; the renderer fills them."""
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>Memo</dc:title><dc:language>en-US</dc:language>'
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


def memo_template() -> bytes:
    """The default template, `memo.docx`."""
    properties = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships(
            (("rId1", "officeDocument", "word/document.xml"), ("rId2", properties, "docProps/core.xml"))
        ),
        "docProps/core.xml": core(),
        "word/_rels/document.xml.rels": relationships(PARTS),
        "word/document.xml": document(),
        "word/styles.xml": styles(),
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
    (HERE / "memo.docx").write_bytes(memo_template())


if __name__ == "__main__":
    main()
