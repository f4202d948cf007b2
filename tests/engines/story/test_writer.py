"""The writer turns prose into what the prose says: who does what to whom, in which order, and who says what."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import StudioError
from engines.story import Beat, Script, vocabulary
from engines.story.writer import nearness, write
from engines.story.writer.samples import samples

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.story_writer import STORIES, measure, stories  # noqa: E402


def deeds(text: str) -> list[tuple[str, str, str | None]]:
    """(actor, action, target) of every beat that is told, in the order in which they happen."""
    script = write(text).script
    order = {scene.id: n for n, scene in enumerate(script.scenes)}
    told = sorted((b for b in script.beats if not b.implied), key=lambda b: (order[b.scene or ""], b.step or 0))
    return [(beat.actor, beat.action, beat.target) for beat in told]


def beats_of(script: Script, actor: str) -> list[Beat]:
    return [beat for beat in script.beats if beat.actor == actor]


@pytest.mark.slow
def test_at_least_95_of_100_are_right_on_the_stories() -> None:
    assert len(stories(STORIES)) >= 48
    scores = measure()
    for kind in ("actions", "actors", "targets", "lines"):
        assert scores.kinds[kind].precision >= 0.95, (kind, scores.wrong)
        assert scores.kinds[kind].recall >= 0.95, (kind, scores.wrong)


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_samples_are_understood_without_a_question_left(sample) -> None:  # type: ignore[no-untyped-def]
    written = write(sample.text)
    assert len({beat.action for beat in written.script.beats}) >= 4
    assert not [note for note in written.notes if "vocabulary" in note or "drawn" in note]
    laid = written.script.laid_out()
    assert 8 < laid.duration < 120
    assert Script.read(laid.to_json()) == laid


def test_there_are_samples_for_every_subject() -> None:
    assert len(samples()) >= 12
    assert {sample.subject for sample in samples()} >= {"science", "history", "language", "feelings", "sport"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Peter was hugged by Lisa.", [("lisa", "hug", "peter")]),
        ("Tom does not run. He walks.", [("tom", "walk", None)]),
        ("Before Anna waves, she sits down.", [("anna", "sit", None), ("anna", "wave", None)]),
        ("Anna waves after she has sat down.", [("anna", "sit", None), ("anna", "wave", None)]),
        ("Anna cries because Tom pushed her.", [("tom", "punch", "anna"), ("anna", "cry", None)]),
        ("Tom wants to dance. Anna begins to dance.", [("anna", "dance", None)]),
        ("Does Tom run? Anna runs.", [("anna", "run", None)]),
        ("Nobody laughs.", []),
        ("Tom kicks the ball to Anna.", [("tom", "kicking", "anna")]),
        ("Tom kicks the door.", [("tom", "kick", "door")]),
        ("A boy jumps, claps and shouts.", [("boy", "jump", None), ("boy", "clap", None), ("boy", "shout", None)]),
        ("walk and wave", [("person", "walk", None), ("person", "wave", None)]),
        (
            "A bird hears Tom sing and flies off.",
            [("bird", "looking_around", "tom"), ("tom", "sing", None), ("bird", "flying", None)],
        ),
        ("Miss Lee made Tom sit.", [("tom", "sit", None)]),
        ("Tom could not stop laughing.", [("tom", "laugh", None)]),
        ("Ann climbed into her rocket and took off.", [("ann", "climbing", "rocket"), ("ann", "flying", None)]),
        (
            "Ann and Ben sat. Sam waved. They laughed at him.",
            [("ann", "sit", None), ("ben", "sit", None), ("sam", "wave", None)]
            + [(who, "laugh", "sam") for who in ("ann", "ben")],
        ),
        ("Ann came running.", [("ann", "run", None)]),
        ("Tom was brave enough to jump.", [("tom", "jump", None)]),
        ("Tom was too tired to jump.", []),
        ("Tom took his sister to the zoo.", [("tom", "walk", "sister")]),
        ("Tom whispered something in Ann's ear.", [("tom", "whisper", "ann")]),
        ("Tom sat. Ann pulled his hair.", [("tom", "sit", None), ("ann", "punch", "tom")]),
        (
            "Tom sees a boy who waves. He laughs.",
            [("tom", "looking_around", "boy"), ("boy", "wave", None), ("tom", "laugh", None)],
        ),
        (
            "Ann gave Ben a pill. Ben's dad laughed. Next came Tom.",
            [("ann", "throwing", "ben"), ("dad", "laugh", None), ("tom", "walk", None)],
        ),
        ("We live in England. Ann saw her own reflection.", [("ann", "looking_around", "reflection")]),
        ("Tom pulled Ann to the door.", [("tom", "walk", "ann")]),
        ("Ann rang Tom's doorbell.", [("ann", "point", "doorbell")]),
        (
            "Ann kicked the ball that lay there, aimed at Tom and waved.",
            [("ann", "kicking", None), ("ann", "point", "tom"), ("ann", "wave", None)],
        ),
        (
            "A dog ran to the gate. It stopped. Tom threw a stick at it.",
            [("dog", "run", "gate"), ("dog", "stand", None), ("tom", "throwing", "dog")],
        ),
        ("Tom has a puppy. Its name is Bean. Bean barked.", [("puppy", "shout", None)]),
    ],
)
def test_grammar(text: str, wanted: list[tuple[str, str, str | None]]) -> None:
    assert deeds(text) == wanted


def test_who_says_what_they_are_called_is_called_so_from_then_on() -> None:
    assert deeds('A robot waved. "Hello, I am Bolt," it said. Bolt danced.') == [
        ("robot", "wave", None),
        ("robot", "dance", None),
    ]


def test_the_three_of_them_and_both_of_us_are_as_many() -> None:
    told = deeds("Tom and his mum met Ann. The three of them danced.")
    assert {actor for actor, action, _ in told if action == "dance"} == {"tom", "mum", "ann"}
    assert "other dad" not in {actor for actor, _, _ in deeds("Lily and her dad ran. A dog sat. Her dad laughed.")}


def test_a_group_is_shared_out_until_nobody_is_left() -> None:
    text = "Four elves ran. Two of them sang while the other two danced. One elf sat down, another jumped."
    told = deeds(text)
    singers, dancers = ({who for who, action, _ in told if action == name} for name in ("sing", "dance"))
    assert len(singers) == len(dancers) == 2 and not singers & dancers
    assert len({who for who, _, _ in told}) == 4
    assert len({who for who, action, _ in told if action in ("sit", "jump")}) == 2


def test_nobody_stands_by_somebody_who_stays_away() -> None:
    text = "Kim sat behind Lu. Eight dogs ran. Eight cats jumped. Eight birds flew."
    kim = next(one for one in write(text).script.scenes[0].cast if one.who == "kim")
    assert not kim.position.of or "lu" in {one.who for one in write(text).script.scenes[0].cast}


def test_he_she_and_they_are_kept_straight() -> None:
    told = deeds("Tom meets Anna. He waves to her. She hugs him. They dance.")
    assert told == [
        ("tom", "walk", "anna"),
        ("tom", "wave", "anna"),
        ("anna", "hug", "tom"),
        ("tom", "dance", None),
        ("anna", "dance", None),
    ]


def test_while_is_at_the_same_time_and_lasts() -> None:
    script = write("While Mia sings, Ben dances and then bows.").script.laid_out()
    sing, dance, bow = (next(b for b in script.beats if b.action == name) for name in ("sing", "dance", "kneel"))
    assert sing.start == dance.start
    assert (bow.start or 0) > (dance.start or 0)
    assert (sing.start or 0) + (sing.duration or 0) >= (bow.start or 0) + (bow.duration or 0) - 0.01


def test_then_is_later() -> None:
    first, second = write("A man walks and then waves.").script.laid_out().beats
    assert (second.start or 0) >= (first.start or 0) + (first.duration or 0)


def test_three_children_are_three_and_a_crowd_is_many() -> None:
    script = write("Three children dance. A crowd claps.").script
    assert len([one for one in script.characters if one.group == "children"]) == 3
    assert len([one for one in script.characters if one.group == "crowd"]) >= 4
    assert {one.kind for one in script.characters if one.group == "children"} == {"child"}


def test_more_than_can_be_drawn_is_told() -> None:
    written = write("Thirty children dance.")
    assert 1 < len(written.script.characters) < 30
    assert any("30 children" in note for note in written.notes)


def test_thirty_people_with_names_all_come() -> None:
    names = [
        "Ada",
        "Ben",
        "Carl",
        "Dora",
        "Emil",
        "Fay",
        "Gus",
        "Hana",
        "Ivan",
        "Jill",
        "Kofi",
        "Lea",
        "Max",
        "Nina",
        "Otto",
        "Pia",
        "Quin",
        "Rosa",
        "Sam",
        "Tess",
    ]
    script = write(" ".join(f"{name} waves." for name in names)).script
    assert [beat.actor for beat in script.beats] == [name.lower() for name in names]


def test_left_right_and_behind_are_where_they_should_be() -> None:
    script = write(
        "A boy stands to the left of a tree. A girl sits to the right of the tree. A dog lies behind the girl."
    )
    scene = script.script.laid_out().scenes[0]
    at = {placed.who: placed.position for placed in scene.cast}
    tree = next(prop.position for prop in scene.props if prop.kind == "tree")
    assert (at["boy"].x or 0) < (tree.x or 0) < (at["girl"].x or 0)
    assert at["dog"].depth > at["girl"].depth


def test_speech_has_its_speaker_manner_and_listener() -> None:
    text = '"Come here!" shouted Tom. "I am tired," whispered Anna. Mia sang, "La la la." "Why?" Tom asked Anna.'
    lines = write(text).script.lines
    assert [(line.who, line.manner, line.text) for line in lines] == [
        ("tom", "shouted", "Come here!"),
        ("anna", "whispered", "I am tired."),
        ("mia", "sang", "La la la."),
        ("tom", "said", "Why?"),
    ]
    assert lines[3].to == "anna"


def test_feelings_show_until_something_else_is_felt() -> None:
    script = write("Anna is sad. She sits down. Tom tells her a joke. She laughs. She walks away.").script
    sit, laugh, walk = (next(b for b in beats_of(script, "anna") if b.action == a) for a in ("sit", "laugh", "walk"))
    assert sit.feeling == "sad"
    assert laugh.feeling is None and walk.feeling is None


def test_place_time_and_weather() -> None:
    script = write("One stormy night a witch flies over the forest. In the morning she walks to the beach.").script
    assert [(scene.place, scene.time) for scene in script.scenes] == [("forest", "night"), ("beach", "morning")]
    assert script.scenes[0].weather == "storm"


def test_what_nobody_does_is_read_by_the_narrator() -> None:
    script = write("Plants need water and light. A girl waves.").script
    assert [one.text for one in script.narration] == ["Plants need water and light."]
    assert write("Plants need water and light.", narrate=False).script.narration == ()


def test_colours_and_hats() -> None:
    girl, alien = write("A girl in a red dress waves. A green alien with a yellow hat dances.").script.characters
    assert girl.colours.clothes == "#d62f2f"
    assert (alien.kind, alien.colours.body, alien.hat, alien.colours.hat) == ("alien", "#2f9e44", "hat", "#e8b90c")


def test_a_verb_in_no_list_goes_to_the_nearest_action_and_the_note_says_so() -> None:
    assert "foxtrot" not in {verb for verb, _ in nearness.verbs()}
    written = write("Anna foxtrots across the room.")
    notes = [note for note in written.notes if "not in the vocabulary" in note]
    assert [beat.action for beat in written.script.beats] == ["dance"], notes
    assert any("foxtrots" in note and "dance" in note for note in notes)


def test_the_kept_vectors_belong_to_the_vocabulary() -> None:
    import numpy as np

    with np.load(nearness.KEPT, allow_pickle=False) as kept:
        assert str(kept["digest"]) == nearness.digest(), "run: python tools/embed_verbs.py"
        assert len(kept["vectors"]) == len(nearness.phrases())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no story"),
        ("  \n ", "no story"),
        ("🐶🎉", "no words"),
        ("123 !!!", "no words"),
        ("Der Hund läuft in den Garten und er schläft auf dem Boden.", "German"),
        ("Le chien court dans le jardin et il dort sur la table avec les enfants.", "French"),
        ("El perro corre por el jardín y luego duerme con los niños en la casa.", "Spanish"),
        ("Собака бежит в сад и спит.", "English letters"),
        ("犬は庭で走ります。", "English letters"),
        ("walk " * 30_000, "long"),
    ],
)
def test_what_is_no_english_story_is_said_clearly(text: str, said: str) -> None:
    with pytest.raises(StudioError, match=said) as refused:
        write(text)
    assert refused.value.hint


@pytest.mark.slow
def test_ten_pages_are_one_film_of_many_beats() -> None:
    texts = [story["text"] for story in stories(STORIES)]
    text = "\n\n".join(texts)
    assert len(text.split()) > 1900
    script = write(text).script
    assert len(script.beats) > 300 and len(script.scenes) > 15
    assert script.laid_out().is_laid_out


def test_an_emoji_in_a_story_does_no_harm() -> None:
    assert deeds("Tom waves 👋 and Anna laughs 😂!") == [("tom", "wave", None), ("anna", "laugh", None)]


def test_a_quotation_mark_that_is_never_closed_is_told() -> None:
    written = write('Tom says, "Hello Anna. She waves.')
    assert any("never closed" in note for note in written.notes)
    assert written.script.lines[0].who == "tom"


def test_the_same_text_and_seed_give_the_same_script() -> None:
    text = "A king and a queen dance. A dog barks."
    assert write(text, seed=3) == write(text, seed=3)


WORDS = [
    *("the", "a", "his", "her", "it", "and", "then", "while", "Tom", "Anna", "dog", "girls", "runs", "waved", "kicks"),
    *("ball", "to", "at", "with", "said", ",", ".", "?", '"', "'", ";", ":", "who", "that", "not", "never", "happily"),
    *("behind", "sits", "they", "three", "all", "each", "other", "of", "was", "hugged", "by", "before", "after", "in"),
    *("park", "house", "is", "sad", "there", "one", "both", "nobody", "called", "as", "so", "out", "herself", "'s"),
]


@pytest.mark.slow
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_jumble_of_words_gives_a_whole_script_or_a_clear_message(jumble: list[str]) -> None:
    try:
        script = write(" ".join(jumble)).script
    except StudioError as refused:
        assert refused.hint
        return
    laid = script.laid_out()
    assert laid.is_laid_out
    assert all(beat.action in vocabulary.actions() for beat in laid.beats)
    assert Script.read(script.to_json()) == script
