"""Everything livebot says to its operators: English, and Chinese beside it.

``notice.``, ``why.``, ``reply.`` and ``alert.`` are followed by the kinds of ``livebot.views`` and ``livebot.effects``.
In braces stand the values of the data that comes with a kind; ``{left}`` is its time as a duration, and ``{n:viewer}``
is a number of things: ``1 viewer``, ``2 viewers``.
"""

from livebot.words import (
    codes,
    desk,
    figures,
    giveaways,
    moderation,
    newcomers,
    pk,
    points,
    report,
    rhythm,
    room,
    runsheet,
    screens,
)

_PARTS = (codes, desk, figures, giveaways, moderation, newcomers, pk, points, report, rhythm, room, runsheet, screens)

WORDS: dict[str, tuple[str, str]] = {key: words for part in _PARTS for key, words in part.WORDS.items()}
