"""Redirection: links, phone numbers and handles that lead out of the room.

All of it is found in folded text (``text.fold``), and also where it is disguised (``disguise.forms``) or spelled out:
``shop dot com``, ``w w w . s h o p . c o m``. What is missing its space after a full stop ("so cute.is it cotton")
is no link, and neither is asking whether the shop has WhatsApp.
"""

import re
from collections.abc import Collection, Iterator

import re2

from livebot.engine.moderation.disguise import forms

_TLDS = (
    "com|net|org|info|biz|xyz|shop|store|online|site|website|club|vip|app|icu|buzz|fun|asia|cc|ly|id|рф|"
    "vn|ph|th|sg|br|mx|jp|kr|cn|hk|tw|ru|uk|fr|eu|pl|tr|au|ua|nl|(?:com?|net|org|web|my|ne|or|ac)\\.[a-z]{2}"
)
"""Endings that make a link of any name before them. All others need ``www.``, ``http`` or something after a slash:
too many of them are words (``me``, ``is``, ``so``)."""
_LAST_TLDS = "it|de|es|my|in|ca|co|io|be|at|ch|se|gr"
"""Words too, but a text does not end with one of them behind a full stop and no space."""
_NAME = r"[\p{Latin}\p{Cyrillic}0-9][\p{Latin}\p{Cyrillic}0-9-]*"
_START = r"(?:^|[^\p{Latin}\p{Cyrillic}0-9.-])"
_ADDRESS = re2.compile(rf"(?:h(?:tt|xx)ps?:/?/?(?:www\.)?|www\.)({_NAME}(?:\.{_NAME})*)")
_LINK = re2.compile(
    rf"{_START}((?:{_NAME}\.)+(?:{_TLDS}))(?:[^a-z0-9.-]|[.-](?:[^a-z0-9]|$)|$)"
    rf"|{_START}((?:{_NAME}\.)+[a-z]{{2,10}})/[a-z0-9@+_-]"
    rf"|{_START}((?:{_NAME}\.)*[\p{{Latin}}0-9-]{{5,}}\.(?:{_LAST_TLDS}))[.!]*$"
    rf"|\b(?:auf|bei|unter|über) ({_NAME}\.(?:de|at|ch))\b|\bsu ({_NAME}\.it)\b"  # no words of German, of Italian
)
_DOT_WORDS = "dot|punto|ponto|point|titik|chấm|точка|点|點"
_SPELLED = re2.compile(
    rf"([a-z0-9])(?:\s*[(\[{{<]\s*(?:{_DOT_WORDS}|\.)\s*[)\]}}>]\s*|\s+(?:{_DOT_WORDS})\s+|\s*[点點。]\s*|\s+\.\s*)"
    rf"({_TLDS}|me|io|gg|link|co)\b"
)
_SINGLES = re.compile(r"(?<!\S)\S(?: \S){4,}(?!\S)")

_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b")
_PHONE = re.compile(
    r"\+[\d(][\d\s().-]{6,18}\d"  # +84 912 345 678
    r"|(?<![\d.,])0\d[\d\s.-]{6,13}\d(?!\d)"  # 0912 345 678
    r"|(?<![\d.,])\(?\d{2,3}\)?[\s.-]\d{3,5}[\s.-]\d{4}(?!\d)"  # (415) 555-0132, (11) 91234-5678
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"  # 138 1234 5678 in China
)
PHONE_DIGITS = range(9, 16)
_EMAIL = re2.compile(r"[a-z0-9._-]+@[a-z0-9-]+\.[a-z]{2,}")

_PLATFORM = (
    r"what'?s? ?app?|wh?ass?app?|was+apy?|whatsp|zapzap|zap|tele ?gram|telegrm|we ?chat|wei ?xin|wexin|zalo|"
    r"viber|kakao(?: ?talk)?|"
    r"messenger|discord|skype|snap ?chat|instagram|insta|facebook|微信|薇信|威信|v信|vx|wx|qq|카톡|카카오톡?|"
    r"واتس ?اب|واتساب|"
    r"تلي?جرام|تيليجرام|انستا|ไลน์|ライン|インスタ|เฟส|"
    r"(?:ва?[тц]сапп?|вотсап|вацап|вайбер|телеграмм?|телег|инстаграмм?|инст)(?:а|е|у|ы|ом|ой)?"
)
_SHORT = r"line|ig|fb|wa|tg|snap|signal|kik|sc|wsp|wpp"
_ASKS = (
    r"add me|add my|add us|dm me|pm me|text me|msg me|message me|contact me|write me|hit me|call me|chat me|find me|"
    r"follow me|follow my|join (?:our|my|us|the|now)|reach me|inbox me|"
    r"agr[eé]ga(?:me|nos)|escr[ií]be(?:me|nos)|cont[aá]cta(?:me|nos)|s[ií]gueme|m[aá]nda(?:me|nos)?|[uú]nete|"
    r"me chama|chama no|me adiciona|adiciona|me add|fala comigo|me segue|entra no|"
    r"ajoutez?(?:-| )moi|[eé]cri(?:s|vez)(?:-| )moi|contactez?(?:-| )moi|rejoi(?:ns|gnez)|"
    r"schreib(?:t|e|en sie)? mi[rc]|adde? mich|kontaktier|scrivi(?:mi|temi)|contattami|aggiungimi|"
    r"k[eế]t b[aạ]n|nh[aắ]n tin|li[eê]n h[eệ]|inb|ib zalo|"
    r"แอด|ทัก|เพิ่มเพื่อน|ติดต่อ|hubungi|tambah(?:kan)?|chat saya|kontak saya|japri|mesej saya|add saya|"
    r"i-?add|mag ?message|追加|連絡|登録して|추가|연락|친추|加我|加v|加微|私我|联系|聯繫|拉你|اضفني|ضيفني|راسلني|تواصل|"
    r"пиши|добав(?:ь|ляй)|напиши|заходи|подпис"
)
_ANY = f"(?:{_PLATFORM}|{_SHORT})"
_CALL = "call|text|sms|phone|tel|ring|llama|liga|ligue|appelle|chiama|gọi|telepon|hubungi|tawag"
_NAMED = re2.compile(rf"{_ANY}|加|扣扣|\b(?:{_CALL})\b")
"""Nobody is invited anywhere without one of these; most comments need no other look."""
_INVITES = [
    re2.compile(rf"(?:^|[^\p{{L}}])(?:{_PLATFORM})(?:$|[^a-z]).*(?:{_ASKS})"),
    re2.compile(rf"(?:{_ASKS}).*(?:^|[^\p{{L}}]|\p{{Thai}}|\p{{Han}})(?:{_PLATFORM})(?:$|[^a-z])"),
    re2.compile(rf"(?:{_ASKS})(?:{_PLATFORM})"),
    re2.compile(rf"(?:^|[^a-z]){_ANY}\s?(?:id|no|number|nr)?\s?(?:[:：=@]|is @)\s?[a-z0-9_.@+-]{{3,}}"),
    re2.compile(rf"(?:^|[^a-z]){_ANY}[^0-9]{{0,12}}[0-9][0-9 .-]{{4,}}[0-9]"),
    re2.compile(rf"\b(?:add|dm|msg|text|pm|follow|find|chat) (?:me |us )?(?:(?:on|at|in|via|my) )?(?:{_SHORT})\b"),
    re2.compile(rf"(?:^|[^a-z]){_ANY}\s?id\s?[a-z.-]*[0-9_][a-z0-9_.-]{{2,}}"),
    re2.compile(r"加我?(?:v信?|vx|wx|微信?|薇信?|qq?)(?:$|[^a-z])"),
    re2.compile(r"(?:line|ライン|lineid).{0,4}(?:追加|登録|友達)"),
    re2.compile(rf"\b(?:{_CALL})[^0-9]{{0,12}}[0-9][0-9 .-]{{5,}}[0-9]"),
    re2.compile(r"(?:微信|薇信|威信|v信|vx|wx|qq|扣扣)[号號]?[:：]?\s?[a-z0-9_-]{5,}"),
]


def links(text: str, allowed: Collection[str] = ()) -> list[str]:
    """Return the hosts that a text names, but for the allowed domains and what is under them."""
    for form in forms(text):
        if hosts := list(dict.fromkeys(_hosts(form))):
            return [host for host in hosts if not _is_under(host, allowed)]
    return []


def _hosts(folded: str) -> Iterator[str]:
    if "." not in folded and not _SPELLED.search(folded) and "://" not in folded:
        return
    spelled = _SPELLED.sub(r"\1.\2", _SINGLES.sub(lambda found: found[0].replace(" ", ""), folded))
    for found in _ADDRESS.finditer(spelled):
        yield str(found[1])
    for found in _LINK.finditer(spelled):
        host = next(filter(None, found.groups())).removeprefix("www.")
        if any(char.isalpha() for char in host.partition(".")[0]):
            yield host


def _is_under(host: str, domains: Collection[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def contact(text: str) -> str:
    """Return a phone number, an address or an invitation to another platform; empty if there is none."""
    folded = forms(text)[0]
    if found := _EMAIL.search(folded):
        return str(found[0])
    if number := _phone(folded):
        return number
    for form in forms(text):
        for pattern in _INVITES if _NAMED.search(form) else ():
            if found := pattern.search(form):
                return str(found[0]).strip()
    return ""


def _phone(folded: str) -> str:
    if sum(map(str.isdigit, folded)) < PHONE_DIGITS.start:
        return ""
    dateless = _DATE.sub(" / ", _SINGLES.sub(lambda found: found[0].replace(" ", ""), folded))
    for found in _PHONE.finditer(dateless):
        digits = [char for char in found[0] if char.isdigit()]
        if len(digits) in PHONE_DIGITS and len(set(digits)) > 2:
            return found[0].strip()
    return ""
