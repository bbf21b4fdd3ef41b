"""A custom XML part: data that travels in the file beside the text, as Word itself stores it."""

from __future__ import annotations

import uuid

from briefing.renderers.ooxml.xml import Element

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


def add_custom_xml(document: Element, content: bytes, namespace: str) -> None:
    """Add a part with this XML; `namespace` is the one of its root. Its store id follows from the namespace."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    main = document.part
    title = main.package.next_partname("/customXml/item%d.xml")
    item = Part(title, CONTENT_TYPE.XML, content, main.package)
    main.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
    store = f"{{{uuid.uuid5(uuid.NAMESPACE_URL, namespace)}}}".upper()
    properties = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<ds:datastoreItem xmlns:ds="{_PROPERTIES}" ds:itemID="{store}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    properties_title = PackURI(str(title).replace("/item", "/itemProps"))
    companion = Part(properties_title, _PROPERTIES_TYPE, properties.encode(), main.package)
    item.relate_to(companion, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
