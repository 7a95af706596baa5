"""Runs the reference's own train command in this process and times its parts from outside: no line of it is changed.

Usage: python timeReferenceTraining.py REFERENCE_FOLDER ENCODER_FOLDER TYPES_FILE TRAIN_DATASET VALID_DATASET THREADS
One epoch in batches of two, then one evaluation. Prints one line of JSON last: seconds and CPU seconds of the epoch, its steps, peak memory in bytes after training and after evaluation, the mean loss of the first and of the last
tenth of the steps, and the versions it ran with.
"""

import json
import os
import platform
import resource
import shutil
import struct
import sys
import tempfile
import time

folder, encoder, types, train, valid, threads = sys.argv[1:]
sys.path.insert(0, folder)

import torch  # noqa: E402
import transformers  # noqa: E402
from args import train_argparser  # noqa: E402
from spert import input_reader  # noqa: E402
from spert.spert_trainer import SpERTTrainer  # noqa: E402

torch.set_num_threads(int(threads))


def convert(source, target):
    """Its version of transformers reads PyTorch's files only."""
    for name in ("config.json", "vocab.txt"):
        shutil.copy(os.path.join(source, name), target)
    with open(os.path.join(source, "model.safetensors"), "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            flat = torch.frombuffer(data, dtype=torch.float32, count=(end - start) // 4, offset=start)
            tensors[name] = flat.reshape(entry["shape"]).clone()
    torch.save(tensors, os.path.join(target, "pytorch_model.bin"))


def peak_memory():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if os.environ.get("SPERT_BENCH_CONVERT"):
    # A process of its own: what converting takes must not count as training's memory.
    convert(encoder, os.environ["SPERT_BENCH_CONVERT"])
    sys.exit()

with tempfile.TemporaryDirectory() as temporary:
    model = os.path.join(temporary, "encoder")
    os.mkdir(model)
    status = os.spawnve(
        os.P_WAIT, sys.executable, [sys.executable, __file__, *sys.argv[1:]],
        {**os.environ, "SPERT_BENCH_CONVERT": model},
    )
    if status != 0:
        sys.exit(f"The encoder could not be converted (status {status}).")
    arguments = train_argparser().parse_args([
        "--model_path", model, "--tokenizer_path", model, "--types_path", types,
        "--train_path", train, "--valid_path", valid, "--label", "bench",
        "--log_path", os.path.join(temporary, "log"), "--save_path", os.path.join(temporary, "save"),
        "--train_batch_size", "2", "--epochs", "1", "--final_eval", "--train_log_iter", "1",
        "--lowercase", "--cpu", "--sampling_processes", "0", "--seed", "1",
    ])
    trainer = SpERTTrainer(arguments)
    figures = {}
    losses = []
    train_epoch, evaluate, log_train = trainer._train_epoch, trainer._eval, trainer._log_train

    def timed_epoch(*args, **kwargs):
        start, cpu_start = time.perf_counter(), time.process_time()
        figures["steps"] = train_epoch(*args, **kwargs)
        figures["training"] = time.perf_counter() - start
        figures["cpu"] = time.process_time() - cpu_start
        figures["peakMemory"] = peak_memory()

    def measured_evaluation(*args, **kwargs):
        evaluate(*args, **kwargs)
        figures["peakMemoryEvaluated"] = peak_memory()

    def noted_loss(optimizer, loss, *args):
        losses.append(loss)
        log_train(optimizer, loss, *args)

    trainer._train_epoch, trainer._eval, trainer._log_train = timed_epoch, measured_evaluation, noted_loss
    trainer.train(train_path=train, valid_path=valid, types_path=types, input_reader_cls=input_reader.JsonInputReader)

tenth = max(1, len(losses) // 10)
print(json.dumps({
    **figures,
    "losses": [sum(losses[:tenth]) / tenth, sum(losses[-tenth:]) / tenth],
    "versions": {
        "Python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    },
}))
