"""`view`: a motion as one HTML page to turn, scrub and share."""

import argparse

from studio.verbs.pictures import add_picture_flags, make_pictures

SUFFIXES = (".html",)


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.picture.requests import ViewRequest

    add_picture_flags(parser, "view", ViewRequest, "OUT.html", "Page to write (.html), or a folder.")


def run(arguments: argparse.Namespace) -> int:
    from engines.picture import ViewRequest, view

    return make_pictures(arguments, "view", ViewRequest, view, "view.html", SUFFIXES)
