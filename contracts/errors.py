"""The two exceptions that cross layers, and the one that any may meet."""


class StudioError(Exception):
    """Something is wrong with what the user gave us, and they can mend it.

    `message` says what is wrong and where; `hint` says what to do next. The page shows both, the command line
    prints both and exits 2.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.message, self.hint)


def out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that there was no memory left: Python's own, or what torch and OpenCV say instead."""
    said = str(error)
    return isinstance(error, MemoryError) or "not enough memory" in said or "Insufficient memory" in said


class Cancelled(Exception):
    """The user asked for the work to stop. Whoever raises or passes it on leaves nothing half-written."""
