"""Tags whole texts with a network and a chain: windows, logits, spans. Used to evaluate and to make golden files."""
import numpy as np
import torch

from decode import THRESHOLDS, bar, beside, candidates, select
from features import TAGS, words_of
from link import link
from model import half_precision
from rescore import rescored
from windows import batch, fixed, gather

SIZE, MARGIN = 128, 0


def logits_of(docs, net, pieces, size=SIZE, margin=MARGIN, budget=6144):
    """One array (words, tags) for each document (a list of words). `net` maps the five inputs to logits."""
    jobs = [(d, w) for d, words in enumerate(docs) for w in fixed(words, size, margin)]
    jobs.sort(key=lambda j: -sum(len(x.pieces) for x in docs[j[0]][j[1][0]:j[1][1]]))
    out = [np.zeros((len(words), len(TAGS)), np.float32) for words in docs]
    at = 0
    while at < len(jobs):
        first = sum(len(x.pieces) for x in docs[jobs[at][0]][jobs[at][1][0]:jobs[at][1][1]]) + 2
        group = jobs[at:at + max(1, budget // first)]
        at += len(group)
        inputs, where, _ = batch([docs[d][w[0]:w[1]] for d, w in group], pieces)
        rows = gather(net(*inputs), where).float().numpy()
        for (d, (a, _, keep, end)), row in zip(group, rows):
            out[d][keep:end] = row[keep - a:end - a]
    return out


def chosen(words, found, thresholds=THRESHOLDS, weights=None):
    """The spans of one document out of its candidates. With the linker's `weights`, cues that are left without content are
    given one."""
    best = select(found, len(words), thresholds)
    placed = lambda some: [(r, words[i].start, words[j].end, i, j, p) for r, i, j, p in some]
    if weights:
        linked = {(s[3], s[4]) for x in link(words, placed(best), weights) for s in x["cue"]}
        lone = [s for s in best if s[0] == "cue" and (s[1], s[2]) not in linked]
        best = sorted(best + beside(found, best, lone, thresholds), key=lambda s: s[1])
    return placed(best)


def spans_of(words, logits, moves, thresholds=THRESHOLDS, weights=None, rescorer=None):
    """[(role, start, end, first word, last word, confidence)] of one document."""
    found = candidates(bar(words, logits), moves.astype(np.float64))
    return chosen(words, rescored(words, found, rescorer) if rescorer else found, thresholds, weights)


def torch_net(model):
    def run(*inputs):
        with torch.inference_mode(), half_precision():
            return model(*inputs)
    return run


def stack_net(stack):
    """The first network of a stack.Stack."""
    def run(*inputs):
        with torch.inference_mode():
            return stack.forward([x[None] for x in inputs])[0]
    return run


def onnx_net(path, threads=2):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [i.name for i in session.get_inputs()]
    return lambda *inputs: torch.from_numpy(session.run(None, dict(zip(names, (x.numpy() for x in inputs))))[0])


def tag(texts, net, moves, pieces, thresholds=THRESHOLDS, weights=None, rescorer=None, **how):
    """[(words, spans, logits)] of texts."""
    docs = [words_of(t, pieces) for t in texts]
    return [(w, spans_of(w, l, moves, thresholds, weights, rescorer), l) for w, l in zip(docs, logits_of(docs, net, pieces, **how))]
