"""Import Gradio in half the time, because a creator waits for it at every start."""

import gc
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def import_gradio() -> None:
    """Import Gradio for the first time; later imports anywhere find it loaded."""
    with _without_stub_files(), _without_collections():
        import gradio

        del gradio


@contextmanager
def _without_stub_files() -> Iterator[None]:
    """At each import Gradio parses the source of all its components to write .pyi files for editors: half its time.

    It leaves a component out whose source file cannot be named, as it must for those typed at a prompt.
    """
    real = inspect.getfile

    def getfile(object: Any) -> str:
        if isinstance(object, type) and object.__module__.startswith("gradio."):
            raise OSError("no stub files")
        return real(object)

    inspect.getfile = getfile
    try:
        yield
    finally:
        inspect.getfile = real


@contextmanager
def _without_collections() -> Iterator[None]:
    """Loading makes a million objects that all stay: looking through them for garbage is a sixth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
