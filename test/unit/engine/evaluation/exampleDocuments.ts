// Documents with gold and predicted annotations for tests of the examples page, hostile texts among them. No tests in here.

import type { TypeSet } from '../../../../src/corpus/types';
import type { ExampleDocument } from '../../../../src/engine/evaluation/examplesData';
import type { RelationTuple, TypedSpan } from '../../../../src/engine/evaluation/tuples';

export const exampleTypes: TypeSet = {
	entities: ['Task', 'Method', 'Other "Scientific" <Term>'].map((verbose, position) => {
		return { identifier: `E${position}`, short: `E${position}`, verbose, index: position + 1 };
	}),
	relations: ['Used for', 'Compare'].map((verbose, position) => {
		return { identifier: `R${position}`, short: `R${position}`, verbose, index: position + 1, symmetric: position === 1 };
	}),
};

export const hostileTokens = [
	'</script><script>document.title="owned"</script>',
	'<img src=x onerror="document.title=\'owned\'">',
	'<!--',
	'<script>',
	'&lt;b&gt;',
	'${1}',
	'`',
	'\u2028',
	'\u202eabc',
	'\ud800',
	'مرحبا',
	"javascript:alert('owned')",
];

const entity = (start: number, end: number, type: number, score?: number): TypedSpan => {
	return score === undefined ? { start, end, type } : { start, end, type, score };
};
const relation = (head: TypedSpan, tail: TypedSpan, type: number, score?: number): RelationTuple => {
	return score === undefined ? { head, tail, type } : { head, tail, type, score };
};

const task = entity(5, 7, 1);
const method = entity(1, 3, 2);

export const exampleDocuments: readonly ExampleDocument[] = [
	{
		// Everything right.
		tokens: ['A', 'neural', 'network', 'is', 'for', 'machine', 'translation', '.'],
		gold: { entities: [task, method], relations: [relation(method, task, 1)] },
		predicted: {
			entities: [entity(5, 7, 1, 0.75), entity(1, 3, 2, 0.9)],
			relations: [relation(entity(1, 3, 2, 0.9), entity(5, 7, 1, 0.75), 1, 0.8)],
		},
	},
	{
		// The type of the head is wrong, so the relation is right without the entities' types only.
		tokens: ['A', 'neural', 'network', 'is', 'for', 'parsing', 'text', '.'],
		gold: { entities: [task, method], relations: [relation(method, task, 1)] },
		predicted: {
			entities: [entity(5, 7, 1, 0.75), entity(1, 3, 1, 0.5)],
			relations: [relation(entity(1, 3, 1, 0.5), entity(5, 7, 1, 0.75), 1, 0.8)],
		},
	},
	{
		// Only misses; the head lies inside the tail.
		tokens: ['Short', 'one'],
		gold: { entities: [entity(0, 1, 3), entity(0, 2, 2)], relations: [relation(entity(0, 1, 3), entity(0, 2, 2), 2)] },
		predicted: { entities: [], relations: [] },
	},
	{
		// Only false positives, in hostile text.
		tokens: hostileTokens,
		gold: { entities: [], relations: [] },
		predicted: {
			entities: [entity(0, 4, 3, 0.6), entity(9, 12, 1, 0.7)],
			relations: [relation(entity(0, 4, 3, 0.6), entity(9, 12, 1, 0.7), 2, 0.45)],
		},
	},
	{ tokens: [], gold: { entities: [], relations: [] }, predicted: { entities: [], relations: [] } },
];
