"""What others see of a room's state. Pure; the runtime adds alerts and translation engines."""

from collections.abc import Iterable

from livebot.engine.asks import ballots, pk, polls, quick, results
from livebot.engine.asks.ballots import label_in
from livebot.engine.asks.pk_rules import PkRule
from livebot.engine.asks.polls import PollRule
from livebot.engine.asks.quick import QuickRule
from livebot.engine.crowd import earning, interaction
from livebot.engine.crowd.people import room_languages
from livebot.engine.giveaways import views as giveaway_views
from livebot.engine.lines import chat, codes, prompts, wordings
from livebot.engine.moderation import docket
from livebot.engine.questions import answers, cards, pinned
from livebot.engine.room import Room
from livebot.engine.show import countdowns, figures, goals, runsheet
from livebot.engine.turn import text_in
from livebot.views import Connection, RulesView, Status
from livebot.views.asks import OptionView, PkView, PollView, QuickView
from livebot.views.base import Why
from livebot.views.lines import LineView, PromptView
from livebot.views.moderation import OffenceView, OffenderView
from livebot.views.questions import AnswerView, AskerView, PartView, QuestionView, ReplyView

ASKERS_SHOWN = 20
CLOSED_SHOWN = 20


class CardViews:
    """Views of question cards, made anew only where a card has changed: a full queue may hold thousands."""

    def __init__(self) -> None:
        self._views: dict[int, tuple[object, QuestionView]] = {}

    def of(self, room: Room, shown: Iterable[cards.Card]) -> tuple[QuestionView, ...]:
        """Return the views of the cards shown; others are forgotten."""
        known, self._views = self._views, {}
        for card in shown:
            mark = _mark(room, card)
            before = known.get(card.id)
            self._views[card.id] = before if before is not None and before[0] == mark else (mark, _card(room, card))
        return tuple(view for _, view in self._views.values())


def _mark(room: Room, card: cards.Card) -> object:
    """Return what differs whenever the view of a card does."""
    return (
        card.state,
        card.claimed_by,
        card.answered_by,
        card.is_starred,
        card.is_again,
        card.is_history,
        card.is_told,
        card.translation_state,
        card.translation,
        card.asked_at_ms,
        len(card.viewers),
        len(card.members),
        card.members[0].msg_id,
        card.members[-1].msg_id,
        room.state.rules_loaded_at_ms,
        _reply(card.reply),
    )


def look(room: Room, views: CardViews | None = None) -> Status:
    """Return the status of a room as of its last event. ``views`` keeps what can be used again the next time."""
    state, show = room.state, room.state.show
    return Status(
        room=state.settings.room,
        viewers=show.viewers,
        at_ms=state.at_ms,
        host_language=state.settings.host_language,
        market=state.settings.market,
        is_calm=countdowns.is_calm(room.book.gate.pack),
        chat_mode=state.settings.chat.mode,
        paused=show.is_held,
        panicked=show.is_panicked,
        ending=show.is_ending,
        connection=Connection(
            phase=show.phase,
            room_id=show.room_id,
            session_id=state.session_id,
            live_since_ms=show.live_since_ms,
            last_frame_at_ms=show.last_frame_at_ms,
            gaps=tuple(show.gaps),
        ),
        polls=_polls(room),
        quick=_quick(room),
        pk=_pk(room),
        codes=codes.look(state, room.book.codes.values(), room.blocks()),
        prompts=_prompts(room),
        questions=_questions(room, views or CardViews()),
        outbox=tuple(_line(line) for line in chat.outbox(state.lane)),
        notices=tuple(state.ledger.notices),
        counters=dict(state.ledger.counters),
        languages=room_languages(state.people, state.at_ms),
        rules=RulesView(
            loaded_at_ms=state.rules_loaded_at_ms,
            polls=len(room.book.polls),
            quick=len(room.book.quick),
            codes=len(room.book.codes),
            prompts=len(room.book.prompts),
            answers=len(room.book.answers),
            errors=state.rules_errors,
        ),
        pinned=pinned.look(state.questions),
        moderation_mode=room.book.moderation.mode,
        offences=_offences(room),
        interaction=interaction.look(state),
        minutes=interaction.look_at_minutes(state),
        wordings=wordings.look(room.looking(), state, room.book.prompts.values()),
        stretches=interaction.look_at_stretches(state),
        newcomers=room.book.newcoming.look(room.looking(), state),
        boards=earning.look(state),
        figures=figures.look(state),
        giveaways=giveaway_views.look(state, room.book),
        goals=goals.look(state, room.book.goals.values()),
        countdowns=countdowns.look(state, room.book.countdowns.values(), room.book.gate.pack),
        runsheet=runsheet.look(state, room.book.runsheet),
    )


def _offences(room: Room) -> tuple[OffenceView, ...]:
    items = sorted(room.state.docket.offences, key=lambda item: (item.state not in docket.OPEN, -item.n))
    return tuple(_offence(room, offence) for offence in items)


def _offence(room: Room, offence: docket.Offence) -> OffenceView:
    first, state = offence.offenders[0], room.state
    return OffenceView(
        n=offence.n,
        rule=offence.rule,
        viewers=tuple(OffenderView(viewer_id=o.id, handle=o.handle, name=o.name) for o in offence.offenders),
        text=offence.text,
        step=offence.step,
        state=offence.state,
        strikes=docket.strikes(state.docket, room.book.moderation, first.id, state.at_ms),
        at_ms=offence.at_ms,
        why=Why(kind=offence.rule, data=offence.data),
        reason=offence.reason,
        comments=offence.comments,
    )


def _ballots(room: Room, kind: str, rule_ids: list[str]) -> list[tuple[str, ballots.Ballot | None]]:
    """Return each rule with its latest ballot; those whose rule is gone but that still take answers come last."""
    items = room.state.ballots.items
    gone = [item.id for item in items if item.kind == kind and item.id not in rule_ids and not item.is_settled]
    return [(rule_id, ballots.latest(room.state.ballots, kind, rule_id)) for rule_id in (*rule_ids, *gone)]


def _grace_until_ms(ballot: ballots.Ballot | None) -> int:
    return ballot.closed_at_ms + ballot.grace_ms if ballot is not None and ballot.state == "grace" else 0


def _polls(room: Room) -> tuple[PollView, ...]:
    language = room.state.settings.host_language
    views = []
    for poll_id, ballot in _ballots(room, polls.KIND, list(room.book.polls)):
        rule = room.book.polls[poll_id] if ballot is None else room.opened_with(ballot, PollRule)
        votes = ballot.tally() if ballot else {option.key: 0 for option in rule.options}
        views.append(
            PollView(
                id=poll_id,
                question=text_in(rule.question, language),
                open=ballot is not None and not ballot.is_settled,
                state=ballot.state if ballot else "idle",
                options=tuple(
                    OptionView(
                        key=option.key,
                        label=label_in(option, language),
                        votes=votes[option.key],
                        labels=option.label or {},
                    )
                    for option in rule.options
                ),
                votes=votes,
                voters=len(ballot.votes) if ballot else 0,
                texts=rule.question,
                opened_at_ms=ballot.opened_at_ms if ballot else 0,
                settled_at_ms=ballot.closed_at_ms + ballot.grace_ms if ballot and ballot.is_settled else 0,
                closes_at_ms=ballot.closes_at_ms if ballot and ballot.state == "open" else 0,
                grace_until_ms=_grace_until_ms(ballot),
                result=",".join(results.winners(votes)) if ballot and ballot.is_settled else "",
                choose=rule.choose,
                history=results.look(room.state.ballots.past.get(f"{polls.KIND}.{poll_id}", ())),
            )
        )
    return tuple(views)


def _quick(room: Room) -> tuple[QuickView, ...]:
    language = room.state.settings.host_language
    views = []
    for quick_id, ballot in _ballots(room, quick.KIND, list(room.book.quick)):
        rule = room.book.quick[quick_id] if ballot is None else room.opened_with(ballot, QuickRule)
        views.append(
            QuickView(
                id=quick_id,
                ask=text_in(rule.ask, language),
                texts=rule.ask,
                opened_at_ms=ballot.opened_at_ms if ballot else 0,
                open=ballot is not None and not ballot.is_settled,
                answers=ballot.tally() if ballot else dict.fromkeys(rule.answers, 0),
                viewers=len(ballot.votes) if ballot else 0,
                closes_at_ms=ballot.closes_at_ms if ballot and ballot.state == "open" else 0,
                state=ballot.state if ballot else "idle",
                grace_until_ms=_grace_until_ms(ballot),
            )
        )
    return tuple(views)


def _pk(room: Room) -> tuple[PkView, ...]:
    views = []
    for pk_id, ballot in _ballots(room, pk.KIND, list(room.book.pk)):
        rule = room.book.pk[pk_id] if ballot is None else room.opened_with(ballot, PkRule)
        views.append(pk.look(room.looking(), room.state, rule, ballot))
    return tuple(views)


def _prompts(room: Room) -> tuple[PromptView, ...]:
    stage, turn = room.stage(), room.looking()
    views = []
    for rule in room.book.prompts.values():
        state = room.prompt(rule.id)
        next_text, language = prompts.next_text(turn, rule, state, stage)
        is_blocked = bool(next_text and room.book.gate.blocks(next_text, language))
        views.append(
            PromptView(
                id=rule.id,
                fired=state.fired,
                last_fired_at_ms=state.last_fired_ms,
                due_at_ms=state.due_at_ms,
                next_text=next_text,
                why_not=(
                    *prompts.why_not(rule, state, stage, room.state.at_ms),
                    *([] if next_text else [Why(kind="repeated")]),
                    *([Why(kind="blocked")] if is_blocked else []),
                ),
            )
        )
    return tuple(views)


def _questions(room: Room, views: CardViews) -> tuple[QuestionView, ...]:
    store = room.state.questions
    is_open = [card for card in store.cards.values() if card.state not in cards.CLOSED]
    is_open.sort(key=lambda card: (card.state == "handed", not card.is_starred, card.asked_at_ms, card.id))
    return views.of(room, (*is_open, *cards.closed(store)[:CLOSED_SHOWN]))


def _card(room: Room, card: cards.Card) -> QuestionView:
    first = card.members[0]
    turn = room.looking()
    return QuestionView(
        id=card.id,
        original=first.text,
        language=first.language,
        translation=card.translation,
        translation_state=card.translation_state,
        engine=card.engine,
        count=len(card.viewers),
        languages=tuple(dict.fromkeys(member.language for member in card.members)),
        state=card.state,
        starred=card.is_starred,
        claimed_by=card.claimed_by,
        again=card.is_again,
        intent=card.topic.intent,
        asked_at_ms=card.asked_at_ms,
        askers=tuple(
            AskerView(
                viewer_id=member.viewer_id,
                name=member.name,
                handle=member.handle,
                text=member.text,
                language=member.language,
                at_ms=member.at_ms,
                standing=member.standing,
            )
            for member in card.members[-ASKERS_SHOWN:]
        ),
        is_history=card.is_history,
        newest=card.members[-1].text,
        product=card.topic.product,
        about=card.about,
        standing=tuple(sorted({sign for member in card.members for sign in member.standing})),
        answered_by=card.answered_by,
        answers=tuple(
            AnswerView(id=rule.id, texts=tuple(rule.texts[tag] for tag in tags), languages=tags)
            for rule in answers.fitting(room.book.answers.values(), card)
            for tags in [tuple(answers.wordings(turn, rule, card))]
        ),
        reply=_reply(card.reply),
    )


def _reply(reply: cards.Reply | None) -> ReplyView | None:
    if reply is None:
        return None
    parts = (
        PartView(language=p.language, text=p.text, back=p.back, state=p.state, reason=p.reason, word=p.word)
        for p in reply.parts
    )
    return ReplyView(by=reply.by, text=reply.text, parts=tuple(parts))


def _line(line: chat.Line) -> LineView:
    return LineView(
        id=line.id,
        text=line.text,
        state=line.state,
        origin=line.origin,
        reason=line.reason,
        at_ms=line.changed_ms,
        expires_at_ms=line.expires_at_ms,
        word=line.word,
        rule=line.rule,
    )
