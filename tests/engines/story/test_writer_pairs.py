"""Pairs of sentences that differ in one thing, and so in what they tell."""

import pytest

from engines.story.writer import write
from engines.story.writer.words import words


def deeds(text: str) -> list[tuple[str, str, str | None]]:
    """(actor, action, target or prop) of every beat that is told, in the order in which they happen."""
    script = write(text).script
    order = {scene.id: n for n, scene in enumerate(script.scenes)}
    told = sorted((b for b in script.beats if not b.implied), key=lambda b: (order[b.scene or ""], b.step or 0))
    return [(beat.actor, beat.action, beat.target or beat.prop) for beat in told]


def who(text: str, action: str) -> set[str]:
    return {actor for actor, done, _ in deeds(text) if done == action}


@pytest.mark.parametrize(
    ("text", "other", "action", "first", "second"),
    [
        # The whole story tells whether an unknown name is he or she.
        ("Azol met Tom. She laughed.", "Azol met Tim. Azol lost her hat. He laughed.", "laugh", {"azol"}, {"tim"}),
        # Who only owns something does not act with the others.
        (
            "A king danced with the baker. They sang.",
            "A king danced with the baker's daughter. They sang.",
            "sing",
            {"king", "baker"},
            {"king", "daughter"},
        ),
        # Who comes in a clause with 'when' is not among 'they' of the next.
        (
            "Ann met Ben. They sang.",
            "Ann met Ben. When Tom came, they sang.",
            "sing",
            {"ann", "ben"},
            {"ann", "ben"},
        ),
        # 'It' is never who acts, and is whoever was told of last.
        (
            "A crow sat on a branch. A fox looked up at it. He laughed.",
            "A crow sat on a branch. A fox came. It laughed.",
            "laugh",
            {"fox"},
            {"fox"},
        ),
        # After a thing, 'and' before somebody begins a new clause with all who follow.
        (
            "It is Sunday and Mum and Dad are sleeping.",
            "It is Sunday and Dad is sleeping.",
            "lie_down",
            {"mum", "dad"},
            {"dad"},
        ),
        # A time is no part of a list, and no subject either.
        ("A dog ran. When winter came, it sat.", "A dog ran. When a cat came, it sat.", "walk", set(), {"cat"}),
        # Two bears by their names.
        (
            "Then Father Bear sang. Then Mother Bear sat.",
            "Father Bear sat. Then Baby Bear sang.",
            "sing",
            {"father bear"},
            {"baby bear"},
        ),
    ],
)
def test_who(text: str, other: str, action: str, first: set[str], second: set[str]) -> None:
    assert who(text, action) == first
    assert who(other, action) == second


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Phrases that span two clauses are one deed.
        ("The guards get ready to fight.", {"fight_stance"}),
        ("The guards get ready to sing.", set()),
        ("Ann goes camping.", {"walk"}),
        ("Ann goes home, singing.", {"walk", "sing"}),
        # What somebody had to do was done, what they have to do is not.
        ("Ann had to laugh.", {"laugh"}),
        ("Ann has to laugh.", set()),
        # Endings: a form of 'hope' is none of 'hop'.
        ("Tom hopped over a box.", {"jump"}),
        ("Tom hoped for a box.", set()),
        # What is moved, and who.
        ("Carlo slides down the hill.", {"walk"}),
        ("Carlo slides a note onto the desk.", {"throwing"}),
        ("Ann sends Tom a letter.", {"throwing"}),
        ("Ann sends Tom to bed.", {"point"}),
        ("Ann leaves a coin on the table.", {"throwing"}),
        ("Ann leaves a footprint in the dust.", set()),
        ("Ann reaches the summit.", {"walk"}),
        ("Ann reaches for a book.", {"point"}),
        # A noun that is an act names it; one that is a share of something is given.
        ("Ann gives Tom a hug.", {"hug"}),
        ("Ann gives Tom a slice.", {"throwing"}),
        # Whoever holds somebody lets nothing fall.
        ("Ann let go of the rope.", {"throwing"}),
        ("Ann let go of Tom's hand.", set()),
        # How somebody feels is no deed.
        ("Ann felt flattered.", set()),
        ("Ann smiles at her, waves and runs away.", {"laugh", "wave", "run"}),
        ("Their father came in, soaking wet.", {"walk"}),
        ("A knight walked to the castle to free the princess.", {"walk"}),
        ("The men who had come to help them cheered.", {"celebrate"}),
        ("Ann threw the cake away. It fell on the king.", {"throwing"}),
        ("Tom and Ann played catch.", {"throwing"}),
        ("Columbus landed on an island.", {"walk"}),
        ("Ann threw the ball into the basket.", {"shooting"}),
        ("The guard is asleep on a bench.", {"lie_down"}),
        ("The men lay on the deck, too tired to speak.", {"lie_down"}),
    ],
)
def test_what(text: str, wanted: set[str]) -> None:
    assert {action for _, action, _ in deeds(text)} == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ann hits the post with a spade.", "post"),
        ("The referee points at the line.", "line"),
        ("An owl flies over the fields.", "field"),
        ("Tom sat on the bench. Ann put an arm around him.", "tom"),
        ("Ann had lost her keys. Tom and Ben looked for them.", "key"),
        ("A man caught a mouse and put it in his pocket.", "mouse"),
        ("At three o'clock Ann went home.", None),
        ("Everyone stared at me.", "i"),
        ("Ann saw Ben. Ida took Ben's hand.", "ben"),
        ("Orville and Wilbur sang. The brothers danced. Wilbur hugged his brother.", "orville"),
        ("The twins Nils and Nora sang. Nora pointed at her brother.", "nils"),
        ('A new boy came. "This is Yusuf," said Ann. Ben laughed. Ann waved at Yusuf.', "boy"),
        ("Tom kicked the ball into the net.", "net"),
        ("Tom swam out to the boat.", "boat"),
        ("A cat tiptoed past the guard to the knight.", "knight"),
        ("Tom threw a snowball at me. I threw one back.", "tom"),
        ("Ann walked over to Ben and asked what was wrong.", "ben"),
        ("Lisa waited for the bus. Her grandpa opened his umbrella and took it.", "umbrella"),
        ("Ann sat down. Her teacher, Mrs O'Brien, whispered something in her ear.", "ann"),
        ("Mum waved. We sang. We came to our house.", None),
        ("A nurse waved. Mina's father sat down and read her a story.", "mina"),
        ("Freya bowed. Kwame bowed. Freya punches first.", "kwame"),
        ("Tom went to the stall and tasted one.", None),
        ("A hamster escaped. Ben searched the house. He found it.", "hamster"),
        ("A firefighter showed us the engine.", "engine"),
        ("A mouse ran over the lion's nose. The lion bit through the net.", "net"),
    ],
)
def test_to_whom(text: str, wanted: str | None) -> None:
    assert deeds(text)[-1][2] == wanted


def test_what_went_on_comes_before_what_broke_in() -> None:
    text = "Tom and Ann were walking along the beach when Ann saw a seal."
    assert [action for _, action, _ in deeds(text)] == ["walk", "walk", "looking_around"]
    later = "A bird flew down, but when it saw the cat, it screamed."
    assert [action for _, action, _ in deeds(later)] == ["flying", "looking_around", "shout"]


def test_a_name_is_girls_or_boys_or_either() -> None:
    lists = words().names
    assert lists["zsofia"] == "female" and lists["kwabena"] == "male" and lists["sam"] == ""
    assert who("Sam met Lea. He sang.", "sing") == {"sam"}
    assert who("Sam met Leo. She sang.", "sing") == {"sam"}


def test_drops_of_water_are_a_group_of_that_name() -> None:
    script = write("Five water drops danced. The drops sang.").script
    assert {one.group for one in script.characters} == {"water drops"}


def test_who_is_called_a_niece_is_no_he() -> None:
    script = write(
        "Down the hill raced Uncle Bartholomew. His nieces Bix and Lyx ran after him. He waved his arms."
    ).script
    assert next(beat.actor for beat in script.beats if beat.action == "wave") == "uncle bartholomew"
    script = write("Bix laughs at her brother Lyx. He waves.").script
    assert next(beat.actor for beat in script.beats if beat.action == "wave") == "lyx"


def test_who_is_named_after_is_nobody_else() -> None:
    assert who("Dad and the twins, Leo and Mia, hiked to the lake.", "walk") == {"dad", "leo", "mia"}
    assert who("Dad sang. Leo and Mia swam. All three danced.", "dance") == {"dad", "leo", "mia"}
    assert who("Livia talked to the baker while Marcus ate. Both of them fell.", "lie_down") == {"livia", "marcus"}
    assert who("Theo shouted. His mother hurried to him. They found Emma. She danced.", "dance") == {"emma"}
    assert who("Neil sang. Buzz laughed. The two astronauts danced.", "dance") == {"neil", "buzz"}
    assert who("Tik was a small robot who lived in a factory. The robot danced.", "dance") == {"tik"}
    assert who("A king sang. The younger princess danced. The older princess waved.", "wave") == {"older princess"}


def test_we_are_who_were_told_of_with_me() -> None:
    assert who("We sang in the park, my sister Ella and I. There were ants. We danced.", "dance") == {"ella", "i"}
    assert who("I watched the others. They sang. Then Zainab came. We danced.", "dance") == {"zainab", "i"}


def test_before_and_what_for() -> None:
    text = "Before he sat down to read, Tobias looked out of the window."
    assert [action for _, action, _ in deeds(text)] == ["looking_around", "sit", "reading"]


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ('"Psst," whispered Ann. "Shall we dance?"', "whispered"),
        ('"Land!" shouted Ann. "Land!"', "shouted"),
        ('"Halt!" shouted Ann. "Who goes there?"', "said"),
    ],
)
def test_what_goes_on_is_said_as_it_began(text: str, manner: str) -> None:
    assert [line.manner for line in write(text).script.lines][-1] == manner


def test_a_name_of_a_place_is_nobody() -> None:
    assert [one.id for one in write("Ash covers Pompeii. Ann screams.").script.characters] == ["ann"]
    script = write("Orville carried the machine to the beach at Kitty Hawk.").script
    assert [one.id for one in script.characters] == ["orville"]
