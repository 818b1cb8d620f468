-- In which month a code was used, on the market's clock; of what was stored before, the month its session was opened in.

ALTER TABLE viewer_codes ADD COLUMN month TEXT NOT NULL DEFAULT '';

UPDATE viewer_codes
SET month = (SELECT strftime('%Y-%m', opened_at_ms / 1000, 'unixepoch') FROM sessions WHERE n = session);
