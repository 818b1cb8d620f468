"""A TikTok LIVE look-alike on this machine, and its scripted audience."""
