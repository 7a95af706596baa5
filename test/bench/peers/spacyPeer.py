"""spaCy's entity recogniser with its usual small network (hashed embeddings and convolutions, as in its small English models),
untrained: the trained models are not packages of the index. It finds entities that do not overlap, and no relations, with a
network many times smaller than the encoder that the others run: a floor. Words come ready made, as for the others.
Arguments, modes and output: measuring.py.
"""

import json
import os

import measuring

# The matrix library reads it when it is loaded.
os.environ["BLIS_NUM_THREADS"] = str(measuring.parse_arguments().threads)

import spacy  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.training import Example  # noqa: E402


def load(arguments):
    with open(arguments.types) as file:
        types = list(json.load(file)["entities"])
    nlp = spacy.blank("en")
    recogniser = nlp.add_pipe("ner")
    for name in types:
        recogniser.add_label(name)
    example = Doc(nlp.vocab, words=["We", "parse", "text", "."])
    nlp.initialize(lambda: [Example.from_dict(example, {"entities": ["O", f"U-{types[0]}", "O", "O"]})])
    return nlp


def predict(model, sentences, batch_size):
    documents = (Doc(model.vocab, words=tokens) for tokens in sentences)
    return [[(span.start, span.end, span.label_) for span in document.ents] for document in model.pipe(documents, batch_size=batch_size)]


measuring.measure(load, predict, lambda: {"spaCy": spacy.__version__})
