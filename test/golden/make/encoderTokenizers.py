"""Tokenizers of every family, trained on a few sentences, and what Hugging Face's transformers makes of single tokens with them.

Writes test/golden/encoders/tokenizers.json: for each family the files of a folder (binary ones in base64) and the pieces of each
token of test/golden/portable/tokens.json, encoded alone as one word of a list of words.

    python -m venv venv && venv/bin/pip install torch==2.8.0 transformers==4.57.1 sentencepiece==0.2.3
    venv/bin/python test/golden/make/encoderTokenizers.py
"""

import base64
import json
import pathlib
import tempfile

import sentencepiece
import tokenizers
import transformers
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers
from transformers.convert_slow_tokenizer import import_protobuf

GOLDEN = pathlib.Path(__file__).parent.parent
PORTABLE = GOLDEN / "portable"
TEXTS = json.loads((PORTABLE / "tokens.json").read_text())["texts"]
CORPUS = [" ".join(document["tokens"]) for document in json.loads((PORTABLE / "docs.json").read_text())]
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def pieces_of(tokenizer) -> list:
    return [tokenizer([text], is_split_into_words=True, add_special_tokens=False)["input_ids"] for text in TEXTS]


def files_of(folder: str, names: list) -> dict:
    files = {}
    for name in names:
        content = (pathlib.Path(folder) / name).read_bytes()
        files[name] = {"base64": base64.b64encode(content).decode()} if name.endswith(".model") else {"text": content.decode()}
    return files


def byte_level(special: list, normalizer, add_prefix_space: bool) -> tokenizers.Tokenizer:
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=add_prefix_space)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=420, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def roberta(folder: str) -> dict:
    byte_level(SPECIAL, None, True).model.save(folder)
    tokenizer = transformers.RobertaTokenizerFast(f"{folder}/vocab.json", f"{folder}/merges.txt", add_prefix_space=True)
    return {"files": files_of(folder, ["vocab.json", "merges.txt"]), "pieces": pieces_of(tokenizer)}


def modernbert(folder: str) -> dict:
    special = ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"]
    byte_level(special, normalizers.NFC(), False).save(f"{folder}/tokenizer.json")
    names = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]", "mask_token": "[MASK]"}
    (pathlib.Path(folder) / "tokenizer_config.json").write_text(json.dumps(names))
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_file=f"{folder}/tokenizer.json", **names)
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    return {"files": files_of(folder, ["tokenizer.json", "tokenizer_config.json"]), "pieces": pieces_of(tokenizer)}


def xlm_roberta(folder: str) -> dict:
    tokenizer = tokenizers.Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(tokenizers.Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(CORPUS, trainers.UnigramTrainer(vocab_size=300, special_tokens=SPECIAL, unk_token="<unk>"))
    tokenizer.save(f"{folder}/tokenizer.json")
    names = {"cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"}
    return {
        "files": files_of(folder, ["tokenizer.json"]),
        "pieces": pieces_of(transformers.PreTrainedTokenizerFast(tokenizer_file=f"{folder}/tokenizer.json", **names)),
    }


def deberta(folder: str) -> dict:
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS), model_prefix=f"{folder}/spm", vocab_size=180, model_type="unigram", pad_id=0, bos_id=1,
        eos_id=2, unk_id=3, pad_piece="[PAD]", bos_piece="[CLS]", eos_piece="[SEP]", unk_piece="[UNK]", minloglevel=2,
    )
    path = pathlib.Path(folder) / "spm.model"
    pieces = pieces_of(transformers.DebertaV2TokenizerFast(str(path), do_lower_case=False))
    # The character map is 240 kB of every such file; only whether there is one is read here.
    proto = import_protobuf().ModelProto.FromString(path.read_bytes())
    proto.normalizer_spec.precompiled_charsmap = proto.normalizer_spec.precompiled_charsmap[:8]
    path.write_bytes(proto.SerializeToString())
    return {"files": files_of(folder, ["spm.model"]), "pieces": pieces}


def mpnet(folder: str) -> dict:
    words = (PORTABLE / "vocab.txt").read_text().split("\n")[:-1]
    kept = [word for word in words if word not in ("[PAD]", "[CLS]", "[SEP]", "[MASK]")]
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *kept, "<mask>"]
    (pathlib.Path(folder) / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    tokenizer = transformers.MPNetTokenizer(f"{folder}/vocab.txt", do_lower_case=True)
    pieces = [tokenizer.convert_tokens_to_ids(tokenizer.tokenize(text)) for text in TEXTS]
    return {"files": files_of(folder, ["vocab.txt"]), "pieces": pieces}


def main() -> None:
    families = {}
    for family in [roberta, modernbert, xlm_roberta, deberta, mpnet]:
        with tempfile.TemporaryDirectory() as folder:
            families[family.__name__] = family(folder)
    made_by = {each.__name__: each.__version__ for each in (transformers, tokenizers, sentencepiece)}
    with open(GOLDEN / "encoders" / "tokenizers.json", "w") as file:
        json.dump({"made_by": made_by, "families": families}, file, separators=(",", ":"), ensure_ascii=True)
        file.write("\n")


main()
