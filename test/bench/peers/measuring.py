"""What every peer's script has in common: its arguments, the order of the work, and the line of JSON that it prints.

A script gives `measure` three functions: `load(arguments)` makes its model, `predict(model, sentences, batch_size)` predicts
lists of tokens, `versions()` names the packages. The line "first result" is printed as soon as one sentence is predicted, so
that whoever started the process can tell the time from its start; the line of JSON comes last.

Modes: `single` predicts sentences one by one, `batched` in batches of --batch-size, `search` times batch sizes on a few
sentences and says which was the fastest.
"""

import argparse
import json
import platform
import resource
import sys
import time

SEARCHED_SENTENCES = 48
SEARCHED_SIZES = (2, 4, 8, 16, 32)


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=("single", "batched", "search"), required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--batch-size", type=int, default=1)
    parser.add_argument("--dataset", required=True, help="sentences as the reference reads them")
    parser.add_argument("--model", required=True, help="folder of a model: configuration and vocabulary, for the reference weights too")
    parser.add_argument("--types", required=True, help="types file as the reference reads it")
    parser.add_argument("--reference", help="folder of a checkout of the reference")
    parser.add_argument("--precision", choices=("float32", "int8"), default="float32")
    return parser.parse_args()


def peak_memory():
    """The most memory that the process has had, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def first_result():
    print("first result", flush=True)


def print_result(result, versions, memory_of_imports):
    print(json.dumps({
        **result,
        "peakMemory": peak_memory(),
        "memoryOfImports": memory_of_imports,
        "versions": {"Python": platform.python_version(), **versions},
    }))


class Stopwatch:
    """Wall and processor seconds since it was made."""

    def __init__(self):
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def wall(self):
        return time.perf_counter() - self._wall

    def cpu(self):
        return time.process_time() - self._cpu


def fastest_size(predict_in_batches_of):
    """The batch size of the least processor seconds, which other programs disturb less than wall seconds. A size that takes
    twice the least so far ends the search: it gets no better."""
    seconds = {}
    for size in SEARCHED_SIZES:
        watch = Stopwatch()
        predict_in_batches_of(size)
        seconds[size] = watch.cpu()
        if seconds[size] > 2 * min(seconds.values()):
            break
    return {"batchSize": min(seconds, key=seconds.get), "seconds": seconds}


def measure(load, predict, versions):
    """To be called after the imports, whose memory is noted."""
    arguments = parse_arguments()
    memory_of_imports = peak_memory()
    with open(arguments.dataset) as file:
        sentences = [document["tokens"] for document in json.load(file)]
    model = load(arguments)
    predict(model, sentences[:1], 1)
    first_result()
    if arguments.mode == "search":
        some = sentences[:SEARCHED_SENTENCES]
        result = fastest_size(lambda size: predict(model, some, size))
    else:
        latencies = []
        watch = Stopwatch()
        if arguments.mode == "single":
            for sentence in sentences:
                each = Stopwatch()
                predict(model, [sentence], 1)
                latencies.append(1000 * each.wall())
        else:
            predict(model, sentences, arguments.batch_size)
        result = {"predicting": watch.wall(), "cpu": watch.cpu(), "latencies": latencies}
    print_result(result, versions(), memory_of_imports)
