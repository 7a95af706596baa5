"""Runs the reference's own predict command in this process and times its parts from outside: no line of it is changed.

Usage: python timeReference.py REFERENCE_FOLDER MODEL_FOLDER TYPES_FILE DATASET BATCH_SIZE THREADS
Prints one line of JSON last: seconds for reading (tokenizing included), loading the model and predicting, CPU seconds of
reading and predicting, peak memory in bytes, the predictions it wrote, and the versions it ran with.
"""

import json
import os
import platform
import resource
import sys
import tempfile
import time

folder, model, types, dataset, batch_size, threads = sys.argv[1:]
sys.path.insert(0, folder)

import torch  # noqa: E402
import transformers  # noqa: E402
from args import predict_argparser  # noqa: E402
from spert import input_reader  # noqa: E402
from spert.spert_trainer import SpERTTrainer  # noqa: E402

torch.set_num_threads(int(threads))
wall = {}
cpu = {}


def timed(name, function):
    def run(*args, **kwargs):
        start, cpu_start = time.perf_counter(), time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            wall[name] = time.perf_counter() - start
            cpu[name] = time.process_time() - cpu_start
    return run


class TimedReader(input_reader.JsonPredictionInputReader):
    def read(self, *args, **kwargs):
        return timed("reading", super().read)(*args, **kwargs)


with tempfile.TemporaryDirectory() as temporary:
    predictions_path = os.path.join(temporary, "predictions.json")
    arguments = predict_argparser().parse_args([
        "--model_path", model, "--tokenizer_path", model, "--types_path", types,
        "--dataset_path", dataset, "--predictions_path", predictions_path,
        "--eval_batch_size", batch_size, "--lowercase", "--cpu", "--sampling_processes", "0",
    ])
    trainer = SpERTTrainer(arguments)
    trainer._load_model = timed("loading", trainer._load_model)
    trainer._predict = timed("predicting", trainer._predict)
    trainer.predict(dataset_path=dataset, types_path=types, input_reader_cls=TimedReader)
    with open(predictions_path) as file:
        predictions = file.read()

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({
    "reading": wall["reading"],
    "loading": wall["loading"],
    "predicting": wall["predicting"],
    "cpu": cpu["reading"] + cpu["predicting"],
    "peakMemory": peak if sys.platform == "darwin" else peak * 1024,
    "predictions": predictions,
    "versions": {
        "Python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    },
}))
