"""A market with rules, and what its gate is tried with."""

import json

from livebot.engine.lines.gate import MarketPack
from livebot.viewers import Reading

RULE = {"source": "a page", "source_date": "2026-01-02", "reason": {"en": "Not provable", "zh": "无法证明"}}
PACK = {
    "market": "US",
    "name": {"en": "United States"},
    "updated": "2026-01-02",
    "rules": [
        {
            **RULE,
            "id": "absolute",
            "about": "claim",
            "words": {"und": ["best", "No.1"], "de": ["beste"], "id": ["paling"], "zh": ["第一"]},
            "unless": ["best wishes", "all the best"],
        },
        {**RULE, "id": "cure", "about": "claim", "patterns": [r"\bcures? \w+", r"100 ?% (?:safe|natural)"]},
        {**RULE, "id": "hurry", "about": "urgency", "words": {"en": ["last chance"]}},
        {**RULE, "id": "elsewhere", "about": "link", "unless": ["myshop.com"]},
        {**RULE, "id": "handles", "about": "contact"},
    ],
    "banned_words": {"en": ["damn fool"]},
}
MARKET = f"market: {json.dumps(PACK, ensure_ascii=False)}\n"


def pack(**changes: object) -> MarketPack:
    return MarketPack.model_validate(PACK | changes)


CODES = """
codes: [{id: moon, phrases: [moon], reply: {en: "Hi {viewer}!"}, explain: {en: "The best secret"},
         cooldown: {user: 1s, room: 1s}, burst: {viewers: 2, within: 30s, say: {en: "Best burst"}}}]
"""
PRICE = Reading(scores={"en": 0.9}, question=1.0, intent="price", is_bare=True, about="product")
