"""`doctor`: what is here, what is missing, what to do."""

import argparse
from pathlib import Path


def add_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result for programs")
    parser.add_argument("--workspace", type=Path, help="folder that holds everything you make")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 2 when something needed is missing, so that a script can ask."""
    from studio import doctor
    from studio.cli import DONE, WRONG, print_result

    checks = doctor.examine(arguments.workspace)
    report = doctor.report(checks)
    if arguments.json:
        print_result(report)
    else:
        print(doctor.table(checks))
    return DONE if report["ok"] else WRONG
