"""Types of data with the schema that they have to fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import jsonschema_rs
from pydantic import BaseModel, ConfigDict, TypeAdapter

from .errors import Issue
from .formats import FORMATS

T = TypeVar("T")
Json = Any
Number = int | float
Old = TypeVar("Old")
New = TypeVar("New")


class Model(BaseModel):
    """Base of the generated models: attributes in snake case, members as the design spells them."""

    model_config = ConfigDict(
        populate_by_name=True,
        extra="allow",
        protected_namespaces=(),
        frozen=True,
    )


def is_none(value: object) -> bool:
    """Leaves out optional members that are None: their schema has no null."""
    return value is None


class InvalidDataError(Exception):
    """A value that does not fit its schema."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("; ".join(f"{one.path}: {one.message}" for one in issues))
        self.issues = issues


def load_schemas(path: Path) -> Mapping[str, Json]:
    """Reads `schemas.json`: JSON Schemas by name."""
    schemas: Mapping[str, Json] = json.loads(path.read_text(encoding="utf-8"))["$defs"]
    return schemas


class DataType(Generic[T]):
    """A type and its schema. Everything is compiled when it is first used."""

    def __init__(self, model: Any, schemas: Mapping[str, Json], name: str) -> None:
        self._model = model
        self._schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$ref": f"#/$defs/{name}",
            "$defs": schemas,
        }
        self._validator: jsonschema_rs.Draft202012Validator | None = None
        self._adapter: TypeAdapter[T] | None = None

    @property
    def model(self) -> Any:
        """What the values are in Python: a class, or anything else that pydantic reads."""
        return self._model

    def check(self, value: Json) -> list[Issue]:
        """What is wrong with a JSON value; an empty list means that it fits."""
        if self._validator is None:
            self._validator = jsonschema_rs.Draft202012Validator(self._schema, formats=FORMATS, validate_formats=True)
        try:
            if self._validator.is_valid(value):
                return []
            found = [
                Issue(".".join(map(str, error.instance_path)), error.message)
                for error in self._validator.iter_errors(value)
            ]
        except (ValueError, UnicodeError) as error:
            # A text with half of a surrogate pair, a number beyond all bounds: no value of JSON.
            found = [Issue("", f"is not JSON: {error}")]
        return found

    def load(self, value: Json) -> T:
        """The typed value of JSON that fits the schema."""
        return self._adapt().validate_python(value)

    def dump(self, value: T) -> Json:
        """The value as JSON. Members that were never set, and optional ones that are None, are left out."""
        return self._adapt().dump_python(value, mode="json", by_alias=True, exclude_unset=True, warnings=False)

    def _adapt(self) -> TypeAdapter[T]:
        if self._adapter is None:
            self._adapter = TypeAdapter(self._model)
        return self._adapter


def typed_upcast(old: DataType[Old], new: DataType[New], upcast: Callable[[Old], New]) -> Callable[[Json], Json]:
    """An upcaster that people write over types, as one over JSON."""
    return lambda data: new.dump(upcast(old.load(data)))
