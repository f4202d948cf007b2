"""The choices of a tab: a model that is filled from the page's controls, kept for the next visit and put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from contracts import StudioError


class Choices(BaseModel):
    """Every field has a default; the page's controls bear the names of the fields."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def of(cls, values: Sequence[Any]) -> Self:
        """From the page's controls, in the order of the fields."""
        sent = {name: value for name, value in zip(cls.model_fields, values, strict=True) if value is not None}
        try:
            return cls.model_validate(sent)
        except ValidationError as error:
            raise cls.refused(error, sent) from error

    @classmethod
    def refused(cls, error: ValidationError, sent: dict[str, Any]) -> StudioError:
        """What is wrong with the values that were `sent`."""
        first = error.errors()[0]
        name = str(first["loc"][0]).replace("_", " ").capitalize()
        return StudioError(f"{name}: {first['msg']}.", "Choose another value.")

    @classmethod
    def restored(cls, kept: Any) -> Self:
        """From a sidecar or the last visit; what does not fit any more is as at first."""
        form = cls()
        for name, value in (kept if isinstance(kept, dict) else {}).items():
            try:
                form = cls.model_validate({**form.model_dump(), name: value})
            except ValidationError:
                continue
        return form
