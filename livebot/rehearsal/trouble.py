"""The scenes of trouble: what livebot does about it by itself, and what it leaves to the operator."""

from livebot.rehearsal.audience import Guest
from livebot.rehearsal.pen import Pen
from livebot.rehearsal.script import BOAST, CLAIM_RULE, Breach, Comment, Fail, Join, Order, WaitFor, by_hand

BOASTS = "Our best price of the year, only today!"
PHOTOS = "my photos of it are on www.happy-lamps.example"
DISGUISES = ("sign", "spaced", "wide", "cyrillic")
FLOOD = 8
"""Comments that are one, as ``show.yaml`` says."""
SPAMMER = "spammer"
"""Who says the same again and again in the scene before, and the case of it."""


def trouble(pen: Pen) -> None:
    pen.add(pen.at(0), WaitFor("calm"))  # warnings would go before what the scene before has still to say
    _warned(pen)
    _permitted(pen)
    _muted_by_hand(pen)
    _muted_next_time(pen)
    _raid(pen)
    _claims(pen)


def _says(pen: Pen, share: float, part: str, n: int = 0, *, rule: str = "", case: str = "") -> Guest:
    """Let a troublemaker write their ``n``-th line, which is no offence without a rule that it breaks."""
    troublemaker = pen.audience.troublemakers[part]
    breaks = Breach(rule, case or part) if rule else None
    pen.add(pen.at(share), Comment(troublemaker.guest, troublemaker.says[n], breaks=breaks))
    return troublemaker.guest


def _warned(pen: Pen) -> None:
    """Spam is warned about at once, however it is spelled; moderators and regulars may do anything."""
    regular = pen.audience.regulars[-1]
    _says(pen, 0.1, "reviewer")
    _says(pen, 0.1, "peddler", rule="links")
    _says(pen, 0.1, "inviter", rule="contacts")
    _says(pen, 0.1, "moderator", rule="links")
    pen.add(pen.at(0.1), Comment(regular, PHOTOS, breaks=Breach("links", "regular")))
    _says(pen, 0.1, "shouter", rule="capitals")
    heckler = _says(pen, 0.1, "heckler", rule="words")
    for case in ("peddler", "inviter", "heckler"):
        pen.add(pen.at(0.1), WaitFor("acted", case))
    for part in DISGUISES:
        _says(pen, 0.2, part, rule="words")
    pen.add(pen.at(0.2), Order(("moderation", "dismiss"), case=SPAMMER))
    removed = by_hand(heckler.viewer.handle)
    pen.add(pen.at(0.2), Order(("moderation", "remove", heckler.viewer.handle)))
    pen.add(pen.at(0.2), WaitFor("acted", removed))
    pen.add(pen.at(0.2), Order(("moderation", "dismiss"), case=removed))
    pen.add(pen.at(0.2), WaitFor("let in", removed))


def _permitted(pen: Pen) -> None:
    """One link is permitted, and no second one."""
    reviewer = pen.audience.troublemakers["reviewer"].guest
    pen.add(pen.at(0.3), Order(("moderation", "permit", reviewer.viewer.handle)))
    _says(pen, 0.3, "reviewer", 1, rule="links", case="permitted")
    _says(pen, 0.3, "reviewer", 2, rule="links", case="not permitted")
    for case in (*DISGUISES, "not permitted"):
        pen.add(pen.at(0.3), WaitFor("acted", case))


def _muted_by_hand(pen: Pen) -> None:
    """A flood is only shown. The operator mutes, at first in vain, and takes it back."""
    for n in range(FLOOD):
        _says(pen, 0.4, "flooder", n, rule="flood" if n == FLOOD - 1 else "")
    pen.add(pen.at(0.4), WaitFor("found", "flooder"))
    pen.add(pen.at(0.4), Fail("mutes", "not_moderator"))
    pen.add(pen.at(0.4), Order(("moderation", "act", "mute short"), case="flooder"))
    pen.add(pen.at(0.4), WaitFor("failed", "flooder"))
    pen.add(pen.at(0.4), Order(("moderation", "act"), case="flooder"))
    pen.add(pen.at(0.4), WaitFor("acted", "flooder"))
    _says(pen, 0.4, "flooder", FLOOD)
    pen.add(pen.at(0.4), Order(("undo",)))
    pen.add(pen.at(0.4), WaitFor("let in", "flooder"))
    _says(pen, 0.4, "flooder", FLOOD + 1)


def _muted_next_time(pen: Pen) -> None:
    """Who was warned and does it again is muted, although the sign provider is busy at first."""
    pen.add(pen.at(0.6), WaitFor("heeded", "peddler"))
    pen.add(pen.at(0.6), Fail("mutes", "rate_limited"))
    _says(pen, 0.6, "peddler", 1, rule="links", case="peddler again")
    pen.add(pen.at(0.6), WaitFor("acted", "peddler again"))
    _says(pen, 0.6, "peddler", 2)


def _raid(pen: Pen) -> None:
    """Many strangers, one text: one offence, one order for all of them, and for the one who comes late."""
    *raiders, late = pen.audience.raiders
    for raider in raiders:
        pen.add(pen.at(0.8), Join(raider.guest))
        pen.add(pen.at(0.8), Comment(raider.guest, raider.says[0], breaks=Breach("raid", "raid")))
    pen.add(pen.at(0.8), WaitFor("found", "raid"))
    pen.add(pen.at(0.8), Order(("moderation", "act"), case="raid"))
    pen.add(pen.at(0.8), WaitFor("acted", "raid"))
    pen.add(pen.at(0.8), Join(late.guest))
    pen.add(pen.at(0.8), Comment(late.guest, late.says[0], breaks=Breach("raid", "raid")))
    pen.add(pen.at(0.8), WaitFor("acted", "raid"))


def _claims(pen: Pen) -> None:
    """The market's rules stop the operator's own lines, too."""
    pen.add(pen.at(0.9), Order(("say", BOASTS), refused_by=CLAIM_RULE))
    pen.add(pen.at(0.9), Order(("prompt", "send", BOAST), refused_by=CLAIM_RULE))
