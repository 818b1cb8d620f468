"""What is said of countdowns and the run sheet: English, and Chinese beside it."""

WORDS: dict[str, tuple[str, str]] = {
    "what.countdowns": ("countdown", "倒计时"),
    "what.runsheet": ("the run sheet:", "流程："),
    "what.segments": ("segment", "环节"),
    # countdowns
    "notice.countdown_started": ("Countdown {id} runs", "倒计时 {id} 开始"),
    "notice.countdown_ended": ("Countdown {id}: zero!", "倒计时 {id} 到点！"),
    "notice.countdown_missed": (
        "Countdown {id} came to zero ({why}): nothing was started. Start it yourself: {then}",
        "倒计时 {id} 到点（{why}），什么也没启动，请手动启动：{then}",
    ),
    "notice.countdown_stopped": ("Countdown {id} stopped", "倒计时 {id} 已停止"),
    "notice.countdown_paused": ("Countdown {id} stands still at {left}", "倒计时 {id} 暂停，还剩 {left}"),
    "notice.countdown_resumed": ("Countdown {id} goes on: {left}", "倒计时 {id} 继续，还剩 {left}"),
    "notice.countdown_extended": ("Countdown {id} lasts longer: {left} left", "倒计时 {id} 延长，还剩 {left}"),
    "countdown.idle": ("not started", "未开始"),
    "countdown.running": ("running", "进行中"),
    "countdown.paused": ("standing still", "已暂停"),
    "countdown.ended": ("came to zero", "已到点"),
    "countdown.stopped": ("stopped", "已停止"),
    "state.running": ("running", "进行中"),
    "state.paused": ("standing still", "已暂停"),
    "reply.too_soon": (
        "{id} was on just now: a countdown that begins anew misleads viewers. In {left} it can (again_after)",
        "{id} 刚结束：反复重来的倒计时会误导观众。{left} 后才能再开（again_after）",
    ),
    "reply.time_passed": ("It is past {at} (countdown {id})", "已经过了 {at}（倒计时 {id}）"),
    "reply.reached_already": ("What {id} waits for is reached already", "{id} 等待的目标已经达到"),
    "reply.no_length": (
        "{id} has no length of its own (for: 10m), so it cannot be paused or extended like this",
        "{id} 没有自己的时长（for: 10m），不能这样暂停或延长",
    ),
    "why.urgency_unwelcome": (
        "pressure is not welcome in this market: there is no calm text",
        "本市场不欢迎催促，且没有 calm 文案",
    ),
    "why.no_text": ("it has no text", "没有文案"),
    # the run sheet
    "notice.segment_begun": ("Segment {id} begins", "环节 {id} 开始"),
    "notice.segments_over": ("The run sheet is through: {id} was the last segment", "流程已走完，最后环节 {id} 结束"),
    "notice.segment_held": ("Segment {id} is held", "环节 {id} 停留"),
    "notice.segment_goes_on": ("Segment {id} goes on", "环节 {id} 继续"),
    "notice.segment_skipped": ("Segment {id} is left out", "跳过环节 {id}"),
    "notice.segment_late": ("{left} BEHIND the run sheet (segment {id})", "比流程晚 {left}（环节 {id}）"),
    "notice.segment_goal": ("Segment {id} reached its goal: {figure} {need}", "环节 {id} 达到目标：{figure} {need}"),
    "notice.show_late": (
        "THE SHOW IS LATE: planned {left} ago, the host is not live",
        "开播迟到：已过计划时间 {left}，主播还没开播",
    ),
    "segment.coming": ("to come", "未到"),
    "segment.running": ("ON", "进行中"),
    "segment.done": ("done", "已完成"),
    "segment.skipped": ("left out", "跳过"),
    "segment.missed": ("missed", "错过"),
    "reply.no_runsheet": (
        "No run sheet is switched on: put `- runsheet.yaml` under `rules:` in livebot.yaml, and write that file",
        "没有启用流程表：在 livebot.yaml 的 `rules:` 下加一行 `- runsheet.yaml`，并写好这个文件",
    ),
    "reply.no_segment": ("There is no such segment now", "现在没有这样的环节"),
    "why.segment": ("belongs to another segment of the show", "属于别的环节"),
}
