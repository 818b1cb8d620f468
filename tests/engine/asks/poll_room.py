"""A room with a poll."""

from typing import Any

from livebot.testing import Playbook

COLOUR = """
polls:
  - id: colour
    question: {en: "Red or blue? Type A or B", es: "¿Rojo o azul? Escribe A o B"}
    options:
      - {key: A, label: {en: Red, es: Rojo}, accept: [red, rojo]}
      - {key: B, label: {en: Blue}, accept: [blue, azul]}
    duration: 60s
    announce: {en: "{winner} wins with {percent}%: {votes} of {voters}!", es: "¡Gana {winner}!"}
    announce_tie: {en: "{winners} tie at {percent}%!"}
    announce_none: {en: "Nobody voted!"}
"""
SILENT = """
polls:
  - {id: size, question: {en: "S or M?"}, options: [{key: S}, {key: M}], duration: 0}
"""


def opened(rules: str = COLOUR, **settings: Any) -> Playbook:
    """Return a room in which the poll was opened at 0:01."""
    play = Playbook(rules, **settings)
    play("""
        0:00  -- live
        0:01  operator: poll open colour
        0:01  >> Red or blue? Type A or B
    """)
    return play
