"""Marionette in one command.

    python launch.py                start the studio in the browser (the first start installs it)
    python launch.py test [...]     run the tests on all cores; what follows goes to pytest
    python launch.py doctor         what is here, what is missing, what to do
    python launch.py VERB --help    convert, render, view: the studio without a browser

Needs Python 3.11 or 3.12 and nothing else. Packages go into .venv beside this file; an environment that already
holds the versions pinned in pyproject.toml (a Hugging Face Space, conda) is used as it is.

Whatever Python happens to be installed reads this file, so it keeps to the syntax of Python 3.6.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main(arguments: "list[str]") -> None:
    """Find a Python that will do, make sure that everything is installed, hand over."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 12):
        return change_python(arguments)
    from studio.pins import Pins, satisfied, stamped

    testing = arguments[:1] == ["test"]
    pins = Pins.read(ROOT, extras=["test"] if testing else [])
    if satisfied(pins) or (is_our_venv() and stamped(VENV, pins)):
        python = sys.executable
    else:
        python = str(VENV_PYTHON)
        if not (stamped(VENV, pins) and VENV_PYTHON.exists()):
            if not testing and {"-h", "--help"} & set(arguments):
                print(__doc__)
                return None
            from studio.installation import CannotInstall, install

            try:
                install(pins, ROOT, VENV, VENV_PYTHON)
            except CannotInstall as error:
                sys.exit(error.report())
    if testing:
        os.chdir(str(ROOT))
        become([python, "-m", "pytest", *shared_out(arguments[1:]), *arguments[1:]])
    elif python == sys.executable:
        from studio.cli import main as studio

        sys.exit(studio(arguments))
    else:
        become([python, str(ROOT / "launch.py"), *arguments])


def shared_out(arguments: "list[str]") -> "list[str]":
    """Flags that give every core tests to run, a file at a time, unless the arguments name files or say how many run.

    Four at most: each holds models of its own in memory, up to 2 GB.
    """
    processes = min(os.cpu_count() or 1, 4)
    if processes == 1 or any(word.startswith(("-n", "-p", "--pdb")) or "tests" in word for word in arguments):
        return []
    return ["-n", str(processes), "--dist", "loadgroup", "--no-loadscope-reorder"]


def is_our_venv() -> bool:
    """Whether the Python that runs this is the one in .venv."""
    return Path(sys.prefix).resolve() == VENV


def become(command: "list[str]") -> None:
    """Let another process take the place of this one: its output, its Ctrl-C, its exit code."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    process = subprocess.Popen(command)
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:  # the console told the child as well; the child decides when to end
            continue


def change_python(arguments: "list[str]") -> None:
    """This Python is too old or too new: go on with another one on this computer, or say what to install."""
    mine = "Python {}.{}".format(*sys.version_info[:2])
    other = another_python()
    if other:
        if not other.startswith(str(VENV)):
            sys.stderr.write("Marionette needs Python 3.11 or 3.12; this is {}. Using {}.\n".format(mine, other))
        become([other, str(ROOT / "launch.py")] + arguments)
    name = "py -3.12" if os.name == "nt" else "python3.12"
    sys.stderr.write(
        "\nMarionette needs Python 3.11 or 3.12, and this is {} ({}).\n"
        "What to do: install Python 3.12 with your package manager or from https://www.python.org/downloads/,\n"
        "then run:  {} launch.py\n".format(mine, sys.executable, name)
    )
    sys.exit(2)


def another_python() -> "str | None":
    """A Python 3.11 or 3.12 on this computer that really runs."""
    commands = [[str(VENV_PYTHON)], ["python3.12"], ["python3.11"]]
    commands += [["py", "-3.12"], ["py", "-3.11"]] if os.name == "nt" else []
    ask = "import sys; print(sys.executable if (3, 11) <= sys.version_info[:2] <= (3, 12) else '')"
    for command in commands:
        try:
            found = subprocess.check_output(command + ["-c", ask], stderr=subprocess.DEVNULL, timeout=20)
        except (OSError, subprocess.SubprocessError):
            continue
        if found.strip():
            return found.decode().strip()
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
