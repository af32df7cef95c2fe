"""Fits the trees that judge the blocks of a web page (crates/reader/data/page_blocks.txt).

Input: what `cargo xtask evaluate-reader --blocks FILE` writes, and the corpus's truth.jsonl. Only the half
that may be looked at is used. Needs numpy and lightgbm.

    python training/page_blocks.py BLOCKS truth.jsonl crates/reader/data/page_blocks.txt
"""

import difflib
import json
import re
import sys

TREES = 200
PARAMETERS = dict(
    objective="binary",
    learning_rate=0.06,
    num_leaves=8,
    min_data_in_leaf=60,
    feature_fraction=0.4,
    bagging_fraction=0.8,
    bagging_freq=1,
    lambda_l2=5,
    verbose=-1,
    num_threads=1,
    seed=1,
)


def words(text):
    return re.findall(r"\w+", (text or "").lower())


def half(name):
    """The half of a page, as xtask has it: 0 may be looked at."""
    digest = 0xCBF29CE484222325
    for byte in name.encode():
        digest = ((digest ^ byte) * 0x100000001B3) & (2**64 - 1)
    return (digest >> 32) & 1


def labels(texts, content):
    """How much of each block stands in the article, in its order, and how many words it has."""
    flat, owner = [], []
    for at, text in enumerate(texts):
        own = words(text)
        flat += own
        owner += [at] * len(own)
    found, count = [0.0] * len(texts), [0] * len(texts)
    for at in owner:
        count[at] += 1
    matcher = difflib.SequenceMatcher(None, flat, words(content), autojunk=False)
    for start, _, size in matcher.get_matching_blocks():
        for at in range(start, start + size):
            # A single word is there by chance.
            found[owner[at]] += 1 if size >= 2 else 0.3
    return [f / c if c else 0.0 for f, c in zip(found, count)], count


def export(model, path):
    lines = ["# Trees that tell how likely a block of a page is part of its article; see html/model.rs."]
    for tree in model.dump_model()["tree_info"]:
        leaves, forks = {}, {}

        def walk(node):
            if "split_index" not in node:
                leaf = node.get("leaf_index", 0)
                leaves[leaf] = node["leaf_value"]
                return -1 - leaf
            fork = node["split_index"]
            forks[fork] = None
            children = walk(node["left_child"]), walk(node["right_child"])
            forks[fork] = (node["split_feature"], node["threshold"], *children)
            return fork

        walk(tree["tree_structure"])
        first = " ".join("%.4g" % leaves[at] for at in range(len(leaves)))
        rest = ",".join("%d %.6g %d %d" % forks[at] for at in range(len(forks)))
        lines.append(f"{first}|{rest}")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def main(blocks, truth, out):
    import lightgbm
    import numpy

    content = {}
    for line in open(truth):
        page = json.loads(line)
        content[page["id"]] = page["main_content"]
    rows, right, weight = [], [], []
    for line in open(blocks):
        page = json.loads(line)
        if half(page["id"]) != 0 or not content[page["id"]]:
            continue
        shares, counts = labels(page["texts"], content[page["id"]])
        whole = sum(counts) or 1
        rows += page["rows"]
        right += [int(share >= 0.6) for share in shares]
        weight += [max(count, 4) ** 0.7 / whole**0.5 for count in counts]
    weight = numpy.array(weight) / numpy.mean(weight)
    data = lightgbm.Dataset(numpy.array(rows, dtype=numpy.float32), numpy.array(right), weight=weight)
    export(lightgbm.train(PARAMETERS, data, TREES), out)


if __name__ == "__main__":
    main(*sys.argv[1:])
