"""Views of question cards: who asked, what could be answered, what is on the overlay."""

from livebot.views.base import View


class AskerView(View, frozen=True, kw_only=True):
    """One comment on a question card."""

    viewer_id: str
    name: str
    handle: str
    text: str
    language: str
    at_ms: int
    standing: tuple[str, ...] = ()
    """``buyer`` (asks about an order), ``gifter`` (in this session), ``regular`` (was here before)."""


class AnswerView(View, frozen=True, kw_only=True):
    """A prepared answer that fits a card."""

    id: str
    texts: tuple[str, ...]
    """What would be posted, without the askers' names: a line per language."""
    languages: tuple[str, ...] = ()
    """The language tag of each of them."""


class PartView(View, frozen=True, kw_only=True):
    """A reply in one of the askers' languages."""

    language: str
    text: str
    back: str
    """What ``text`` means, translated back."""
    state: str
    """``translating``, ``checking`` (back is on its way), ``ready``, ``too_long``, ``blocked`` or ``failed``."""
    reason: str = ""
    """Why the market's rules block it, in the host's language."""
    word: str = ""
    """What in it they block."""


class ReplyView(View, frozen=True, kw_only=True):
    """What the host wrote, not yet posted."""

    by: str
    text: str
    parts: tuple[PartView, ...]


class QuestionView(View, frozen=True, kw_only=True):
    id: int
    original: str
    language: str
    translation: str
    translation_state: str
    """``none`` (not needed), ``pending`` (``translation`` may be a gist meanwhile), ``done``, ``gist`` (phrasebook),
    ``failed`` or ``ignored`` (by the settings)."""
    engine: str
    count: int
    languages: tuple[str, ...]
    state: str
    """``new``, ``claimed``, ``answering``, ``answered``, ``handed`` (to a colleague) or ``dismissed``."""
    starred: bool
    claimed_by: str
    again: bool
    """Asked again after it was answered."""
    intent: str
    asked_at_ms: int
    """The oldest wait starts here."""
    askers: tuple[AskerView, ...]
    """Newest last, at most twenty."""
    is_history: bool = False
    newest: str = ""
    """The last wording."""
    product: str = ""
    """The one it is about: named, or on show when it was asked."""
    about: str = ""
    """``product``, ``shop`` or ``order`` (after the sale); empty if that is not known."""
    standing: tuple[str, ...] = ()
    """Of all who asked: ``buyer``, ``gifter``, ``regular``."""
    answered_by: str = ""
    """A console, or ``bot``."""
    answers: tuple[AnswerView, ...] = ()
    reply: ReplyView | None = None


class PinnedView(View, frozen=True, kw_only=True):
    """The question on the overlay."""

    n: int
    """Its card."""
    text: str
    language: str
    translation: str
    """Empty if there is none."""
    masked: str
    """Who asked, as shown in public."""
    count: int
    """How many ask it."""
    pinned_at_ms: int
