"""What is remembered, and what is given up."""

from engines.story.memory import Memory


def test_what_is_known_is_not_made_again_and_the_longest_unused_goes_first() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    memory: Memory[str] = Memory(6, len)
    for name in ("aa", "bb", "aa", "cc", "aa", "dd"):
        assert memory.get(name, lambda name=name: make(name)) == name
    assert made == ["aa", "bb", "cc", "dd"]
    assert "bb" not in memory and "aa" in memory and len(memory) == 3
    memory.get("huge thing", lambda: make("huge thing"))
    assert "huge thing" in memory and len(memory) == 1
