"""Languages and markets: which tags exist, and which language a market reads."""

import difflib

_TAGS = (
    "aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo"
    " es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka"
    " kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng"
    " nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su"
    " sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
    " ceb haw hmn ilo yue"
)
LANGUAGES = frozenset(_TAGS.split())
"""ISO 639-1, and the three-letter tags that are met in chat."""

_NAMES = {
    "english": "en", "spanish": "es", "español": "es", "espanol": "es", "portuguese": "pt", "português": "pt",
    "french": "fr", "français": "fr", "german": "de", "deutsch": "de", "italian": "it", "italiano": "it",
    "vietnamese": "vi", "tiếng việt": "vi", "thai": "th", "indonesian": "id", "bahasa": "id", "malay": "ms",
    "melayu": "ms", "tagalog": "tl", "filipino": "tl", "japanese": "ja", "日本語": "ja", "korean": "ko",
    "한국어": "ko", "chinese": "zh", "mandarin": "zh", "中文": "zh", "arabic": "ar", "russian": "ru", "hindi": "hi",
    "turkish": "tr", "polish": "pl", "dutch": "nl",
}  # fmt: skip
_COUNTRIES = {
    "cn": "zh", "jp": "ja", "kr": "ko", "vn": "vi", "my": "ms", "ph": "tl", "br": "pt", "us": "en", "gb": "en",
    "mx": "es", "in": "id", "sp": "es", "ge": "de", "cz": "cs", "gr": "el", "dk": "da", "se": "sv",
    "fil": "tl", "iw": "he",
}  # fmt: skip
"""Country codes and old tags that people write for the language."""

MARKET_LANGUAGES = {
    "AE": "ar", "AR": "es", "AT": "de", "AU": "en", "BD": "bn", "BE": "nl", "BG": "bg", "BO": "es", "BR": "pt",
    "CA": "en", "CH": "de", "CL": "es", "CN": "zh", "CO": "es", "CR": "es", "CZ": "cs", "DE": "de", "DK": "da",
    "DO": "es", "EC": "es", "EE": "et", "EG": "ar", "ES": "es", "FI": "fi", "FR": "fr", "GB": "en", "GR": "el",
    "GT": "es", "HK": "zh", "HN": "es", "HR": "hr", "HU": "hu", "ID": "id", "IE": "en", "IL": "he", "IN": "hi",
    "IQ": "ar", "IT": "it", "JO": "ar", "JP": "ja", "KE": "en", "KH": "km", "KR": "ko", "KW": "ar", "KZ": "ru",
    "LA": "lo", "LB": "ar", "LK": "si", "LT": "lt", "LV": "lv", "MA": "ar", "MM": "my", "MO": "zh", "MX": "es",
    "MY": "ms", "NG": "en", "NI": "es", "NL": "nl", "NO": "no", "NP": "ne", "NZ": "en", "OM": "ar", "PA": "es",
    "PE": "es", "PH": "tl", "PK": "ur", "PL": "pl", "PR": "es", "PT": "pt", "PY": "es", "QA": "ar", "RO": "ro",
    "RS": "sr", "RU": "ru", "SA": "ar", "SE": "sv", "SG": "en", "SI": "sl", "SK": "sk", "SV": "es", "TH": "th",
    "TR": "tr", "TW": "zh", "UA": "uk", "US": "en", "UY": "es", "UZ": "uz", "VE": "es", "VN": "vi",
    "ZA": "en",
}  # fmt: skip
"""Market to the language that most of its viewers read; a text falls back to it."""


_MEANT_MARKETS = {
    "UK": "GB", "EN": "US", "ZH": "CN", "JA": "JP", "KO": "KR", "VI": "VN", "TL": "PH", "CS": "CZ", "DA": "DK",
    "EL": "GR", "EU": "DE", "SP": "ES", "UR": "PK", "HI": "IN",
}  # fmt: skip
"""Languages and other letters that people write for a country."""


def market_language(market: str) -> str:
    """Return the language of a market; English for one that is not in the table."""
    return MARKET_LANGUAGES.get(market.upper(), "en")


def market_named(written: str) -> str:
    """Return the country that somebody meant who wrote ``UK`` or ``JA``; empty if nothing comes near."""
    return _MEANT_MARKETS.get(written.upper(), "")


def is_language(tag: str) -> bool:
    """True for a known tag, with or without a region such as ``-BR``."""
    return tag.partition("-")[0] in LANGUAGES


def language_named(written: str) -> str:
    """Return the tag that somebody meant who wrote ``English``, ``EN`` or ``cn``; empty if nothing comes near."""
    word = written.strip().casefold().replace("_", "-")
    if word in _NAMES or word in _COUNTRIES:
        return _NAMES.get(word) or _COUNTRIES[word]
    if is_language(word):
        return word.partition("-")[0]
    close = difflib.get_close_matches(word, _NAMES, n=1, cutoff=0.75) if len(word) > 3 else []
    return _NAMES[close[0]] if close else ""
