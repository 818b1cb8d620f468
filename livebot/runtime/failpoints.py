"""Named places where a test ends the process, the way ``kill -9`` or a power cut would.

``LIVEBOT_FAILPOINT=after_commit`` ends it the first time it comes by, ``after_commit:40`` the fortieth time.

==================  ===============================================================================
``before_commit``   events are decided, nothing is stored
``after_commit``    events and decisions are stored, nothing is shown or sent
``after_start_mark``  a chat line's start is stored, the call has not begun
``after_http_call``  the chat service took the line, which is not stored yet
``before_moderation``  muting or removing a viewer is decided and stored, the call has not begun
``after_moderation``  a viewer was muted or removed, which is not stored yet
==================  ===============================================================================
"""

import os

VARIABLE = "LIVEBOT_FAILPOINT"
EXIT_CODE = 86

_passes: dict[str, int] = {}


def failpoint(name: str) -> None:
    """End the process here, without any cleaning up, if that was asked for."""
    wanted, _, times = os.environ.get(VARIABLE, "").partition(":")
    if name == wanted:
        _passes[name] = _passes.get(name, 0) + 1
        if _passes[name] >= int(times or 1):
            os._exit(EXIT_CODE)
