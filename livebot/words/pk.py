"""What is said of PKs: English, and Chinese beside it."""

WORDS: dict[str, tuple[str, str]] = {
    # the list of events
    "notice.pk_opened": ("PK {id} opened", "PK {id} 开始"),
    "notice.pk_closed": ("PK {id} closed", "PK {id} 结束"),
    "notice.pk_closed.winner": (
        "PK {id}: {winners} wins ({cheers:cheer} of {viewers:viewer})",
        "PK {id}：{winners} 胜出（{viewers} 人，{cheers} 次助威）",
    ),
    "notice.pk_closed.tie": (
        "PK {id}: a tie of {winners} ({cheers:cheer} of {viewers:viewer})",
        "PK {id}：{winners} 打平（{viewers} 人，{cheers} 次助威）",
    ),
    "notice.pk_closed.none": ("PK {id}: nobody cheered", "PK {id}：无人助威"),
    "notice.pk_warm": (
        "PK {id} heats up: {viewers} viewers insult others. Announcements are held back",
        "PK {id} 升温：{viewers} 个观众骂人。播报先停",
    ),
    "notice.pk_hot": (
        "PK {id} TURNS HOSTILE: {viewers} viewers insult others. `pk cool {id}` closes it with a friendly line, "
        "`pk go-on {id}` lets it go on",
        "PK {id} 火药味太重：{viewers} 个观众骂人。`pk cool {id}` 友好收场，`pk go-on {id}` 继续",
    ),
    "notice.pk_calm": ("PK {id} is calm again", "PK {id} 恢复平静"),
    "notice.pk_cooled": ("PK {id} was closed with a friendly line", "PK {id} 已友好收场"),
    "reply.goes_on": ("PK {id} goes on already", "PK {id} 本来就在继续"),
    # its temperature, and what it is called
    "state.calm": ("calm", "平静"),
    "state.warm": ("heated", "升温"),
    "state.hot": ("hostile", "火药味重"),
    "what.pk": ("PK", "PK 赛"),
    "reason.heated": ("the PK got heated", "PK 升温"),
    "reason.cooled": ("the PK was closed", "PK 已收场"),
}
