"""How compiled loops are kept, so that each computer compiles them once.

`@kernel` is numba's `njit` for loops that release the GIL, kept on disk beside their module. Numba itself would compile
a function again only when its own file changes, although it may hold the code of functions from others; here it is
every file of compiled loops in the same folder (`*kernel*.py`) that counts. So loops may be spread over files, and may
call each other within one folder.

Only modules of compiled loops import this, since it brings numba with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from numba import njit
from numba.core import caching
from numba.core.registry import cpu_target


def kernel(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """Compile `function` when it is first called. `options` go to numba's njit, such as fastmath."""
    if function is None:
        return lambda function: kernel(function, **options)
    compiled = njit(**{"nogil": True, "error_model": "numpy", **options})(function)
    if compiled is not function:  # with NUMBA_DISABLE_JIT numba hands the function back
        compiled._cache = _Cache(function)
    return compiled


def kept(module: ModuleType) -> tuple[int, int]:
    """How many of the kernels in `module` are on disk, compiled for this processor, and how many there are."""
    processor = cpu_target.target_context.codegen().magic_tuple()
    own = [value for value in vars(module).values() if isinstance(getattr(value, "_cache", None), _Cache)]
    own = [value for value in own if value.__module__ == module.__name__]
    there = [any(key[1] == processor for key in value._cache._cache_file._load_index()) for value in own]
    return sum(there), len(there)


class _Kept:
    """Where one kernel is kept, and which sources it was made of. Mixed into numba's own choice of folders."""

    _py_file: str

    def get_source_stamp(self) -> str:
        file = Path(self._py_file)
        sources = sorted({file, *file.parent.glob("*kernel*.py")})
        return _hash(tuple((source, source.stat().st_mtime_ns) for source in sources))

    def get_disambiguator(self) -> str:
        return "kernel"  # and not its line, or every edit would leave files behind


@lru_cache(maxsize=64)
def _hash(sources: tuple[tuple[Path, int], ...]) -> str:
    return hashlib.sha256(b"\0".join(source.read_bytes() for source, _ in sources)).hexdigest()


class _InGivenFolder(_Kept, caching.UserProvidedCacheLocator):  # type: ignore[misc]
    """In $NUMBA_CACHE_DIR, if it is set."""


class _BesideSource(_Kept, caching.InTreeCacheLocator):  # type: ignore[misc]
    """In __pycache__."""


class _InUsersCache(_Kept, caching.UserWideCacheLocator):  # type: ignore[misc]
    """In the user's own cache, where the studio's folder may not be written to."""


class _Compiled(caching.CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = (_InGivenFolder, _BesideSource, _InUsersCache)


class _Cache(caching.FunctionCache):  # type: ignore[misc]
    _impl_class = _Compiled
