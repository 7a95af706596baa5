"""Hidden states of small encoders of every architecture, computed by Hugging Face's transformers in float32 on a CPU.

Writes test/golden/encoders/hiddenStates.json: each encoder's config.json, some sequences and their last hidden states. The
weights are not stored: both sides compute them from their names (seeded_weight here, seededWeight in ../seededWeights.ts).

    python -m venv venv && venv/bin/pip install torch==2.8.0 transformers==4.57.1
    venv/bin/python test/golden/make/encoders.py
"""

import json
import pathlib
import zlib

import numpy
import torch
import transformers
from transformers.models.deberta_v2.modeling_deberta_v2 import make_log_bucket_position
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

FOLDER = pathlib.Path(__file__).parent.parent / "encoders"


def seeded_weight(name: str, shape: tuple) -> torch.Tensor:
    """Uniform in [-1, 1) from a hash of the name and the element's number (MurmurHash3's finalizer), then scaled by kind."""
    count = int(numpy.prod(shape))
    with numpy.errstate(over="ignore"):
        x = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(0x9E3779B9) + numpy.uint32(zlib.crc32(name.encode()))
        x ^= x >> numpy.uint32(16)
        x *= numpy.uint32(0x85EBCA6B)
        x ^= x >> numpy.uint32(13)
        x *= numpy.uint32(0xC2B2AE35)
        x ^= x >> numpy.uint32(16)
    uniform = x.astype(numpy.float64) / 2**31 - 1
    if name.endswith(".bias"):
        values = 0.2 * uniform
    elif "norm" in name.lower():
        values = 1 + 0.3 * uniform
    else:
        values = 0.3 * uniform
    return torch.from_numpy(values.astype(numpy.float32).reshape(shape))


SIZES = {
    "vocab_size": 40,
    "hidden_size": 32,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 48,
}
DEBERTA = {**SIZES, "model_type": "deberta-v2", "relative_attention": True, "max_position_embeddings": 80, "layer_norm_eps": 1e-7}

CONFIGS = {
    "bert": {**SIZES, "model_type": "bert", "max_position_embeddings": 80, "hidden_act": "gelu_new"},
    "roberta": {
        **SIZES, "model_type": "roberta", "max_position_embeddings": 82, "type_vocab_size": 1, "layer_norm_eps": 1e-5,
        "pad_token_id": 1,
    },
    "xlm-roberta": {
        **SIZES, "model_type": "xlm-roberta", "max_position_embeddings": 84, "type_vocab_size": 1, "layer_norm_eps": 1e-5,
        "pad_token_id": 3,
    },
    "electra": {**SIZES, "model_type": "electra", "embedding_size": 16, "max_position_embeddings": 80},
    "electra, embeddings as wide as the layers": {
        **SIZES, "model_type": "electra", "embedding_size": 32, "max_position_embeddings": 80, "type_vocab_size": 3,
    },
    "distilbert": {
        "model_type": "distilbert", "vocab_size": 40, "dim": 32, "n_layers": 3, "n_heads": 4, "hidden_dim": 48,
        "max_position_embeddings": 80,
    },
    "mpnet": {**SIZES, "model_type": "mpnet", "max_position_embeddings": 302, "layer_norm_eps": 1e-5, "pad_token_id": 1},
    "deberta-v3": {
        **DEBERTA, "position_buckets": 8, "max_relative_positions": -1, "position_biased_input": False, "type_vocab_size": 0,
        "share_att_key": True, "pos_att_type": "p2c|c2p", "norm_rel_ebd": "layer_norm",
    },
    "deberta-v2, with a convolution": {
        **DEBERTA, "position_buckets": 16, "max_relative_positions": -1, "position_biased_input": False, "type_vocab_size": 0,
        "share_att_key": True, "pos_att_type": ["p2c", "c2p"], "norm_rel_ebd": "layer_norm", "conv_kernel_size": 3,
        "conv_act": "gelu",
    },
    "deberta-v2, everything otherwise": {
        **DEBERTA, "position_buckets": -1, "max_relative_positions": 12, "position_biased_input": True, "type_vocab_size": 2,
        "share_att_key": False, "pos_att_type": "c2p|p2c", "norm_rel_ebd": "none", "embedding_size": 16, "conv_kernel_size": 5,
        "conv_act": "tanh", "hidden_act": "relu",
    },
    "deberta-v2, one kind of relative attention": {
        **DEBERTA, "position_buckets": 8, "max_relative_positions": 40, "position_biased_input": True, "type_vocab_size": 0,
        "share_att_key": False, "pos_att_type": "c2p", "norm_rel_ebd": "layer_norm",
    },
    "deberta-v2, absolute positions": {
        **DEBERTA, "relative_attention": False, "position_biased_input": True, "type_vocab_size": 0, "pos_att_type": None,
    },
    "modernbert": {
        **SIZES, "model_type": "modernbert", "num_hidden_layers": 5, "max_position_embeddings": 200, "local_attention": 16,
        "global_attn_every_n_layers": 3, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "cls_token_id": 1,
        "sep_token_id": 2,
    },
    "modernbert, with biases": {
        **SIZES, "model_type": "modernbert", "max_position_embeddings": 200, "local_attention": 10,
        "global_attn_every_n_layers": 2, "attention_bias": True, "mlp_bias": True, "norm_bias": True,
        "hidden_activation": "silu", "local_rope_theta": None, "global_rope_theta": 5000.0, "norm_eps": 1e-6,
        "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "cls_token_id": 1, "sep_token_id": 2,
    },
}
# The last one is longer than every window, range of buckets or exact distance; of it only some rows are kept.
LENGTHS = {"mpnet": [5, 12, 290], "modernbert": [5, 12, 150], "modernbert, with biases": [5, 12, 150]}


def gradients_of(model: torch.nn.Module, sequences: list) -> dict:
    """Of each parameter: the norm of its gradient and the gradient's product with a seeded direction.

    The loss is the product of all hidden states, one sequence after the other, with seeded weights.
    """
    model.zero_grad()
    states = torch.cat([model(input_ids=torch.tensor([sequence])).last_hidden_state[0] for sequence in sequences])
    (states * seeded_weight("loss", tuple(states.shape))).sum().backward()
    figures = {}
    for name, parameter in model.named_parameters():
        if parameter.grad is not None and not name.startswith("pooler."):
            gradient = parameter.grad.double()
            product = (gradient * seeded_weight(f"direction.{name}", tuple(gradient.shape)).double()).sum()
            figures[name] = [float(f"{value:.7g}") for value in (gradient.norm().item(), product.item())]
    return figures


def main() -> None:
    torch.manual_seed(0)
    random = numpy.random.default_rng(7)
    encoders = {}
    for title, fields in CONFIGS.items():
        settings = {key: value for key, value in fields.items() if key != "model_type"}
        config = transformers.AutoConfig.for_model(fields["model_type"], **settings)
        model = transformers.AutoModel.from_config(config, attn_implementation="eager").eval()
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                parameter.copy_(seeded_weight(name, tuple(parameter.shape)))
        pad = config.pad_token_id or 0
        lengths = LENGTHS.get(title, [5, 12, 76])
        sequences = [[int(piece) for piece in random.integers(4, 40, length)] for length in lengths]
        longest = max(lengths)
        ids = torch.tensor([sequence + [pad] * (longest - len(sequence)) for sequence in sequences])
        mask = torch.tensor([[1] * length + [0] * (longest - length) for length in lengths])
        with torch.no_grad():
            states = model(input_ids=ids, attention_mask=mask).last_hidden_state
        gradients = gradients_of(model, sequences[:2])
        kept = [list(range(length)) if length < 20 else list(range(0, length, 29)) + [length - 1] for length in lengths]
        encoders[title] = {
            "config": {**json.loads(config.to_json_string(use_diff=False)), "architectures": [type(model).__name__]},
            "gradients": gradients,
            "sequences": [
                {
                    "ids": sequence,
                    "positions": positions,
                    "states": [[float(f"{value:.7g}") for value in states[row, position].tolist()] for position in positions],
                }
                for row, (sequence, positions) in enumerate(zip(sequences, kept))
            ],
        }
    distances = torch.arange(-600, 601)
    buckets = {
        "mpnet": MPNetEncoder.relative_position_bucket(distances).tolist(),
        "deberta-v2": {
            f"{bucket_size} {max_position}": make_log_bucket_position(distances, bucket_size, max_position).to(torch.long).tolist()
            for bucket_size, max_position in [(256, 512), (16, 80), (8, 601)]
        },
    }
    FOLDER.mkdir(exist_ok=True)
    made_by = {"torch": torch.__version__, "transformers": transformers.__version__}
    with open(FOLDER / "hiddenStates.json", "w") as file:
        json.dump({"made_by": made_by, "encoders": encoders, "buckets": {"first": -600, **buckets}}, file, separators=(",", ":"))
        file.write("\n")


main()
