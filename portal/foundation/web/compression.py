"""Small answers for slow lines: pages and static files go out compressed."""

import gzip
import hashlib
import io
import secrets
import shutil
import tempfile
from pathlib import Path

from flask import Flask, request
from werkzeug.wrappers import Response
from whitenoise.compress import Compressor

MIN_BYTES = 600
_TYPES = frozenset({"text/html", "application/json", "text/plain"})
_PADDING_MAX = 100


def install_compression(app: Flask) -> None:
    @app.after_request
    def _compress(response: Response) -> Response:
        if _may_shrink(response):
            response.set_data(_gzip(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
            response.vary.add("Accept-Encoding")
        return response


def _may_shrink(response: Response) -> bool:
    return (
        "gzip" in request.headers.get("Accept-Encoding", "")
        and response.mimetype in _TYPES
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and (response.content_length or 0) >= MIN_BYTES
    )


def _gzip(body: bytes) -> bytes:
    """With a file name of random length: what was typed cannot be tried against the page's secrets by size (BREACH)."""
    name = secrets.token_urlsafe(_PADDING_MAX)[: 1 + secrets.randbelow(_PADDING_MAX)]
    packed = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=5, fileobj=packed, mtime=0) as stream:
        stream.write(body)
    return packed.getvalue()


def packed_static(source: Path, target: Path) -> Path:
    """A copy of the static files with a compressed one beside each, made once for each state of `source`."""
    place = target / _digest(source)
    if place.is_dir():
        return place
    target.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=target))
    shutil.copytree(source, building, dirs_exist_ok=True)
    compressor = Compressor(quiet=True, use_brotli=False)
    for path in [path for path in building.rglob("*") if path.is_file() and compressor.should_compress(path.name)]:
        compressor.compress(str(path))
    try:
        building.rename(place)
    except OSError:
        shutil.rmtree(building)  # another process was quicker
    return place


def _digest(source: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        found.update(str(path.relative_to(source)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
