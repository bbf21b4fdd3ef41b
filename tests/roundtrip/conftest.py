from __future__ import annotations

from tests.renderers.conftest import rendered, template

__all__ = ["rendered", "template"]
