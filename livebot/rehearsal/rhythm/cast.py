"""Who plays a part in the second show, beside the audience: everybody with a name of their own, so that lines tell."""

from collections.abc import Iterable

from livebot.rehearsal.audience import Guest
from livebot.rehearsal.server import BOT, HOST
from livebot.viewers import Viewer

FIRST_ID = 7_300_000_000_000_000_001
REGULARS = ("Rosa", "Raul", "Remedios", "Rocio")
"""They used the code in the show before, and write Spanish."""
PEAR, KITE = ("Pia", "Paul", "Petra"), ("Kim", "Karl", "Kate")
"""The camps of the PK."""
TROLLS = ("Toby", "Tess", "Troy", "Trudy")
FOLLOWERS = ("Edda", "Eva", "Elias", "Enzo", "Ewan", "Esra")
"""They follow the host, and so can win."""
MODERATOR = "Mara"
OTHERS = (
    *("Anna", "Bruno", "Clara", "Hugo"),  # who give
    *("Fiona", "Felix", "Mona"),  # who farm, and who is muted
    *("Gina", "Greg", "Gwen", "Olga"),  # who find the code
    *("Wanda", "Nils", "Nora"),  # who won lately, follows late, and never does
    *("Bea", "Boris"),  # who buy
    *("Lena", "Luis"),  # who like
    *("Nick", "Noa"),  # who come when nobody says anything
)


def _cast(names: Iterable[str]) -> dict[str, Guest]:
    guests = {}
    for number, name in enumerate(names):
        viewer = Viewer(
            id=str(FIRST_ID + 7_919 * number),
            handle=f"{name.lower()}_c{number:03}",
            name=name,
            is_follower=name in FOLLOWERS or name == "Wanda",
            is_moderator=name == MODERATOR,
        )
        guests[name] = Guest(viewer, "es" if name in REGULARS else "en", is_regular=name in REGULARS)
    return guests


CAST = _cast((*REGULARS, *PEAR, *KITE, *TROLLS, *FOLLOWERS, MODERATOR, *OTHERS))
CAST |= {"host": Guest(HOST, "en"), "bot": Guest(BOT, "en")}
BY_NAME = {guest.viewer.name: guest for guest in CAST.values()}
