"""Asks a server of the Open Inference Protocol by Triton's own client, checks its answers by MLServer's own types, and prints what
came as JSON. Standard input: {"url", "token", "model", "version", "sentences"}."""

import json
import sys
from urllib.request import Request, urlopen

import numpy as np
import tritonclient.http as triton
from mlserver import types

asked = json.load(sys.stdin)
headers = {} if asked["token"] is None else {"Authorization": f"Bearer {asked['token']}"}
model, version = asked["model"], asked["version"]
tokens = [token for sentence in asked["sentences"] for token in sentence]
lengths = [len(sentence) for sentence in asked["sentences"]]

client = triton.InferenceServerClient(url=asked["url"].split("//")[1])
report = {
    "live": client.is_server_live(headers=headers),
    "ready": client.is_server_ready(headers=headers),
    "model_ready": client.is_model_ready(model, version, headers=headers),
    "server": client.get_server_metadata(headers=headers),
    "model": client.get_model_metadata(model, version, headers=headers),
}


# Triton's client writes its own headers into those that it is given.
def by_triton(is_binary: bool) -> dict:
    inputs = [triton.InferInput("tokens", [len(tokens)], "BYTES"), triton.InferInput("lengths", [len(lengths)], "INT32")]
    inputs[0].set_data_from_numpy(np.array([token.encode() for token in tokens], dtype=object), binary_data=is_binary)
    inputs[1].set_data_from_numpy(np.array(lengths, dtype=np.int32), binary_data=is_binary)
    outputs = [triton.InferRequestedOutput(each["name"], binary_data=is_binary) for each in report["model"]["outputs"]]
    parameters = {"max_span_size": 10}
    result = client.infer(model, inputs, version, outputs=outputs, request_id="mine", headers=dict(headers), parameters=parameters)
    response = result.get_response()
    assert response["id"] == "mine" and response["model_version"] == version, response
    arrays = {each["name"]: result.as_numpy(each["name"]) for each in response["outputs"]}
    return {name: {"dtype": str(array.dtype), "shape": list(array.shape), "data": array.flatten().tolist()} for name, array in arrays.items()}


def by_mlserver() -> dict:
    def ask(path: str, body=None) -> bytes:
        with urlopen(Request(asked["url"] + path, data=body, headers=headers)) as answer:
            return answer.read()

    types.MetadataServerResponse.model_validate_json(ask("/v2"))
    types.MetadataModelResponse.model_validate_json(ask(f"/v2/models/{model}"))
    request = types.InferenceRequest(
        id="mine",
        inputs=[
            types.RequestInput(name="tokens", datatype="BYTES", shape=[len(tokens)], data=tokens),
            types.RequestInput(name="lengths", datatype="INT32", shape=[len(lengths)], data=lengths),
        ],
    )
    answer = ask(f"/v2/models/{model}/infer", request.model_dump_json().encode())
    return {each.name: list(each.data) for each in types.InferenceResponse.model_validate_json(answer).outputs}


report["binary"] = by_triton(True)
report["json"] = by_triton(False)
report["mlserver"] = by_mlserver()
json.dump(report, sys.stdout)
