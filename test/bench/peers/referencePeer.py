"""The reference's own predict command, timed from outside, with whatever PyTorch this Python has: no line of it is changed.

Newer releases of transformers lack the optimizer that the reference imports for training (PyTorch's stands in for it, and is
never made) and want `post_init` to be called where the reference calls `init_weights`. With --precision int8 the linear layers of the encoder are quantised dynamically by PyTorch before predicting; the
two classifiers stay as they are, for the reference asks their weights for the device, which quantised layers cannot tell.
Arguments, modes and output: measuring.py, and the predictions as the reference writes them.
"""

import json
import os
import sys
import tempfile

import measuring

arguments = measuring.parse_arguments()
sys.path.insert(0, arguments.reference)

import torch  # noqa: E402
import transformers  # noqa: E402
from transformers import BertModel, PreTrainedModel  # noqa: E402, F401

# After the first class of it is loaded, another module may stand in its place.
current = sys.modules["transformers"]
if not hasattr(current, "AdamW"):
    current.AdamW = torch.optim.AdamW

from args import predict_argparser  # noqa: E402
from spert import models, prediction  # noqa: E402
from spert.input_reader import JsonPredictionInputReader  # noqa: E402
from spert.spert_trainer import SpERTTrainer  # noqa: E402

torch.set_num_threads(arguments.threads)
memory_of_imports = measuring.peak_memory()


if int(transformers.__version__.split(".")[0]) >= 5:
    def init_weights(network):
        # post_init calls init_weights in its turn.
        if not hasattr(network, "is_initialising"):
            network.is_initialising = True
            network.post_init()
        else:
            PreTrainedModel.init_weights(network)

    models.SpERT.init_weights = init_weights


def quantised(model):
    from torch.ao.quantization import quantize_dynamic
    model.bert = quantize_dynamic(model.bert, {torch.nn.Linear}, dtype=torch.qint8)
    return model


with open(arguments.dataset) as file:
    documents = json.load(file)

with tempfile.TemporaryDirectory() as temporary:
    predictions_path = os.path.join(temporary, "predictions.json")

    def dataset_of(some):
        path = os.path.join(temporary, "dataset.json")
        with open(path, "w") as file:
            json.dump([{"tokens": document["tokens"]} for document in some], file)
        return reader.read(path, "dataset")

    trainer = SpERTTrainer(predict_argparser().parse_args([
        "--model_path", arguments.model, "--tokenizer_path", arguments.model, "--types_path", arguments.types,
        "--predictions_path", predictions_path, "--eval_batch_size", str(arguments.batch_size), "--lowercase", "--cpu",
        "--sampling_processes", "0",
    ]))
    reader = JsonPredictionInputReader(arguments.types, trainer._tokenizer, max_span_size=trainer._args.max_span_size)

    # The end of each batch, to tell how long each took: the reference converts a batch's predictions last.
    ends = []
    convert = prediction.convert_predictions

    def convert_and_note(*args, **kwargs):
        try:
            return convert(*args, **kwargs)
        finally:
            ends.append(whole.wall())

    prediction.convert_predictions = convert_and_note

    def predict(some, batch_size):
        trainer._args.eval_batch_size = batch_size
        trainer._predict(model, some, reader)

    whole = measuring.Stopwatch()
    one = dataset_of(documents[:1])
    model = trainer._load_model(reader)
    if arguments.precision == "int8":
        model = quantised(model)
    predict(one, 1)
    measuring.first_result()
    if arguments.mode == "search":
        some = dataset_of(documents[:measuring.SEARCHED_SENTENCES])
        result = measuring.fastest_size(lambda size: predict(some, size))
    else:
        watch = measuring.Stopwatch()
        dataset = dataset_of(documents)
        reading = watch.wall()
        start = whole.wall()
        ends = []
        predict(dataset, arguments.batch_size)
        result = {"predicting": watch.wall(), "cpu": watch.cpu(), "latencies": []}
        if arguments.mode == "single":
            # Word pieces of all sentences are made first: each sentence bears its share of that.
            starts = [start] + ends[:-1]
            result["latencies"] = [1000 * (end - start + reading / len(documents)) for start, end in zip(starts, ends)]
        with open(predictions_path) as file:
            result["predictions"] = file.read()

measuring.print_result(result, {"torch": torch.__version__, "transformers": transformers.__version__}, memory_of_imports)
