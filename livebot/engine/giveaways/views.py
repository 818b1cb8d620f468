"""What others see of giveaways: never a seed before it is published."""

from typing import TYPE_CHECKING

from livebot.engine.fields import fill
from livebot.engine.giveaways.draws import Draw, reasons
from livebot.engine.giveaways.giveaway import Giveaway
from livebot.engine.giveaways.rules import GiveawayRule, allowed_by, why_native
from livebot.engine.text import display_name
from livebot.views.base import Why
from livebot.views.show import GiveawayView, WinnerView

if TYPE_CHECKING:
    from livebot.engine.rulebook import Rulebook
    from livebot.engine.state import RoomState


def look(state: "RoomState", book: "Rulebook") -> tuple[GiveawayView, ...]:
    """Return each giveaway of the rules, and then those that still run though their rule is gone."""
    items = state.giveaways.items
    gone = [item.id for item in items.values() if item.id not in book.giveaways and item.is_running]
    return tuple(
        _view(state, book, book.giveaways.get(rule_id), items.get(rule_id)) for rule_id in (*book.giveaways, *gone)
    )


def _view(state: "RoomState", book: "Rulebook", written: GiveawayRule | None, item: Giveaway | None) -> GiveawayView:
    rule = written if item is None else GiveawayRule.model_validate(item.rule)
    assert rule is not None
    language, pack = state.settings.host_language, book.gate.pack
    prizes = tuple(_in(prize.name, language) for prize in rule.prizes)
    why = why_native(written, pack, language) if written is not None else ""
    why_not = (Why(kind="draw_not_allowed", data={"reason": why}),) if why else ()
    if item is None:
        allowed = allowed_by(rule, pack) if rule.mode == "draw" and not why else ""
        return GiveawayView(
            id=rule.id, mode=rule.mode, state="idle", prizes=prizes, allowed_by=allowed, why_not=why_not
        )
    it = item.draw
    words = rule.entry.comment if rule.entry is not None else ()
    return GiveawayView(
        id=rule.id,
        mode=rule.mode,
        state=item.phase,
        prizes=prizes,
        labels=tuple(prize.name for prize in rule.prizes),
        texts={tag: _how_to_enter(rule, tag, text, words) for tag, text in rule.enter.items()},
        words=words,
        claim_words=rule.claim.words,
        closes_at_ms=item.closes_ms if item.phase == "open" else 0,
        reason=item.reason,
        allowed_by=item.allowed,
        number=it.number if it else 0,
        record=it.record if it else "",
        commitment=it.commitment if it else "",
        digest=it.digest if it else "",
        entrants=len(it.entries or it.people) if it else 0,
        turned_away=reasons(it.away) if it else {},
        public_value=rule.public_value,
        value=it.value if it else "",
        winners=_winners(rule, it, prizes) if it else (),
        why_not=why_not,
    )


def _winners(rule: GiveawayRule, it: Draw, prizes: tuple[str, ...]) -> tuple[WinnerView, ...]:
    views = []
    for place in it.places:
        who = it.people.get(place.holder)
        is_waiting = place.state == "called" and place.called_ms
        views.append(
            WinnerView(
                place=place.n,
                prize=prizes[place.prize],
                labels=rule.prizes[place.prize].name,
                viewer_id=who.viewer_id if who else "",
                name=display_name(("" if who.is_namesake else who.name) or who.handle) if who else "",
                state=place.state,
                claim_until_ms=place.called_ms + rule.claim.within if is_waiting else 0,
            )
        )
    return tuple(views)


def _how_to_enter(rule: GiveawayRule, language: str, text: str, words: tuple[str, ...]) -> str:
    prize = " + ".join(_in(prize.name, language) for prize in rule.prizes)
    return fill(text, {"prize": prize, "word": next(iter(words), "")})


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))
