"""What is said of newcomers and interaction: English, and Chinese beside it."""

WORDS: dict[str, tuple[str, str]] = {
    "what.newcomers": ("newcomers", "新观众"),
    # why newcomers are greeted or not
    "why.greeted": ("greeted", "已打招呼"),
    "why.other_ask": ("{id} takes the same keys", "{id} 在用同样的按键"),
    # why a join is none that could be met
    "excluded.host": ("the host", "主播"),
    "excluded.moderator": ("moderators", "管理员"),
    "excluded.own_account": ("own accounts", "自己的账号"),
    "excluded.rejoined": ("were here minutes before", "几分钟前来过"),
    "excluded.not_live": ("not live", "未开播"),
    "excluded.gap": ("no connection", "断线"),
    "excluded.paused": ("paused", "已暂停"),
    "excluded.panicked": ("panic", "紧急停止"),
    "excluded.quiet_hours": ("quiet hours", "静默时段"),
    # what met them
    "met_by.card": ("card", "贴片"),
    "met_by.greeting": ("greeting", "招呼"),
    "met_by.line": ("other line", "其他发言"),
    # the report
    "report.interaction": (
        "INTERACTION: viewers who did something {viewers}, acts {actions}; {rate} a viewer-minute, of {minutes}",
        "互动：{viewers} 名观众，共 {actions} 次；每观众分钟 {rate} 次（{minutes} 观众分钟）",
    ),
    "report.interaction_unknown": (
        "INTERACTION: viewers who did something {viewers}, acts {actions}; TikTok never said how many were there",
        "互动：{viewers} 名观众，共 {actions} 次；TikTok 没有给出在线人数",
    ),
    "report.kinds": ("by kind: {counts}", "按类型：{counts}"),
    "report.segments": ("by segment of the run sheet", "按流程段"),
    "report.answered": ("what viewers answered, while it was open", "观众参与的环节（开放期间）"),
    "report.followed": (
        "in the minute after a line (two lines within a minute share their acts)",
        "发言后一分钟内（相邻发言会重复计）",
    ),
    "report.stretch": (
        "{name}: acts {actions}, viewers {viewers}{rate}{times}",
        "{name}：{viewers} 人 {actions} 次{rate}{times}",
    ),
    "report.rate": (", {rate} a viewer-minute", "，每观众分钟 {rate} 次"),
    "report.times": (", {n}×", "，{n}×"),
    "report.busiest": (
        "busiest minute: {at}, acts {actions}, viewers {actors}",
        "最热的一分钟：{at}，{actors} 人 {actions} 次",
    ),
    "report.met": (
        "NEWCOMERS: joins {joins}; met within 30 s: {met} of {asked} ({share} %){by}",
        "新观众：进场 {joins} 次；30 秒内被招呼 {met} / {asked}（{share}%）{by}",
    ),
    "report.excluded": ("not counted: {n} ({why})", "不计入：{n}（{why}）"),
    "report.met_acted": (
        "of those met, {acted} did something after it ({share} %)",
        "被招呼后有互动：{acted}（{share}%）",
    ),
    "report.new": ("here for the first time", "第一次来"),
    "report.returning": ("back again", "回头观众"),
    "report.acted": (
        "{who}: joins {joins}; did something within 30 s {soon} %, 2 min {later} %, ever {ever} %",
        "{who}：{joins} 次；有互动：30 秒内 {soon}%，2 分钟内 {later}%，全场 {ever}%",
    ),
    "report.first_act": ("median time to the first act: {left}", "首次互动的中位时间：{left}"),
    "report.no_joins": ("NEWCOMERS: no joins were seen", "新观众：没有看到进场"),
    "report.unseen": (
        "Joins that TikTok did not tell, or that were skipped when livebot was too busy, are in no figure.",
        "TikTok 没有告知的进场、以及太忙时被跳过的进场，不在任何数字里。",
    ),
    "report.forgotten": (
        "of {n} joins nobody knows whether they did something later",
        "{n} 次进场之后是否互动已无从得知",
    ),
}
