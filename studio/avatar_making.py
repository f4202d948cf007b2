"""What the Avatar tab makes, as jobs: the check of a film, an avatar of it, and a film of an avatar that speaks.

Knows no pages.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import Progress, StudioError
from studio.avatar_clock import LEARN, whole
from studio.avatar_desk import CLEAR, FILM, SIGHT, AvatarDesk
from studio.avatar_draft import Agreed, AvatarForm
from studio.avatar_report import Learned, Point, picture_of
from studio.job import NOTES
from studio.jobs import Job, JobBoard, State, Work
from studio.workspace import THUMBNAIL, TRASH_DAYS, Workspace, write_atomic

if TYPE_CHECKING:
    from engines.avatar.curves import Sight
    from engines.avatar.make import TrainRequest

TAB = "avatar"
UNNAMED = "My avatar"
CHECK, MAKE, SAY = "avatar-check", "avatar-make", "avatar-say"
KINDS = frozenset({CHECK, MAKE, SAY})
LIGHT = frozenset({CHECK})
_ENOUGH = "enough"
_PREFIX = "avatar-"
_STAGES = {
    "look for cuts": "Looking for cuts", "look for faces": "Looking for faces", "check": "Looking at the film",
    LEARN: "Learning the face", "learn the voice": "Learning how the mouth follows the voice", "film": "Filming",
    "decode": "Reading the sound", "find the face": "Finding the face", "cut out the head": "Cutting out the head",
    "follow the head": "Following the head", "refine the head": "Following the head closely",
    "write the folder": "Putting the pictures by", "speaking": "Speaking the line",
}  # fmt: skip
"""What a creator reads while the engine is at one of its stages."""
_LISTENING = ("voice", "hear", "high-pass", "level", "gate", "loudness", "mel", "mfcc", "whisper", "deepspeech")
"""How stages begin in which a sound is listened to, whatever is heard in it."""


class MakeRecipe(BaseModel):
    """What an avatar is made of."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    film: str
    name: str = Field(min_length=1, max_length=120)
    consent: str = Field(min_length=1, max_length=500)
    minutes: int = Field(5, ge=1, le=120)
    pixels: int = Field(256, ge=128, le=512)
    model: str = Field("fast", max_length=40)


class SayRecipe(BaseModel):
    """What an avatar says; the sidecar of the film keeps it. `sound` is a name in the workspace."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    avatar: str
    text: str = Field("", max_length=20_000)
    sound: str = ""
    camera: Literal["cycle", "static", "orbit"] = "cycle"
    voice: str = ""
    size: int | None = Field(None, ge=64, le=512)
    liveliness: float = Field(1.0, ge=0, le=2)
    clear: bool = False
    mark: bool = False


class _Enough(Exception):
    """Learning is to end with what is best so far."""


def check(board: JobBoard, film: str, title: str) -> Job:
    """Queue a look at a film."""
    return board.submit(CHECK, f"Check of {title}", {"film": film})


def make(board: JobBoard, desk: AvatarDesk, film: str, name: str, agreed: Agreed, who: str, form: AvatarForm) -> Job:
    """Queue making an avatar. A StudioError when nobody agreed, or the film cannot become one."""
    desk.at_home()
    if not film:
        raise StudioError("There is no film yet.", "Drop a film of a face first.")
    found = desk.checked(film)
    if found is None:
        raise StudioError("The film was not looked at yet.", "Wait for the checks.")
    if found.level == "stop":
        raise StudioError("This film cannot become an avatar.", "The checks say why; film again and drop it.")
    recipe = MakeRecipe(
        film=film,
        name=desk.free(desk.name(name) if name.strip() else UNNAMED),
        consent=consent(agreed, who),
        minutes=form.minutes,
        pixels=int(form.pixels),
        model=form.model if form.model in models() else "fast",
    )
    return board.submit(MAKE, f"Avatar {recipe.name}", recipe.model_dump(), whole=True)


def models() -> tuple[str, ...]:
    """What can be learned, as the engine names it; the usual one first."""
    from typing import get_args

    from engines.avatar.make import TrainRequest

    field = TrainRequest.model_fields["model"]
    return tuple(sorted(get_args(field.annotation), key=lambda name: name != field.default))


def consent(agreed: Agreed, who: str) -> str:
    """What is kept with an avatar of how the person agreed; a StudioError when that was not answered."""
    who = " ".join(who.split())[:300]
    if agreed == "self":
        return f"the person themself{f' ({who})' if who else ''}"
    if agreed == "other" and who:
        return f"the person agreed, as the creator states: {who}"
    if agreed == "other":
        raise StudioError("Who agreed?", "Write who, and how they agreed; it is kept with the avatar.")
    raise StudioError("Did the person in the film agree?", "Answer that first: a face is not made to speak unasked.")


def stop(workspace: Workspace, board: JobBoard, job_id: str) -> None:
    """Let the learning of a job end with what is best so far."""
    job = board.get(job_id)
    if job.kind == MAKE and job.state is State.RUNNING:
        (workspace["jobs"] / job.id / _ENOUGH).touch()


def can_stop(job: Job | None) -> bool:
    """Whether a job is at the stage in which it can be stopped with an avatar."""
    return job is not None and job.kind == MAKE and job.state is State.RUNNING and job.stage == _STAGES[LEARN]


def say(board: JobBoard, desk: AvatarDesk, avatar: str, text: str, sound: str, form: AvatarForm) -> Job:
    """Queue a film in which an avatar says a sound, or a text when there is none."""
    about = desk.about(avatar)
    line = "" if sound else desk.line(text)
    recipe = SayRecipe(
        avatar=avatar, text=line, sound=sound, camera=form.camera, voice=form.voice,
        size=int(form.size) if form.size else None, liveliness=form.liveliness / 100, clear=form.clear, mark=form.mark,
    )  # fmt: skip
    words = line.split()
    what = " ".join(words[:6])[:60] + ("…" if len(words) > 6 else "") if words else Path(sound).stem
    return board.submit(SAY, f"{about.name}: {what}", recipe.model_dump())


def kinds(workspace: Workspace, private: bool = False) -> Mapping[str, Work]:
    """The work of the Avatar tab in one workspace."""
    desk = AvatarDesk(workspace, private)
    desk.sweep()

    def checked(job: Job, progress: Progress) -> None:
        from engines.avatar.check import CheckRequest
        from engines.avatar.check import check as look

        desk.at_home()
        film = str(job.request.get("film", ""))
        desk.keep_report(film, look(CheckRequest(video=desk.film(film)), _in_words(progress)))

    def made(job: Job, progress: Progress) -> None:
        desk.at_home()
        try:
            recipe = MakeRecipe.model_validate(job.request)
        except ValidationError as error:
            raise StudioError("This job is not from this version.", "Start it again.") from error
        _make(workspace, desk, job, recipe, whole(_in_words(progress), recipe.minutes, recipe.pixels, recipe.model))

    def spoken(job: Job, progress: Progress) -> str:
        try:
            recipe = SayRecipe.model_validate(job.request)
        except ValidationError as error:
            raise StudioError("This job is not from this version.", "Start it again.") from error
        sidecar = {"kind": TAB, "main": FILM, "avatar": recipe.model_dump()}
        with workspace.new_output(TAB, job.title, sidecar) as draft:
            draft.sidecar["notes"] = list(_say(workspace, desk, recipe, draft.folder, _in_words(progress)))
        return workspace.relative(draft.final).removeprefix("outputs/")

    return {CHECK: checked, MAKE: made, SAY: spoken}


def made_avatar(workspace: Workspace, job: Job) -> str:
    """The name in the list of the avatar that a job made; empty before it is done."""
    try:
        return (workspace["jobs"] / job.id / "made.txt").read_text("utf-8").strip()
    except OSError:
        return ""


def _make(workspace: Workspace, desk: AvatarDesk, job: Job, recipe: MakeRecipe, progress: Progress) -> None:
    """Prepare, learn, and put the avatar among the others; what was done before an interruption is not done again."""
    from engines.avatar.make import CHECKPOINT, SOURCE, PreprocessRequest, TrainRequest, preprocess
    from engines.avatar.store import fresh

    _tidy(workspace)
    told, run = workspace["jobs"] / job.id, workspace["runs"] / f"{_PREFIX}{job.id}"
    prepared, out = run / "prepared", run / "avatar"
    (told / _ENOUGH).unlink(missing_ok=True)
    if not (prepared / SOURCE).is_file():
        shutil.rmtree(run, ignore_errors=True)
        size = max(recipe.pixels, 256)
        preprocess(PreprocessRequest(video=desk.film(recipe.film), out=prepared, size=size), progress)
    request = TrainRequest(
        folder=prepared, out=out, name=recipe.name, minutes=recipe.minutes, size=recipe.pixels, consent=recipe.consent,
        resume=(out / CHECKPOINT).is_file(), model=recipe.model,
        ckpt=tuple(desk.weights),
    )  # fmt: skip
    notes = _learn(request, told, progress)
    (out / CHECKPOINT).unlink(missing_ok=True)
    home = fresh(desk.home, recipe.name)
    shutil.move(out, home)
    write_atomic(told / "made.txt", home.name)
    write_atomic(told / NOTES, json.dumps(notes))
    shutil.rmtree(run, ignore_errors=True)


def _learn(request: TrainRequest, told: Path, progress: Progress) -> tuple[str, ...]:
    """Train, showing what is seen; told to stop, go on from the checkpoint only to end there with the best. What a
    creator should know of it is returned."""
    from engines.avatar.make import train

    at = 0

    def watch(sight: Sight) -> None:
        points = tuple(
            Point(
                iteration=row.iteration, seconds=row.seconds, splats=row.splats, train=row.train.full,
                held=row.held.full, face=row.held.face, mouth=row.held.mouth,
            )
            for row in sight.rows
        )  # fmt: skip
        shown = Learned(points=points, picture=picture_of(sight.picture, 1024))
        write_atomic(told / SIGHT, shown.model_dump_json(), durable=False)

    def heard(stage: str, done: float, total: float, message: str = "") -> None:
        nonlocal at
        learning = stage == LEARN
        progress(stage, done, total, "" if learning else message)
        if learning and total > 1:
            at = round(done)
            if (told / _ENOUGH).is_file():
                raise _Enough

    try:
        return train(request, heard, watch).notes
    except _Enough:
        (told / _ENOUGH).unlink(missing_ok=True)
        ended = request.model_copy(update={"resume": True, "iterations": max(20, at)})
        return train(ended, progress, watch).notes


def _say(
    workspace: Workspace, desk: AvatarDesk, recipe: SayRecipe, folder: Path, progress: Progress
) -> tuple[str, ...]:
    """The films, and the avatar's picture for the shelf; what to know of them."""
    from engines.avatar.drive import DriveRequest, drive

    request = DriveRequest(
        avatar=desk.folder(recipe.avatar), out=folder / FILM,
        audio=workspace.path(recipe.sound) if recipe.sound else None,
        text=None if recipe.sound else desk.line(recipe.text),
        voice=recipe.voice, camera=recipe.camera, size=recipe.size, liveliness=recipe.liveliness, mark=recipe.mark,
        ckpt=tuple(desk.weights),
    )  # fmt: skip
    done = drive(request, progress)
    if recipe.clear:
        drive(request.model_copy(update={"out": folder / CLEAR, "background": "clear"}), progress)
    (folder / THUMBNAIL).write_bytes(_thumbnail(folder / FILM))
    return done.notes


def _thumbnail(film: Path) -> bytes:
    """A moment of a film on a card of 320 x 240, as PNG."""
    import io

    from PIL import Image, ImageOps

    from engines.footage import look_at, pictures

    seen = list(pictures(look_at(film), 5, seconds=0.9))[-1]
    file = io.BytesIO()
    ImageOps.fit(Image.fromarray(seen), (320, 240)).save(file, "PNG")
    return file.getvalue()


def _tidy(workspace: Workspace) -> None:
    """Clear away what was begun for jobs that are no longer on the board, and trash older than two weeks."""
    from engines.avatar.store import TRASH

    for run in workspace["runs"].glob(f"{_PREFIX}*"):
        if not (workspace["jobs"] / run.name.removeprefix(_PREFIX)).is_dir():
            shutil.rmtree(run, ignore_errors=True)
    for bin_ in (workspace["avatars"] / TRASH).glob("*"):
        if time.time() - bin_.stat().st_mtime > TRASH_DAYS * 86400:
            shutil.rmtree(bin_, ignore_errors=True)


def _in_words(progress: Progress) -> Progress:
    def in_words(stage: str, done: float, total: float, message: str = "") -> None:
        listening = stage.lower().startswith(_LISTENING)
        told = _STAGES.get(stage, "Listening to the voice" if listening else stage.capitalize())
        progress(told, done, total, message)

    return in_words
