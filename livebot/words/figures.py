"""What is said of figures, goals and orders: English, and Chinese beside it."""

WORDS: dict[str, tuple[str, str]] = {
    # what a show brings
    "figure.orders": ("orders", "订单"),
    "figure.paid": ("paid orders", "已付订单"),
    "figure.viewers": ("viewers", "观众"),
    "figure.comments": ("comments", "评论"),
    "figure.likes": ("likes", "点赞"),
    "figure.gifts": ("gifts", "礼物"),
    "figure.diamonds": ("diamonds", "钻石"),
    "figure.follows": ("follows", "关注"),
    "figure.shares": ("shares", "分享"),
    "figure.joins": ("joins", "进场"),
    # the list of events
    "notice.figure_set": ("By hand: {figure} {to}", "手动：{figure} {to}"),
    "notice.orders_twice": (
        "{n:order} added by hand, and others come in: both count. If they are the same: `order remove {n}`",
        "手动加了 {n} 单，又有订单自动进来：两者都计数。如果是同一批：`order remove {n}`",
    ),
    "notice.goal_started": ("Goal {id} counts from now", "目标 {id} 开始计数"),
    "notice.goal_stopped": ("Goal {id} stopped", "目标 {id} 停止"),
    "notice.goal_mark": ("Goal {id}: {have} of {target} {figure}", "目标 {id}：{figure} {have} / {target}"),
    "notice.goal_reached": ("GOAL {id} REACHED: {target} {figure}", "目标 {id} 达成：{figure} {target}"),
    "reason.overtaken": ("overtaken by the next", "已有更新的"),
    "what.goals": ("goal", "目标"),
    # why a rule fired or did not
    "why.goal_mark": ("{have} of {target}", "已到 {have} / {target}"),
    "why.goal_reached": ("{target} reached", "达到 {target}"),
    "why.no_text": ("there is no text for it", "没有写文案"),
    "why.before_show": ("it was bought before the show", "开播前的订单"),
    "why.own_account": ("bought by the host or an account of yours", "主播或自己的账号买的"),
    # what became of a command
    "reply.unknown_figure": ("There is no figure {figure} to set: {known}", "没有可设的数字 {figure}：{known}"),
    "what.figure": ("by hand:", "手动："),
    "reply.too_many_orders": (
        "{n:order} are too many at once: {max} at most. Type a smaller number, or several times",
        "一次 {n} 单太多：最多 {max} 单。请改小，或分几次",
    ),
    "reply.no_such_number": ("Not possible: it is {have} now, {max} at most", "不行：现在是 {have}，最多 {max}"),
}
