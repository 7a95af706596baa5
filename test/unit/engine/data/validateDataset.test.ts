import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/base/userError';
import { parseDataset } from '../../../../src/corpus/dataset';
import { parseTypes, type TypeSet } from '../../../../src/corpus/types';
import { findSharedDocuments, validateDataset } from '../../../../src/engine/data/validateDataset';

const types: TypeSet = {
	entities: ['Task', 'Method'].map((identifier, position) => ({ identifier, short: identifier, verbose: identifier, index: position + 1 })),
	relations: ['Used-for', 'Compare'].map((identifier, position) => {
		return { identifier, short: identifier, verbose: identifier, index: position + 1, symmetric: identifier === 'Compare' };
	}),
};
const options = { maxSpanSize: 10 };
const tokens = Array.from({ length: 120 }, (_, index) => `t${index}`);

interface Content {
	readonly entities?: unknown[];
	readonly relations?: unknown[];
	readonly tokens?: unknown;
}
const documentOf = ({ entities = [], relations = [], ...content }: Content) => ({ tokens, entities, relations, ...content });
const check = (text: string) => validateDataset(text, types, 'a.json', options).problems;
const codes = (content: Content) => check(JSON.stringify([documentOf(content)])).map(({ code }) => code);
const entity = (start: unknown, end: unknown, type: unknown = 'Task') => ({ type, start, end });
const relation = (head: unknown, tail: unknown, type: unknown = 'Used-for') => ({ type, head, tail });

describe('validateDataset', () => {
	it('finds nothing in a sound dataset and counts what is in it', () => {
		const text = JSON.stringify([documentOf({ entities: [entity(0, 10), entity(10, 11)], relations: [relation(0, 1)] })]);
		const { problems, documents, entityCount, relationCount } = validateDataset(text, types, 'a.json', options);
		expect([problems, documents.length, entityCount, relationCount]).toEqual([[], 1, 2, 1]);
	});

	it('names file, document, line and column of every problem', () => {
		const text = '[\n {"tokens": ["a"], "entities": [], "relations": []},\n {"tokens": ["b"],\n  "entities": [{"start": 0, "end": 1,\r\n   "type": "Tsak"}, 7], "relations": []}\n]';
		expect(check(text)).toEqual([
			{
				severity: 'error',
				code: 'unknownType',
				file: 'a.json',
				document: 1,
				line: 5,
				column: 12,
				message: 'The types file declares no entity type "Tsak".',
			},
			{ severity: 'error', code: 'annotationMalformed', file: 'a.json', document: 1, line: 5, column: 21, message: 'Entity 1 is not an object.' },
		]);
	});

	it.each([
		['no JSON', '[{"tokens": }', ['notJson']],
		['no list', '{}', ['datasetMalformed']],
		['no object', '[[]]', ['documentMalformed']],
		['nothing in a document', '[{}]', ['documentMalformed', 'documentMalformed', 'documentMalformed']],
		['a number among the tokens', '[{"tokens": ["a", 1], "entities": [], "relations": []}]', ['documentMalformed']],
		['a key twice', '[{"tokens": ["a"], "tokens": ["b"], "entities": [], "relations": []}]', ['duplicateKey']],
		['the same document twice', `[${'{"tokens": ["a"], "entities": [], "relations": []},'.repeat(2)}{"tokens": ["b"], "entities": [], "relations": []}]`, ['duplicateDocument']],
	])('finds %s', (_what, text, expected) => {
		expect(check(text).map(({ code }) => code)).toEqual(expected);
	});

	it.each<[string, Content, string[]]>([
		['a document without tokens', { tokens: [] }, ['emptyDocument']],
		['empty and blank tokens', { tokens: ['a', '', ' \t'] }, ['emptyToken', 'emptyToken']],
		['an entity without tokens', { entities: [entity(3, 3)] }, ['emptySpan']],
		['an entity before the document', { entities: [entity(-1, 2)] }, ['outOfRange']],
		['an entity beyond the document', { entities: [entity(119, 121)] }, ['outOfRange']],
		['an entity longer than the maximum', { entities: [entity(0, 11)] }, ['spanLongerThanMaximum']],
		['an entity that no model can take', { entities: [entity(0, 100)] }, ['spanTooLong']],
		['a fraction, a text and nothing for a number', { entities: [entity(0.5, '1'), { type: 'Task', start: 0 }] }, ['annotationMalformed', 'annotationMalformed', 'annotationMalformed']],
		['no type', { entities: [{ start: 0, end: 1 }] }, ['annotationMalformed']],
		['an entity twice', { entities: [entity(0, 1), entity(0, 1)] }, ['duplicateEntity']],
		['two types of one span', { entities: [entity(0, 1), entity(0, 1, 'Method')] }, ['twoTypesOfSpan']],
		['overlapping entities', { entities: [entity(0, 3), entity(5, 6), entity(2, 5)] }, ['overlappingEntities']],
		['an entity inside an earlier one that others lie between', { entities: [entity(0, 9), entity(1, 2), entity(8, 9)] }, ['overlappingEntities', 'overlappingEntities']],
		['a relation to nowhere', { entities: [entity(0, 1)], relations: [relation(0, 1), relation(-1, 0)] }, ['outOfRange', 'outOfRange']],
		['a relation of an entity with itself', { entities: [entity(0, 1)], relations: [relation(0, 0)] }, ['selfRelation']],
		['an unknown relation type', { entities: [entity(0, 1), entity(1, 2)], relations: [relation(0, 1, 'Task')] }, ['unknownType']],
		['a relation twice', { entities: [entity(0, 1), entity(1, 2)], relations: [relation(0, 1), relation(0, 1), relation(1, 0)] }, ['duplicateRelation']],
		['a symmetric relation in both directions', { entities: [entity(0, 1), entity(1, 2)], relations: [relation(0, 1, 'Compare'), relation(1, 0, 'Compare')] }, ['duplicateRelation']],
	])('finds %s', (_what, content, expected) => {
		expect(codes(content)).toEqual(expected);
	});

	it('has an error wherever the reader refuses the dataset or cuts it', () => {
		const number = fc.oneof(fc.integer({ min: -1, max: 4 }), fc.constantFrom('1', 0.5, null));
		const anyEntity = fc.record({ type: fc.constantFrom('Task', 'Method', 'Nothing', 1), start: number, end: number }, { requiredKeys: [] });
		const anyRelation = fc.record({ type: fc.constantFrom('Used-for', 'Task'), head: number, tail: number }, { requiredKeys: [] });
		const anyDocument = fc.record({
			tokens: fc.oneof(fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }), fc.constant(3)),
			entities: fc.oneof(fc.array(anyEntity, { maxLength: 3 }), fc.constant('')),
			relations: fc.array(anyRelation, { maxLength: 2 }),
		}, { requiredKeys: ['relations'] });
		fc.assert(
			fc.property(fc.array(fc.oneof(anyDocument, fc.constant(null)), { maxLength: 2 }), (documents) => {
				const text = JSON.stringify(documents);
				let isSound = true;
				try {
					isSound = parseDataset(text, types, 'a.json').warnings.length === 0;
				} catch (failure) {
					expect(failure).toBeInstanceOf(UserError);
					isSound = false;
				}
				expect(check(text).some(({ severity }) => severity === 'error')).toBe(!isSound);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('findSharedDocuments', () => {
	it('finds documents of one dataset in a later one, but none without tokens', () => {
		const dataset = (file: string, ...texts: string[][]) => {
			return validateDataset(JSON.stringify(texts.map((text) => documentOf({ tokens: text })), undefined, 1), types, file, options);
		};
		const shared = findSharedDocuments([dataset('train.json', ['a'], ['a', 'b'], []), dataset('test.json', ['c'], ['a', 'b'], [], ['a b'])]);
		expect(shared.map(({ file, code, document, message }) => [file, code, document, message])).toEqual([
			['test.json', 'sharedDocument', 1, 'The document is in train.json too, as document 1 in line 9.'],
		]);
	});
});

const scierc = join(import.meta.dirname, '../../../../../shared/data/scierc');

describe.skipIf(!existsSync(scierc))('SciERC (skipped where ../shared is absent)', () => {
	it('has the overlaps, duplicates and overlong entities that its description counts, and no error', () => {
		const scierTypes = parseTypes(readFileSync(join(scierc, 'scierc_types.json'), 'utf8'), 'types');
		const datasets = ['train', 'dev', 'test'].map((part) => {
			return validateDataset(readFileSync(join(scierc, `scierc_${part}.json`), 'utf8'), scierTypes, part, options);
		});
		const count = (part: number, code: string) => datasets[part]!.problems.filter((problem) => problem.code === code).length;
		expect(datasets.map(({ documents, entityCount, relationCount }) => [documents.length, entityCount, relationCount])).toEqual([
			[1861, 5598, 3219],
			[275, 811, 455],
			[551, 1685, 974],
		]);
		expect(datasets.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'))).toEqual([]);
		expect([0, 1, 2].map((part) => count(part, 'overlappingEntities'))).toEqual([61, 7, 20]);
		expect(count(0, 'duplicateRelation')).toBe(4);
		expect(count(0, 'spanLongerThanMaximum') + count(1, 'spanLongerThanMaximum') + count(2, 'spanLongerThanMaximum')).toBe(19);
	});
});
