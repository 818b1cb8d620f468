"""Traps in ``giveaways:``: draws that the market does not allow, entries that nobody can make, words that collide."""

from collections.abc import Iterator

from livebot.engine.giveaways.rules import GiveawayRule, why_native
from livebot.engine.match import AnswerTable
from livebot.engine.text import bare, is_laughter
from livebot.rules.config import Config
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Problem, did_you_mean, quoted, warning
from livebot.rules.wording import shown_duration

TOO_SHORT_MS = 30_000
"""Viewers see the video late, and have to understand what there is to win."""
SHORT_CLAIM_MS = 30_000


def giveaway_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield what is likely to be a mistake in ``giveaways:``."""
    for index, rule in enumerate(files.rules.giveaways):
        at = ("giveaways", index)
        yield from _permission(config, files, index, rule)
        yield from _unknown(files, index, rule)
        if 0 < rule.duration < TOO_SHORT_MS:
            found = f"it is over after {shown_duration(rule.duration)}"
            yield warning(files.place(*at, "duration"), found, "minutes, such as 3m", "viewers see the video late")
        for number, left in enumerate(rule.remind.at if rule.remind else ()):
            if not 0 < left < rule.duration:
                lasts = f"it lasts {shown_duration(rule.duration)}" if rule.duration else "it has no end of its own"
                found = f"nobody is reminded {shown_duration(left)} before the end: {lasts}"
                place = files.place(*at, "remind", "at", number)
                yield warning(place, found, "less than its duration", "change one of them")
        if rule.mode == "draw":
            yield from _draw_traps(files, index, rule)
            yield from _unsaid(files, index, rule)


def _permission(config: Config, files: RuleFiles, index: int, rule: GiveawayRule) -> Iterator[Problem]:
    pack = files.rules.market
    if reason := why_native(rule, pack, config.host.language):
        giveaways = pack.giveaways if pack is not None else None
        source = f" ({giveaways.sure}, {giveaways.source_date}: {giveaways.source})" if giveaways is not None else ""
        yield warning(
            files.place("giveaways", index, "mode"),
            f"livebot never starts this draw in the market {config.market}: {reason}{source}",
            "mode: native, and TikTok's own LIVE Giveaway",
            'or the owner answers for it: allowed: {by: "name", because: "why it is lawful"}',
        )
    if rule.allowed is not None and not why_native(rule.model_copy(update={"allowed": None}), pack, ""):
        place = files.place("giveaways", index, "allowed")
        yield warning(place, "the market allows draws already", "no such line", "delete it")


def _unknown(files: RuleFiles, index: int, rule: GiveawayRule) -> Iterator[Problem]:
    """Yield what the giveaway names and the rules do not have."""
    rules, entry = files.rules, rule.entry
    for keys, name, there in (
        (("countdown",), rule.countdown, rules.countdowns),
        (("entry", "code"), entry and entry.code, rules.codes),
        (("entry", "poll"), entry and entry.poll, rules.polls),
    ):
        known = [other.id for other in there]
        if name and name not in known:
            found = f"there is no {keys[-1]} {quoted(name)}"
            fix = did_you_mean(name, known) or "correct it, or delete the line"
            place = files.place("giveaways", index, *keys)
            yield Problem(*place, found, f"the id of a {keys[-1]}", fix, is_missing=True)


def _draw_traps(files: RuleFiles, index: int, rule: GiveawayRule) -> Iterator[Problem]:
    at = ("giveaways", index)
    entry, claim = rule.entry, rule.claim
    if not rule.public_value:
        yield warning(
            files.place(*at),
            "no public value goes into this draw, so viewers have to trust you",
            "the name of a number that nobody knows before entry closes",
            'add public_value: "the 4D number of tonight"',
        )
    if entry is not None and entry.order:
        yield warning(
            files.place(*at, "entry", "order"),
            "only buyers take part, which TikTok and many markets forbid, and shops do not tell who bought",
            "an entry that costs nothing",
            "entry: {comment: [me]}",
        )
    if 0 < claim.within < SHORT_CLAIM_MS:
        found = f"winners have {shown_duration(claim.within)} to claim"
        yield warning(files.place(*at, "claim", "within"), found, "a minute or more", "viewers see the video late")
    if claim.within and claim.remind >= claim.within:
        place = files.place(*at, "claim", "remind")
        yield warning(place, "the reminder is not within the time to claim", "less than within", "change one of them")
    if claim.remind and rule.remind_claim is None:
        place = files.place(*at, "claim", "remind")
        yield warning(place, "there is no text to remind winners with", "remind_claim: {en: …}", "add it")
    for keys, words in ((("entry", "comment"), entry.comment if entry else ()), (("claim", "words"), claim.words)):
        for number, word in enumerate(words):
            place = files.place(*at, *keys, number)
            if not bare(word):
                fix = "choose another word"
                yield Problem(*place, f"nobody can type {quoted(word)}", "letters, digits or an emoji", fix)
            elif is_laughter(bare(word)):
                found = f"{quoted(word)} is typed as laughter or praise"
                yield warning(place, found, "a word that is only typed on purpose", "choose another")
            elif rival := _rival(files, word):
                found = f"{quoted(word)} is also an answer to the {rival}"
                yield warning(place, found, "a word that nothing else uses", "an open poll has it first")


def _unsaid(files: RuleFiles, index: int, rule: GiveawayRule) -> Iterator[Problem]:
    """Yield texts that do not tell viewers what only they can tell."""
    for tag, text in (rule.winner or {}).items():
        if "{viewer}" not in text:
            place = files.place("giveaways", index, "winner", tag)
            yield Problem(*place, "it does not say who has won", "{viewer} in each text", "add it")
    fixed = {"announce": "the seed", "closed": "who takes part"}
    for name in ("announce", "closed") if rule.public_value else ("announce",):
        texts = getattr(rule, name) or {"": ""}
        for tag in (tag for tag, text in texts.items() if "{seal}" not in text):
            yield warning(
                files.place("giveaways", index, *((name, tag) if tag else ())),
                f"viewers never see what fixes {fixed[name]}, so the record proves nothing to them",
                f"{name}, with {{seal}} in each text",
                "add it",
            )


def _rival(files: RuleFiles, word: str) -> str:
    """Return the poll or quick ask that takes the word for an answer; empty if none does."""
    for poll in files.rules.polls:
        if AnswerTable({option.key: option.accept for option in poll.options}, poll.frames).answer(word):
            return f"poll {quoted(poll.id)}"
    for quick in files.rules.quick:
        if AnswerTable(quick.answers, quick.frames).answer(word):
            return f"quick ask {quoted(quick.id)}"
    return ""
