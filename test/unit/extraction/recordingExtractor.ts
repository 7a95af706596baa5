// An extractor that stands in for a model: words in capitals are entities, each related to the next. It records what it is
// asked.

import type { CancellationToken } from '../../../src/base/cancellation';
import type { SentenceExtractor } from '../../../src/extraction/sentenceExtractor';
import type { ModelInfo, SentenceResult } from '../../../src/protocol/engineProtocol';

export class RecordingExtractor implements SentenceExtractor {
	/** Every sentence that was asked for, step by step. */
	readonly steps: string[][] = [];
	optionsKey = 'options';
	hash = 'hash';
	/** Called before a step is answered. */
	onStep: (step: number) => void = () => {};

	get sentences(): string[] {
		return this.steps.flat();
	}

	model(_token: CancellationToken): Promise<ModelInfo> {
		return Promise.resolve({
			name: 'capitals',
			hash: this.hash,
			device: 'cpu',
			loadTime: 0,
			entityTypes: [
				{ identifier: 'Acronym', short: 'Acr', verbose: 'Acronym' },
				{ identifier: 'Letter', short: 'Let', verbose: 'Letter' },
			],
			relationTypes: [{ identifier: 'Before', short: 'Before', verbose: 'Before', symmetric: false }],
		});
	}

	extract(sentences: readonly (readonly string[])[], _token: CancellationToken): Promise<SentenceResult[]> {
		this.onStep(this.steps.length);
		this.steps.push(sentences.map((tokens) => tokens.join(' ')));
		return Promise.resolve(sentences.map(capitals));
	}
}

function capitals(tokens: readonly string[]): SentenceResult {
	const found = tokens.flatMap((token, index) => (/^\p{Lu}+$/u.test(token) ? [index] : []));
	const entities = found.map((index) => {
		const type = [...tokens[index]!].length === 1 ? 1 : 0;
		return { start: index, end: index + 1, type, score: 0.75, probabilities: type === 0 ? [0.75, 0.2] : [0.2, 0.75] };
	});
	const relations = found.slice(1).map((_, index) => ({ head: index, tail: index + 1, type: 0, score: 0.5 }));
	// A model's order is by length, not by place: whoever puts results together has to sort them.
	const order = entities.map((_, index) => index).reverse();
	return {
		entities: order.map((index) => entities[index]!),
		relations: relations.map(({ head, tail, ...rest }) => ({ head: order.indexOf(head), tail: order.indexOf(tail), ...rest })),
	};
}
