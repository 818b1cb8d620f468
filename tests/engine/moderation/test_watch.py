"""What moderation finds in comments, rule by rule, and what every show is full of and it leaves alone."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from livebot.engine.moderation.rules import ModerationRule
from livebot.engine.moderation.watch import TEXTS_KEPT, VIEWERS_KEPT
from livebot.events import Connected
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile, Reading, Viewer

PACK = {
    "market": "US",
    "name": {"en": "United States"},
    "updated": "2026-01-02",
    "banned_words": {"und": ["scammer"], "en": ["damn", "dick"], "es": ["puta"], "zh": ["傻逼"]},
}
MARKET = f"market: {json.dumps(PACK, ensure_ascii=False)}\n"


def room(rules: str, *, market: str = "", more: str = "", **settings: Any) -> Playbook:
    """A room in suggest mode that follows these rules of moderation."""
    play = Playbook(f"{market}\n{more}\nmoderation: {{mode: suggest, rules: {rules}}}", **settings)
    play.feed(Connected(at_ms=START_MS, room_id="1"))
    return play


def found(play: Playbook) -> list[tuple[str, dict[str, str]]]:
    """Return the rules that were broken and what was found, the first one first."""
    offences = sorted(play.status.offences, key=lambda offence: offence.n)
    return [(offence.rule, offence.why.data) for offence in offences]


def said(play: Playbook, text: str, name: str = "ana", after_s: float = 1, **fields: object) -> None:
    at_ms = play.room.state.at_ms + round(after_s * 1000)
    play.feed(play.comment(name, text, at_ms, **fields))


def test_links_but_for_the_shops_own() -> None:
    play = room("{links: {allow: [https://myshop.com]}}")
    said(play, "see www.myshop.com/sale")
    said(play, "see bit.ly/x1")
    assert found(play) == [("links", {"found": "bit.ly"})]


def test_contacts() -> None:
    play = room("{contacts: {}}")
    said(play, "do you have whatsapp")
    said(play, "add me on whatsapp")
    assert found(play) == [("contacts", {"found": "add me on whatsapp"})]


@pytest.mark.parametrize(
    ("text", "scores", "word"),
    [
        ("you SC4MMERS no, scammer", {"de": 0.9}, "scammer"),  # of every language
        ("d a m n you", {"en": 0.9}, "damn"),
        ("das ist dick aufgetragen", {"de": 0.9}, None),  # a German word
        ("dick", {}, "dick"),  # nobody knows the language
        ("hija de puta", {"es": 0.9}, "puta"),
        ("傻.逼主播", {"zh": 0.9}, "傻逼"),
        ("what a r1pp3r", {"en": 0.9}, "ripper"),  # added in the rules
        ("d@mnit", {"en": 0.9}, None),
    ],
)
def test_banned_words_of_the_texts_language(text: str, scores: dict[str, float], word: str | None) -> None:
    play = room("{words: {add: {und: [ripper]}}}", market=MARKET, market_language="fr")
    said(play, text, reading=Reading(scores=scores))
    assert [data["word"] for _, data in found(play)] == ([word] if word else [])


def test_words_of_the_markets_language_are_always_looked_for() -> None:
    play = room("{words: {}}", market=MARKET, market_language="es")
    said(play, "puta", reading=Reading(scores={"pl": 0.9}))
    assert [data["word"] for _, data in found(play)] == ["puta"]


def test_a_word_that_is_fine_here() -> None:
    play = room("{words: {allow: [Damn]}}", market=MARKET)
    said(play, "damn nice")
    assert found(play) == []


def test_the_same_text_again_and_again() -> None:
    play = room("{repeats: {times: 3, within: 30s}}")
    for text in ("Come to my live!", "come to my live", "c o m e to my live 99"):
        assert found(play) == []
        said(play, text, after_s=10)
    assert found(play) == [("repeats", {"times": "3", "within_ms": "30000"})]


@pytest.mark.parametrize("text", ["wow", "111", "😍😍😍😍😍😍", "lol!", "5555", "哈哈"])
def test_exclamations_may_be_repeated(text: str) -> None:
    play = room("{repeats: {}}")
    for _ in range(9):
        said(play, text)
    assert found(play) == []


def test_slow_repeats_questions_votes_and_codes_are_fine() -> None:
    play = room(
        "{repeats: {times: 3, within: 30s}, flood: {comments: 3, within: 30s}, capitals: {min_letters: 3}}",
        more="polls: [{id: p, question: {en: Which}, options: [{key: RED DRESS}, {key: BLUE}], duration: 0}]\n"
        "codes: [{id: c, phrases: [THE MOON]}]",
    )
    play.reply("poll open p")
    for _ in range(4):
        said(play, "red dress", "voter")
        said(play, "THE MOON", "fan")
    for _ in range(4):
        said(play, "come to my live", "slow", after_s=20)
    assert found(play) == []
    for _ in range(2):
        said(play, "how much is it", "buyer", reading=Reading(scores={"en": 1.0}, question=1.0, intent="price"))
    assert found(play) == []
    assert len(play.poll("p").votes) == 2


def test_many_comments_at_once() -> None:
    play = room("{flood: {comments: 4, within: 5s}}")
    for text in ("a", "b", "c"):
        said(play, text)
    said(play, "d", after_s=4)
    assert found(play) == []
    for text in ("e", "f", "g"):
        said(play, text)
    assert found(play) == [("flood", {"times": "4", "within_ms": "5000"})]


def test_capitals() -> None:
    play = room("{capitals: {share: 80%, min_letters: 15}}")
    for text in (
        "BUY NOW",
        "I love the NEW iPhone 15 PRO",
        "ПОЧЁМ",
        "这个多少钱这个多少钱这个多少钱",
        "الفستان الأحمر بكم هذا",
    ):
        said(play, text)
    assert found(play) == []
    said(play, "BUY THIS NOW PLEASE ok")
    assert found(play) == [("capitals", {"share": "89"})]


def test_symbols() -> None:
    play = room("{symbols: {share: 70%, min_chars: 10}}")
    for text in ("😍❤️‍🔥👍🏽1️⃣" * 9, "wow!!!!", "!!!???", "مرحبا كيف الحال", "สวยมากค่ะ ที่นี่", "h\u0301e\u0301llo there"):
        said(play, text)
    assert found(play) == []
    said(play, "▓▒░█▓▒░█▓▒░")
    assert found(play) == [("symbols", {"share": "100"})]
    said(play, "z" + "\u0336\u0337\u0338" * 9, "bo")
    assert [rule for rule, _ in found(play)] == ["symbols", "symbols"]


def test_length() -> None:
    play = room("{length: {max: 20}}")
    said(play, "x" * 20)
    assert found(play) == []
    said(play, "y" * 21)
    assert found(play) == [("length", {"chars": "21", "max": "20"})]


RAID = "{raid: {viewers: 3, within: 20s}}"


def test_many_new_viewers_with_the_same_text_are_one_raid() -> None:
    play = room(RAID)
    for number, text in enumerate(("this shop is a cheat!!", "This shop is a cheat 12", "t h i s shop is a cheat 😡")):
        assert found(play) == []
        said(play, text, f"v{number}")
    assert found(play) == [("raid", {"viewers": "3", "within_ms": "20000"})]
    (offence,) = play.status.offences
    assert [viewer.handle for viewer in offence.viewers] == ["v0", "v1", "v2"]
    assert offence.state == "suggested"
    assert play.notices("raid") == [{"n": "1", "viewers": "3"}]


CHEAT = "this shop is a cheat"


@pytest.mark.parametrize(
    ("texts", "profile", "reading"),
    [
        (["happy birthday"] * 9, Profile(), Reading()),
        (["me me me me me me me me me me"] * 9, Profile(), Reading()),
        (["giveaway giveaway giveaway!!"] * 9, Profile(), Reading()),
        (["хочу хочу хочу хочу хочу"] * 9, Profile(), Reading()),
        (["我要我要我要我要我要"] * 9, Profile(), Reading()),
        (["hahahahahahahahahaha"] * 9, Profile(), Reading()),
        (["😍❤️😍❤️😍❤️😍❤️😍❤️😍❤️"] * 9, Profile(), Reading()),
        (["how much is this one"] * 9, Profile(), Reading(question=1.0, intent="price")),
        ([CHEAT] * 9, Profile(sessions=1), Reading()),
        ([f"{CHEAT} {char}" for char in "abcdefghi"], Profile(), Reading()),
    ],
    ids=["short", "me", "keyword", "russian", "chinese", "laughter", "emoji", "question", "known viewers", "different"],
)
def test_what_is_no_raid(texts: list[str], profile: Profile, reading: Reading) -> None:
    play = room(RAID)
    for number, text in enumerate(texts):
        play.profiles[f"v{number}"] = profile
        said(play, text, f"v{number}", reading=reading)
    assert found(play) == []


def test_those_who_chat_and_those_who_come_slowly_are_no_raid() -> None:
    play = room(RAID)
    for number in range(5):
        for text in ("hi", "nice one"):
            said(play, text, f"chatty{number}")
    for number in range(5):
        said(play, CHEAT, f"chatty{number}")
        said(play, "come and see us all live", f"slow{number}", after_s=11)
    for _ in range(5):
        said(play, "what a lovely evening it is", "one")
    assert found(play) == []


@pytest.mark.parametrize(
    ("viewer", "profile"),
    [
        (Viewer(id="f", handle="f", is_follower=True), Profile()),
        (Viewer(id="s", handle="s", is_subscriber=True), Profile()),
        (Viewer(id="m", handle="m", is_moderator=True), Profile()),
        (Viewer(id="r", handle="r"), Profile(sessions=3)),
    ],
    ids=["follower", "subscriber", "moderator", "regular"],
)
def test_what_those_who_are_known_write_too_was_asked_for_and_is_no_raid(viewer: Viewer, profile: Profile) -> None:
    play = room(RAID)
    play.profiles["ana"] = profile
    said(play, "count me in for the moon bag", viewer=viewer)
    for number in range(6):
        said(play, "Count me in for the moon bag!!", f"v{number}")
    assert found(play) == []
    for number in range(6, 10):
        said(play, "count me in for the moon bag", f"v{number}", after_s=15 if number == 6 else 1)
    assert [rule for rule, _ in found(play)] == ["raid"]  # nobody who is known wrote it lately


@pytest.mark.parametrize(
    "rule", ["links", "contacts", "words", "repeats", "flood", "capitals", "symbols", "length", "raid"]
)
def test_a_rule_that_is_off_finds_nothing(rule: str) -> None:
    play = room(f"{{{rule}: {{mode: off}}}}", market=MARKET)
    for number in range(9):
        said(play, "DAMN BUY AT bit.ly/x1 +84 912 345 678 !!!!!!!!!!!!!!!!!!!!!!!!!!" + "x" * 200, f"v{number % 6}")
    assert found(play) == []


def test_without_rules_or_with_moderation_off_nothing_is_looked_for() -> None:
    play = Playbook("moderation: {rules: {links: {}}}")
    assert play.status.moderation_mode == "off"
    said(play, "bit.ly/x1")
    assert play.status.offences == ()
    assert Playbook().status.moderation_mode == "off"


@pytest.mark.parametrize(
    ("viewer", "profile"),
    [
        (Viewer(id="a", is_moderator=True), Profile()),
        (Viewer(id="a", is_follower=True), Profile()),
        (Viewer(id="a", is_subscriber=True), Profile()),
        (Viewer(id="a"), Profile(sessions=1)),
        (Viewer(id="a", is_host=True), Profile()),
        (Viewer(id="a", handle="shop_desk"), Profile()),
    ],
)
def test_the_exempt_may_do_anything(viewer: Viewer, profile: Profile) -> None:
    play = Playbook(
        "moderation: {mode: auto, exempt: [regulars, followers, subscribers], rules: {links: {}}}",
        chat={"own_accounts": ["shop_desk"]},
    )
    play.feed(Connected(at_ms=START_MS, room_id="1"))
    play.profiles["x"] = profile
    said(play, "bit.ly/x1", "x", viewer=viewer)
    assert play.status.offences == ()


def test_traces_say_what_was_looked_for() -> None:
    play = room("{links: {}, contacts: {mode: off}, words: {}}")
    said(play, "bit.ly/x1")
    traces = {trace.rule: trace.why.kind for trace in play.traces if trace.rule.startswith("moderation")}
    assert traces == {"moderation.links": "offence", "moderation.contacts": "off", "moderation.words": "no_match"}


def test_the_list_of_events_says_what_changed() -> None:
    play = room("{links: {}}")
    play.load(MARKET)
    assert play.notices("rules_loaded")[-1] == {"changed": "market, moderation"}


def test_history_is_left_alone() -> None:
    play = room("{links: {}}")
    said(play, "bit.ly/x1", is_history=True)
    assert play.status.offences == ()


def test_what_is_remembered_is_bounded() -> None:
    play = room("{flood: {}, raid: {}}")
    for number in range(VIEWERS_KEPT + 50):
        word = "abcdefghij"[number % 10] + chr(97 + number // 10 % 26) + chr(97 + number // 260)
        said(play, f"some text about {word}", str(number), after_s=0)
    assert len(play.room.state.watch.habits) == VIEWERS_KEPT
    assert len(play.room.state.watch.waves) <= TEXTS_KEPT


@pytest.mark.parametrize(
    ("wrong", "said_"),
    [
        ("mute_short: 45s", "5s, 30s, 60s or 5m"),
        ("ladder: []", "at least 1 item"),
        ("ladder: [shoot]", "warn"),
        ("rules: {capitals: {share: 120%}}", "less than or equal to 100"),
        ("rules: {words: {add: {en: ['\\u200b']}}}", "no visible characters"),
        ("warnings: {en: 'Hi {who}'}", "unknown placeholder"),
        ("rules: {swearing: {}}", "Extra inputs"),
        ("exempt: [friends]", "moderators"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: str, said_: str) -> None:
    with pytest.raises(ValidationError, match=said_):
        Playbook(f"moderation: {{{wrong}}}".replace("'", '"'))


def test_the_section_survives_being_stored() -> None:
    rule = ModerationRule.model_validate({"mode": "auto", "rules": {"capitals": {"share": "70%"}, "length": {}}})
    assert ModerationRule.model_validate(rule.model_dump(mode="json")) == rule
    assert rule.rules.capitals is not None
    assert rule.rules.capitals.share == 70
    assert rule.rules.links is None
