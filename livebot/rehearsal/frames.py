"""What wraps room messages on the wire: the fetch result, and the push frames of the websocket."""

import gzip
from collections.abc import Sequence
from functools import cached_property

from TikTokLiveProto.v3.webcast.im import PushHeader, WebcastPushFrame
from TikTokLiveProto.v3.webcast.shared.message import BaseProtoMessage, ProtoMessageFetchResult

from livebot.rehearsal.messages import Message


class Frame:
    """Messages on their way to every connection: encoded once, for each kind of compression asked for."""

    def __init__(self, log_id: int, messages: Sequence[Message], at_ms: int) -> None:
        self.log_id = log_id
        self._result = bytes(
            ProtoMessageFetchResult(
                messages=_wrapped(messages),
                cursor=f"{at_ms}_1_1_1_{log_id}",
                fetch_interval=1000,
                now=at_ms,
                internal_ext=f"internal_src:pushserver|cmd:1|first_req_ms:{at_ms}|seq:{log_id}",
                heartbeat_duration=10000,
                need_ack=True,
            )
        )

    @cached_property
    def gzipped(self) -> bytes:
        return self._pushed(gzip.compress(self._result, compresslevel=1, mtime=0), "gzip")

    @cached_property
    def plain(self) -> bytes:
        return self._pushed(self._result, "none")

    def _pushed(self, payload: bytes, compress_type: str) -> bytes:
        return bytes(
            WebcastPushFrame(
                seq_id=self.log_id,
                log_id=self.log_id,
                headers=[
                    PushHeader(key="compress_type", value=compress_type),
                    PushHeader(key="im-cursor", value=str(self.log_id)),
                ],
                payload_encoding="pb",
                payload_type="msg",
                payload=payload,
            )
        )


def first_fetch(messages: Sequence[Message], *, at_ms: int, push_server: str, token: str) -> bytes:
    """Return the sign provider's answer: history, the websocket's address and what signs it.

    History is not marked as such: a client that needs the mark to tell it apart could not tell it on TikTok.
    """
    return bytes(
        ProtoMessageFetchResult(
            messages=_wrapped(messages),
            cursor=f"{at_ms}_1_1_1_0",
            fetch_interval=1000,
            now=at_ms,
            internal_ext=f"internal_src:dim|wss_push_room_id:0|first_req_ms:{at_ms}",
            fetch_type=1,
            route_params={"imprp": token, "cursor": f"{at_ms}_1_1_1_0"},
            heartbeat_duration=10000,
            push_server=push_server,
            is_first=True,
        )
    )


def no_cursor() -> bytes:
    """Return the sign provider's answer for a room that cannot be entered."""
    return bytes(ProtoMessageFetchResult(fetch_interval=1000))


def reply(payload_type: str, payload: bytes = b"") -> bytes:
    """Return a frame that carries no room messages: an answer to a heartbeat or to entering the room."""
    return bytes(WebcastPushFrame(payload_encoding="pb", payload_type=payload_type, payload=payload))


def _wrapped(messages: Sequence[Message]) -> list[BaseProtoMessage]:
    return [BaseProtoMessage(method=m.method, payload=m.payload, msg_id=m.msg_id) for m in messages]
