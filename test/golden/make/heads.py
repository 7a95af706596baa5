"""Losses, logits and gradients of SpERT's classifiers with each of the options that the reference lacks, by PyTorch's own differentiation.

Writes test/golden/heads.json. The weights are not stored: both sides compute them from their names (seeded_weight in encoders.py,
seededWeight in ../seededWeights.ts). Spans and pairs are taken one by one, nothing is split, packed or padded.

    python -m venv venv && venv/bin/pip install torch==2.8.0 transformers==4.57.1
    venv/bin/python test/golden/make/heads.py
"""

import json
import pathlib
import zlib

import numpy
import torch
import transformers

FILE = pathlib.Path(__file__).parent.parent / "heads.json"
CONFIG = {
    "vocab_size": 40, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24,
    "max_position_embeddings": 32,
}
CLASSES, TYPES, SIZES, SIZE_EMBEDDING = 4, 3, 10, 4

DESIGNS = {
    "as the reference": {},
    "boundary pieces": {"boundary_pieces": True},
    "a hidden layer": {"classifier_hidden_size": 6},
    "entity types": {"relation_entity_types": True},
    "the sentence": {"relation_sentence": True},
    "the product": {"relation_product": True},
    "the product and a hidden layer": {"relation_product": True, "classifier_hidden_size": 5},
    "everything": {
        "boundary_pieces": True, "classifier_hidden_size": 6, "relation_entity_types": True, "relation_sentence": True,
        "relation_product": True,
    },
}

# Word pieces start .. end - 1, tokens, type. Alone, nested, touching, the same start, up to the end.
SPANS = [
    [(1, 3, 2, 1), (3, 4, 1, 2), (5, 8, 2, 3), (5, 6, 1, 0)],
    [(1, 2, 1, 3), (2, 7, 4, 0), (4, 5, 1, 1), (9, 13, 3, 2), (12, 13, 1, 1)],
]
LENGTHS = [9, 14]
RELATED = {(0, 0, 1): [1], (0, 2, 0): [1, 3], (1, 2, 3): [2], (1, 3, 2): [2], (1, 0, 4): [3]}


def seeded_weight(name: str, shape: tuple) -> torch.Tensor:
    """As in encoders.py."""
    count = int(numpy.prod(shape))
    with numpy.errstate(over="ignore"):
        x = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(0x9E3779B9) + numpy.uint32(zlib.crc32(name.encode()))
        x ^= x >> numpy.uint32(16)
        x *= numpy.uint32(0x85EBCA6B)
        x ^= x >> numpy.uint32(13)
        x *= numpy.uint32(0xC2B2AE35)
        x ^= x >> numpy.uint32(16)
    uniform = x.astype(numpy.float64) / 2**31 - 1
    scale = 0.2 if name.endswith(".bias") else 0.3
    centre = 1 if not name.endswith(".bias") and "norm" in name.lower() else 0
    return torch.from_numpy((centre + scale * uniform).astype(numpy.float32).reshape(shape))


class Heads(torch.nn.Module):
    """SpERT's classifiers (Eberts & Ulges 2020), with what the design adds."""

    def __init__(self, design: dict) -> None:
        super().__init__()
        hidden = CONFIG["hidden_size"]
        self.boundary = design.get("boundary_pieces", False)
        self.units = design.get("classifier_hidden_size", 0)
        self.types = design.get("relation_entity_types", False)
        self.sentence = design.get("relation_sentence", False)
        self.product = design.get("relation_product", False)
        span = 3 * hidden if self.boundary else hidden
        product = (self.units or hidden) if self.product else 0
        entity = hidden + span + SIZE_EMBEDDING
        relation = hidden + 2 * span + 2 * SIZE_EMBEDDING + (2 * CLASSES if self.types else 0) + (hidden if self.sentence else 0) + product
        self.size_embeddings = torch.nn.Embedding(SIZES, SIZE_EMBEDDING)
        self.entity_classifier = torch.nn.Linear(self.units or entity, CLASSES)
        self.rel_classifier = torch.nn.Linear(self.units or relation, TYPES)
        if self.units:
            self.entity_classifier.hidden = torch.nn.Linear(entity, self.units)
            self.rel_classifier.hidden = torch.nn.Linear(relation, self.units)
        if self.units and self.product:
            self.rel_classifier.head_projection = torch.nn.Linear(span, self.units)
            self.rel_classifier.tail_projection = torch.nn.Linear(span, self.units)

    def classify(self, classifier: torch.nn.Linear, features: torch.Tensor) -> torch.Tensor:
        return classifier(torch.nn.functional.gelu(classifier.hidden(features)) if self.units else features)

    def forward(self, states: torch.Tensor, spans: list, given: list | None = None) -> tuple:
        """Logits of the spans, and of all ordered pairs of them, head outside. `given`: types instead of probabilities."""
        pooled = [states[start:end].max(0).values for start, end, _, _ in spans]
        whole = [
            torch.cat([maximum, states[start], states[end - 1]]) if self.boundary else maximum
            for maximum, (start, end, _, _) in zip(pooled, spans)
        ]
        sizes = [self.size_embeddings(torch.tensor(size)) for _, _, size, _ in spans]
        entities = torch.stack([self.classify(self.entity_classifier, torch.cat([states[0], span, size])) for span, size in zip(whole, sizes)])
        probabilities = torch.softmax(entities, -1).detach()
        if given is not None:
            probabilities = torch.nn.functional.one_hot(torch.tensor(given), CLASSES).float()
        relations = []
        for head, (start, end, _, _) in enumerate(spans):
            for tail, (other_start, other_end, _, _) in enumerate(spans):
                if head == tail:
                    continue
                between = states[min(end, other_end):max(start, other_start)]
                context = between.max(0).values if len(between) > 0 else torch.zeros_like(states[0])
                features = [context, whole[head], whole[tail], sizes[head], sizes[tail]]
                if self.types:
                    features += [probabilities[head], probabilities[tail]]
                if self.sentence:
                    features.append(states[0])
                if self.product and self.units:
                    features.append(self.rel_classifier.head_projection(whole[head]) * self.rel_classifier.tail_projection(whole[tail]))
                elif self.product:
                    features.append(pooled[head] * pooled[tail])
                relations.append(self.classify(self.rel_classifier, torch.cat(features)))
        return entities, torch.stack(relations)


def rounded(values: torch.Tensor) -> list:
    return [float(f"{value:.7g}") for value in values.flatten().tolist()]


def figures(design: dict, sequences: list) -> dict:
    encoder = transformers.AutoModel.from_config(
        transformers.BertConfig(**CONFIG), attn_implementation="eager", add_pooling_layer=False
    ).eval()
    heads = Heads(design)
    parameters = [*encoder.named_parameters(), *heads.named_parameters()]
    with torch.no_grad():
        for name, parameter in parameters:
            parameter.copy_(seeded_weight(name, tuple(parameter.shape)))
    states = [encoder(input_ids=torch.tensor([ids])).last_hidden_state[0] for ids in sequences]
    entities, relations = (torch.cat(logits) for logits in zip(*[heads(*each) for each in zip(states, SPANS)]))
    entity_targets = torch.tensor([kind for spans in SPANS for _, _, _, kind in spans])
    relation_targets = torch.zeros_like(relations)
    pair = 0
    for sequence, spans in enumerate(SPANS):
        for head in range(len(spans)):
            for tail in range(len(spans)):
                if head != tail:
                    for kind in RELATED.get((sequence, head, tail), []):
                        relation_targets[pair, kind - 1] = 1
                    pair += 1
    entity_loss = torch.nn.functional.cross_entropy(entities, entity_targets)
    relation_loss = torch.nn.functional.binary_cross_entropy_with_logits(relations, relation_targets)
    (entity_loss + relation_loss).backward()
    gradients = {}
    for name, parameter in parameters:
        if parameter.grad is not None:
            gradient = parameter.grad.double()
            product = (gradient * seeded_weight(f"direction.{name}", tuple(gradient.shape)).double()).sum()
            gradients[name] = [float(f"{value:.7g}") for value in (gradient.norm().item(), product.item())]
    given = [[max(1, kind) for _, _, _, kind in spans] for spans in SPANS]
    with torch.no_grad():
        known = torch.cat([heads(own, spans, types)[1] for own, spans, types in zip(states, SPANS, given)])
    return {
        "design": design,
        "entity_loss": entity_loss.item(),
        "relation_loss": relation_loss.item(),
        "entity_logits": rounded(entities.detach()),
        "relation_logits": rounded(relations.detach()),
        "relation_logits_of_given_types": rounded(known),
        "gradients": gradients,
    }


def main() -> None:
    random = numpy.random.default_rng(11)
    sequences = [[int(piece) for piece in random.integers(4, 40, length)] for length in LENGTHS]
    config = json.loads(transformers.BertConfig(**CONFIG).to_json_string(use_diff=False))
    made_by = {"torch": torch.__version__, "transformers": transformers.__version__}
    related = [[*place, types] for place, types in RELATED.items()]
    cases = {title: figures(design, sequences) for title, design in DESIGNS.items()}
    content = {"made_by": made_by, "config": config, "sequences": sequences, "spans": SPANS, "related": related, "cases": cases}
    with open(FILE, "w") as file:
        json.dump(content, file, separators=(",", ":"))
        file.write("\n")


main()
