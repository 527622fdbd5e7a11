"""A sentence model made on the spot: words of one meaning share a direction, whatever their language."""

import json
from pathlib import Path

import numpy
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer, models, pre_tokenizers

MEANINGS = ("weapon arme oružje 武器", "border frontière granica", "money argent novac", "river fleuve rijeka")
"""Each line is one direction."""


def make_model(folder: Path, least: float = 0.5) -> Path:
    """`model.onnx` looks up a vector for each token; the loader averages them. Words it does not know have none."""
    folder.mkdir(parents=True, exist_ok=True)
    known = {"[PAD]": 0, "[UNK]": 1}
    rows = [numpy.zeros(len(MEANINGS)), numpy.zeros(len(MEANINGS))]
    for number, words in enumerate(MEANINGS):
        for word in words.split():
            known[word] = len(rows)
            rows.append(numpy.eye(len(MEANINGS))[number])
    # a direction of their own for unknown words, so that a text of nothing else has a length
    table = numpy.array([[*row, 0.0] for row in rows], dtype=numpy.float32)
    table[1, -1] = 0.05
    _save(folder / "model.onnx", table)
    tokenizer = Tokenizer(models.WordLevel(known, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "portal.json").write_text(json.dumps({"least": least}), encoding="utf-8")
    return folder


def _save(place: Path, table: numpy.ndarray) -> None:
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["vectors"])],
        "lookup",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"]),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "tokens"]),
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", "tokens", table.shape[1]])],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    save(model, str(place))
