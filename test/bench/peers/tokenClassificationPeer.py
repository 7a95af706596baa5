"""transformers' pipeline for token classification over an encoder of the model's configuration, with random weights.

It finds entities by tagging tokens, no nested ones, and no relations: less work than SpERT's, so a floor. What a random
classifier tags is held to little by its bias, as a trained one would, for the pipeline joins tagged pieces in Python.
Arguments, modes and output: measuring.py.
"""

import json
import os

import torch
import transformers
from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast, pipeline

import measuring


def load(arguments):
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    with open(arguments.types) as file:
        types = list(json.load(file)["entities"])
    labels = ["O"] + [f"{part}-{name}" for name in types for part in "BI"]
    config = BertConfig.from_pretrained(arguments.model, num_labels=len(labels))
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: number for number, label in config.id2label.items()}
    network = BertForTokenClassification(config).eval()
    with torch.no_grad():
        network.classifier.bias[0] = 1.0
    tokenizer = BertTokenizerFast(vocab_file=os.path.join(arguments.model, "vocab.txt"), vocab=os.path.join(arguments.model, "vocab.txt"), do_lower_case=True)
    return pipeline("token-classification", model=network, tokenizer=tokenizer, aggregation_strategy="simple", device="cpu")


def predict(model, sentences, batch_size):
    texts = [" ".join(tokens) for tokens in sentences]
    return model(texts, batch_size=batch_size)


measuring.measure(load, predict, lambda: {"torch": torch.__version__, "transformers": transformers.__version__})
