"""Make what belongs to the stories in assets/samples/story: a picture of each, and a film of the first:

python tools/make_story_samples.py [folder]

The Story tab shows the pictures in its list and the film to a newcomer. Make them again when stories, figures or
scenery have changed.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import imageio_ffmpeg
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engines.story.direct import Show, direct
from engines.story.film import StoryRequest, tell
from engines.story.projector import Projector
from engines.story.writer import write
from engines.story.writer.samples import FOLDER, samples
from studio.story_intake import flowing, tidy

PICTURE, FILM = (480, 270), (640, 360)
MOMENTS = {
    "01_new_friend": 0.87, "02_making_up": 0.56, "03_stage_fright": 0.87, "04_apple": 0.87,
    "05_sound": 0.56, "06_moon": 0.72, "07_caterpillar": 0.87, "08_egypt": 0.10,
    "09_printing": 0.97, "10_speech": 0.72, "11_dragon": 0.87, "12_hare": 0.72,
    "13_interview": 0.87, "14_fair_play": 0.80, "15_home_run": 0.72, "16_relay": 0.87,
}  # fmt: skip
"""By sample: the share of its film after which its picture is taken."""


def main(folder: Path = FOLDER) -> None:
    """Write a picture for each sample and a film of the first one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, sample in enumerate(samples()):
        script = tidy(write(flowing(sample.text), title=sample.title).script)
        show = direct(script)
        seconds = moment(show, sample.name)
        picture = Projector(show, size=PICTURE, words=False).draw(round(seconds * show.fps))
        Image.fromarray(picture.copy()).save(folder / f"{sample.name}.jpg", quality=82)
        if number == 0:
            with tempfile.TemporaryDirectory() as work:
                (Path(work) / "script.json").write_text(script.to_json(), "utf-8")
                told = tell(StoryRequest(script=Path(work) / "script.json", out=Path(work) / "film.mp4", size=FILM))
                light(told.path, folder / f"{sample.name}.mp4")
        print(f"{sample.name:20} {show.frames / show.fps:5.1f} s, picture at {seconds:.1f} s")


def light(film: Path, out: Path) -> None:
    """The same film in few bytes: nobody waits for it when a newcomer opens the page."""
    slow = ["-c:v", "libx264", "-preset", "veryslow", "-crf", "30", "-pix_fmt", "yuv420p"]
    thin = ["-c:a", "aac", "-b:a", "56k", "-ac", "1", "-movflags", "+faststart"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-i", str(film), *slow, *thin, str(out)]
    subprocess.run(command, check=True)


def moment(show: Show, name: str) -> float:
    """Seconds of the moment that tells most of the story."""
    if name in MOMENTS:
        return MOMENTS[name] * show.frames / show.fps
    told = [one for one in show.timings() if one.row is not None]
    best = told[len(told) // 2]
    return 0.5 * (best.start + best.end)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
