from tests.contracts.memories import MemoriesContract


class TestMemories(MemoriesContract):
    """What earlier sessions left."""
