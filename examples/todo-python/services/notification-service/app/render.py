"""A template language of one placeholder."""

from __future__ import annotations

import re
from collections.abc import Mapping


class TemplateError(Exception):
    """Text that the template language can't read: no second attempt will make it better."""


def render(template: str, values: Mapping[str, str]) -> str:
    """Fills `{{name}}`. Raises TemplateError for a placeholder that is not closed, or that has no value."""

    def fill(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if value is None:
            raise TemplateError(f"'{template}' has no value for {match[1]}")
        return value

    text = re.sub(r"\{\{\s*(\w+)\s*\}\}", fill, template)
    if "{{" in text or "}}" in text:
        raise TemplateError(f"'{template}' has a placeholder that is not closed")
    return text
