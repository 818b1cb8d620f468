from tests.contracts.erasing import ErasingContract


class TestErase(ErasingContract):
    """What is left of who is forgotten."""
