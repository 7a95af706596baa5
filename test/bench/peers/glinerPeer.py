"""GLiNER's runtime: a span classifier over an encoder of the model's configuration, the entity types as words of its input.
Its weights are random, for none can be had from the package index, and so are its entities: the threshold keeps all but few
from being entities, as those of a trained model would be. It finds entities that do not overlap, and no relations.
Arguments, modes and output: measuring.py.
"""

import json
import os
import tempfile

import gliner
import torch
import transformers
from gliner import GLiNER
from transformers import BertConfig, BertTokenizerFast

import measuring

with open(measuring.parse_arguments().types) as file:
    labels = [entity["verbose"].lower() for entity in json.load(file)["entities"].values()]


def load(arguments):
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        config = BertConfig.from_pretrained(arguments.model, architectures=["BertModel"])
        config.save_pretrained(folder)
        vocabulary = os.path.join(arguments.model, "vocab.txt")
        BertTokenizerFast(vocab_file=vocabulary, vocab=vocabulary, do_lower_case=True).save_pretrained(folder)
        return GLiNER.from_config(
            {"model_name": folder, "hidden_size": config.hidden_size, "max_width": 10, "words_splitter_type": "whitespace"},
            backbone_from_pretrained=False,
        ).eval()


def predict(model, sentences, batch_size):
    return model.inference([" ".join(tokens) for tokens in sentences], labels, threshold=THRESHOLD, batch_size=batch_size)


# Of sigmoids of random logits, which lie around a half.
THRESHOLD = 0.55

measuring.measure(load, predict, lambda: {"gliner": gliner.__version__, "torch": torch.__version__, "transformers": transformers.__version__})
