"""The second show of the rehearsal: newcomers, PK, codes, countdowns, giveaways, orders, points and the run sheet."""
