"""The docket: offences, the strikes that are held against viewers, and what is done about an offence.

state      means                                          left by
suggested  a key does what is suggested                   act → acting, done; dismiss → dismissed
advice     do it by hand: livebot cannot, or may not      act (it was done) → done, its warning was sent → done, dismiss
acting     TikTok was asked, the warning is on its way    it worked → done, it did not → failed; take back → undone
done       warned, muted or removed                       take back → undone
failed     it did not work; ``reason`` says why           act (again) → acting, dismiss → dismissed
dismissed  it was none                                    undo → as before
undone     taken back: unmuted, let in again, no strike   –  (what was done by hand is advice again)
dry        only counted                                   –

A strike is given for what is acted on, never for what is only suggested; it is taken back if that did not work, and
expires by itself.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from livebot.effects import Moderate
from livebot.engine.fields import fill
from livebot.engine.moderation.reasons import REASONS, WARNING
from livebot.engine.moderation.rules import ModerationRule
from livebot.engine.text import display_name
from livebot.engine.turn import ANSWER, OPERATOR, Draft, Turn
from livebot.events import Moderated, ModerationFailed
from livebot.viewers import Viewer

Action = Literal["mute", "unmute", "ban", "unban"]
OFFENCES_KEPT = 100
RECORDS_KEPT = 2_000
STRIKES_KEPT = 10
WARNED = 3
"""So many are named in one warning."""
WARN_TTL_MS = 30_000
PERMITS = 3
"""More unused permits than that nobody needs."""
OPEN = ("suggested", "advice", "failed")
"""States that wait for the operator."""
ORIGIN = "moderation:"


class Offender(msgspec.Struct, kw_only=True, omit_defaults=True):
    id: str
    handle: str = ""
    name: str = ""


class Offence(msgspec.Struct, kw_only=True, omit_defaults=True):
    n: int
    rule: str
    offenders: list[Offender]
    text: str = ""
    language: str = ""
    step: str
    state: str
    before: str = ""
    """The state it was dismissed in."""
    at_ms: int
    acted_ms: int = 0
    comments: int = 1
    data: dict[str, str] = {}
    key: str = ""
    reason: str = ""
    """Why an action on it failed; of a raid, the last reason."""
    told: list[str] = []
    """Reasons that the operator was told: TikTok refuses each of a raid by itself."""
    on_the_way: list[str] = []
    """Ids of effects that are not settled yet."""


class Record(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is held against a viewer, or for one."""

    strikes: list[tuple[int, int]] = []
    """When each was given, and the offence it was for."""
    offence: int = 0
    """The last one."""
    permits: int = 0


class Docket(msgspec.Struct, kw_only=True):
    """Every offence of a session that still matters."""

    offences: list[Offence] = []
    next_n: int = 1
    records: dict[str, Record] = {}
    """By viewer, the last changed last."""
    warnings: list[int] = []
    """Offences whose warning is in the chat lane."""
    acted_on: int = 0
    """The last offence that was acted on."""


# --- acting ----------------------------------------------------------------------------------------------------


def act(
    turn: Turn,
    docket: Docket,
    rule: ModerationRule,
    offence: Offence,
    *,
    step: str,
    offenders: Sequence[Offender],
    is_by_hand: bool = False,
) -> None:
    """Warn, mute or remove offenders.

    Where livebot cannot post, it is advice, and the operator's word (``is_by_hand``) that it is done makes it so; but a
    warning is offered to be copied, and done once it is sent.
    """
    offence.step, offence.acted_ms = step, turn.at_ms
    if not offence.on_the_way:  # else others join a raid, and what failed of it before has still failed
        offence.reason, offence.told = "", []
    docket.acted_on = offence.n
    mode = turn.settings.chat.mode
    if step == "warn" and mode != "off":
        docket.warnings = [*(n for n in docket.warnings if n != offence.n), offence.n]
        offence.state = "acting" if mode == "auto" else "advice"
        turn.say(_warning(turn, rule, offence, is_by_hand=is_by_hand))
    elif step != "warn" and mode == "auto":
        offence.state = "acting"
        seconds = {"mute short": rule.mute_short, "mute long": rule.mute_long}.get(step, 0) // 1000
        for offender in offenders:
            _moderate(turn, offence, offender, "ban" if step == "remove" else "mute", seconds)
    else:
        offence.state = "done" if is_by_hand else "advice"
    if offence.state == "advice":
        return
    _strike(turn, docket, offence, offenders)
    turn.count(f"moderated_{step.replace(' ', '_')}", len(offenders))
    if offenders is offence.offenders:
        turn.notify("moderated", n=offence.n, rule=offence.rule, viewer=name_of(offence), step=step)


def _warning(turn: Turn, rule: ModerationRule, offence: Offence, *, is_by_hand: bool) -> Draft:
    reasons = REASONS[offence.rule]
    if rule.warnings is None:
        language, reason = turn.pick(reasons, offence.language)
        text = WARNING
    else:
        language, text = turn.pick(rule.warnings, offence.language)
        _, reason = turn.pick(reasons, language)
    names = [turn.name_of(offender.name, offender.handle) for offender in offence.offenders[:WARNED]]
    return Draft(
        text=fill(text, {"viewer": " @".join(names), "reason": reason}),
        origin=origin(offence),
        priority=OPERATOR if is_by_hand else ANSWER,
        ttl_ms=WARN_TTL_MS,
        is_by_hand=is_by_hand,
        language=language,
    )


def _moderate(turn: Turn, offence: Offence, offender: Offender, action: Action, seconds: int = 0) -> None:
    effect_id = turn.effect_id("moderate")
    offence.on_the_way.append(effect_id)
    turn.do(Moderate(id=effect_id, action=action, viewer_id=offender.id, handle=offender.handle, seconds=seconds))


def on_settled(turn: Turn, docket: Docket, event: Moderated | ModerationFailed) -> None:
    """Take the outcome of an action; what could not be taken back is still done."""
    offence = next((item for item in docket.offences if event.effect_id in item.on_the_way), None)
    if offence is None:
        return
    offence.on_the_way.remove(event.effect_id)
    if isinstance(event, ModerationFailed):
        turn.count("moderation_failed")
        if event.reason not in offence.told:
            viewer = name_of(offence)
            turn.notify("moderation_failed", n=offence.n, viewer=viewer, step=offence.step, reason=event.reason)
            offence.told = [*offence.told, event.reason]
        offence.reason = event.reason
        if offence.state == "undone":
            offence.state = "done"
    if offence.state == "acting" and not offence.on_the_way:
        _end(docket, offence, turn.at_ms)


def follow(turn: Turn, docket: Docket, lines: Iterable[tuple[str, int, str]]) -> None:
    """See what became of the warnings on their way, by origin, time and state of the outbox's lines."""
    lines = [line for line in lines if line[0].startswith(ORIGIN)] if docket.warnings else []
    for number in [*docket.warnings]:
        offence = find(docket, number)
        since_ms = offence.acted_ms if offence is not None else 0
        own = [state for of, at_ms, state in lines if at_ms >= since_ms and of == f"{ORIGIN}{number}"]
        if offence is None or offence.state not in ("acting", "advice"):
            pass
        elif own and own[-1] in ("sent", "maybe"):
            _strike(turn, docket, offence, offence.offenders)
            _end(docket, offence, turn.at_ms)
        elif own and own[-1] in ("waiting", "sending", "offered"):
            continue
        elif offence.state == "acting":
            offence.reason = own[-1] if own else "refused"
            _end(docket, offence, turn.at_ms)
            turn.notify(
                "moderation_failed", n=number, viewer=name_of(offence), step=offence.step, reason=offence.reason
            )
        docket.warnings.remove(number)


# --- what operators do -----------------------------------------------------------------------------------------


def permit(docket: Docket, viewer_id: str) -> None:
    """Let the viewer's next link or contact pass."""
    record = record_of(docket, viewer_id)
    record.permits = min(record.permits + 1, PERMITS)


def dismiss(offence: Offence) -> None:
    offence.before, offence.state = offence.state, "dismissed"


def restore(offence: Offence) -> None:
    """Undo a dismissal."""
    offence.state, offence.before = offence.before, ""


def take_back(turn: Turn, docket: Docket, offence: Offence) -> None:
    """Undo an action: unmute, let in again, forget the strike. A warning that waits is the lane's to drop."""
    offence.on_the_way, offence.told = [], []  # how what is taken back would have ended does not matter any more
    if offence.step != "warn" and turn.settings.chat.mode == "auto":
        for offender in offence.offenders:
            _moderate(turn, offence, offender, "unban" if offence.step == "remove" else "unmute")
    _unstrike(docket, offence)
    offence.state = "undone"
    turn.count("moderation_undone")


# --- the docket ------------------------------------------------------------------------------------------------


def origin(offence: Offence) -> str:
    """Return how the warning is marked in the outbox."""
    return f"{ORIGIN}{offence.n}"


def find(docket: Docket, number: int) -> Offence | None:
    return next((offence for offence in reversed(docket.offences) if offence.n == number), None)


def strikes(docket: Docket, rule: ModerationRule, viewer_id: str, at_ms: int) -> int:
    """Return how many offences of a viewer count at a moment."""
    record = docket.records.get(viewer_id)
    return 0 if record is None else sum(given_ms > at_ms - rule.strikes_expire for given_ms, _ in record.strikes)


def open_of(docket: Docket, viewer_id: str) -> Offence | None:
    """Return the viewer's own offence that waits for the operator."""
    newest_first = (item for item in reversed(docket.offences) if item.state in OPEN and not item.key)
    return next((item for item in newest_first if item.offenders[0].id == viewer_id), None)


def next_step(rule: ModerationRule, docket: Docket, viewer_id: str, at_ms: int) -> str:
    return rule.ladder[min(strikes(docket, rule, viewer_id, at_ms), len(rule.ladder) - 1)]


def _strike(turn: Turn, docket: Docket, offence: Offence, offenders: Sequence[Offender]) -> None:
    for offender in offenders:
        record = record_of(docket, offender.id)
        others = [strike for strike in record.strikes if strike[1] != offence.n]
        record.strikes = [*others, (turn.at_ms, offence.n)][-STRIKES_KEPT:]
        record.offence = offence.n


def _unstrike(docket: Docket, offence: Offence) -> None:
    for offender in offence.offenders:
        record = record_of(docket, offender.id)
        record.strikes = [strike for strike in record.strikes if strike[1] != offence.n]


def _end(docket: Docket, offence: Offence, at_ms: int) -> None:
    """An action is done, or has failed; from now on the viewer knows of it."""
    offence.state, offence.acted_ms = "failed" if offence.reason else "done", at_ms
    if offence.reason:
        _unstrike(docket, offence)


def record_of(docket: Docket, viewer_id: str) -> Record:
    """Return a viewer's record, as the one changed last."""
    record = docket.records.pop(viewer_id, None) or Record()
    docket.records[viewer_id] = record
    if len(docket.records) > RECORDS_KEPT:
        del docket.records[next(iter(docket.records))]
    return record


def add(docket: Docket, rule: str, viewers: Iterable[Viewer], *, step: str, state: str, at_ms: int) -> Offence:
    """Enter an offence; where there are too many, the oldest that nobody waits for goes."""
    offenders = [offender_of(viewer) for viewer in viewers]
    offence = Offence(n=docket.next_n, rule=rule, offenders=offenders, step=step, state=state, at_ms=at_ms)
    docket.next_n += 1
    if len(docket.offences) >= OFFENCES_KEPT:
        settled = (item for item in docket.offences if item.state not in (*OPEN, "acting"))
        docket.offences.remove(next(settled, docket.offences[0]))
    docket.offences.append(offence)
    return offence


def offender_of(viewer: Viewer) -> Offender:
    return Offender(id=viewer.id, handle=viewer.handle, name=viewer.name)


def name_of(offence: Offence) -> str:
    """Return what to call the offender; of a raid, the first one and how many more there are."""
    first, *others = offence.offenders
    name = display_name(first.name or first.handle)
    return f"{name} +{len(others)}" if others else name
