"""Every key of the console. The bindings, the key bar and the help page all come from this table."""

from typing import NamedTuple


class Key(NamedTuple):
    keys: str
    """As Textual names them, joined by commas."""
    shown: str
    action: str
    """Names the ``action_…`` method, and its words: ``key.ACTION`` and ``help.ACTION``."""


UNDO = Key("u", "u", "undo")
QUESTIONS = (
    Key("enter", "Enter", "open_card"),
    Key("a", "a", "answer"),
    Key("s", "s", "star"),
    Key("d", "d", "dismiss"),
    Key("w", "w", "write"),
    Key("h", "h", "hand_over"),
    UNDO,
)
GIVE = Key("1,2,3,4,5,6,7,8,9", "1-9", "give")
CARD = (
    GIVE,
    Key("enter", "Enter", "post_reply"),
    Key("z", "z", "discard"),
    Key("o", "o", "pin"),
)
"""On an open card only."""
COPY = Key("c", "c", "copy")
OF_A_LINE = (
    COPY,
    Key("v", "v", "posted"),
    Key("x", "x", "drop"),
)
POSTING = (
    *OF_A_LINE,
    Key("t", "t", "say"),
)
ROOM = (
    Key("p", "p", "polls"),
    Key("k", "k", "quick"),
    Key("o", "o", "codes"),
    Key("n", "n", "prompts"),
    Key("e", "e", "ending"),
    Key("m", "m", "moderation"),
)
RHYTHM = (
    Key("b", "b", "begin"),
    Key("j", "j", "runsheet"),
    Key("i", "i", "figures"),
    Key("plus", "+", "add_order"),
    Key("minus", "-", "remove_order"),
)
GUARD = (
    Key("y", "y", "cool_pk"),
    Key("z", "z", "keep_pk"),
)
"""While a PK turns hostile only."""
SAFETY = (
    Key("r", "r", "pause"),
    Key("exclamation_mark", "!", "panic"),
)
CONSOLE = (
    Key("f", "f", "handed"),
    Key("g", "g", "engines"),
    Key("q", "q", "links"),
    Key("l", "l", "language"),
    Key("question_mark", "?", "help"),
    Key("ctrl+q", "^q", "quit"),
)
PANES = Key("1,2,3,4", "1-4", "pane")

GROUPS = (QUESTIONS, POSTING, ROOM, RHYTHM, SAFETY, (PANES, *CONSOLE))
"""In the order of the help page and the key bar."""
