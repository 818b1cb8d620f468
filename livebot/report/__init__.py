"""``livebot report``: what a show came to, for its owner, from its record.

``course.py`` plays a session's steps through the engine again; ``tables.py`` holds every figure, once. Of these
``page.py`` makes one HTML file with charts (``charts.py``, ``page.html``, ``page.css``), ``text.py`` lines for a
terminal, ``tables.py`` itself CSV and JSON, and ``markers.py`` markers for a video editor. ``sessions.py`` sets a show
beside others. ``command.py`` is ``livebot report``.
"""
