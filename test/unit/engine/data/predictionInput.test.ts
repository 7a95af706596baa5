import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePredictionInput, readPredictionInput } from '../../../../src/engine/data/predictionInput';

const portable = join(import.meta.dirname, '../../../golden/portable');
const onSpaces = (sentence: string): string[] => sentence.split(' ').filter((word) => word !== '');
const noSentences = (): never => {
	throw new Error('No item of this input is a sentence.');
};

describe('prediction input', () => {
	it('takes objects with tokens, lists of tokens and sentences', () => {
		const documents = parsePredictionInput('[{"tokens": ["a"], "id": 1}, ["b", "c"], "d e", "", []]', onSpaces, 'in.json');
		expect(documents).toEqual([
			{ tokens: ['a'] },
			{ tokens: ['b', 'c'] },
			{ tokens: ['d', 'e'] },
			{ tokens: [] },
			{ tokens: [] },
		]);
	});

	it("has the tokens that the reference's predictions have", async () => {
		const golden = JSON.parse(readFileSync(join(portable, 'predict.json'), 'utf8')) as {
			default: { predictions: { tokens: string[] }[] };
		};
		const documents = await readPredictionInput(join(portable, 'predict_input.json'), noSentences);
		expect(documents.map(({ tokens }) => tokens)).toEqual(golden.default.predictions.map(({ tokens }) => tokens));
	});

	it.each([
		['{"tokens": []}', 'data.inputMalformed', 'in.json is not a list'],
		['[[], 3]', 'data.inputMalformed', 'in.json, document 1 is neither'],
		['[null]', 'data.inputMalformed', 'in.json, document 0 is neither'],
		['[{"words": []}]', 'data.datasetMalformed', 'in.json, document 0, "tokens" is not a list of texts'],
		['[["a", 1]]', 'data.datasetMalformed', 'in.json, document 0 is not a list of texts'],
		['"a sentence', 'data.notJson', 'in.json is not valid JSON'],
	])('refuses %s', (json, code, problem) => {
		expect(() => parsePredictionInput(json, onSpaces, 'in.json')).toThrow(
			expect.objectContaining({ code, problem: expect.stringContaining(problem) as string }),
		);
	});
});
