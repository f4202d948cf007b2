"""The exact versions that pyproject.toml pins, and whether they are here. Standard library only; quick."""

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Pins:
    """Exact versions by where pyproject.toml lists them: "" is the app itself, "test" an extra."""

    by_extra: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, root: Path, extras: list[str]) -> "Pins":
        import tomllib

        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        optional = project.get("optional-dependencies", {})
        return cls({"": tuple(project["dependencies"]), **{extra: tuple(optional[extra]) for extra in extras}})

    def all(self) -> list[str]:
        """Every pin, as pip takes it."""
        return [pin for pins in self.by_extra.values() for pin in pins]

    def versions(self) -> dict[str, str]:
        """Version by package name."""
        pairs = (pin.split("==") for pin in self.all())
        return {name.split("[")[0]: version for name, version in pairs}

    def stamp(self) -> dict[str, str]:
        """A hash for each list, to know later whether it has changed."""
        return {
            extra: hashlib.sha256("\n".join(sorted(pins)).encode()).hexdigest() for extra, pins in self.by_extra.items()
        }


def version(root: Path) -> str:
    """Marionette's own version."""
    import tomllib

    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def same_version(installed: str, pinned: str) -> bool:
    """A build such as 2.13.0+cu130 is a 2.13.0."""
    return installed.split("+")[0] == pinned


def satisfied(pins: Pins) -> bool:
    """Whether the Python that runs this holds every pinned version."""
    from importlib import metadata

    try:
        return all(same_version(metadata.version(name), version) for name, version in pins.versions().items())
    except metadata.PackageNotFoundError:
        return False


def stamped(venv: Path, pins: Pins) -> bool:
    """Whether `venv` was finished with exactly these pins."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        found = json.loads(stamp_file(venv).read_text(encoding="utf-8"))
        return not unfinished_mark(venv).exists() and all(found.get(e) == h for e, h in pins.stamp().items())
    return False


def stamp_file(venv: Path) -> Path:
    return venv / "marionette.json"


def unfinished_mark(venv: Path) -> Path:
    """There while an install runs, and after one that was cut short."""
    return venv / "unfinished"
