from __future__ import annotations

import pytest

from briefing.renderers.docx import DocxRenderer
from tests.renderers.sample import TEMPLATE, sample


@pytest.fixture(scope="session")
def template() -> bytes:
    return TEMPLATE.read_bytes()


@pytest.fixture(scope="session")
def rendered(template: bytes) -> bytes:
    return DocxRenderer().render(sample(), template)
