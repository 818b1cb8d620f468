"""Writes the script: the scenes of each moment, and the chatter around them."""

from collections.abc import Callable

from livebot.rehearsal.audience import Audience, Chance
from livebot.rehearsal.pen import Pen
from livebot.rehearsal.questions import answers, frequent_again, questions
from livebot.rehearsal.script import (
    ASK,
    CODE,
    LONGEST_MS,
    POLL,
    PROMPT,
    SHORTEST_MS,
    USEFUL,
    Act,
    Breach,
    Break,
    Comment,
    DeleteAllOf,
    FallSilent,
    Give,
    Join,
    Means,
    Order,
    Repeat,
    WaitFor,
)
from livebot.rehearsal.trouble import SPAMMER, trouble

FAREWELL = "Thank you all, see you tomorrow!"
CODE_TEXTS = (
    "the moon never sleeps",
    "🌙🌙🌙",
    "The Moon Never Sleeps!!",
    "🌙🌙🌙🌙",
    "psst… the moon never sleeps 🤫",
)
CODE_USERS = 8
"""More than one burst takes, and less than two."""
YES = ("Y", "y", "Ｙ", "YES", "Y👍", "yyy", "y!")
YES_WORDS = {
    "en": "yes", "es": "sí", "pt": "sim", "fr": "oui", "de": "ja", "vi": "dạ", "th": "ใช่", "id": "iya", "tl": "opo",
    "ja": "はい", "ko": "네", "ar": "نعم", "ru": "да", "zh": "是",
}  # fmt: skip
NO = ("N", "n", "no", "Ｎ")
ONE_OR_TWO = {"1": ("1", "１", "1️⃣", "①", "111", "1!!!"), "2": ("2", "２", "2️⃣", "②", "22", "2 🙈")}


def write_script(audience: Audience, seed: int, length_ms: int, host_language: str) -> list[Act]:
    """Return the acts of a show in order.

    Raises ValueError if it is too short to have everything, or so long that its asks would close by themselves.
    """
    if not SHORTEST_MS <= length_ms <= LONGEST_MS:
        raise ValueError(
            f"a rehearsal takes from {SHORTEST_MS // 1000}s to {LONGEST_MS // 60_000}m, not {length_ms / 1000:g}s"
        )
    pen = Pen(audience, Chance(f"{seed}|script"), length_ms, host_language)
    for moment, write in SCENES.items():
        pen.turn_to(moment)
        write(pen)
    _chatter(pen)
    return sorted(pen.acts, key=lambda act: act.at_ms)  # acts at one time stay in the order they were written


def _arrivals(pen: Pen) -> None:
    guests = pen.chance.shuffled(pen.audience.guests)
    early = len(guests) * 2 // 3
    for n, guest in enumerate(guests):
        pen.join(pen.at(n / early) if n < early else pen.length_ms * n // len(guests) * 8 // 10, guest)
    for troublemaker in pen.audience.troublemakers.values():
        pen.add(pen.at(0.9), Join(troublemaker.guest))
    for n in range(pen.some(8, 12_000)):
        at_ms = pen.at(0.2 + 0.7 * n / pen.some(8, 12_000))
        guest = pen.anyone(at_ms)
        pen.add(at_ms, Comment(guest, pen.chance.pick(pen.audience.greets[guest.language])))


def _ask(pen: Pen) -> None:
    pen.add(pen.at(0), Order(("prompt", "send", PROMPT)))
    pen.add(pen.at(0), WaitFor("quick", ASK))
    answering = pen.different(pen.at(0), pen.some(8, 6_000))
    for n, guest in enumerate(answering):
        key = "N" if pen.chance.below(5) == 0 else "Y"
        text = pen.chance.pick(NO if key == "N" else (*YES, YES_WORDS[guest.language], YES_WORDS[guest.language]))
        pen.add(pen.at(0.05 + 0.4 * n / len(answering)), Comment(guest, text, Means("answer", ASK, key)))
    giver = pen.anyone(pen.at(0))
    for n in (1, 2, 3):  # the end of this streak never comes
        pen.add(pen.at(n / 10), Give(giver, "Finger Heart", n, group=2))
    pen.add(pen.at(0.5), Order(("quick", "open", USEFUL)))
    answering = pen.different(pen.at(0), pen.some(8, 6_000))
    for n, guest in enumerate(answering):
        key = "2" if pen.chance.below(4) == 0 else "1"
        text = pen.chance.pick(ONE_OR_TWO[key])
        pen.add(pen.at(0.55 + 0.35 * n / len(answering)), Comment(guest, text, Means("answer", USEFUL, key)))
    changed = answering[0]
    pen.add(pen.at(0.92), Comment(changed, "2", Means("answer", USEFUL, "2")))
    pen.near_miss(pen.at(0.7))
    pen.near_miss(pen.at(0.8))
    for verb, card in (("star", "black A3"), ("answer", "price A3"), ("dismiss", "nosy")):
        pen.add(pen.at(0.95), Order(("question", verb), card))


def _poll(pen: Pen) -> None:
    pen.add(pen.at(0), Order(("poll", "open", POLL)))
    voting = pen.different(pen.at(0), pen.some(14, 4_000))
    for n, guest in enumerate(voting):
        pen.vote(pen.at(0.05 + 0.75 * n / len(voting)), guest)
    for n in range(pen.some(4, 20_000)):
        pen.near_miss(pen.at(0.2 + 0.1 * n % 0.7))
    for n, topic in enumerate(pen.audience.near_topics):
        pen.ask(pen.at(0.3 + n / 10), topic)
    first = pen.vote(pen.at(0.82), voting[0], tag="taken back")
    pen.vote(pen.at(0.88), voting[0], "B" if first == "A" else "A")
    pen.add(pen.at(0.94), Repeat("taken back"))
    for n, guest in enumerate(voting[1:4]):
        pen.vote(pen.at(0.84 + n / 20), guest, "B")


def _break(pen: Pen) -> None:
    at_ms = pen.at(0)
    pen.add(at_ms, Break())
    for _ in range(3):  # more than the six newest comments is never heard
        pen.say(at_ms)
    pen.ask(at_ms, "battery")
    for guest in pen.different(at_ms, 5):
        pen.vote(at_ms, guest)
    pen.add(at_ms, WaitFor("return"))
    voting = pen.different(at_ms, pen.some(5, 10_000))
    for n, guest in enumerate(voting):
        pen.vote(pen.at(0.1 + 0.85 * n / len(voting)), guest)


def _result(pen: Pen) -> None:
    pen.add(pen.at(0), Order(("poll", "close", POLL)))
    late = pen.different(pen.at(0), 5)
    for guest in late[:3]:  # they see the video late
        pen.vote(pen.at(0), guest)
    pen.add(pen.at(0), WaitFor("result", POLL))
    for guest in late[3:]:
        pen.vote(pen.at(0.1), guest, is_late=True)
    for share in (0.3, 0.5, 0.7):
        pen.ask(pen.at(share), "price")


def _code(pen: Pen) -> None:
    at_ms = pen.at(0)
    regulars = [guest for guest in pen.audience.regulars if guest.language != "en"][:3]
    others = [guest for guest in pen.different(at_ms, 30) if not guest.is_regular]
    for n, guest in enumerate([*regulars, *others][:CODE_USERS]):
        text = CODE_TEXTS[n % len(CODE_TEXTS)]
        pen.add(pen.at(0.5 * n / CODE_USERS), Comment(guest, text, Means("code", CODE)))
    pen.add(pen.at(0.55), Comment(regulars[0], "🌙🌙🌙", Means("code", CODE)))
    for n, (language, ways) in enumerate(pen.audience.meanings.items()):
        for way in ways:
            pen.add(pen.at(0.2 + n / 5), Comment(pen.anyone(at_ms, [language]), way, Means("meaning", CODE)))
    spammer = pen.audience.troublemakers[SPAMMER].guest
    pen.ask(pen.at(0.3), "spam", by=spammer)
    text = pen.audience.topics["spam"].ask[spammer.language][0]
    for n in range(5):  # the third time is an offence, and so is the third after that
        breaks = Breach("repeats", SPAMMER) if n in (1, 4) else None
        pen.add(pen.at(0.35 + n / 20), Comment(spammer, text, Means("question", "spam"), breaks=breaks))
    pen.add(pen.at(0.8), DeleteAllOf(spammer))


def _silence(pen: Pen) -> None:
    # Nobody writes for a while. Then people do, and livebot hears nothing.
    at_ms = pen.at(0.7)
    pen.add(at_ms, FallSilent())
    pen.add(at_ms, Comment(pen.audience.regulars[1], "🌙🌙🌙", Means("code", CODE)))
    for _ in range(4):
        pen.say(at_ms)
    pen.ask(at_ms, "pink")
    pen.ask(at_ms, "skin")
    pen.say(at_ms)
    pen.add(at_ms, WaitFor("return"))


def _finale(pen: Pen) -> None:
    pen.add(pen.at(0), Order(("say", FAREWELL)))
    pen.add(pen.at(0.1), Give(pen.anyone(pen.at(0)), "Galaxy"))
    pen.add(pen.at(0.2), Give(pen.anyone(pen.at(0)), "LIVE Fest Clappers", 2))
    for n in range(pen.some(4, 20_000)):
        pen.say(pen.at(0.2 + 0.6 * n / pen.some(4, 20_000)))
    frequent_again(pen)
    pen.add(pen.at(1), WaitFor("calm"))


SCENES: dict[str, Callable[[Pen], None]] = {
    "arrivals": _arrivals,
    "questions": questions,
    "answers": answers,
    "ask": _ask,
    "poll": _poll,
    "break": _break,
    "result": _result,
    "code": _code,
    "trouble": trouble,
    "silence": _silence,
    "finale": _finale,
}


def _chatter(pen: Pen) -> None:
    """What people do all the time, except in the silence."""
    for moment in SCENES:
        if moment in ("silence", "finale"):
            continue
        pen.turn_to(moment)
        length_s = (pen.at(1) - pen.at(0)) / 1000
        deeds = [pen.say] * round(0.7 * length_s) + [pen.like] * round(0.5 * length_s)
        deeds += [pen.follow, pen.share, pen.emote] * max(1, round(0.05 * length_s))
        for deed in deeds:
            deed(pen.at(pen.chance.below(1000) / 1000))
