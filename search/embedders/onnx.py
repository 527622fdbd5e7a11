"""A sentence model from a folder its operator filled: `model.onnx`, `tokenizer.json` and, if wished, `portal.json`.

Any encoder that answers with one vector a token, or one a text, will do; the usual exports of multilingual sentence
models are such. Nothing is downloaded. `portal.json` may say `question` and `text` (what is put before each),
`least` (likeness that counts) and `tokens` (how many the model reads).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from search.vectors import Vector, unit

BATCH = 16
LEAST, TOKENS = 0.5, 256
CURE = "install the portal with its extra: pip install 'portal[vectors]'"


class ModelUnusable(ValueError):
    """The folder holds no model this portal can use; says what is missing and what to do."""


class OnnxEmbedder:
    """Raises ModelUnusable, in one sentence, for whatever is wrong with the folder."""

    def __init__(self, folder: Path) -> None:
        self._told = _settings(folder)
        self._tokenizer = _tokenizer(folder, int(self._told.get("tokens", TOKENS)))
        self._session = _session(folder)
        self._inputs = {given.name for given in self._session.get_inputs()}
        self.least = float(self._told.get("least", LEAST))
        self.fingerprint = _fingerprint(folder)
        try:
            self.dimensions = len(self.embed(["a"])[0])
        except Exception as fault:
            raise ModelUnusable(f"{folder / 'model.onnx'} is no sentence model: {str(fault)[:200]}") from None

    def embed(self, texts: Sequence[str], question: bool = False) -> list[Vector]:
        before = str(self._told.get("question" if question else "text", ""))
        found: list[Vector] = []
        for start in range(0, len(texts), BATCH):
            found += self._embed([before + text for text in texts[start : start + BATCH]])
        return found

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        import numpy

        encoded = self._tokenizer.encode_batch(list(texts))
        mask = numpy.array([each.attention_mask for each in encoded], dtype=numpy.int64)
        given = {
            "input_ids": numpy.array([each.ids for each in encoded], dtype=numpy.int64),
            "attention_mask": mask,
            "token_type_ids": numpy.array([each.type_ids for each in encoded], dtype=numpy.int64),
        }
        answer = self._session.run(None, {name: value for name, value in given.items() if name in self._inputs})[0]
        if answer.ndim == 3:
            weights = mask[:, :, None].astype(answer.dtype)
            answer = (answer * weights).sum(axis=1) / numpy.maximum(weights.sum(axis=1), 1)
        return [unit([float(value) for value in row]) for row in answer]


def _settings(folder: Path) -> Mapping[str, Any]:
    place = folder / "portal.json"
    try:
        told = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    except (OSError, ValueError) as fault:
        raise ModelUnusable(f"{place} cannot be read: {type(fault).__name__}") from None
    if not isinstance(told, dict):
        raise ModelUnusable(f"{place} must hold one JSON object")
    return told


def _tokenizer(folder: Path, tokens: int) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise ModelUnusable(f"tokenizers is not installed; {CURE}") from None
    place = folder / "tokenizer.json"
    if not place.is_file():
        raise ModelUnusable(f"{place} is missing; put the model's tokenizer.json there")
    try:
        found = Tokenizer.from_file(str(place))
    except Exception as fault:
        raise ModelUnusable(f"{place} is no tokenizer: {str(fault)[:200]}") from None
    found.enable_truncation(tokens)
    found.enable_padding()
    return found


def _session(folder: Path) -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise ModelUnusable(f"onnxruntime is not installed; {CURE}") from None
    place = folder / "model.onnx"
    if not place.is_file():
        raise ModelUnusable(f"{place} is missing; put the model there in ONNX form")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(place), options, providers=["CPUExecutionProvider"])
    except Exception as fault:
        raise ModelUnusable(f"{place} is no ONNX model: {str(fault)[:200]}") from None


def _fingerprint(folder: Path) -> str:
    """Sixteen hex digits of all that decides what vector a text gets."""
    digest = hashlib.sha256()
    for name in ("model.onnx", "tokenizer.json", "portal.json"):
        if (folder / name).exists():
            with (folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
