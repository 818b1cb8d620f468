"""Rules with everything in them, and ways to post, for random sessions."""

from livebot.engine.settings import ChatSettings
from livebot.testing import rules_from_yaml

RULES = """
polls:
  - id: colour
    question: {en: "Red or blue?", es: "¿Rojo o azul?"}
    options: [{key: A, accept: [red, rojo]}, {key: B, label: {en: Blue}, accept: [blue, azul]}]
    duration: 40s
    announce: {en: "{winner} wins!", es: "¡Gana {winner}!"}
    announce_tie: {en: "A tie!"}
    announce_none: {en: "Nobody!"}
  - {id: size, question: {en: "A or S?"}, options: [{key: A}, {key: S}], duration: 0, vote: first, target: 2,
     starts: [{every: 60s}, {at: "22:15"}, {reached: {viewers: 50}}, {each: {orders: 2}}, {ending: true}]}
  - {id: two, question: {en: "A, C or D?"}, question_again: {en: "{last_day} {last_winner}", es: "¡{last_winner}!"},
     options: [{key: A}, {key: C}, {key: D}], choose: 2, duration: 30s, announce: {en: "{winner} of {voters}"}}
pk:
  - id: camps
    question: {en: "A or K?"}
    question_again: {en: "{last_winner} {last_day}, and now?"}
    camps: [{key: A}, {key: K, accept: [red]}]
    duration: 40s
    cheers_per_viewer: {per_minute: 3, in_all: 5}
    camp: first
    lead: {by: 1, every: 10s, say: {en: "{leader} leads, {score}"}}
    last: {before: 20s, say: {en: "{seconds} s, {score}"}}
    announce: {en: "{winner} {cheers} {score}"}
    guard: {viewers: 1, within: 20s}
    starts: [{every: 90s}]
quick:
  - {id: heard, ask: {en: "Y?"}, answers: {Y: [yes, 是], 1: []}, window: 20s, grace: 5s}
codes:
  - id: moon
    phrases: [the moon, 🌙🌙]
    reply: {en: "Moon! {viewer}", es: "¡Luna!"}
    welcome: {en: "Welcome {viewer}"}
    explain: {en: "A secret"}
    cooldown: {user: 20s, room: 5s}
    burst: {viewers: 2, within: 30s, say: {en: "🌙🌙"}}
  - {id: sun, phrases: [sun], match: word, when: manual, reply: {en: "Sun"}, open_for: 30s, opening: {en: "Sun up"},
     closing: {en: "Sun down", es: "Noche"}, starts: [{each: {comments: 5}}, {every: 60s}, {said: [hi]}]}
  - {id: end, phrases: [finale], match: fuzzy, when: ending, reply: {en: "Bye"}}
prompts:
  - {id: hello, every: 20s, jitter: 9s, texts: [{en: Hello, es: Hola}, {en: Welcome}], opens: heard,
     choose: best, explore: 30%}
  - {id: vote, every: 45s, min_comments: 2, min_viewers: 2, texts: [{en: "Vote now"}], opens: colour}
  - {id: new, every: 30s, min_joins: 1, texts: [{en: "New here?"}, {en: "Hi, new ones"}, {en: Hello}]}
answers:
  - {id: cost, intent: price, texts: {en: "Ten", es: "Diez"}, auto: {cooldown: 20s}}
  - {id: cost-a3, intent: price, product: A3, texts: {en: "Twelve"}}
points:
  per_minute: 2
  like: {per: 5}
  levels: [{at: 2, name: {en: Friend, es: Amiga}}, {at: 6, name: {en: Star}}]
  level_up: {every: 20s, say: {en: "Level up! {who}"}}
  ask: {words: {en: ["!points"]}, reply: {en: "{viewer}: {points} {month} {session} {level}"}, cooldown: {user: 9s}}
  hide: {en: ["!hide me"]}
  show: {en: ["!show me"]}
  leaderboard: {say: {en: "Top: {top}"}, starts: [{every: 60s}]}
newcomers:
  cohort: {viewers: 2, within: 20s}
  every: 30s
  opens: heard
  rejoined_within: 60s
  texts: [{en: "New? Y", es: "¿Nuevo?"}, {en: "Hello"}]
  returning: [{es: "¡{viewer} otra vez!", en: "Back, {viewer} {visits}"}, {en: "Welcome back"}]
goals:
  - id: sold
    target: {orders: [2, 5]}
    announce: {en: "{have} of {target}, {left} left"}
    announce_reached: {en: "{target} sold", es: "¡{target}!"}
  - id: more
    each: {likes: 10}
    when: manual
    starts: [{each: {gifts: 3}}, {said: [the moon]}]
    announce_reached: {en: "{have}"}
countdowns:
  - {id: soon, for: 40s, marks: [40s, 20s, 5s], texts: {en: "{left}!"}, closing: {en: "Now!"}, again_after: 30s,
     then: [polls.colour, codes.sun, runsheet.middle], starts: [{every: 90s}]}
  - {id: late, at: "22:16", marks: [1m], calm: {en: "{left}", es: "¡{left}!"}}
  - {id: sold, until: {orders: 3}, amounts: [2, 1], texts: {en: "{left} more"}, then: [countdowns.soon]}
runsheet:
  late_after: 10s
  shows: [{at: "22:14"}, {days: [wed], at: "08:30", timezone: Asia/Tokyo}]
  segments:
    - {id: first, title: {en: First}, at: 0m, prompts: [hello], goals: {comments: 2, viewers: 5}}
    - {id: middle, title: {en: Middle}, at: 50s, prompts: [new], product: A3, opens: [countdowns.sold, quick.heard]}
    - {id: last, title: {en: Last}, at: 80s, length: 60s, ending: true, opens: [prompts.vote]}
giveaways:
  - id: tumbler
    prizes: [{name: {en: a tumbler}}]
    duration: 60s
    announce: {en: "{prize}! {left}", es: "¡{prize}!"}
    enter: {en: "Tap the box"}
    remind: {at: [20s, 40s], say: {en: "{left} left"}}
    thanks: {en: Thanks}
    cooldown: 15s
    countdown: soon
    starts: [{every: 90s}]
  - id: dress
    mode: draw
    allowed: {by: Ana, because: fine}
    prizes: [{name: {en: dress}, count: 2}]
    duration: 25s
    grace: 5s
    entry: {comment: [me]}
    eligible: {active: 40s, not_won_within: 1d}
    claim: {within: 20s, remind: 5s, words: [here]}
    announce: {en: "{prize} {seal}"}
    enter: {en: "Type {word}"}
    none: {en: Nobody}
    closed: {en: "{entrants} in"}
    winner: {en: "{viewer} won"}
    remind_claim: {en: "{viewer}?"}
    claimed: {en: "{viewer} has it"}
    unclaimed: {en: "{viewer} is away"}
    starts: [{every: 60s}]
  - id: bag
    mode: draw
    allowed: {by: Ana, because: fine}
    prizes: [{name: {en: bag}}]
    duration: 0
    public_value: the number
    entry: {code: moon}
    eligible: {follower: true, points: 1}
    claim: {within: 0}
    announce: {en: "Bag!"}
    enter: {en: "Use it"}
    winner: {en: "{viewer} has the bag"}
moderation:
  mode: auto
  exempt: [regulars]
  strikes_expire: 60s
  rules:
    links: {allow: [myshop.com]}
    contacts: {}
    words: {add: {en: [scam]}}
    repeats: {times: 2, within: 20s}
    flood: {comments: 4, within: 5s}
    capitals: {min_letters: 5}
    symbols: {mode: dry}
    length: {max: 30, mode: suggest}
    raid: {viewers: 2, within: 60s}
market: {market: US, name: {en: US}, updated: 2026-01-01, quiet_hours: ["22:15-22:16"], rules: [
  {id: top, about: claim, source: page, source_date: 2026-01-01, reason: {en: no}, words: {und: [best, welcome]}}]}
"""
OTHER_RULES = """
polls: [{id: colour, question: {en: "C or D?"}, options: [{key: C}, {key: D}], duration: 15s, grace: 0}]
prompts: [{id: hello, every: 10s, texts: [{en: Hello}], starts: [{after: 50s}, {reached: {comments: 3}}]}]
goals: [{id: sold, target: {orders: 3}, announce_at: 40%, announce: {en: "{have}/{target}"}}]
codes: [{id: moon, phrases: ["moo+n"], match: regex, reply: {en: "Moon again"}, only_for: {level: 1}}]
countdowns: [{id: soon, for: 15s, marks: [10s], texts: {en: "{left} to go"}}, {id: sold, for: 1m}]
runsheet: {moves: hand, late_after: 5s, segments: [
  {id: middle, title: {en: M}, length: 20s, prompts: [hello]}, {id: end, title: {en: E}}]}
moderation: {mode: suggest, ladder: [mute short, remove], rules: {links: {}, repeats: {mode: auto}, raid: {mode: auto}}}
points: {comment: 3, levels: [{at: 5, name: {en: Star}}], hide: {es: ["!hide me"]}}
market: {market: US, name: {en: United States}, updated: 2026-01-01, rules: [
  {id: luna, about: claim, source: page, source_date: 2026-01-01, reason: {en: unproven}, words: {en: [hello]}}]}
"""
PLAIN_RULES = [rules_from_yaml(text).model_dump(mode="json") for text in (RULES, OTHER_RULES, "")]
CHATS = [
    ChatSettings(mode="auto", max_per_minute=4),
    ChatSettings(mode="auto", min_gap_ms=0, max_chars=12),
    ChatSettings(mode="assist", own_accounts=("bot",)),
    ChatSettings(mode="off"),
]
LANES = [
    ChatSettings(mode="assist", min_gap_ms=2_000, max_per_minute=2, own_accounts=("bot",)),
    ChatSettings(mode="auto", min_gap_ms=0, max_per_minute=2),
    ChatSettings(mode="auto", min_gap_ms=2_000, max_per_minute=3, own_accounts=("bot",)),
    ChatSettings(mode="auto"),
]
