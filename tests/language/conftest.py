import pytest

from livebot.language.reader import CommentReader


@pytest.fixture(scope="session")
def reader() -> CommentReader:
    """A reader with its detectors loaded; loading takes half a second."""
    made = CommentReader()
    assert made.wait_until_ready(timeout_s=30)
    return made
