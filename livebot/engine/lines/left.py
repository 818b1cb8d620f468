"""How much time is left, in words that viewers read: ``5 minutes``, ``5 menit``, ``5分钟``."""

_UNITS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "en": (("hour", "hours"), ("minute", "minutes"), ("second", "seconds")),
    "es": (("hora", "horas"), ("minuto", "minutos"), ("segundo", "segundos")),
    "pt": (("hora", "horas"), ("minuto", "minutos"), ("segundo", "segundos")),
    "fr": (("heure", "heures"), ("minute", "minutes"), ("seconde", "secondes")),
    "it": (("ora", "ore"), ("minuto", "minuti"), ("secondo", "secondi")),
    "de": (("Stunde", "Stunden"), ("Minute", "Minuten"), ("Sekunde", "Sekunden")),
    "nl": (("uur", "uur"), ("minuut", "minuten"), ("seconde", "seconden")),
    "id": (("jam", "jam"), ("menit", "menit"), ("detik", "detik")),
    "ms": (("jam", "jam"), ("minit", "minit"), ("saat", "saat")),
    "tl": (("oras", "oras"), ("minuto", "minuto"), ("segundo", "segundo")),
    "vi": (("giờ", "giờ"), ("phút", "phút"), ("giây", "giây")),
    "th": (("ชั่วโมง", "ชั่วโมง"), ("นาที", "นาที"), ("วินาที", "วินาที")),
    "tr": (("saat", "saat"), ("dakika", "dakika"), ("saniye", "saniye")),
    "ko": (("시간", "시간"), ("분", "분"), ("초", "초")),
    "zh": (("小时", "小时"), ("分钟", "分钟"), ("秒", "秒")),
    "ja": (("時間", "時間"), ("分", "分"), ("秒", "秒")),
}
"""Hours, minutes and seconds of each language: what stands after a 1, and after any other number."""
LANGUAGES = tuple(_UNITS)
_UNSPACED = ("zh", "ja")
_ATTACHED = (*_UNSPACED, "ko")
"""Languages that write the unit right behind the number."""


def worded(ms: int, language: str) -> str:
    """Return a time span in a language; as ``1:30:00`` where livebot does not know the words. Parts of a second count
    as a whole one.
    """
    seconds = max(-(-ms // 1000), 0)
    parts = seconds // 3600, seconds // 60 % 60, seconds % 60
    language = language.partition("-")[0]
    if language not in _UNITS:
        hours, minutes, rest = parts
        return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    between = "" if language in _ATTACHED else " "
    units = _UNITS[language]
    said = [f"{n}{between}{unit[n != 1]}" for n, unit in zip(parts, units, strict=True) if n]
    return ("" if language in _UNSPACED else " ").join(said or [f"0{between}{units[2][1]}"])
