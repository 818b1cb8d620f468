"""Drawing by a library must leave the rest of the process alone."""

import sys

from livebot.report import charts


def test_charts_do_not_hook_into_the_imports_of_the_process() -> None:
    assert charts.SIZES
    assert not [finder for finder in sys.meta_path if type(finder).__module__.startswith("pygal")]
