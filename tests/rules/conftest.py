"""What livebot understands belongs to the process: each test leaves it as it was."""

from collections.abc import Iterator

import pytest

from livebot.language import resources


@pytest.fixture(autouse=True)
def shipped_words() -> Iterator[None]:
    yield
    resources.extend({})
