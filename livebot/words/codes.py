"""What is said of codes and of wordings that work: English, and Chinese beside it."""

WORDS: dict[str, tuple[str, str]] = {
    "why.by_hand": ("opened by hand", "手动启用"),
    "why.by_rule": ("opened by another rule", "由其他规则启用"),
    "why.start_at": ("opened at {at}", "{at} 准时启用"),
    "why.start_after": ("opened {left} after the start", "开播 {left} 后启用"),
    "why.start_every": ("opens every {left}", "每 {left} 启用一次"),
    "why.start_reached": ("opened at {amount}: {figure}", "{figure}达到 {amount} 时启用"),
    "why.start_each": ("opens every {amount}: {figure}", "{figure}每 {amount} 启用一次"),
    "why.start_ending": ("opened in the last minutes", "最后几分钟启用"),
    "why.start_said": ("opened by “{said}” in the chat", "由聊天中的“{said}”启用"),
    # the report
    "report.wordings": (
        "WORDS THAT WORK: who wrote something in the minute after each text of a prompt",
        "哪句话有效：每条提示文案发出后一分钟内发言的人",
    ),
    "report.wording": (
        "{rate} % ({low}–{high} %)  {responders} of {present}, {shown}×, best with {best} %: [{language}] {text}",
        "{rate}%（{low}–{high}%） {present} 人中 {responders} 人，{shown} 次，最佳概率 {best}%：[{language}] {text}",
    ),
    "report.code": (
        "CODE {id}: {viewers:viewer}, {regulars:regular}, {first_timers} for the first time",
        "暗号 {id}：{viewers} 人，老粉 {regulars} 人，首次 {first_timers} 人",
    ),
    "report.handed_on": (
        "passed on to {n:newcomer}, through {chain:hand} at most: {who}",
        "传给了 {n} 位新人，最长传了 {chain} 手：{who}",
    ),
    "report.community": ("community by month: {months}", "每月社群人数：{months}"),
}
