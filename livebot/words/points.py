"""What is said of points and leaderboards: English, and Chinese beside it."""

WORDS: dict[str, tuple[str, str]] = {
    "notice.level_up": ("Levels reached: {first} (viewers: {viewers})", "升级：{first}（共 {viewers} 人）"),
    "notice.points_hidden": ("{viewer} asked not to be shown on leaderboards", "{viewer} 要求不上排行榜"),
    "notice.points_shown": ("{viewer} is back on the leaderboards", "{viewer} 重新上排行榜"),
    "reply.no_points": ("Nobody has points yet", "还没有人有积分"),
    "what.points": ("point rule", "积分规则"),
}
