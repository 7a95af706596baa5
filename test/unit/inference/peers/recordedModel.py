"""A model for MLServer that takes and gives what a SpERT model does, written from docs/inference-server.md: it knows what was found in
sentences beforehand, and computes nothing."""

import json

from mlserver import MLModel
from mlserver.types import InferenceRequest, InferenceResponse, MetadataModelResponse, Parameters, ResponseOutput


class RecordedModel(MLModel):
    async def load(self) -> bool:
        with open(self.settings.parameters.uri, encoding="utf-8") as file:
            recorded = json.load(file)
        self._metadata = recorded["metadata"]
        self._results = {json.dumps(tokens): result for tokens, result in recorded["sentences"]}
        self._types = len(json.loads(self._metadata["parameters"]["entity_types"]))
        return True

    async def metadata(self) -> MetadataModelResponse:
        known = {key: self._metadata[key] for key in ("platform", "versions", "inputs", "outputs")}
        return MetadataModelResponse(name=self.name, parameters=Parameters(**self._metadata["parameters"]), **known)

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        inputs = {each.name: list(each.data) for each in payload.inputs}
        tokens, lengths = inputs["tokens"], inputs["lengths"]
        columns = {name: [] for name in ("sentences", "starts", "ends", "types", "scores", "probabilities")}
        relations = {name: [] for name in ("heads", "tails", "types", "scores")}
        start = 0
        for number, length in enumerate(lengths):
            result = self._results[json.dumps(tokens[start : start + length])]
            start += length
            first = len(columns["starts"])
            for entity in result["entities"]:
                columns["sentences"].append(number)
                columns["starts"].append(entity["start"])
                columns["ends"].append(entity["end"])
                columns["types"].append(entity["type"])
                columns["scores"].append(entity["score"])
                columns["probabilities"].extend(entity["probabilities"])
            for relation in result["relations"]:
                relations["heads"].append(first + relation["head"])
                relations["tails"].append(first + relation["tail"])
                relations["types"].append(relation["type"])
                relations["scores"].append(relation["score"])
        outputs = [self._output(f"entity_{name}", values) for name, values in columns.items()]
        outputs += [self._output(f"relation_{name}", values) for name, values in relations.items()]
        return InferenceResponse(model_name=self.name, model_version=self.version, id=payload.id, outputs=outputs)

    def _output(self, name: str, values: list) -> ResponseOutput:
        is_score = name.endswith(("scores", "probabilities"))
        count = len(values)
        shape = [count // self._types, self._types] if name == "entity_probabilities" else [count]
        return ResponseOutput(name=name, datatype="FP32" if is_score else "INT32", shape=shape, data=values)
