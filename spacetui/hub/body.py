"""A body read piece by piece: decoded here, because a small gzip can grow a thousandfold in one piece."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable

MAX_BODY = 32 * 1024 * 1024
"""Bytes of decoded body that an answer may have; a page of 1,000 Spaces is about a twentieth of it."""


class BadBody(Exception):
    """Why a body cannot be taken; the words end a sentence."""


async def read_body(pieces: AsyncIterable[bytes], encoding: str, limit: int = MAX_BODY) -> bytes:
    """The whole decoded body. `encoding` is the `Content-Encoding`: none, gzip or deflate.

    Raises BadBody for another one, for broken data, and as soon as there are more than `limit` bytes.
    """
    if encoding.strip().lower() not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise BadBody("the answer is packed in a way that was not asked for")
    packed = encoding.strip().lower() not in ("", "identity")
    decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # takes gzip and zlib headers
    body = bytearray()
    async for piece in pieces:
        body += _unpack(decoder, piece, limit + 1 - len(body)) if packed else piece
        if len(body) > limit:
            raise BadBody(f"the answer is larger than {limit // (1024 * 1024)} MiB")
    if packed and body and not decoder.eof:
        raise BadBody("the answer is cut short")
    return bytes(body)


def _unpack(decoder: zlib._Decompress, piece: bytes, room: int) -> bytes:
    try:
        return decoder.decompress(piece, room)
    except zlib.error:
        raise BadBody("the answer is packed wrongly") from None
