"""What a rehearsal says, in English and Chinese."""

WORDS = {
    "comments": ("Comments", "评论"),
    "joins": ("Joins", "进房"),
    "likes": ("Like messages", "点赞消息"),
    "follows": ("Follows", "关注"),
    "shares": ("Shares", "分享"),
    "gift messages": ("Gift messages", "礼物消息"),
    "deletions": ("Deletions", "删除消息"),
    "questions": ("Questions: cards, askers", "提问：卡片数、人数"),
    "products": ("Products shown", "展示商品"),
    "merged": ("Cards of 3 languages or more", "三种以上语言合成的卡片"),
    "answers": ("Answers posted: operator, bot", "回答已发出：场控、机器人"),
    "replies": ("Own words, read translated back", "自拟回复，已回译核对"),
    "handed": ("Handed over", "已转交"),
    "translated": ("Questions translated", "已翻译的提问"),
    "deleted": ("Deleted comments gone", "已撤下的被删评论"),
    "ballot": ("Votes and answers: {id}", "投票与应答：{id}"),
    "code": ("Code: hits, viewers, regulars, bursts", "暗号：次数、人数、老粉、爆发"),
    "offences": ("Offences found", "发现的违规"),
    "raids": ("Raids: viewers of each", "冲击：每次的人数"),
    "innocent": ("Innocent viewers touched", "被误伤的观众"),
    "done": ("Warned, muted, removed, unmuted, let in", "警告、禁言、移出、解禁、放回"),
    "blocked": ("Lines the market's rules stopped", "被市场规则拦下的话"),
    "asked": ("Lines that had to be posted", "必须发出的话"),
    "posted": ("Lines posted, each once", "发言，每条一次"),
    "orders": ("Operator's orders", "场控操作"),
    "gaps": ("Away, and came back", "断线并恢复"),
    "like total": ("Likes", "点赞"),
    "gifts": ("Gifts, diamonds", "礼物、钻石"),
    "replay": ("Replay of the record", "回放记录"),
    "daemon": ("Daemon's exit code", "守护进程退出码"),
    "exact": ("exact", "完全一致"),
    "expected": ("expected", "应为"),
    "got": ("got", "实际"),
    "missing": ("missing", "缺失"),
    "twice": ("recorded {n} times", "记录了{n}次"),
    "unknown": ("not expected", "多出"),
    "nothing": ("nothing", "无"),
    "left": ("still there", "仍在"),
    "differences": ("Differences", "不一致之处"),
    "all right": ("All as it had to be: nothing lost, nothing doubled.", "完全符合预期：没有丢失，没有重复。"),
    "wrong": ("{n} of {all} are not as they had to be.", "{all}项中有{n}项不符合预期。"),
    "lost": (
        "{n} comments came while the connection was gone and were never replayed: nobody can know those.",
        "断线期间有{n}条评论，平台没有补发，谁也无从得知。",
    ),
    "kept": ("The records are kept in {folder}.", "记录保存在 {folder}。"),
    "early": (
        "The show was left early: this is what happened until then.",
        "彩排提前结束：以下是到那时为止发生的事。",
    ),
    "hands on": (
        "You gave orders of your own ({n}): what depends on orders is not compared.",
        "你自己操作了{n}次：与操作有关的内容不作比较。",
    ),
    "intro": (
        "Rehearsal: {viewers} made-up viewers write in {languages} languages; nothing leaves this machine.",
        "彩排：{viewers}位虚构观众，{languages}种语言；一切都只在本机进行。",
    ),
    "colleague": (
        "A scripted colleague answers, stars, hands over and dismisses cards, too.",
        "还有一位按剧本行事的同事，也会回答、加星、转交、忽略卡片。",
    ),
    "overlays": (
        "Overlays for the video: {stage}\nAll of them, to arrange: {editor}",
        "直播浮层：{stage}\n全部浮层与设置：{editor}",
    ),
    "comparing": (
        "Comparing what livebot counted with what the audience did …",
        "正在比对：livebot 的记录与观众的实际行为……",
    ),
    "gap network": ("network", "网络中断"),
    "gap silent": ("silent", "没有数据"),
    "moment arrivals": ("Viewers arrive", "观众陆续进来"),
    "moment questions": ("They ask, each in their own words", "大家用各自的语言提问"),
    "moment answers": ("The operator answers, and the bot", "场控回答，机器人也回答"),
    "moment ask": ("The operator asks: one key is an answer", "场控发问，一个键就是回答"),
    "moment poll": ("A poll, with votes that are none and minds that change", "投票：有人改主意，有些不算票"),
    "moment break": ("The connection breaks", "连接断开"),
    "moment result": ("The poll is closed, and late votes come", "投票结束，还有迟到的票"),
    "moment code": ("The secret code, and a spammer", "暗号，和一个刷屏的人"),
    "moment trouble": (
        "Spam, a flood and a raid; and a claim that may not be posted",
        "广告、刷屏、冲击，还有一句不许发的话",
    ),
    "moment silence": (
        "Nobody writes; then the connection falls silent without closing",
        "无人说话；随后连接未断却没了数据",
    ),
    "moment finale": ("Goodbye, until livebot has noticed", "道别"),
}


class Sayings:
    """The wording of one language; any language but Chinese reads English."""

    def __init__(self, language: str) -> None:
        self._index = 1 if language == "zh" else 0

    def __call__(self, key: str, **data: object) -> str:
        return WORDS[key][self._index].format(**data)
