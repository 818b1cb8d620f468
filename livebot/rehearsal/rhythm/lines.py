"""The lines that the second show must have brought, each as often as it stands here, and those that it may have."""

from collections.abc import Iterator

from livebot.rehearsal.rhythm.cast import BY_NAME, REGULARS
from livebot.rehearsal.rhythm.contests import counts
from livebot.rehearsal.rhythm.doings import points, points_before
from livebot.rehearsal.rhythm.past import PK_WON, WON, day_of
from livebot.rehearsal.rhythm.scenes import FAREWELL
from livebot.rehearsal.rhythm.shop import ZONE
from livebot.rehearsal.rhythm.trade import goal_lines, like_lines
from livebot.rehearsal.rhythm.truth import SPOKEN, RhythmTruth
from livebot.rehearsal.script import Comment
from livebot.rehearsal.truth import Needed

SEAL_CHARS = 32
TOO_LATE = ("countdown", "last")
"""Lines of which livebot rather says that it was too late for them than post what is not true any more."""
POLLS = ("wishes", "restock", "evening", "next-item")
SECONDS = {"en": "{} seconds", "es": "{} segundos", "id": "{} detik"}


def needed(truth: RhythmTruth) -> Iterator[Needed]:
    """Yield every line that must have been posted, once for each time."""
    yield from _newcomers(truth)
    yield from _polls(truth)
    yield from _fights(truth)
    yield from _codes(truth)
    yield from _countdowns(truth)
    yield from _giveaways(truth)
    yield from _of("goal", *goal_lines(truth.rule("goals", "orders"), truth.books.course))
    yield from _points(truth)
    yield from _of("say", FAREWELL)


def allowed(truth: RhythmTruth) -> frozenset[str]:
    """Return what may have been posted besides, however often."""
    return frozenset(text["en"] for text in truth.rule("prompts", SPOKEN)["texts"])


def _of(what: str, *texts: str) -> Iterator[Needed]:
    return (Needed(what, frozenset([text])) for text in texts)


def _newcomers(truth: RhythmTruth) -> Iterator[Needed]:
    rule = truth.show["newcomers"]
    yield Needed("newcomers", frozenset(wording for texts in rule["texts"] for wording in texts.values()))
    last = REGULARS[int(rule["cohort"]["viewers"]) - 1 :]
    greetings = (texts["es"].format(viewer=viewer) for texts in rule["returning"] for viewer in last)
    yield Needed("regulars", frozenset(greetings))


def _polls(truth: RhythmTruth) -> Iterator[Needed]:
    day = day_of(truth.deeds[0].at_ms, ZONE)
    for poll in POLLS:
        rule = truth.rule("polls", poll)
        again = {"last_day": day, "last_winner": WON[0], "last_percent": WON[1]}
        yield from _of(f"poll {poll}", rule.get("question_again", rule["question"])["en"].format(**again))
        chosen = truth.chosen(poll)
        tally = counts(chosen, [option["key"] for option in rule["options"]])
        most = max(tally.values())
        labels = " / ".join(option["label"]["en"] for option in rule["options"] if tally[option["key"]] == most)
        text = rule["announce_tie" if "/" in labels else "announce"]["en"]
        words = {"winner": labels, "winners": labels, "votes": most, "voters": len(chosen)}
        yield from _of(f"result {poll}", text.format(**words, percent=round(100 * most / len(chosen))))


def _fights(truth: RhythmTruth) -> Iterator[Needed]:
    day = day_of(truth.deeds[0].at_ms, ZONE)
    for pk, contest in truth.contests.items():
        rule = contest.rule
        again = {"last_day": day, "last_winner": PK_WON[0], "last_percent": PK_WON[1]}
        yield from _of(f"pk {pk}", rule.get("question_again", rule["question"])["en"].format(**again))
        for leader, score in contest.leads:
            yield from _of(f"lead {pk}", rule["lead"]["say"]["en"].format(leader=contest.label(leader), score=score))
        words = {"score": contest.score(), "winner": contest.label(contest.winner), "viewers": len(contest.camps)}
        if contest.is_cooled:
            yield from _of(f"cooled {pk}", rule["cool"]["en"])
        else:
            seconds = rule["last"]["before"].removesuffix("s")
            yield from _of(f"last {pk}", rule["last"]["say"]["en"].format(seconds=seconds, **words))
            yield from _of(f"result {pk}", rule["announce"]["en"].format(**words))


def _codes(truth: RhythmTruth) -> Iterator[Needed]:
    """Of several uses at a time only the first is answered, and only the first question is."""
    moonlight, hour = truth.rule("codes", "moonlight"), truth.rule("codes", "happy-hour")
    yield from _of("code", moonlight["reply"]["en"].format(viewer="Rosa"))
    yield from _of("code", moonlight["welcome"]["en"].format(viewer="Olga"))
    yield from _of("code explained", moonlight["explain"]["en"])
    for viewer in ("Anna", "Clara"):  # it was open twice
        yield from _of("code opened", hour["opening"]["en"])
        yield from _of("code", hour["reply"]["en"].format(viewer=viewer))
        yield from _of("code closed", hour["closing"]["en"])
    for code in ("inner", "good-night"):
        yield from _of("code", truth.rule("codes", code)["reply"]["en"].format(viewer="Anna"))


def _countdowns(truth: RhythmTruth) -> Iterator[Needed]:
    """Of what presses viewers nothing is posted in this market."""
    rule = truth.rule("countdowns", "next-item")
    for mark in rule["marks"]:
        texts = (text.format(left=SECONDS[tag].format(mark.removesuffix("s"))) for tag, text in rule["calm"].items())
        yield Needed(f"countdown {mark}", frozenset(texts))
    yield from _of("countdown over", rule["closing"]["en"])
    said, _ = like_lines(truth.deeds, truth.rule("countdowns", "surprise"))
    yield from _of("countdown to likes", *said)


def _giveaways(truth: RhythmTruth) -> Iterator[Needed]:
    rule = truth.rule("giveaways", "tumbler")
    prize = rule["prizes"][0]["name"]["en"]
    yield from _of("native", rule["announce"]["en"].format(left="1 minute", prize=prize), rule["enter"]["en"])
    yield from _of("native", rule["remind"]["say"]["en"].format(left="20 seconds", prize=prize), rule["thanks"]["en"])
    for giveaway, record in truth.records.items():
        yield from _draw(truth, giveaway, {step["step"]: step for step in record["steps"]})


def _draw(truth: RhythmTruth, giveaway: str, steps: dict[str, dict[str, object]]) -> Iterator[Needed]:
    rule, lots = truth.rule("giveaways", giveaway), truth.lots[giveaway]
    prizes = [prize["name"]["en"] for prize in rule["prizes"]]
    word = next(iter(rule["entry"].get("comment", ())), "")
    seals = [str(steps["announced"]["commitment"])[:SEAL_CHARS], str(steps["frozen"]["digest"])[:SEAL_CHARS]]
    yield from _of(giveaway, rule["announce"]["en"].format(word=word, prize=" + ".join(prizes), seal=seals[0]))
    closed = {"entrants": len(lots.entrants), "value": rule.get("public_value", ""), "seal": seals[1]}
    yield from _of(giveaway, rule["closed"]["en"].format(**closed), rule["thanks"]["en"])
    names = [lots.entrants[who].viewer.name for who in truth.order_of(giveaway)]
    named = [*zip(names, prizes, strict=False)]
    if "unclaimed" in rule:
        named.append((names[2], prizes[1]))
        yield from _of(giveaway, rule["unclaimed"]["en"].format(viewer=names[1], prize=prizes[1]))
        for viewer, prize in ((names[0], prizes[0]), (names[2], prizes[1])):
            yield from _of(giveaway, rule["claimed"]["en"].format(viewer=viewer, prize=prize))
    for viewer, prize in named:
        words = {"word": next(iter(rule["claim"].get("words", ())), ""), "left": "45 seconds"}
        yield from _of(giveaway, rule["winner"]["en"].format(viewer=viewer, prize=prize, **words))


def _points(truth: RhythmTruth) -> Iterator[Needed]:
    rule = truth.show["points"]
    for n, deed in enumerate(truth.deeds):
        what = deed.act.what
        if isinstance(what, Comment) and what.means.kind == "aside" and what.text in rule["ask"]["words"]["en"]:
            viewer = what.guest.viewer
            tonight = points(truth.deeds[:n], rule, (), ()).get(viewer.id, 0)
            words = {"points": tonight + points_before().get(viewer.id, 0), "session": tonight}
            yield from _of("points", rule["ask"]["reply"]["en"].format(viewer=viewer.name, **words))
    top = truth.board("all")[: int(rule["leaderboard"]["places"])]
    named = ", ".join(f"{rank}. {_masked(name)} {have}" for rank, (name, have) in enumerate(top, 1))
    yield from _of("leaderboard", rule["leaderboard"]["say"]["en"].format(top=named))


def _masked(name: str) -> str:
    return f"{name[0]}***{name[-1]}" if name in BY_NAME else name
