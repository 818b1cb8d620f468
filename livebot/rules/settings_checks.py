"""What single settings of ``livebot.yaml`` must look like. Each raises ValueError: ``found; expected …; fix``."""

import re
import zoneinfo

from pydantic import SecretStr, ValidationInfo

from livebot.rules.problems import did_you_mean, quoted

SHORTEST_SECRET = 16
"""Of those that people make up."""


def check_room(room: str) -> str:
    is_name = re.fullmatch(r"@?[A-Za-z0-9._]{1,64}", room)
    is_link = re.fullmatch(r"(https?://)?[\w.-]+(:\d+)?/\S+", room)
    if not (is_name or is_link):
        fix = "copy it from the app: @name is under the profile picture"
        raise ValueError(f"{quoted(room)} is no room; expected a name, a link or a room id, such as @yourshop; {fix}")
    return room


def check_url(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise ValueError(f"{quoted(url)} is no address; expected one that begins with https://; correct it")
    return url.rstrip("/")


def check_market(market: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", market):
        raise ValueError(f"{quoted(market)} is no market; expected a country's two letters; such as US, ID or MX")
    return market.upper()


def check_accounts(accounts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    wrong = [quoted(account) for account in accounts if not re.fullmatch(r"@?[A-Za-z0-9._]{1,64}", account)]
    if wrong:
        fix = 'write a list: ["@yourshop", "@yourshop.help"]'
        raise ValueError(f"{', '.join(wrong)} in {info.field_name}; expected the @name of an account, alone; {fix}")
    return accounts


def check_zone(zone: str) -> str:
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        found = f"{quoted(zone)} is no time zone"
        expected = "a name such as America/New_York or Asia/Jakarta"
        raise ValueError(f"{found}; expected {expected}; {_zone_meant(zone)}") from None
    return zone


def _zone_meant(written: str) -> str:
    known = zoneinfo.available_timezones()
    place = re.sub(r"\s+", "_", written.strip()).casefold()
    meant = min((zone for zone in known if zone.casefold().endswith(f"/{place}")), key=len, default="")
    if meant:
        return f'did you mean "{meant}"?'
    hint = "" if re.search(r"\d", written) else did_you_mean(written, known)  # UTC+8 is not nearly UTC
    return hint or "look it up in the list of tz database zones"


def check_host(host: str) -> str:
    is_ipv6 = host.count(":") > 1 and re.fullmatch(r"[0-9A-Fa-f:.]+(%\w+)?", host)
    if not (is_ipv6 or re.fullmatch(r"[\w.-]+", host)):
        with_port = re.fullmatch(r"([\w.-]+):(\d+)", host)
        fix = f"write host: {with_port[1]} and port: {with_port[2]}" if with_port else "such as 127.0.0.1"
        raise ValueError(f"{quoted(host)} is no host; expected a name or an address without a port; {fix}")
    return host


def check_secret(secret: SecretStr, info: ValidationInfo) -> SecretStr:
    length = len(secret.get_secret_value())
    if 0 < length < SHORTEST_SECRET:
        found, fix = f"{info.field_name} has {length} characters", "`openssl rand -hex 24` prints a good one"
        raise ValueError(f"{found}, and can be guessed; expected at least {SHORTEST_SECRET}; {fix}")
    return secret
