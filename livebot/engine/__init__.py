"""The pure core: events in, effects out. Reads no clock, no file, no socket, no random source.

``room.py`` takes the events. What a room does is in the folders: ``asks`` (polls, quick asks, PKs), ``crowd`` (who is
there and what that earns them), ``giveaways``, ``lines`` (what livebot says: codes, prompts, the chat lane),
``moderation``, ``questions`` and ``show`` (figures, goals, countdowns, the run sheet). Most of it is a ``Feature``
(``feature.py``) and speaks through the ``Turn`` (``turn.py``).
"""
