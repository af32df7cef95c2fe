#!/usr/bin/env python3
"""Fine-tunes the tagger on the train split and keeps a checkpoint after every epoch, from which it goes on when started again.

  train.py --corpus DIR --base DIR --out DIR [--epochs 6] [--seed 1] [--fold 0/3] [--teacher RUN ...] [--synthetic N]

--fold I/K leaves out every K-th article from I on; --teacher names runs made with folds: each training article then gets
soft targets from the run that did not see it, mixed with its annotation by --trust (cross-fitted self-distillation).
"""
import argparse
import copy
import json
import os
import random
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

import corpus
import scoring
import synthetic
import tagging
from crf import Chain, constrain, expected
from features import TAGS, Pieces, words_of
from model import Tagger, half_precision, load_minilm
from restyle import restyled
from windows import batch, drawn, gather


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", required=True, help="folder with train/ and dev/ in PolNeAR's layout")
    p.add_argument("--base", required=True, help="folder with model.safetensors and vocab.txt of all-MiniLM-L6-v2")
    p.add_argument("--out", required=True, help="folder for checkpoints and the log")
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--rate", type=float, default=3e-4)
    p.add_argument("--dropout", type=float, default=0.2)
    p.add_argument("--decay", type=float, default=0.05)
    p.add_argument("--budget", type=int, default=2048, help="pieces in a batch")
    p.add_argument("--mask", type=float, default=0.05, help="share of pieces replaced by [MASK]")
    p.add_argument("--average", type=float, default=0.995, help="decay of the averaged weights")
    p.add_argument("--restyle", type=float, default=0.7, help="share of articles that restyle.py may change")
    p.add_argument("--synthetic", type=int, default=200, help="template-made articles an epoch")
    p.add_argument("--fold", default="", help="I/K: leave out articles I, I+K, ...")
    p.add_argument("--teacher", nargs="*", default=[], help="K fold runs, in order")
    p.add_argument("--trust", type=float, default=0.5, help="weight of the annotation against the teacher")
    p.add_argument("--init", default="", help="run to start from instead of the base")
    p.add_argument("--processes", type=int, default=2, help="of one thread each; their weights are averaged every few steps")
    p.add_argument("--together", type=int, default=8, help="steps between two averagings")
    p.add_argument("--limit", type=int, default=0, help="only so many articles (for a trial)")
    return p.parse_args()


def load_run(out):
    """The averaged weights of a run's folder, or of one of its epoch files."""
    state = torch.load(out if out.endswith(".pt") else f"{out}/last.pt", weights_only=False)
    model, chain = Tagger(p=0.0), Chain()
    model.load_state_dict(state["mean_model"])
    chain.load_state_dict(state["mean_chain"])
    return model.eval(), chain.eval()


def fold_of(articles, k):
    """The fold of each article; two annotations of one text are in one fold."""
    names = sorted({a.name.rsplit("_", 1)[0] for a in articles})
    order = {n: i % k for i, n in enumerate(names)}
    return [order[a.name.rsplit("_", 1)[0]] for a in articles]


def epoch_rows(articles, folds, args, pieces, pool, rng, rank):
    """Windows of one epoch: (words, tags, fold). Restyled, synthetic articles added (fold -1), batches drawn."""
    rows = []
    todo = list(zip(articles, folds))
    rng.shuffle(todo)
    todo = todo[rank::args.processes]
    rng.seed(rng.random() + rank)
    todo = [(restyled(a, rng) if rng.random() < args.restyle else a, f) for a, f in todo]
    todo += [(restyled(a, rng, 0.7), -1) for a in synthetic.articles(args.synthetic // args.processes, rng, pool)]
    for a, f in todo:
        words = words_of(a.text, pieces)
        tags = corpus.tags_of(words, a.spans())
        for lo, hi in drawn(words, rng):
            cut = tags[lo:hi]
            if cut[0] and cut[0] % 2 == 0:
                cut[0] -= 1
            rows.append((words[lo:hi], cut, f))
    rows.sort(key=lambda r: -sum(len(w.pieces) for w in r[0]) - rng.randint(0, 12))
    groups, at = [], 0
    while at < len(rows):
        n = max(1, args.budget // (sum(len(w.pieces) for w in rows[at][0]) + 14))
        groups.append(rows[at:at + n])
        at += n
    rng.shuffle(groups)
    return groups


def targets(group, lengths, emissions_of, args, teachers):
    """Unary targets and summed moves: the annotation, mixed with what the teacher that did not see the article expects."""
    unary = torch.zeros(len(group), int(lengths[0]), len(TAGS))
    pairs = torch.zeros(len(TAGS), len(TAGS))
    for k in range(-1, max(1, len(teachers))):
        own = [i for i, r in enumerate(group) if (r[2] if teachers else 0) == k]
        trust = args.trust if teachers and k >= 0 else 1.0
        for i in own:
            t = torch.tensor(group[i][1])
            unary[i, torch.arange(len(t)), t] += trust
            pairs.index_put_((t[:-1], t[1:]), torch.tensor(trust), accumulate=True)
        if own and trust < 1.0:
            at = torch.tensor(own)
            model, chain = teachers[k]
            e = emissions_of(model, at)
            u, p = expected(e, lengths[at], chain.scores())
            unary[at, :e.shape[1]] += (1 - trust) * u
            pairs += (1 - trust) * p
    return unary, pairs


def together(modules, world):
    """The weights of all processes become their mean."""
    if world > 1:
        values = [p.data for m in modules for p in m.parameters()]
        flat = torch.cat([v.reshape(-1) for v in values])
        dist.all_reduce(flat)
        flat /= world
        for v, new in zip(values, flat.split([v.numel() for v in values])):
            v.copy_(new.view_as(v))


def train(rank, args):
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    if args.processes > 1:
        dist.init_process_group("gloo", init_method=f"file://{os.path.abspath(args.out)}/meeting", rank=rank, world_size=args.processes)
    pieces = Pieces(f"{args.base}/vocab.txt")
    articles, dev = corpus.read(f"{args.corpus}/train"), corpus.read(f"{args.corpus}/dev")
    if args.limit:
        articles, dev = articles[:args.limit], dev[:args.limit // 4 + 1]
    k = int(args.fold.split("/")[1]) if args.fold else max(1, len(args.teacher))
    folds = fold_of(articles, k)
    if args.fold:
        left = int(args.fold.split("/")[0])
        articles, folds = zip(*[(a, f) for a, f in zip(articles, folds) if f != left])
    pool = synthetic.harvest(articles)
    teachers = [load_run(t) for t in args.teacher]
    model, chain = Tagger(p=args.dropout), Chain()
    load_minilm(model, args.base)
    if args.init:
        m, c = load_run(args.init)
        model.load_state_dict(m.state_dict())
        chain.load_state_dict(c.state_dict())
    mean_model, mean_chain = copy.deepcopy(model), copy.deepcopy(chain)
    fresh = [p for n, p in model.named_parameters() if n.split(".")[0] in ("case", "quote", "start", "head")]
    old = [p for n, p in model.named_parameters() if n.split(".")[0] not in ("case", "quote", "start", "head")]
    groups = [{"params": old, "lr": args.rate}, {"params": fresh, "lr": 1e-3}, {"params": chain.parameters(), "lr": 5e-3}]
    optimizer = torch.optim.AdamW(groups, weight_decay=args.decay, fused=True)
    rates = [g["lr"] for g in groups]
    epoch, step = 0, 0
    if os.path.exists(f"{args.out}/last.pt"):
        s = torch.load(f"{args.out}/last.pt", weights_only=False)
        epoch, step = s["epoch"], s["step"]
        for name, x in (("model", model), ("chain", chain), ("mean_model", mean_model), ("mean_chain", mean_chain), ("optimizer", optimizer)):
            x.load_state_dict(s[name])
    while epoch < args.epochs:
        rng, began = random.Random(args.seed * 1000 + epoch), time.time()
        torch.manual_seed(args.seed * 1000 + epoch * 10 + rank)
        batches = epoch_rows(articles, folds, args, pieces, pool, rng, rank)
        if args.processes > 1:
            least = torch.tensor(len(batches))
            dist.all_reduce(least, dist.ReduceOp.MIN)
            batches = batches[:int(least)]
        model.train()
        total = 0.0
        for n, group in enumerate(batches):
            group.sort(key=lambda r: -len(r[0]))
            done = (epoch + n / len(batches)) / args.epochs
            for g, rate in zip(optimizer.param_groups, rates):
                g["lr"] = rate * min(1.0, done / 0.06 + 0.02) * (1 - done)
            inputs, first, lengths = batch([r[0] for r in group], pieces)
            opens = torch.zeros(first.shape, dtype=torch.bool)
            for i, (words, _, _) in enumerate(group):
                opens[i, :len(words)] = torch.tensor([j == 0 or w.begin == 2 for j, w in enumerate(words)])

            def emissions_of(net, at):
                with torch.inference_mode():
                    top = int(inputs[1][at].sum(1).max())
                    with half_precision():
                        e = net(*(x[at, :top] for x in inputs))
                    most = int(lengths[at].max())
                    e = gather(e.float(), first[at, :most])
                return constrain(e.clone(), opens[at, :most])
            unary, pairs = targets(group, lengths, emissions_of, args, teachers)
            ids = inputs[0].clone()
            ids[(torch.rand(ids.shape) < args.mask) & (ids != pieces.pad)] = pieces.vocab["[MASK]"]
            with half_precision():
                logits = model(ids, *inputs[1:])
            emissions = constrain(gather(logits.float(), first), opens)
            loss = chain.loss(emissions, lengths, unary, pairs)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*model.parameters(), *chain.parameters()], 1.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            if step % args.together == 0:
                together((model, chain), args.processes)
            total += loss.item()
            keep = 0.0 if done < 0.3 else args.average
            with torch.no_grad():
                for a, b in ((mean_model, model), (mean_chain, chain)):
                    torch._foreach_lerp_(list(a.parameters()), list(b.parameters()), 1 - keep)
        epoch += 1
        together((model, chain, mean_model, mean_chain), args.processes)
        if rank:
            continue
        mean_model.eval()
        spent = time.time() - began
        result = tagging.tag([a.text for a in dev], tagging.torch_net(mean_model), mean_chain.scores().detach().numpy(), pieces)
        figures = scoring.roles(dev, [s for _, s, _ in result])
        line = {"epoch": epoch, "loss": round(total / len(batches), 4), "seconds": round(spent), **{r: v["f1"] for r, v in figures.items()}}
        print(json.dumps(line), flush=True)
        open(f"{args.out}/log.jsonl", "a").write(json.dumps(line) + "\n")
        state = {"epoch": epoch, "step": step, "args": vars(args)}
        for name, x in (("model", model), ("chain", chain), ("mean_model", mean_model), ("mean_chain", mean_chain), ("optimizer", optimizer)):
            state[name] = x.state_dict()
        torch.save({k: state[k] for k in ("epoch", "args", "mean_model", "mean_chain")}, f"{args.out}/epoch{epoch}.pt")
        torch.save(state, f"{args.out}/new.pt")
        os.replace(f"{args.out}/new.pt", f"{args.out}/last.pt")


def main():
    args = arguments()
    os.makedirs(args.out, exist_ok=True)
    if os.path.exists(f"{args.out}/meeting"):
        os.remove(f"{args.out}/meeting")
    if args.processes > 1:
        mp.spawn(train, (args,), args.processes)
    else:
        train(0, args)


if __name__ == "__main__":
    main()
