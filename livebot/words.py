"""Everything livebot says to its operators: English, and Chinese beside it.

``notice.``, ``why.``, ``reply.`` and ``alert.`` are followed by the kinds of ``livebot.views`` and ``livebot.effects``.
In braces stand the values of the data that comes with a kind; ``{left}`` is its time as a duration.
"""

from livebot.code_words import CODE_WORDS
from livebot.desk_words import DESK_WORDS
from livebot.figure_words import FIGURE_WORDS
from livebot.giveaway_words import GIVEAWAY_WORDS
from livebot.moderation_words import MODERATION_WORDS
from livebot.newcomer_words import NEWCOMER_WORDS
from livebot.pk_words import PK_WORDS
from livebot.points_words import POINTS_WORDS
from livebot.report_words import REPORT_WORDS
from livebot.rhythm_words import RHYTHM_WORDS
from livebot.runsheet_words import RUNSHEET_WORDS
from livebot.screen_words import SCREEN_WORDS

WORDS: dict[str, tuple[str, str]] = (
    {
        # the connection, as a chip in the top bar
        "phase.waiting": ("WAITING", "等待开播"),
        "phase.live": ("LIVE", "直播中"),
        "phase.paused": ("HOST PAUSED", "主播暂停"),
        "phase.away": ("RECONNECTING", "重新连接"),
        "phase.ended": ("ENDED", "已结束"),
        "phase.closed": ("CLOSED", "已收场"),
        "phase.unknown": ("OLD PICTURE", "画面已过时"),
        "top.viewers": ("{n} viewers", "{n} 人在看"),
        "top.chat.auto": ("chat: automatic", "发言：自动"),
        "top.chat.assist": ("chat: you post", "发言：人工"),
        "top.chat.off": ("chat: off", "发言：关闭"),
        "top.paused": ("PAUSED", "已暂停"),
        "top.ending": ("ENDING", "收尾中"),
        # alerts
        "alert.panic": (
            "PANIC: nothing is posted, nothing fires. Press r to go on",
            "紧急停止：不发言、不触发。按 r 恢复",
        ),
        "alert.paused": (
            "Paused: prompts and automatic lines wait. Press r to go on",
            "已暂停：提示和自动发言都在等。按 r 恢复",
        ),
        "alert.away": (
            "NO CONNECTION to the room for {left}: comments are being missed",
            "与直播间断开 {left}：评论正在丢失",
        ),
        "alert.rules_refused": (
            "RULES REFUSED, the old ones stay; `livebot check` says how to correct it: {first}",
            "规则有错，旧规则继续生效；运行 `livebot check` 看怎么改：{first}",
        ),
        "alert.translators_down": ("TRANSLATORS DOWN: {engines}", "翻译不可用：{engines}"),
        "alert.offline": ("The host is not live yet", "主播还没有开播"),
        "alert.live_ended": ("The stream has ended; waiting for the next", "直播已结束，等待下一场"),
        "alert.not_found": ("ROOM NOT FOUND: check `room` in livebot.yaml", "找不到直播间：检查 livebot.yaml 的 room"),
        "alert.blocked": ("BLOCKED by TikTok or the sign provider{where}", "被 TikTok 或签名服务拒绝{where}"),
        "alert.rate_limited": ("SIGN QUOTA SPENT: trying again in {detail}", "签名额度用完：{detail} 后再试"),
        "alert.quota_low": ("SIGN QUOTA NEARLY SPENT: {detail} left", "签名额度快用完：剩余 {detail}"),
        "alert.age_restricted": ("AGE-RESTRICTED room: anonymous reading is refused", "直播间有年龄限制，无法匿名读取"),
        "alert.network": ("NETWORK TROUBLE on the way to the room{where}", "到直播间的网络不通{where}"),
        "alert.disk_low": ("DISK NEARLY FULL: {detail} left", "磁盘快满：剩余 {detail}"),
        "alert.commit_failed": ("NOT RECORDED: {detail}", "未能记录：{detail}"),
        "alert.new_session_begun": (
            "A NEW SHOW IS BEGUN, the one before could not go on: {detail}",
            "已另开一场，上一场无法继续：{detail}",
        ),
        "alert.session_expired": (
            "ACCOUNT SESSION EXPIRED: chat and moderation do not work",
            "账号登录已过期：无法发言、无法管理观众",
        ),
        "alert.glossary_refused": (
            "GLOSSARY REFUSED, the one before stays: {detail}",
            "术语表有错，沿用之前的：{detail}",
        ),
        "alert.shed": ("TOO BUSY: likes and joins are being skipped", "太忙：点赞和进场被跳过"),
        "alert.view_failed": ("CANNOT SHOW the room's newest state: {detail}", "无法显示最新状态：{detail}"),
        "alert.event_dropped": (
            "SOMETHING COULD NOT BE READ and was skipped: {detail}",
            "有内容无法处理，已跳过：{detail}",
        ),
        "alert.task_failed": ("A PART OF LIVEBOT FAILED: {detail}", "livebot 的一部分出错：{detail}"),
        # where or why the way to the room is cut
        "where.TikTok": (": TikTok does not answer", "：TikTok 没有应答"),
        "where.sign provider": (": the sign provider", "：签名服务"),
        "where.sign key": (": it does not accept tiktok.sign_api_key", "：签名服务不认 tiktok.sign_api_key"),
        "where.captcha": (": TikTok shows a captcha", "：TikTok 要求验证码"),
        "where.websocket": (": the live connection", "：直播连接"),
        "where.room info": (": what TikTok says of the room", "：TikTok 的直播间信息"),
        "where.short link": (": the short link", "：短链接"),
        "where.silent": (": no data came any more", "：收不到数据"),
        "where.closed": (": TikTok closed the connection", "：TikTok 关闭了连接"),
        # alerts that are no more
        "over": ("Over: {what}", "已恢复：{what}"),
        "over.daemon": ("livebot did not answer", "livebot 没有应答"),
        "over.panic": ("panic", "紧急停止"),
        "over.paused": ("the pause", "暂停"),
        "over.away": (
            "no connection to the room. Comments of {left} were missed",
            "与直播间断开。丢失了 {left} 的评论",
        ),
        "over.rules_refused": ("refused rules. The newest are in force", "规则有错。最新规则已生效"),
        "over.translators_down": ("no translator answered", "翻译不可用"),
        "over.offline": ("the host was not live", "主播未开播"),
        "over.live_ended": ("the wait for the next stream", "等待下一场"),
        "over.not_found": ("the room was not found", "找不到直播间"),
        "over.blocked": ("TikTok or the sign provider turned us away", "被 TikTok 或签名服务拒绝"),
        "over.rate_limited": ("the sign quota was spent", "签名额度用完"),
        "over.quota_low": ("the sign quota was nearly spent", "签名额度快用完"),
        "over.age_restricted": ("the room was age-restricted", "直播间有年龄限制"),
        "over.network": ("network trouble on the way to the room", "到直播间的网络不通"),
        "over.disk_low": ("the disk was nearly full", "磁盘快满"),
        "over.commit_failed": ("something was not recorded", "未能记录"),
        "over.new_session_begun": ("a new show was begun", "另开了一场"),
        "over.session_expired": ("the account's session had expired", "账号登录已过期"),
        "over.glossary_refused": ("a refused glossary. The newest is in use", "术语表有错。已采用最新的"),
        "over.shed": ("likes and joins were skipped", "点赞和进场被跳过"),
        "over.view_failed": ("the room's newest state could not be shown", "无法显示最新状态"),
        "over.event_dropped": ("something could not be read", "有内容无法处理"),
        "over.task_failed": ("a part of livebot had failed", "livebot 的一部分出错"),
        # between the console and livebot itself
        "trouble.not_running": (
            "LIVEBOT DOES NOT ANSWER at {url}: what you see is old. Trying again",
            "livebot（{url}）没有应答：画面已过时，正在重试",
        ),
        "trouble.lost": (
            "CONNECTION TO LIVEBOT LOST ({url}): what you see is old",
            "与 livebot（{url}）断开：画面已过时",
        ),
        "trouble.ended": (
            "LIVEBOT HAS STOPPED: leave with ^q and start it again. What you saw is recorded",
            "livebot 已停止：按 ^q 退出后重新启动，看到的都已记录",
        ),
        "trouble.other_version": (
            "The running livebot is another version: use the same one on both sides",
            "运行中的 livebot 版本不同：两边请用同一版本",
        ),
        # the list of events
        "notice.poll_opened": ("Poll {id} opened", "投票 {id} 开始"),
        "notice.poll_closed.winner": (
            "Poll {id}: {winners} wins ({votes} votes)",
            "投票 {id}：{winners} 胜出（{votes} 票）",
        ),
        "notice.poll_closed.tie": (
            "Poll {id}: tie of {winners} ({votes} votes)",
            "投票 {id}：{winners} 平局（{votes} 票）",
        ),
        "notice.poll_closed.none": ("Poll {id}: nobody voted", "投票 {id}：无人投票"),
        "notice.poll_closed": ("Poll {id} closed", "投票 {id} 结束"),
        "notice.quick_opened": ("Ask {id} opened", "一键问答 {id} 开始"),
        "notice.quick_closed": ("Ask {id} closed ({answers} answers)", "一键问答 {id} 结束（{answers} 人回答）"),
        "notice.code_hit": ("Code {id}: {viewer}", "暗号 {id}：{viewer}"),
        "notice.code_first": ("Code {id}: {viewer}, for the first time", "暗号 {id}：{viewer} 第一次说出"),
        "notice.code_burst": ("Code {id}: {viewers} viewers at once!", "暗号 {id}：{viewers} 人齐喊！"),
        "notice.code_explained": ("Code {id} explained", "已解释暗号 {id}"),
        "notice.code_opened": ("Code {id} opened", "暗号 {id} 启用"),
        "notice.code_closed": ("Code {id} closed", "暗号 {id} 停用"),
        "notice.prompt_fired": ("Prompt {id}", "提示 {id}"),
        "notice.prompt_skipped": ("Prompt {id} skipped: {why}", "提示 {id} 跳过：{why}"),
        "notice.question": ("Question #{n}", "新问题 #{n}"),
        "notice.question_again": ("Question #{n} asked again", "问题 #{n} 又有人问"),
        "notice.pinned": ("Question #{n} is on the overlay", "问题 #{n} 已上屏"),
        "notice.unpinned": ("Question #{n} is off the overlay", "问题 #{n} 已撤下"),
        "notice.answer_lost": ("The answer to #{n} was NOT posted: it waits again", "#{n} 的回答没有发出：重新等待"),
        "notice.reply_untranslated": (
            "No translation into {language} for the reply to #{n}",
            "#{n} 的回复译不成 {language}",
        ),
        "notice.product_shown": ("On show: {product}", "正在展示：{product}"),
        "notice.line_sent": ("Sent: {text}", "已发送：{text}"),
        "notice.line_offered": ("To post: {text}", "待发：{text}"),
        "notice.line_failed": ("NOT SENT ({reason}): {text}", "发送失败（{reason}）：{text}"),
        "notice.line_maybe": ("MAYBE SENT, look in the room: {text}", "可能已发送，请看直播间：{text}"),
        "notice.line_expired": ("Too late, dropped: {text}", "过时，未发送：{text}"),
        "notice.line_refused": ("Not posted ({reason}): {text}", "未发送（{reason}）：{text}"),
        "notice.line_blocked": (
            "BLOCKED, nothing was posted: “{word}”. {reason} ({text})",
            "已拦下，没有发出：“{word}”。{reason}（{text}）",
        ),
        "notice.connected": ("Connected to the room", "已连接直播间"),
        "notice.disconnected": ("Connection lost ({reason})", "连接断开（{reason}）"),
        "notice.gap": ("Comments of {left} were missed", "丢失了 {left} 的评论"),
        "notice.live_ended": ("The stream ended", "直播结束"),
        "notice.live_paused": ("The host paused the stream", "主播暂停了直播"),
        "notice.live_resumed": ("The host is back", "主播回来了"),
        "notice.rules_loaded": ("Rules loaded: {changed}", "规则已加载：{changed}"),
        "notice.rules_refused": ("Rules refused: {first}", "规则有错，未采用：{first}"),
        "notice.recovered": ("livebot was restarted and goes on", "livebot 已重启并继续"),
        "notice.gift": (
            "{viewer}: {gift} ×{count} ({diamonds} diamonds)",
            "{viewer}：{gift} ×{count}（{diamonds} 钻）",
        ),
        "notice.deleted": ("Comments deleted by a moderator: {comments}", "管理员删除了 {comments} 条评论"),
        "notice.paused": ("Paused", "已暂停"),
        "notice.resumed": ("Going on", "已恢复"),
        "notice.panic": ("PANIC", "紧急停止"),
        "notice.undone": ("Taken back: {what}", "已撤销：{what}"),
        "notice.ending": ("The last minutes begin", "进入收尾"),
        # why a prompt or a code waits
        "why.interval": ("in {left}", "{left} 后"),
        "why.min_comments": ("needs {missing} more comments", "还差 {missing} 条评论"),
        "why.min_viewers": ("needs {missing} more people talking", "还差 {missing} 人发言"),
        "why.min_joins": ("needs {missing} more to join", "还差 {missing} 人进场"),
        "why.gap": ("{left} after the last line", "与上一句间隔 {left}"),
        "why.lane_busy": ("other lines first", "排队中"),
        "why.not_live": ("not live", "未开播"),
        "why.paused": ("paused", "已暂停"),
        "why.panicked": ("panic", "紧急停止"),
        "why.chat_off": ("chat is off", "发言已关闭"),
        "why.waiting_posting": ("its line is not posted yet", "上一句还没发出"),
        "why.not_open": ("not open", "未启用"),
        "why.cooldown_room": ("rests {left}", "冷却 {left}"),
        "why.repeated": ("every text was just sent", "文案刚发过"),
        "why.answered": ("answered", "已回答"),
        "why.quiet_hours": ("quiet hours, {left} more", "静默时段，还有 {left}"),
        "why.blocked": ("its text is blocked by the market's rules", "文案不合市场规则"),
        "why.none": ("about to", "即将"),
        # lines of the outbox
        "line.waiting": ("waits", "等待"),
        "line.sending": ("sending", "发送中"),
        "line.offered": ("TO POST", "待发"),
        "line.sent": ("sent", "已发"),
        "line.maybe": ("MAYBE SENT", "可能已发"),
        "line.failed": ("FAILED", "失败"),
        "line.expired": ("too late", "过时"),
        "line.dropped": ("dropped", "已弃"),
        "line.blocked": ("BLOCKED", "已拦下"),
        # what became of a command
        "reply.done": ("Done", "完成"),
        "reply.undone": ("Taken back: {what}", "已撤销：{what}"),
        "reply.unknown": ("There is no {what} called {id}", "没有叫 {id} 的{what}"),
        "reply.already_open": ("{id} is open already", "{id} 已经开着"),
        "reply.not_open": ("{id} is not open", "{id} 没有开着"),
        "reply.unknown_question": ("There is no question #{n}", "没有问题 #{n}"),
        "reply.unknown_line": ("There is no line {n}", "没有第 {n} 行"),
        "reply.not_pinned": ("No question is on the overlay", "屏上没有问题"),
        "reply.wrong_state": ("Not possible now: it is {state}", "现在不行：{state}"),
        "reply.claimed": ("{by} has this card", "{by} 正在处理"),
        "reply.too_long": ("Too long: {have} characters, {max} allowed", "太长：{have} 字，最多 {max} 字"),
        "reply.repeated": ("The same text was the last line: change a word", "与上一条相同：改几个字"),
        "reply.lane_full": ("{most} lines wait already: drop some, or wait", "已有 {most} 句在等：先丢弃一些，或稍等"),
        "reply.no_reply": (
            "Nothing of the reply to #{n} can be posted: it is not translated, or too long",
            "#{n} 的回复没有可发的：还没译好，或太长",
        ),
        "reply.blocked": ("BLOCKED, “{word}” may not be posted: {reason}", "已拦下，“{word}”不能发：{reason}"),
        "reply.empty": ("There is nothing to read in it", "内容为空"),
        "reply.chat_off": ("Chat is off (chat.mode)", "发言已关闭（chat.mode）"),
        "reply.not_live": ("The room is not live", "直播间未开播"),
        "reply.panicked": (
            "Panic holds: press r first, or `livebot do resume`",
            "紧急停止中：先按 r，或 `livebot do resume`",
        ),
        "reply.nothing_to_undo": ("Nothing to take back", "没有可撤销的"),
        "reply.not_manual": ("{id} is not opened by hand (when: {when})", "{id} 不是手动启用的（when: {when}）"),
        "reply.duplicate": ("This was done already", "已经执行过"),
        # what the console itself says after a key
        "said.answer": ("Answered #{n}   u takes it back", "已回答 #{n}   u 撤销"),
        "said.star": ("Star of #{n} changed", "#{n} 星标已改"),
        "said.dismiss": ("Dismissed #{n}   u takes it back", "已忽略 #{n}   u 撤销"),
        "said.hand_over": ("Handed over #{n}   u takes it back", "#{n} 已转给同事   u 撤销"),
        "said.take_back": ("#{n} is in the queue again", "#{n} 回到队列"),
        "said.give": ("Answer {id} goes out   u takes it back", "回答 {id} 将发出   u 撤销"),
        "said.reply": ("Your reply goes out   u takes it back", "你的回复将发出   u 撤销"),
        "said.written": ("The reply is being translated", "回复翻译中"),
        "said.discarded": ("The reply is thrown away", "回复已删除"),
        "said.no_answer": ("There is no prepared answer {n}", "没有第 {n} 条备好的回答"),
        "said.not_translated": ("Wait: the reply is still being translated", "稍等：回复还在翻译"),
        "said.open": ("Opened {id}", "已开始 {id}"),
        "said.close": ("Closed {id}   u takes it back", "已结束 {id}   u 撤销"),
        "said.prompt": ("Prompt {id} goes out", "提示 {id} 将发出"),
        "said.say": ("Your line goes out", "将发出你的话"),
        "said.to_post": ("Now post it: c copies it", "请发出：按 c 复制"),
        "said.copied": (
            "Sent to the clipboard: paste it in the room, then press v. Something else is pasted?"
            " Select the text on this screen with the mouse, holding Shift, and copy it",
            "已送往剪贴板：粘贴到直播间后按 v。粘贴出来不是它？按住 Shift 用鼠标选中屏幕上的文字再复制",
        ),
        "said.posted": ("Marked as sent", "已标记为已发"),
        "said.dropped": ("Line dropped", "已丢弃"),
        "said.undo": ("Taken back", "已撤销"),
        "said.no_line": ("No line waits for you", "没有待发的话"),
        "said.no_card": ("No question is selected", "没有选中问题"),
        "said.not_shown": ("The questions are not on the screen: press 1 first", "问题不在屏幕上：先按 1"),
        "said.not_done": ("NOT DONE: {why}", "未执行：{why}"),
        "said.unsure": ("livebot did not answer: look before you repeat it", "livebot 没有回复结果：先看清楚再重复"),
        "said.selection": ("The selected text was sent to the clipboard", "选中的文字已送往剪贴板"),
        # the plain lines
        "plain.question": ("Question #{n} ({language}, {name}): {text}", "问题 #{n}（{language}，{name}）：{text}"),
        "plain.translation": ("Translation #{n}: {text}", "译文 #{n}：{text}"),
        "plain.answering": ("Answer to #{n} is on its way ({by})", "#{n} 的回答发送中（{by}）"),
        "plain.answered": ("Answered #{n} ({by})", "已答 #{n}（{by}）"),
        "plain.handed": ("Handed over #{n}", "#{n} 已转给同事"),
        "plain.dismissed": ("Dismissed #{n}", "已忽略 #{n}"),
        "plain.again": ("#{n} waits again", "#{n} 重新等待"),
        "plain.alert": ("ALERT: {text}", "警报：{text}"),
        # what other sentences are about
        "what.polls": ("poll", "投票"),
        "what.quick": ("quick ask", "一键问答"),
        "what.codes": ("code", "暗号"),
        "what.prompts": ("prompt", "提示"),
        "what.answers": ("prepared answer", "备好的回答"),
        "what.ending": ("the ending", "收尾"),
        "what.question": ("question", "问题"),
        # what a question or a line is when a command does not fit
        "state.new": ("waiting", "待答"),
        "state.claimed": ("open on a console", "有人在处理"),
        "state.answering": ("being answered", "正在回答"),
        "state.handed": ("handed over", "在同事处"),
        "state.answered": ("answered", "已答"),
        "state.dismissed": ("dismissed", "已忽略"),
        "state.waiting": ("waiting", "等待中"),
        "state.sending": ("being sent", "发送中"),
        "state.offered": ("to be posted", "待发"),
        "state.maybe": ("maybe sent", "可能已发"),
        "state.sent": ("sent", "已发"),
        "state.failed": ("not sent", "发送失败"),
        "state.expired": ("too late", "已过时"),
        "state.dropped": ("dropped", "已丢弃"),
        "state.blocked": ("blocked by the market's rules", "不合市场规则"),
        # reasons inside other sentences
        "reason.network": ("network", "网络"),
        "reason.silent": ("silent connection", "连接无数据"),
        "reason.closed": ("closed", "被关闭"),
        "reason.rate limited": ("rate limit", "限流"),
        "reason.rate_limited": ("rate limit", "限流"),
        "reason.blocked": ("blocked", "被拒绝"),
        "reason.stopped": ("stopped", "已停止"),
        "reason.suspended": ("this computer slept", "电脑休眠"),
        "reason.restart": ("restart", "重启"),
        "reason.repeated": ("the same text again", "文案重复"),
        "reason.lane_full": ("too many lines wait", "等待的太多"),
        "reason.empty": ("there is nothing to read in it", "内容为空"),
        "reason.chat_off": ("chat is off", "发言已关闭"),
        "reason.undone": ("taken back", "已撤销"),
        "reason.operator": ("by an operator", "人工丢弃"),
        "reason.expired": ("too late", "过时"),
        "reason.too_long": ("too long", "太长"),
        "reason.panic": ("panic", "紧急停止"),
        "reason.journal": ("it could not be recorded", "未能记录"),
        "reason.the room is not live": ("the room is not live", "直播间未开播"),
        "reason.the text is too long": ("the text is too long", "太长"),
        "reason.the account is muted in this room": ("the account is muted in this room", "账号在本直播间被禁言"),
        "reason.the sign provider's plan lacks chat": ("the sign provider's plan lacks chat", "签名服务的套餐不含发言"),
        "reason.the sign provider does not accept tiktok.sign_api_key": (
            "the sign provider does not accept tiktok.sign_api_key",
            "签名服务不认 tiktok.sign_api_key",
        ),
        "reason.session expired: log in again and renew tiktok.session_id": (
            "session expired: log in again and renew tiktok.session_id",
            "账号登录已过期：重新登录并更新 tiktok.session_id",
        ),
    }
    | SCREEN_WORDS
    | MODERATION_WORDS
    | GIVEAWAY_WORDS
    | POINTS_WORDS
    | PK_WORDS
    | NEWCOMER_WORDS
    | FIGURE_WORDS
    | CODE_WORDS
    | RUNSHEET_WORDS
    | REPORT_WORDS
    | RHYTHM_WORDS
    | DESK_WORDS
)
