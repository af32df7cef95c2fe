"""Writes golden.jsonl beside a model: short invented paragraphs with words, pieces, features, logits and spans, for the
test that another implementation gives the same. Each text is one window, so that windows do not matter."""
import json

import numpy as np

import tagging
from features import Pieces, words_of
from link import link
from shipped import Network
from windows import batch

TEXTS = [
    "The bridge at Varnholm will not reopen before spring, Mayor Ana Brandvik said on Tuesday.",
    "“We lost forty homes in one night,” said Tomas Okeley, head of the harbour board. “It’s time to sit down and talk.”",
    "According to two people familiar with the talks, Norvena’s ministers have agreed to pay for the rail line.\n\nMs. Lindqvar denied it.",
    "‘The leaders’ plan is dead,’ Ilse Tarnow told reporters in Port Ellin.\nThe so-called ‘ghost ship’ left at dawn.",
    "Key points:\n- “There is no plan B.”\n- “Nobody asked us about the port.”\n\n“We are ready for talks.” – Marek Vosnar",
    "\"Don't wait for us,\" the envoy wrote on Telegram. \"The 1,200 tonnes won't move in the '90s style, Mr. Karlin.\"",
    "Speaking in Tarsk, Gen. Oduya said:\n\n«Nous sommes prêts», and then, in English, „we will hold the line“.\n‘I don’t know.\nNobody does.’ He left.",
    "''A strange year,'' Mr. Zubarek added, calling the U.S. offer ``neither fair nor legal'' (he later apologised).",
    "Café owners in Étterbrück fear 3.5% rents; ZELMIN’s McAllister-Quillan hasn’t replied…  O’Dare did: yes!",
    "One word\u00adwith a soft hyphen, a\u00a0no-break space, £2.6bn, €50, 北京 and a pneumonoultramicroscopicsilicovolcanoconiosis-like ﬁnish 🙂.",
]


def write(folder):
    manifest = json.load(open(f"{folder}/manifest.json"))
    pieces, net = Pieces(f"{folder}/vocab.txt"), Network(f"{folder}/model.safetensors")
    moves = np.array(manifest["moves"], np.float32)
    weights = {k: np.array(v, np.float32) for k, v in manifest["linker"]["weights"].items()}
    with open(f"{folder}/golden.jsonl", "w", encoding="utf8") as f:
        for text in TEXTS:
            words = words_of(text, pieces)
            inputs, first, _ = batch([words], pieces)
            logits = net(*inputs)[0].numpy().round(4)  # spans are of what the file says
            spans = tagging.spans_of(words, logits[first[0].numpy()], moves, weights=weights, rescorer=manifest["rescorer"]["weights"])
            ids, mask, case, quote, start = (x[0].tolist() for x in inputs)
            line = {"text": text, "words": [[w.start, w.end, len(w.pieces)] for w in words], "input_ids": ids, "case_ids": case,
                    "quote_ids": quote, "start_ids": start, "first": first[0].tolist(),
                    "logits": [[float(f"{v:.4f}") for v in row] for row in logits],
                    "spans": [[s[0], s[1], s[2], round(s[5], 4)] for s in spans],
                    "attributions": [{r: [[s[1], s[2]] for s in x[r]] for r in x} for x in link(words, spans, weights)]}
            f.write(json.dumps(line, ensure_ascii=False) + "\n")
