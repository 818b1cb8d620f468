"""Time that is left, in words."""

import pytest

from livebot.engine.lines.left import LANGUAGES, worded


@pytest.mark.parametrize(
    ("ms", "language", "said"),
    [
        (300_000, "en", "5 minutes"),
        (60_000, "en", "1 minute"),
        (1_000, "es", "1 segundo"),
        (90_000, "de", "1 Minute 30 Sekunden"),
        (3_600_000, "fr", "1 heure"),
        (5_400_000, "zh", "1小时30分钟"),
        (10_000, "ja", "10秒"),
        (90_000, "ko", "1분 30초"),
        (300_000, "id", "5 menit"),
        (300_000, "vi", "5 phút"),
        (65_000, "th", "1 นาที 5 วินาที"),
        (60_000, "pt-BR", "1 minuto"),
        (0, "en", "0 seconds"),
        (-5, "zh", "0秒"),
        (9_001, "en", "10 seconds"),
        (65_000, "sw", "1:05"),
        (3_665_000, "", "1:01:05"),
    ],
)
def test_a_time_is_worded(ms: int, language: str, said: str) -> None:
    assert worded(ms, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_mixes_up_its_units(language: str) -> None:
    assert len({worded(ms, language) for ms in (3_600_000, 60_000, 1_000, 7_200_000, 120_000, 2_000)}) == 6
