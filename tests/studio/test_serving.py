"""What the server is asked for by an address that nobody's page wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from studio.house import House
from studio.serving import routes


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, lambda workspace, private: {})
    yield house
    house.close()


@pytest.mark.parametrize(
    "asked",
    [
        f"all-{'9' * 5000}.wav", "all-.wav", "all-x.wav", "-1.wav", f"normal-wide-words-0/{'9' * 5000}.jpg",
        f"normal-wide-words-{'9' * 5000}/1.jpg", "normal-wide-words-0/x.jpg", "normal-wide-words-0/-1.jpg",
    ],
    ids=range(8),
)  # fmt: skip
def test_numbers_of_any_length_are_not_found(house: House, asked: str) -> None:
    with TestClient(Starlette(routes=routes(house))) as browser:
        key = house.visit(None, None).workspace.key
        assert browser.get(f"/moment/{key}/{'0' * 32}/{asked}").status_code == 404
