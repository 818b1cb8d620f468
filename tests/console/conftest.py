import pytest


@pytest.fixture(autouse=True)
def _utc(utc: None) -> None:
    """Clocks on the screen show the same everywhere."""
