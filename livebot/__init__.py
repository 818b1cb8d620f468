"""livebot: a TikTok LIVE chat bot and moderator's assistant."""

__version__ = "0.1.0"
