"""A room with a PK."""

from livebot.testing import Playbook

PK = """
pk:
  - id: shoes
    question: {en: "Flats or heels? Type P or K", es: "¿P o K?"}
    camps:
      - {key: P, label: {en: Flats, es: Planos}, accept: [flats]}
      - {key: K, label: {en: Heels}, accept: [heels]}
    frames: ["team {key}"]
    duration: 60s
    cheers_per_viewer: {per_minute: 3, in_all: 4}
    announce: {en: "{winner} wins with {percent}%: {cheers} cheers, {viewers} viewers, {score}"}
    announce_tie: {en: "A tie at {cheers}: {score}"}
    announce_none: {en: "Nobody cheered"}
    cool: {en: "Both are great, thank you!"}
"""
LEAD = PK + "    lead: {by: 2, every: 20s, say: {en: '{leader} takes the lead, {score}!'}}\n"
LAST = PK + "    last: {before: 20s, say: {en: '{seconds} seconds left, {score}!'}}\n"
MARKET = """
market: {market: US, name: {en: US}, updated: 2026-01-01, banned_words: {en: [idiot], es: [tonto]}}
"""
OPEN = """
    0:00  -- live
    0:01  operator: pk start shoes
    0:01  >> Flats or heels? Type P or K
"""


def opened(rules: str = PK, **settings: object) -> Playbook:
    play = Playbook(rules, **settings)  # type: ignore[arg-type]
    play(OPEN)
    return play


def cheers(play: Playbook) -> dict[str, tuple[int, int]]:
    return {camp.key: (camp.cheers, camp.viewers) for camp in play.pk("shoes").camps}
