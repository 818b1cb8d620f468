"""All that speaks TikTok."""
