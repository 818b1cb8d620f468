"""PK: two camps that cheer; who cheers most wins.

A PK is a ballot (``ballots.py``), so the newest open one that accepts a key has it, also in its grace time, and undo
takes a close back. But every comment of a camp's key counts as a cheer, up to a cap per viewer: for a minute, counted
from the opening, and in all. A viewer belongs to a camp: with ``camp: first`` to the first they cheered for, and the
other gets nothing from them; with ``last`` to the one they cheered for last, and earlier cheers stay where they are.

A change of the lead is announced when the new leader is so many cheers ahead (``by``), and when the last announcement
was long enough ago (``every``), so that a close race does not flood the room; by then it must still lead.

state    takes cheers  announces                       left by
open     yes           lead, last seconds, while calm  its time or the operator → grace; ``pk cool`` → cooled
cooled   yes (grace)   the friendly line, no result    the grace time → settled; undo → open
grace    yes           nothing                         the grace time → settled; undo → open
settled  no            the result                      undo → open

``temperature.py`` says when announcements are held back, and when to close is suggested.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from livebot.commands import AnyCommand, GoOnPk
from livebot.engine.asks import ballots, results, temperature
from livebot.engine.asks.ballots import Ballot, label_in
from livebot.engine.asks.pk_rules import COOL, Fan, Fight, Last, Lead, PkRule
from livebot.engine.feature import Feature
from livebot.engine.fields import Texts, fill
from livebot.engine.lines import chat
from livebot.engine.moderation.watch import WordWatch
from livebot.engine.turn import DONE, OPERATOR, POLL, Draft, Outcome, Turn, text_in
from livebot.events import AnyEvent, Commented
from livebot.views.asks import CampView, PkView

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

KIND = "pk"
NEWS_TTL_MS = 15_000
"""News of a race that are older are none."""
RESULT_TTL_MS = 60_000


def open_pk(turn: Turn, state: "RoomState", rule: PkRule) -> None:
    """Open a PK."""
    ballots.open_ballot(
        turn,
        state.ballots,
        KIND,
        rule,
        answers={camp.key: list(camp.accept) for camp in rule.camps},
        duration_ms=rule.duration,
        is_first_final=rule.camp == "first",
    )
    state.pk[rule.id] = Fight(cheers={camp.key: 0 for camp in rule.camps})


class PkFeature(Feature):
    """Counts cheers, tells how it goes, and watches the temperature."""

    def __init__(self, words: WordWatch) -> None:
        self._words = words
        self._rules: dict[int, PkRule] = {}

    def cheer(self, turn: Turn, state: "RoomState", ballot: Ballot, viewer_id: str, key: str) -> bool:
        """Count a comment of a camp's key; return whether it counts."""
        rule, fight = self._rule(ballot), state.pk[ballot.id]
        if ballot.is_first_final and ballot.votes.get(viewer_id, [key]) != [key]:
            turn.trace(ballot.name, "other_camp", key=key)
            return False
        fan = fight.fans.setdefault(viewer_id, Fan())
        minute = (turn.at_ms - ballot.opened_at_ms) // 60_000
        if fan.minute != minute:
            fan.minute, fan.in_minute = minute, 0
        cap = rule.cheers_per_viewer
        if fan.in_minute >= cap.per_minute or fan.cheers >= cap.in_all:
            turn.trace(ballot.name, "capped", key=key)
            return False
        fan.cheers += 1
        fan.in_minute += 1
        fight.cheers[key] += 1
        ballot.votes[viewer_id] = [key]
        turn.count("cheers")
        turn.trace(ballot.name, "cheer", fired=True, key=key)
        if ballot.state == "open":
            _tell_lead(turn, ballot, rule, fight)
        return True

    def deadline(self, state: "RoomState") -> int | None:
        return min((time for one in self._running(state) for time in _times(*one)), default=None)

    def advance(self, turn: Turn, state: "RoomState") -> None:
        for ballot, rule, fight in self._running(state):
            due_ms = temperature.deadline(fight.temperature, rule.guard)
            if due_ms is not None and due_ms <= turn.at_ms:
                temperature.advance(fight.temperature, rule.guard, turn.people, turn.at_ms)
                if fight.temperature.level == "calm":
                    turn.notify("pk_calm", id=ballot.id)
            _tell_last(turn, ballot, rule, fight)
            _tell_lead(turn, ballot, rule, fight)

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if not isinstance(event, Commented) or event.is_history or not (running := list(self._running(state))):
            return
        viewer = event.viewer
        if viewer.is_host or viewer.is_moderator or viewer.handle.lower() in state.settings.own_handles:
            return
        usual = turn.people.persons[viewer.id].language if viewer.id in turn.people.persons else ""
        languages = {*event.reading.scores, *filter(None, (usual,))}
        in_any = languages | {state.settings.market_language} if languages else ()
        if self._words.find(event.text, in_any) is not None:
            for ballot, rule, fight in running:
                _heat(turn, state, ballot, rule, fight, viewer_id=viewer.id)

    def on_command(self, turn: Turn, state: "RoomState", command: AnyCommand) -> Outcome | None:
        if not isinstance(command, GoOnPk):
            return None
        ballot = ballots.latest(state.ballots, KIND, command.id)
        if ballot is None or ballot.state != "open":
            return "not_open", {"id": command.id}
        now = state.pk[command.id].temperature
        if not now.suggests:
            return "goes_on", {"id": command.id}
        now.is_dismissed = True
        return DONE

    def _running(self, state: "RoomState") -> Iterator[tuple[Ballot, PkRule, Fight]]:
        for ballot in state.ballots.items:
            if ballot.kind == KIND and ballot.state == "open":
                yield ballot, self._rule(ballot), state.pk[ballot.id]

    def _rule(self, ballot: Ballot) -> PkRule:
        """Return the rule it was opened with."""
        if ballot.n not in self._rules:
            self._rules[ballot.n] = PkRule.model_validate(ballot.rule)
        return self._rules[ballot.n]


# --- telling how it goes ---------------------------------------------------------------------------------------


def _times(ballot: Ballot, rule: PkRule, fight: Fight) -> Iterator[int]:
    if (cools_ms := temperature.deadline(fight.temperature, rule.guard)) is not None:
        yield cools_ms
    if rule.last is not None and _last_is_to_come(ballot, rule.last, fight):
        yield ballot.closes_at_ms - rule.last.before
    if rule.lead is not None and _new_leader(rule.lead, fight):
        yield fight.said_ms + rule.lead.every


def _last_is_to_come(ballot: Ballot, last: Last, fight: Fight) -> bool:
    return ballot.opened_at_ms + last.before < ballot.closes_at_ms != fight.last_for_ms


def _tell_last(turn: Turn, ballot: Ballot, rule: PkRule, fight: Fight) -> None:
    if rule.last is None or not _last_is_to_come(ballot, rule.last, fight):
        return
    due_ms = ballot.closes_at_ms - rule.last.before
    if turn.at_ms < due_ms:
        return
    fight.last_for_ms = ballot.closes_at_ms
    if turn.at_ms == due_ms and _may_tell(turn, ballot, fight):  # else an undo of its close brought it back later
        _say(turn, ballot, rule, fight, rule.last.say, seconds=str(rule.last.before // 1000))


def _new_leader(lead: Lead, fight: Fight) -> str:
    """Return the camp that is so far ahead that it takes over the lead; empty if none is, or may not be told now."""
    (first, cheers), (second, others) = fight.cheers.items()
    leader = first if cheers - others >= lead.by else second if others - cheers >= lead.by else ""
    return leader if leader != fight.leader and fight.temperature.level == "calm" else ""


def _tell_lead(turn: Turn, ballot: Ballot, rule: PkRule, fight: Fight) -> None:
    if rule.lead is None or not (leader := _new_leader(rule.lead, fight)):
        return
    if not fight.leader:  # the first lead is no change of it
        fight.leader = leader
    elif turn.at_ms >= fight.said_ms + rule.lead.every:
        fight.leader, fight.said_ms = leader, turn.at_ms
        turn.trace(ballot.name, "lead", fired=True, key=leader)
        _say(turn, ballot, rule, fight, rule.lead.say, leader=leader)


def _may_tell(turn: Turn, ballot: Ballot, fight: Fight) -> bool:
    if fight.temperature.level == "calm":
        return True
    turn.trace(ballot.name, "heated")
    return False


def _say(
    turn: Turn,
    ballot: Ballot,
    rule: PkRule,
    fight: Fight,
    texts: Texts,
    *,
    ttl_ms: int = NEWS_TTL_MS,
    leader: str = "",
    **words: str,
) -> None:
    """Post a text of a PK; ``leader`` is the camp that is ahead."""
    language, text = turn.pick(texts)
    labels = {camp.key: label_in(camp, language) for camp in rule.camps}
    (first, cheers), (second, others) = fight.cheers.items()
    name = labels.get(leader, "")
    score = f"{labels[first]} {cheers} : {others} {labels[second]}"
    line = fill(text, {"leader": name, "winner": name, "score": score, **words})
    turn.say(Draft(text=line, origin=ballot.origin, priority=POLL, ttl_ms=ttl_ms, language=language))


# --- its temperature -------------------------------------------------------------------------------------------


def _heat(turn: Turn, state: "RoomState", ballot: Ballot, rule: PkRule, fight: Fight, *, viewer_id: str) -> None:
    """Somebody wrote abuse while it ran."""
    now, before = fight.temperature, fight.temperature.level
    temperature.note(now, rule.guard, turn.people, viewer_id, turn.at_ms)
    turn.trace(ballot.name, "abuse", fired=now.level != before, level=now.level)
    if now.level == before:
        return
    turn.notify(f"pk_{now.level}", id=ballot.id, viewers=len(now.abuse))
    if before == "calm":
        chat.drop_waiting(turn, state.lane, ballot.origin, ballot.opened_at_ms + 1, "heated")  # but not its question


def cool(turn: Turn, state: "RoomState", ballot: Ballot) -> None:
    """Post the friendly line of one that was closed just now; its result is not announced."""
    state.pk[ballot.id].cooled_ms = ballot.closed_at_ms
    chat.drop_waiting(turn, state.lane, ballot.origin, ballot.opened_at_ms, "cooled")
    language, text = turn.pick(PkRule.model_validate(ballot.rule).cool or COOL)
    turn.say(
        Draft(
            text=text,
            origin=ballot.origin,
            priority=OPERATOR,
            ttl_ms=RESULT_TTL_MS,
            is_by_hand=True,
            language=language,
        )
    )
    turn.notify("pk_cooled", id=ballot.id)


def _is_cooled(fight: Fight, ballot: Ballot) -> bool:
    return bool(ballot.closed_at_ms) and ballot.closed_at_ms == fight.cooled_ms


# --- the result ------------------------------------------------------------------------------------------------


def report(turn: Turn, state: "RoomState", ballot: Ballot) -> None:
    """Say how a settled PK went, unless it was cooled: a winner, a tie or nobody, each with its own wording."""
    rule, fight = PkRule.model_validate(ballot.rule), state.pk[ballot.id]
    host = turn.settings.host_language
    result = results.settle(
        turn,
        state.ballots,
        ballot,
        question=text_in(rule.question, host),
        labels={camp.key: label_in(camp, host) for camp in rule.camps},
        counts=dict(fight.cheers),
    )
    winners = ", ".join(result.winners)
    turn.notify(
        "pk_closed", id=rule.id, result=result.kind, winners=winners, cheers=result.whole, viewers=result.voters
    )
    texts = {"none": rule.announce_none, "winner": rule.announce, "tie": rule.announce_tie}[result.kind]
    if texts is not None and not _is_cooled(fight, ballot):
        _say(
            turn,
            ballot,
            rule,
            fight,
            texts,
            ttl_ms=RESULT_TTL_MS,
            leader=winners,
            percent=result.percent,
            cheers=str(result.most),
            viewers=str(result.voters),
        )


def look(turn: Turn, state: "RoomState", rule: PkRule, ballot: Ballot | None) -> PkView:
    """Return what others see of a PK that is, was or can be opened."""
    host = turn.settings.host_language
    fight = state.pk[rule.id] if ballot is not None else Fight(cheers={camp.key: 0 for camp in rule.camps})
    viewers = ballot.tally() if ballot is not None else dict.fromkeys(fight.cheers, 0)
    most = results.winners(fight.cheers)
    is_open = ballot is not None and ballot.state == "open"
    is_grace = ballot is not None and ballot.state == "grace"
    return PkView(
        id=rule.id,
        question=text_in(rule.question, host),
        open=is_open or is_grace,
        state=ballot.state if ballot is not None else "idle",
        camps=tuple(
            CampView(
                key=camp.key,
                label=label_in(camp, host),
                cheers=fight.cheers[camp.key],
                viewers=viewers[camp.key],
                labels=camp.label or {},
            )
            for camp in rule.camps
        ),
        viewers=len(ballot.votes) if ballot is not None else 0,
        closes_at_ms=ballot.closes_at_ms if ballot is not None and is_open else 0,
        grace_until_ms=ballot.closed_at_ms + ballot.grace_ms if ballot is not None and is_grace else 0,
        result=",".join(most) if ballot is not None and ballot.is_settled else "",
        leader=most[0] if is_open and len(most) == 1 else "",
        temperature=fight.temperature.level if is_open else "calm",
        abusers=len(fight.temperature.abuse) if is_open else 0,
        suggestion=turn.pick(rule.cool or COOL)[1] if is_open and fight.temperature.suggests else "",
        cooled=ballot is not None and _is_cooled(fight, ballot),
        texts=rule.question,
        opened_at_ms=ballot.opened_at_ms if ballot is not None else 0,
        settled_at_ms=ballot.closed_at_ms + ballot.grace_ms if ballot is not None and ballot.is_settled else 0,
        history=results.look(state.ballots.past.get(f"{KIND}.{rule.id}", ())),
    )
