"""Offences: from what was found in a comment to what is suggested or done about it.

One viewer has one open suggestion, whatever more they write; what they write in the seconds after an action they
wrote before they saw it. Many new viewers with the same text are one raid.
"""

from collections.abc import Iterable

from livebot.engine.moderation.docket import (
    Docket,
    Offence,
    act,
    add,
    find,
    name_of,
    next_step,
    offender_of,
    open_of,
    record_of,
)
from livebot.engine.moderation.rules import ModerationRule, is_exempt
from livebot.engine.moderation.watch import NEWCOMER_COMMENTS, Finding, Memory, Standing, Watchman, gist
from livebot.engine.turn import Turn
from livebot.events import Commented
from livebot.viewers import Viewer
from livebot.views.base import Why

REACTION_MS = 10_000
"""What viewers write so soon after an action they wrote before they saw it: no offence of its own."""
RAID_GOES_ON_MS = 120_000
"""Who says the same within this time of the last one belongs to the raid."""
RAIDERS_KEPT = 300
SPAM = ("links", "contacts", "words", "raid")
"""Comments that nobody wants, however they are written."""


def on_comment(
    turn: Turn,
    docket: Docket,
    memory: Memory,
    watchman: Watchman,
    event: Commented,
    *,
    language: str,
    may_act: bool,
) -> bool:
    """Moderate a comment; return whether the room should do nothing else with it.

    That is so for spam where livebot acts by itself: it is put on no card and counts in no code. Votes never come
    here, and who shouts or repeats is still heard; nobody loses their vote. While posting is stopped (``may_act`` is
    false) everything is only suggested. ``language`` is the comment's, or what its writer usually writes.
    """
    rule = watchman.rule
    key = gist(event.text)
    if is_exempt(rule, event):
        watchman.hear_known(memory, key, turn.at_ms)
        turn.trace("moderation", "exempt")
        return False
    raid = _going_on(docket, key, turn.at_ms)
    languages = {*event.reading.scores, *filter(None, (language,))}
    found = watchman.look(
        memory,
        event,
        turn.at_ms,
        languages=languages | {turn.settings.market_language} if languages else (),
        standing=_standing(turn, event, raid),
        is_raid=raid is not None,
    )
    if raid is not None and raid.state == "dismissed" and any(finding.rule == "raid" for finding in found):
        raid.at_ms = turn.at_ms  # it is none, and so is what goes on of it: each is looked at alone
        found = [finding for finding in found if finding.rule != "raid"]
    _trace(turn, rule, found)
    for finding in found:
        if finding.mode == "dry":
            _note_dry(turn, docket, event, finding)
    live = _unpermitted(turn, docket, event, [finding for finding in found if finding.mode != "dry"])
    if not live:
        return False
    is_spam = any(finding.mode == "auto" and finding.rule in SPAM for finding in live)
    worst = min(live, key=lambda finding: (finding.rule != "raid", finding.mode != "auto"))
    is_auto = may_act and (is_spam or worst.mode == "auto")
    turn.count("offences")
    if worst.rule == "raid":
        _on_raid(turn, docket, rule, event, worst, offence=raid, language=language, is_auto=is_auto)
    else:
        _on_offence(turn, docket, rule, event, worst, language=language, is_auto=is_auto)
    return is_spam


def _going_on(docket: Docket, key: str, at_ms: int) -> Offence | None:
    """Return the raid with a text; who takes it up now belongs to it."""
    same = (item for item in reversed(docket.offences) if key and item.key == key and item.state != "undone")
    raid = next(same, None)
    return raid if raid is not None and at_ms <= raid.at_ms + RAID_GOES_ON_MS else None


def _standing(turn: Turn, event: Commented, raid: Offence | None) -> Standing:
    viewer = event.viewer
    if raid is not None and any(offender.id == viewer.id for offender in raid.offenders):
        return "new"
    if event.profile.sessions or viewer.is_follower or viewer.is_subscriber:
        return "known"
    return "new" if turn.people.persons[viewer.id].comments <= NEWCOMER_COMMENTS else "seen"


def _trace(turn: Turn, rule: ModerationRule, found: list[Finding]) -> None:
    if not turn.is_traced:
        return
    by_rule = {finding.rule: finding for finding in found}
    for name, watch in rule.rules:
        if (finding := by_rule.get(name)) is not None:
            is_dry = finding.mode == "dry"
            why = Why(kind="dry" if is_dry else "offence", data=finding.data)
            turn.trace(f"moderation.{name}", why, fired=not is_dry)
        elif watch is not None:
            turn.trace(f"moderation.{name}", "off" if watch.mode == "off" else "no_match")


def _unpermitted(turn: Turn, docket: Docket, event: Commented, found: list[Finding]) -> list[Finding]:
    """Return what is found but for links and contacts that the viewer was permitted; that permit is used up."""
    record = docket.records.get(event.viewer.id)
    rest = [finding for finding in found if finding.rule not in ("links", "contacts")]
    if record is None or not record.permits or len(rest) == len(found):
        return found
    record.permits -= 1
    turn.trace("moderation.links", "permitted")
    return rest


def _note_dry(turn: Turn, docket: Docket, event: Commented, finding: Finding) -> None:
    turn.count(f"dry_{finding.rule}")
    last = next((item for item in docket.offences if item.state == "dry" and item.rule == finding.rule), None)
    if last is None:
        last = add(docket, finding.rule, [event.viewer], step="warn", state="dry", at_ms=turn.at_ms)
    else:
        last.comments += 1
    last.offenders, last.text, last.data, last.at_ms = [offender_of(event.viewer)], event.text, finding.data, turn.at_ms


def _on_offence(
    turn: Turn,
    docket: Docket,
    rule: ModerationRule,
    event: Commented,
    finding: Finding,
    *,
    language: str,
    is_auto: bool,
) -> None:
    record = record_of(docket, event.viewer.id)
    last = find(docket, record.offence)
    if last is not None and _is_unseen(last, turn.at_ms):
        last.comments += 1
        turn.trace(f"moderation.{finding.rule}", "acted_already", n=last.n)
        return
    offence = open_of(docket, event.viewer.id)
    step = next_step(rule, docket, event.viewer.id, turn.at_ms)
    if offence is not None:
        offence.rule, offence.step, offence.at_ms = finding.rule, step, turn.at_ms
        offence.comments += 1
    else:
        offence = add(docket, finding.rule, [event.viewer], step=step, state="suggested", at_ms=turn.at_ms)
        record.offence = offence.n
    offence.text, offence.language, offence.data = event.text, language, finding.data
    _decide(turn, docket, rule, offence, is_auto=is_auto)
    if offence.state in ("suggested", "advice") and offence.comments == 1:
        turn.notify("offence", n=offence.n, rule=offence.rule, viewer=name_of(offence), step=step)


def _is_unseen(offence: Offence, at_ms: int) -> bool:
    """Return whether a viewer who writes now cannot have seen what was done about an offence."""
    return offence.state == "acting" or (offence.state == "done" and at_ms < offence.acted_ms + REACTION_MS)


def _on_raid(
    turn: Turn,
    docket: Docket,
    rule: ModerationRule,
    event: Commented,
    finding: Finding,
    *,
    offence: Offence | None,
    language: str,
    is_auto: bool,
) -> None:
    """Many new viewers say the same: one offence; ``offence`` is it if it goes on.

    Who joins a raid that was acted on gets what the others got, and so does a raider who writes the same once more
    when that is over. One that failed is left to the operator: the next try is for all.
    """
    if offence is None:
        step = next((step for step in rule.ladder if step != "warn"), "mute short")
        offence = add(docket, "raid", finding.viewers, step=step, state="suggested", at_ms=turn.at_ms)
        offence.key, offence.text, offence.language = finding.key, event.text, language
        offence.comments = len(finding.viewers)
        _drop_single(docket, finding.viewers)
        turn.notify("raid", n=offence.n, viewers=len(finding.viewers))
        joined = offence.offenders
    else:
        known = {offender.id for offender in offence.offenders}
        joined = [offender_of(viewer) for viewer in finding.viewers if viewer.id not in known]
        joined = joined[: RAIDERS_KEPT - len(known)]
        offence.offenders = [*offence.offenders, *joined]
        offence.comments += 1
        if event.viewer.id in known and not _is_unseen(offence, turn.at_ms):
            joined = [*joined, offender_of(event.viewer)]
    offence.at_ms = turn.at_ms
    offence.data = {**finding.data, "viewers": str(len(offence.offenders))}
    if offence.state in ("acting", "done"):
        if joined and offence.step != "warn" and turn.settings.chat.mode == "auto":
            act(turn, docket, rule, offence, step=offence.step, offenders=joined)
        elif joined and offence.step != "warn":
            offence.state = "advice"
    elif offence.state != "failed":
        _decide(turn, docket, rule, offence, is_auto=is_auto)


def _drop_single(docket: Docket, viewers: Iterable[Viewer]) -> None:
    """Take back what was suggested about each, now that they are one raid; a warning on its way is more than that."""
    raiders = {viewer.id for viewer in viewers}
    docket.offences = [
        item
        for item in docket.offences
        if item.key
        or item.state not in ("suggested", "advice")
        or item.n in docket.warnings
        or item.offenders[0].id not in raiders
    ]


def _decide(turn: Turn, docket: Docket, rule: ModerationRule, offence: Offence, *, is_auto: bool) -> None:
    mode = turn.settings.chat.mode
    can_warn = offence.step == "warn" and mode == "assist" and offence.n not in docket.warnings
    if is_auto and (mode == "auto" or can_warn):
        act(turn, docket, rule, offence, step=offence.step, offenders=offence.offenders)
    else:
        offence.state, offence.reason = "suggested" if mode == "auto" else "advice", ""
