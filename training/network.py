"""The network as an ONNX graph (opset 17, symbolic batch and sequence), written node by node so that it is the same
every time and plain enough for any runtime: Gather, MatMul, Add, LayerNormalization, Softmax, Erf, and shape work.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from features import TAGS

INPUTS = ["input_ids", "attention_mask", "case_ids", "quote_ids", "start_ids"]


class Graph:
    def __init__(self):
        self.nodes, self.weights, self.count = [], [], 0

    def weight(self, name, value):
        array = np.ascontiguousarray(value)
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def add(self, op, *inputs, outputs=1, name=None, **attributes):
        self.count += 1
        out = [name or f"{op.lower()}_{self.count}" + (f"_{i}" if outputs > 1 else "") for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), out, name=f"{op}_{self.count}", **attributes))
        return out[0] if outputs == 1 else out

    def linear(self, x, layer, name, out=None):
        w = self.weight(name + ".weight", layer.weight.detach().float().numpy().T)
        b = self.weight(name + ".bias", layer.bias.detach().float().numpy())
        return self.add("Add", self.add("MatMul", x, w), b, name=out)

    def norm(self, x, layer, name):
        w = self.weight(name + ".weight", layer.weight.detach().float().numpy())
        b = self.weight(name + ".bias", layer.bias.detach().float().numpy())
        return self.add("LayerNormalization", x, w, b, axis=-1, epsilon=float(layer.eps))


def build(model, rows):
    """`rows`: which rows of the word embedding to keep, in the order of the new vocabulary."""
    g = Graph()
    one, half, root = (g.weight(n, np.array(v, np.float32)) for n, v in (("one", 1), ("half", 0.5), ("root2", 2 ** 0.5)))
    width, heads = model.word.weight.shape[1], model.layers[0].heads
    size = width // heads
    tables = (("word", model.word.weight[rows]), ("case", model.case.weight), ("quote", model.quote.weight), ("start", model.start.weight))
    tables = {n: g.weight(n + ".weight", w.detach().float().numpy()) for n, w in tables}
    x = g.add("Gather", tables["word"], "input_ids")
    for n in ("case", "quote", "start"):
        x = g.add("Add", x, g.add("Gather", tables[n], n + "_ids"))
    length = g.add("Shape", "input_ids", start=1, end=2)
    zero, none = g.weight("zero1", np.array([0], np.int64)), g.weight("axis0", np.array([0], np.int64))
    positions = g.weight("position.weight", model.position.weight.detach().float().numpy())
    x = g.add("Add", x, g.add("Slice", positions, zero, length, none))
    x = g.norm(x, model.norm, "norm")
    mask = g.add("Mul", g.add("Sub", one, g.add("Cast", "attention_mask", to=TensorProto.FLOAT)), g.weight("never", np.array(-1e4, np.float32)))
    mask = g.add("Unsqueeze", mask, g.weight("axes12", np.array([1, 2], np.int64)))
    split_shape = g.weight("split_heads", np.array([0, 0, heads, size], np.int64))
    join_shape = g.weight("join_heads", np.array([0, 0, width], np.int64))
    scale = g.weight("scale", np.array(size ** -0.5, np.float32))
    for i, layer in enumerate(model.layers):
        n = f"layers.{i}."
        parts = []
        for j, part in enumerate(("query", "key", "value")):
            w = layer.qkv.weight.detach().float().numpy()[j * width:(j + 1) * width]
            b = layer.qkv.bias.detach().float().numpy()[j * width:(j + 1) * width]
            y = g.add("Add", g.add("MatMul", x, g.weight(f"{n}{part}.weight", w.T)), g.weight(f"{n}{part}.bias", b))
            y = g.add("Reshape", y, split_shape)
            parts.append(g.add("Transpose", y, perm=[0, 2, 3, 1] if part == "key" else [0, 2, 1, 3]))
        scores = g.add("Add", g.add("Mul", g.add("MatMul", parts[0], parts[1]), scale), mask)
        a = g.add("MatMul", g.add("Softmax", scores, axis=-1), parts[2])
        a = g.add("Reshape", g.add("Transpose", a, perm=[0, 2, 1, 3]), join_shape)
        x = g.norm(g.add("Add", x, g.linear(a, layer.out, n + "out")), layer.norm1, n + "norm1")
        up = g.linear(x, layer.up, n + "up")
        up = g.add("Mul", g.add("Mul", up, g.add("Add", g.add("Erf", g.add("Div", up, root)), one)), half)
        x = g.norm(g.add("Add", x, g.linear(up, layer.down, n + "down")), layer.norm2, n + "norm2")
    g.linear(x, model.head, "head", out="emissions")
    shape = ["batch", "sequence"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in INPUTS]
    outputs = [helper.make_tensor_value_info("emissions", TensorProto.FLOAT, [*shape, len(TAGS)])]
    graph = helper.make_graph(g.nodes, "q7x2-tagger", inputs, outputs, g.weights)
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="q7x2")
    onnx.checker.check_model(proto)
    return proto


def quantize(source, target, reduce_range=False):
    """Dynamic int8: matrix products and embedding tables, weights per channel."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    quantize_dynamic(source, target, op_types_to_quantize=["MatMul", "Gather"], per_channel=True, reduce_range=reduce_range,
                     weight_type=QuantType.QInt8, extra_options={"MatMulConstBOnly": True})
