"""`render`: a motion as a film, with sound if there is some."""

import argparse

from studio.verbs.pictures import add_picture_flags, make_pictures

SUFFIXES = (".mp4", ".gif", ".webm")


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.picture.requests import RenderRequest

    add_picture_flags(parser, "render", RenderRequest, "OUT.mp4", "Film to write (.mp4, .gif, .webm), or a folder.")


def run(arguments: argparse.Namespace) -> int:
    from engines.picture import RenderRequest, render

    return make_pictures(arguments, "render", RenderRequest, render, "video.mp4", SUFFIXES)
