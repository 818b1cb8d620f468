"""Interaction: how many different viewers did something, and how much, for the time that viewers spent in the room.

This is the figure a show is steered by. A viewer-minute is one viewer for one minute, by TikTok's count of viewers;
while the room is not live, or its connection is lost, no time passes.
"""

from typing import TYPE_CHECKING

import msgspec

from livebot.engine.feature import Feature
from livebot.engine.turn import Act, Turn
from livebot.events import AnyEvent
from livebot.views import InteractionView

if TYPE_CHECKING:
    from livebot.engine.state import RoomState


class Interaction(msgspec.Struct, kw_only=True):
    """What a session remembers."""

    actions: dict[str, int] = {}
    """By kind of act."""
    actors: dict[str, int] = {}
    """Actions by viewer."""
    viewer_ms: int = 0
    """Of all viewers together, until ``counted_ms``."""
    counted_ms: int = 0
    present: int = 0
    """Viewers since then; 0 while no time passes."""


class InteractionFeature(Feature):
    """Counts."""

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        """Let the time of those who were there until now pass, when there are more or fewer from now on."""
        interaction = state.interaction
        present = state.show.viewers if state.show.is_live else 0
        if present != interaction.present:
            interaction.viewer_ms = viewer_ms(interaction, turn.at_ms)
            interaction.counted_ms, interaction.present = turn.at_ms, present

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        """Count an act of a viewer."""
        interaction = state.interaction
        interaction.actions[act.kind] = interaction.actions.get(act.kind, 0) + 1
        interaction.actors[act.viewer.id] = interaction.actors.get(act.viewer.id, 0) + 1


def viewer_ms(interaction: Interaction, at_ms: int) -> int:
    """Return the milliseconds that viewers spent in the room so far, all together."""
    return interaction.viewer_ms + (at_ms - interaction.counted_ms) * interaction.present


def look(interaction: Interaction, at_ms: int) -> InteractionView:
    """Return what others see."""
    minutes = viewer_ms(interaction, at_ms) / 60_000
    actions = sum(interaction.actions.values())
    return InteractionView(
        viewers=len(interaction.actors),
        actions=dict(interaction.actions),
        per_viewer_minute=round(actions / minutes, 3) if minutes else 0.0,
    )
