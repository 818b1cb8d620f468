"""The page: one file, harmless whatever viewers write, readable in both languages."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from livebot.report.page import html_report
from livebot.report.sessions import Others, figures_of
from livebot.report.shown import shown
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from livebot.wording import Words
from livebot.words import WORDS
from tests.console.hostile import PAYLOADS as TERMINAL_PAYLOADS
from tests.report.shows import course_of, played

pytestmark = pytest.mark.usefixtures("utc")

PAYLOADS = (Path(__file__).parent.parent / "web/overlays/payloads.txt").read_text(encoding="utf-8").splitlines()
VOID = frozenset(["meta", "link", "br", "img", "input", "hr", "rect", "path", "circle"])
RULES = """
points: {comment: 1}
codes: [{id: moon, phrases: [moon]}]
moderation: {mode: suggest, rules: {links: {}}}
"""


class Tags(HTMLParser):
    """What a browser would build."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.open == []
    return tags


def hostile() -> Playbook:
    """Return a show in which everybody is called, and writes, what should break a page."""
    play = Playbook(RULES, mode="assist")
    play("0:00 -- live\n0:00 -- viewers 9")
    for n, payload in enumerate((*PAYLOADS, *TERMINAL_PAYLOADS)):
        at_ms = START_MS + 1_000 + n * 1_500
        who = Viewer(id=f"v{n}", handle=payload, name=payload)
        play.feed(play.comment(f"v{n}", payload, at_ms, viewer=who))
        asked = play.comment(f"v{n}", f"{payload} {n}?", at_ms + 500, viewer=who)
        play.feed(asked)
        play.feed(play._event(at_ms + 700, f"-- shows {payload.strip() or 'x'}"))
    for n, payload in enumerate(PAYLOADS):
        play.feed(play._event(START_MS + 600_000 + n * 1_000, f"v{n}? (en): {payload}"))
    play("20:00 -- ended")
    return play


def page_of(play: Playbook, language: str = "en", others: Others | None = None) -> str:
    return html_report(course_of(play), others or Others(), Words(language))


def test_nothing_of_a_viewer_becomes_a_part_of_the_page() -> None:
    assert len(PAYLOADS) >= 50
    clean, dirty = parsed(page_of(played())), parsed(page_of(hostile()))
    assert dirty.tags <= clean.tags | {"ol"}
    assert not dirty.tags & {"script", "img", "iframe", "object", "link", "form", "input", "a"} - {"a"}
    names = {name for name, _ in dirty.attributes}
    assert not [name for name in names if name.startswith("on") or name in ("style", "src", "srcdoc", "formaction")]
    assert all(value.startswith("#") for name, value in dirty.attributes if name == "href")
    assert "<script>window.pwned=1</script>" in "".join(dirty.texts)


def test_the_policy_allows_one_style_sheet_and_nothing_else() -> None:
    page = page_of(played())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy is not None
    assert policy[1].replace("&#39;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert "http://" not in page
    assert "https://" not in page


def test_everything_of_the_show_is_told() -> None:
    page = page_of(played())
    text = " ".join(" ".join(parsed(page).texts).split())
    for told in (
        "2023-11-14 22:13, on air for 6:00",
        "Liveliest at 22:15, 2:35 into the show, with 5 acts in half a minute: PK shoes opened.",
        "Viewers chose Red (67 % of 3): Red or blue?",
        "Left unanswered: 2 questions, mostly about “price · a3”.",
        "The beginning",
        "cuánto el a3",
        "How much is the A3?",
        "A***a",
        "2023-11 2",
        "Spanish",
        "livebot report 20231114-shop --markers replay.edl",
    ):
        assert told in text
    assert page.count('<svg class="chart wide"') == page.count('<svg class="chart narrow"') == 5
    assert len(re.findall(r'role="img" aria-label="[^"]+"', page)) == 10


def test_every_heading_and_every_kind_has_its_words_in_both_languages() -> None:
    for language in ("en", "zh"):
        page = page_of(played(), language)
        said = " ".join(parsed(re.sub("<style>.*?</style>", "", page, flags=re.S)).texts)
        for kind in ("column", "section", "page", "paper", "say", "short", "stage", "lane", "crowd"):
            assert f"{kind}." not in said
    assert '<html lang="zh-Hans">' in page
    assert "最热的时刻" in page
    for key, pair in WORDS.items():
        if key.startswith(("paper.", "section.", "say.", "short.", "column.")):
            assert all(pair), key


def test_a_show_is_set_beside_the_last_ones() -> None:
    play = played()
    mine = figures_of(course_of(play))
    others = Others(earlier=[mine], rooms=[mine])
    page = page_of(play, others=others)
    assert "usually 4" in page
    assert "The last show of each other room" in page
    assert page.count('<svg class="chart small"') >= 5


def test_a_session_that_was_never_live_says_so_and_no_more() -> None:
    page = page_of(Playbook())
    assert "The room was never live in this session." in page
    assert "<section" not in page


def test_a_show_of_seconds_has_a_page() -> None:
    play = Playbook()
    play("0:00 -- live\n0:01 ana: hi\n0:02 -- ended")
    assert "on air for 0:02" in page_of(play)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u202eb\u200fc", "abc"),
        ("one\ntwo\x1b[2J\x00", "one two[2J"),
        ("e\u0301" + "\u0301" * 50, "é" + "\u0301" * 3),
        ("👩‍👧 🇧🇷 ❤️", "👩‍👧 🇧🇷 ❤️"),
        ("x" * 500, "x" * 299 + "…"),
        ("\u3164\u2800 ", ""),
    ],
)
def test_texts_lose_what_would_trick_the_eye(text: str, seen: str) -> None:
    assert shown(text) == seen


def test_a_show_in_which_nobody_did_anything_has_no_empty_charts_and_lists() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        30:00 -- ended
    """)
    page = page_of(play)
    assert "No joins were seen." in page
    assert "No data" not in page  # what pygal says of a chart without points
    assert 'class="short"' not in page
    assert "Of 0 viewers" not in page
