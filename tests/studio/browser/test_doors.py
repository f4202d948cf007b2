"""What the server never hands out, asked for as an attacker would: raw requests to a running studio."""

import http.client
import json
import re
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from engines.motion import formats
from studio.workspace import Workspace

from .conftest import ROOT, Studio, wait_until

pytestmark = pytest.mark.slow

SECRET = "nobody may read this"


def ask(studio: Studio, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> tuple[int, str, dict]:
    """One request, its path sent exactly as written."""
    connection = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=30)
    connection.putrequest(method, path, skip_host=bool(headers and "Host" in headers))
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    found = {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return answer.status, body, found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    folder = tmp_path_factory.mktemp("home")
    workspace = Workspace(folder / "Marionette")
    with workspace.new_output("library", "made", {"kind": "file"}) as draft:
        (draft.folder / "motion.json").write_text("mine")
        (draft.folder / ".hidden").write_text(SECRET)
    (workspace["jobs"] / "j").mkdir()
    for place in ("jobs/j/job.json", "uploads/u.txt", ".library.json", "ckpt/w.npz", "outside.txt"):
        path = workspace.root / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(SECRET)
    (folder / "outside.txt").write_text(SECRET)
    (workspace["outputs"] / "library" / "link").symlink_to(folder)
    studio = Studio(workspace.root)
    yield studio
    studio.stop()


def key_of(studio: Studio, cookie: str = "") -> str:
    """The key of the workspace, learnt as the page learns it: from the answers to its being opened and what follows."""
    config = json.loads(ask(studio, "/config")[1])
    events, session = config["dependencies"], secrets.token_hex(5)
    for event in [one for kind in ("load", "change") for one in events if one["targets"][0][1] == kind]:
        wish = {"data": [None] * len(event["inputs"]), "fn_index": event["id"], "session_hash": session}
        headers = {"Content-Type": "application/json", "Cookie": cookie}
        connection = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=60)
        connection.request("POST", "/gradio_api/queue/join", json.dumps(wish), headers)
        connection.getresponse().read()
        connection.request("GET", f"/gradio_api/queue/data?session_hash={session}", headers=headers)
        said = ""
        for line in connection.getresponse():
            said += line.decode()
            if "process_completed" in said or "close_stream" in said:
                break
        connection.close()
        if found := re.search(r"/(?:made|stage)/([\w-]+)/", said):
            return found[1]
    raise AssertionError("the page shows nothing that is served")


@pytest.fixture(scope="module")
def key(home: Studio) -> str:
    return key_of(home)


PLACES = [
    "{home}/jobs/j/job.json", "{home}/uploads/u.txt", "{home}/ckpt/w.npz", "{home}/.library.json",
    "{home}/../outside.txt", "{root}/pyproject.toml", "{root}/studio/app.py", "{root}/configs/palettes.yaml",
    "{root}/assets/mannequin/mannequin.npz", "/etc/passwd", "..%2f..%2f..%2fetc/passwd", "../../../../etc/passwd",
    "{home}/outputs/library/link/outside.txt",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_gradios_own_file_route_serves_none_of_it(home: Studio, place: str) -> None:
    path = place.format(home=home.workspace, root=ROOT)
    for asked in (f"/gradio_api/file={path}", f"/gradio_api/file={quote(path, safe='')}", f"/file={path}"):
        status, body, _ = ask(home, asked)
        assert status in (401, 403, 404) and SECRET not in body and "root:" not in body, asked


@pytest.mark.parametrize(
    "name",
    [
        "../jobs/j/job.json", "..%2fjobs%2fj%2fjob.json", "%2e%2e/jobs/j/job.json", "library/../../uploads/u.txt",
        "library/link/outside.txt", "/etc/passwd", "%2fetc%2fpasswd", "..\\jobs\\j\\job.json", "C:/x", "library",
        "library%00", "library/made/.hidden", "", ".", "library/%2e%2e/%2e%2e/outside.txt",
    ],
)  # fmt: skip
def test_the_route_of_results_serves_results_alone(home: Studio, key: str, name: str) -> None:
    for route in ("made", "stage"):
        status, body, _ = ask(home, f"/{route}/{key}/{name}")
        assert status in (307, 400, 404) and SECRET not in body, (route, name)


def test_a_result_is_served_with_the_key_and_without_it_is_not(home: Studio, key: str) -> None:
    (output,) = Workspace(home.workspace).outputs()
    status, body, headers = ask(home, f"/made/{key}/{output.id}/motion.json")
    assert (status, body) == (200, "mine")
    assert headers["content-disposition"].startswith("attachment") and "sandbox" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    for wrong in ("x", key[:-1], key + "x", "%2e%2e"):
        assert ask(home, f"/made/{wrong}/{output.id}/motion.json")[0] in (307, 404)
    assert ask(home, f"/made/{key}/{output.id}/.hidden")[0] == 404


def test_another_site_cannot_speak_through_the_browser(home: Studio) -> None:
    assert ask(home, "/", {"Host": "evil.example"})[0] == 421
    assert ask(home, "/", {"Host": f"127.0.0.1:{home.port}@evil.example"})[0] == 421
    status, _, headers = ask(home, "/config", {"Origin": "http://evil.example"})
    assert headers.get("access-control-allow-origin") != "http://evil.example", status
    _, _, headers = ask(home, "/")
    assert "default-src 'self'" in headers["content-security-policy"] and headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring/summary", "/monitoring", "/gradio_api/runs", "/docs", "/openapi.json", "/gradio_api/mcp/",
        "/gradio_api/file=http://127.0.0.1:1/x", "/gradio_api/file=https://example.com/", "/gradio_api/deep_link",
        "/gradio_api/proxy=http://127.0.0.1:1/", "//gradio_api/file=http://127.0.0.1:1/x",
    ],
)  # fmt: skip
def test_doors_that_are_not_needed_are_shut(home: Studio, path: str) -> None:
    assert ask(home, path)[0] in (401, 403, 404, 405)


def test_with_a_password_nothing_is_served_before_it_is_given(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    with workspace.new_output("library", "made", {}) as draft:
        formats.write(formats.read(ROOT / "assets/samples/walk.npz"), draft.folder / "motion.bvh")
    studio = Studio(workspace.root, "--password", "open sesame")
    try:
        status, body, _ = ask(studio, "/")
        assert status == 200 and "auth_required" in body and "Make film" not in body
        for path in ("/config", "/made/x/y", "/stage/x/y", "/gradio_api/info", "/gradio_api/queue/data?session_hash=a"):
            assert ask(studio, path)[0] == 401, path
        form = "username=marionette&password="
        assert sign_in(studio, form + "wrong")[0] == 400
        status, cookie = sign_in(studio, form + "open%20sesame")
        assert status == 200 and "Make film" in ask(studio, "/", {"Cookie": cookie})[1]
    finally:
        studio.stop()


def sign_in(studio: Studio, form: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=30)
    connection.request("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    return answer.status, "; ".join(
        value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"
    )


def test_a_second_studio_on_the_workspace_is_told_and_ends(home: Studio) -> None:
    import subprocess
    import sys

    told = subprocess.run(
        [sys.executable, "-m", "studio.cli", "app", "--no-browser", "--workspace", str(home.workspace)],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert told.returncode == 2 and home.address in told.stderr and "Traceback" not in told.stderr


def visitors_folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("marionette-visitors-*/*"))


def test_in_public_everybody_has_a_workspace_of_their_own(tmp_path: Path) -> None:
    left_by_others = visitors_folders()
    studio = Studio(tmp_path / "unused", "--public")
    try:
        _, _, headers = ask(studio, "/")
        cookie = headers["set-cookie"]
        assert "HttpOnly" in cookie and len(cookie.split("=")[1].split(";")[0]) >= 32
        first, second = key_of(studio), key_of(studio)
        assert first != second
        mine = "marionette-visitor=abcdefghijklmnop"
        again = key_of(studio, mine)
        assert again == key_of(studio, mine) and again not in (first, second)
        assert not (tmp_path / "unused").exists()
        assert ask(studio, f"/stage/{first}/none.html")[0] == 404
        page = ask(studio, "/")[1]
        assert str(tmp_path) not in page and "/tmp/" not in page
    finally:
        said = studio.stop()
    assert "Traceback" not in said
    wait_until(lambda: visitors_folders() <= left_by_others, 10, "visitors' files stayed behind")
