import errno
from pathlib import Path

import pytest

from livebot.runtime.datadir import CannotStart, only_one, running


def test_a_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with only_one(tmp_path / "data"):
            assert running(tmp_path / "data") is not None
        assert running(tmp_path / "data") is None


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, r"No space left on device\. Free some space, or set another data_dir"),
        (errno.EROFS, r"Read-only file system\. Correct its permissions, or set another data_dir"),
    ],
)
def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, cure: str
) -> None:
    def fails(*_: object) -> None:
        raise OSError(number, {errno.ENOSPC: "No space left on device", errno.EROFS: "Read-only file system"}[number])

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(CannotStart, match=cure), only_one(tmp_path):
        pass
