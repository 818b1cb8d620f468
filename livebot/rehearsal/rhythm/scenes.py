"""The scenes of the second show. Each waits for what it needs, so that who does what first is never left to chance."""

from collections.abc import Callable

from livebot.rehearsal.audience import Audience, Chance
from livebot.rehearsal.rhythm.cast import CAST, FOLLOWERS, KITE, MODERATOR, PEAR, REGULARS, TROLLS
from livebot.rehearsal.rhythm.prompter import Prompter
from livebot.rehearsal.script import Act, Breach, Claim, Comment, Follow, Give, Join, Means, Sale, Share

HALLO, AGAIN_MS = "heard-of-us", 33_000
"""The quick ask for newcomers, and the time after which more of them are greeted."""
HIDE = "!hide me"
ASIDE = Means("aside")
VALUE = "4711"
FAREWELL = "That was it, thank you all!"


def write_script(audience: Audience, seed: int) -> list[Act]:
    """Return the acts of the show in order."""
    prompter = Prompter(audience, Chance(f"{seed}|rhythm"))
    for moment, write in SCENES.items():
        prompter.moment = moment
        write(prompter)
    return prompter.acts


def _doors(p: Prompter) -> None:
    """Newcomers are greeted together, and answer; helpers and those who were just here are none."""
    p.says("host", "hello everybody, nice to see you")
    p.wait("heard")  # livebot is awake: from now on times can be compared
    for name in ("bot", MODERATOR):
        p.act(Join(CAST[name]))
    first = p.comes(10)
    p.wait("state", f"quick.{HALLO} open")
    for n, guest in enumerate(first[:6]):
        key = "N" if n == 4 else "Y"
        p.says(guest, p.chance.pick((key, key.lower(), f"{key}!")), Means("answer", HALLO, key))
    p.says(first[0], "no", Means("answer", HALLO, "N"))
    p.act(Join(first[1]))
    p.order("segment", "hold")


def _talk(p: Prompter) -> None:
    """Points for this and that, and none for those who farm, or are muted."""
    p.says("Fiona", "such a nice lamp")
    for text in ("such a nice lamp!!", "Such a NICE lamp", "such a nice lamp 😍"):
        p.says("Fiona", text)
    p.wait("heard")
    p.wait("minute")
    for colour in ("red", "blue", "green", "yellow", "brown", "black", "white", "pink", "grey"):
        p.says("Felix", f"{colour} suits me well")
    p.says("Mona", "good to be here")
    p.order("moderation", "mute", CAST["Mona"].viewer.handle)
    p.wait("calm")
    p.likes("Mona", 210)
    p.act(Follow(CAST["Mona"]))
    for guest in (CAST["Lena"], CAST["Lena"], *p.some(2)):
        p.act(Follow(guest))
    for guest in (CAST["Lena"], CAST["Lena"], *p.some(1)):
        p.act(Share(guest))
    p.gives("Hugo", "Galaxy", 2)
    p.says("Hugo", HIDE, ASIDE)
    p.gives("Anna", "Galaxy")
    p.gives("Bruno", "LIVE Fest Clappers", 5)
    for n in (1, 2, 3):
        p.act(Give(CAST["Clara"], "Doughnut", n, group=1, is_end=n == 3))
    p.chatter(12, 900)
    p.says("Clara", "glad to be back")
    p.says("Clara", "my points", ASIDE)
    p.says("Anna", "stars above us", Means("code", "inner"))
    p.says("Gina", "stars above us")
    p.chatter(6, 900)
    p.rest(6_000)
    p.wait("line")  # the next one comes late enough: any line would be the one that meets them
    for name in REGULARS:
        p.act(Join(CAST[name]))
    p.wait("greeted", "2")
    p.says("Rosa", "Y", Means("answer", HALLO, "Y"))
    p.order("pause")
    p.comes(2)
    p.order("resume")


def _codes(p: Prompter) -> None:
    """The code goes from hand to hand, is asked about, and another one counts for a while."""

    def uses(name: str, text: str = "the moon never sleeps") -> None:
        p.says(name, text, Means("code", "moonlight"))

    uses("Rosa")
    uses("Gina", "🌙🌙🌙")
    uses("Greg")
    uses("Raul")
    uses("Gwen", "psst… the moon never sleeps")
    uses("Gina")
    asked = {"Nora": "what does 🌙🌙🌙 mean?", "Rocio": "qué significa eso", "Boris": "what does that mean"}
    for name, text in asked.items():
        p.says(name, text, Means("meaning", "moonlight"))
    p.says("Boris", "moon please")  # only the host and moderators open it by that
    p.says("Anna", "moon o'clock")
    p.says("host", "moon please")
    p.wait("state", "codes.happy-hour open")
    p.wait("calm")
    p.says("Nils", "what does that mean", Means("meaning", "moonlight"))  # the room was told a moment ago
    p.says("Anna", "moon o'clock", Means("code", "happy-hour"))
    p.says("Bruno", "it is moon o'clock", Means("code", "happy-hour"))
    p.says("Anna", "moon o'clock !", Means("code", "happy-hour"))
    p.chatter(6, 1_200)
    p.wait("state", "codes.happy-hour closed")
    p.says("Clara", "moon o'clock")
    p.order("giveaway", "start", "tumbler")
    for guest, text in (("Nora", "how do I enter?"), ("Rocio", "cómo participo?"), ("Boris", "how to join")):
        p.says(guest, text, Means("how", "tumbler"))
    p.order("countdown", "start", "surprise")


def _battle(p: Prompter) -> None:
    """A PK turns hostile: the news of it are held back, to close it is suggested, and the operator cools it."""
    p.order("pk", "start", "lamps")
    p.wait("calm")
    p.says("Nils", "how can I join", Means("how", "tumbler"))
    pia, paul, petra = PEAR
    kim, karl, kate = KITE
    for name in (pia, pia, pia, pia, paul):  # more than three a minute do not count
        p.cheers(name, "lamps", "P")
    p.cheers(paul, "lamps", "team P", "P")
    toby, tess, troy, trudy = TROLLS
    for text in ("you ugly pig", "ugly pig, all of you", "UGLY pig!!!"):  # one alone makes no hostile room
        _insults(p, toby, text)
    for text in ("K", "kite", "ｋ"):
        p.cheers(kim, "lamps", text, "K")
    for text in ("K!!!", "k", "go K"):
        p.cheers(karl, "lamps", text, "K")
    p.cheers(kate, "lamps", "K")
    _insults(p, tess, "scam bots everywhere")
    p.wait("calm")
    p.cheers(kate, "lamps", "K")
    _insults(p, troy, "such an ugly pig")
    p.wait("temperature", "lamps warm")
    for name in (petra, petra, petra, paul):
        p.cheers(name, "lamps", "P")
    p.cheers("Luis", "lamps", "pear", "P")
    p.cheers("Luis", "lamps", "P")
    p.cheers(kate, "lamps", "P")  # who changes sides leaves the cheers where they are
    _insults(p, trudy, "ugly pig")
    p.wait("temperature", "lamps hot")
    p.order("pk", "cool", "lamps")
    p.cheers("Luis", "lamps", "P")
    p.wait("state", "pk.lamps closed")
    p.says(MODERATOR, "!battle")
    p.wait("state", "pk.fair open")
    for name, key in zip(FOLLOWERS, "QWQQWQ", strict=True):
        p.cheers(name, "fair", key)
    p.cheers(FOLLOWERS[0], "fair", "Q")
    p.act(Comment(CAST[FOLLOWERS[1]], "Q", Means("cheer", "fair", "Q")))  # the first camp is final
    p.chatter(4, 800)
    p.wait("state", "pk.fair closed")


def _insults(p: Prompter, name: str, text: str) -> None:
    p.says(name, text, breaks=Breach("words", name))


def _sales(p: Prompter) -> None:
    """Orders from everywhere, each once; milestones open a poll and a code."""
    p.says("Bea", "I take two of them")
    p.says("Boris", "and I take one")
    p.wait("heard")
    p.act(Sale("576461413038785752", "shop"))
    p.act(Sale("576461413038785799", "shop", trick="forged"))
    p.act(Sale("576461413038785752", "shop", trick="again"))
    p.act(Sale("576461413038785700", "shop", trick="earlier"))
    p.act(Sale("web-2", "http", buyer=CAST["Bea"], amount="19.90"))
    p.act(Sale("web-3", "http", "placed", buyer=CAST["Boris"], amount="5.05"))
    p.wait("calm")
    p.act(Sale("576461413038785754", "shop", "placed"))
    p.wait("state", "polls.wishes open")
    p.act(Sale("file-5", "csv", amount="10"))
    p.wait("calm")
    p.act(Sale("web-6", "http", buyer=CAST["Boris"], amount="100"))
    p.wait("state", "codes.happy-hour open")
    p.says("Clara", "moon o'clock", Means("code", "happy-hour"))
    p.act(Sale("web-6", "http", "cancelled", buyer=CAST["Boris"]))
    p.wait("state", "codes.happy-hour closed")
    p.order("order", "add", "3")
    p.wait("calm")
    p.act(Sale("web-6", "http", "placed", buyer=CAST["Boris"], amount="100"))
    p.act(Sale("web-3", "http", buyer=CAST["Boris"], amount="5.05"))
    p.act(Sale("576461413038785758", "shop"))
    p.wait("calm")


def _polls(p: Prompter) -> None:
    """Four polls, opened by an order, a moderator, the clock and a countdown; whoever votes in one can win a scarf."""
    p.order("countdown", "start", "next-item")
    p.order("countdown", "start", "flash")
    p.order("giveaway", "start", "scarf")
    p.wait("state", "giveaways.scarf open")
    p.says(MODERATOR, "!two")
    p.wait("state", "polls.restock open")
    voters = p.some(12)
    for n, guest in enumerate(voters):
        keys = "JSTHG"[n % 3 : n % 3 + 2]
        if n % 2:
            p.votes(guest, "restock", f"{keys[0]} {keys[1]}")
        else:
            p.votes(guest, "restock", keys[0])
            p.votes(guest, "restock", keys[1].lower(), keys[1])
    p.votes(voters[0], "restock", "G")  # a third takes the place of the first
    for guest in voters[:9]:
        p.votes(guest, "wishes", str(1 + p.chance.below(9)))
    for guest in voters[3:11]:
        p.votes(guest, "wishes", "7")
    p.wait("state", "polls.evening open")
    for n, guest in enumerate(voters):
        p.votes(guest, "evening", ("M", "E", "evening")[n % 3], "MEE"[n % 3])
    p.order("giveaway", "stop", "scarf")
    for poll in ("wishes", "evening", "restock"):
        p.order("poll", "close", poll)
    p.votes(CAST["Nora"], "restock", "J")  # late, and no scarf for it
    p.wait("state", "polls.restock closed")
    p.likes("Lena", 120)
    p.wait("calm")
    p.likes("Luis", 240)
    p.wait("calm")
    p.likes("Lena", 120)
    p.wait("state", "polls.next-item open")
    for n, guest in enumerate(voters[:5]):
        p.votes(guest, "next-item", "CCD"[n % 3])
    p.wait("state", "polls.next-item closed")


def _draw(p: Prompter) -> None:
    """A draw: one winner is there, the other is not, so that the next one has the prize."""

    def enters(name: str, text: str = "me") -> None:
        p.says(name, text, Means("entry", "lamp"))

    p.order("giveaway", "start", "lamp")
    p.wait("state", "giveaways.lamp open")
    for name in FOLLOWERS:
        enters(name, p.chance.pick(("me", "ME", "me!!", "Me 🙏")))
    enters(FOLLOWERS[0])
    for name in ("Nils", "Nora", "Wanda", MODERATOR):
        enters(name)
    p.act(Follow(CAST["Nils"]))
    p.order("giveaway", "stop", "lamp")
    p.says("Nora", "me")  # too late
    p.order("giveaway", "draw", "lamp", VALUE)
    p.wait("called", "lamp 2")
    p.says("Nora", "here")  # who has won nothing
    p.act(Claim("lamp", "the lamp", "here"))
    p.order("segment", "hold")
    p.order("segment", "skip")
    p.order("segment", "next")
    p.wait("calm")
    p.rest(1_000)
    for name in ("Nick", "Noa"):
        p.act(Join(CAST[name]))
    p.says("Nick", "so quiet in here")
    p.wait("segment", "good-bye")
    p.wait("called", "lamp 3")
    p.act(Claim("lamp", "a sticker", "HERE"))
    p.wait("state", "giveaways.lamp done")


def _good_bye(p: Prompter) -> None:
    """The last minutes: their code, one who found the other one alone, and who is on top."""
    p.says("Anna", "see you under the moon", Means("code", "good-night"))
    p.says("Olga", "🌙🌙🌙", Means("code", "moonlight"))
    p.chatter(5, 800)
    p.wait("calm")
    p.order("leaderboard", "post")
    p.order("say", FAREWELL)
    p.wait("calm")


SCENES: dict[str, Callable[[Prompter], None]] = {
    "doors": _doors,
    "talk": _talk,
    "codes": _codes,
    "battle": _battle,
    "sales": _sales,
    "polls": _polls,
    "draw": _draw,
    "good-bye": _good_bye,
}
