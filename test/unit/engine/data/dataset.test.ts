import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDataset } from '../../../../src/corpus/dataset';
import { readDataset } from '../../../../src/engine/data/readDataset';
import { parseTypes } from '../../../../src/corpus/types';
import { readTypes } from '../../../../src/engine/data/readTypes';

const portable = join(import.meta.dirname, '../../../golden/portable');
const types = parseTypes(readFileSync(join(portable, 'types.json'), 'utf8'), 'types.json');

const tokens = ['a', 'b', 'c', 'd'];
const entities = [
	{ type: 'Method', start: 0, end: 2 },
	{ type: 'Task', start: 2, end: 4 },
];

function parse(document: unknown) {
	return parseDataset(JSON.stringify([{ tokens: [], entities: [], relations: [] }, document]), types, 'set.json');
}

function parseOne(document: unknown) {
	return parse(document).documents[1]!;
}

describe('parseDataset', () => {
	it('reads types as indices and keeps order and duplicates', () => {
		const document = parseOne({
			tokens,
			entities: [...entities, entities[0]],
			relations: [{ type: 'Used-for', head: 2, tail: 1 }, { type: 'Used-for', head: 2, tail: 1 }],
			id: 'other keys are ignored',
		});
		expect(document).toEqual({
			tokens,
			entities: [
				{ type: 2, start: 0, end: 2 },
				{ type: 1, start: 2, end: 4 },
				{ type: 2, start: 0, end: 2 },
			],
			relations: [
				{ type: 1, head: 2, tail: 1 },
				{ type: 1, head: 2, tail: 1 },
			],
		});
	});

	it('puts the head first in symmetric relations, and only there', () => {
		const { relations } = parseOne({
			tokens,
			entities,
			relations: [
				{ type: 'Compare', head: 1, tail: 0 },
				{ type: 'Used-for', head: 1, tail: 0 },
			],
		});
		expect(relations.map(({ head, tail }) => [head, tail])).toEqual([
			[0, 1],
			[1, 0],
		]);
	});

	it('does not swap a symmetric relation of entities with the same start', () => {
		const { relations } = parseOne({
			tokens,
			entities: [{ type: 'Task', start: 0, end: 1 }, { type: 'Task', start: 0, end: 3 }],
			relations: [{ type: 'Compare', head: 1, tail: 0 }],
		});
		expect(relations).toMatchObject([{ head: 1, tail: 0 }]);
	});

	it('accepts a relation of an entity with itself, as the reference does', () => {
		expect(parseOne({ tokens, entities, relations: [{ type: 'Used-for', head: 0, tail: 0 }] }).relations).toHaveLength(1);
	});

	it('cuts an entity that ends beyond its document, and says so', () => {
		const { documents, warnings } = parse({ tokens, entities: [{ type: 'Task', start: 3, end: 9 }], relations: [] });
		expect(documents[1]!.entities).toEqual([{ type: 1, start: 3, end: 4 }]);
		expect(warnings).toEqual(['set.json, document 1, entity 0 ends at token 9 of 4: it was cut there.']);
	});

	const withEntity = (entity: unknown) => ({ tokens, entities: [entity], relations: [] });
	const withRelation = (relation: unknown) => ({ tokens, entities, relations: [relation] });
	it.each([
		['a document that is a list', [], 'data.datasetMalformed', 'document 1 is not an object'],
		['no tokens', { entities, relations: [] }, 'data.datasetMalformed', 'document 1, "tokens"'],
		['tokens that are numbers', { tokens: ['a', 1], entities: [], relations: [] }, 'data.datasetMalformed', '"tokens"'],
		['no entities', { tokens, relations: [] }, 'data.datasetMalformed', 'no list "entities"'],
		['no relations', { tokens, entities }, 'data.datasetMalformed', 'no list "relations"'],
		['an unknown entity type', withEntity({ type: 'Tusk', start: 0, end: 1 }), 'data.unknownType', 'entity type "Tusk"'],
		['a type of the object prototype', withEntity({ type: 'toString', start: 0, end: 1 }), 'data.unknownType', 'toString'],
		['an entity without type', withEntity({ start: 0, end: 1 }), 'data.annotationMalformed', 'entity 0 has no text "type"'],
		['an empty entity', withEntity({ type: 'Task', start: 1, end: 1 }), 'data.annotationMalformed', 'tokens 1 to 1 of 4'],
		['a reversed entity', withEntity({ type: 'Task', start: 2, end: 1 }), 'data.annotationMalformed', 'tokens 2 to 1'],
		['an entity before the text', withEntity({ type: 'Task', start: -1, end: 1 }), 'data.annotationMalformed', '-1 to 1'],
		['an entity after the text', withEntity({ type: 'Task', start: 4, end: 5 }), 'data.annotationMalformed', '4 to 5 of 4'],
		['a fraction', withEntity({ type: 'Task', start: 0.5, end: 1 }), 'data.annotationMalformed', 'whole number "start"'],
		['an entity that is null', withEntity(null), 'data.annotationMalformed', 'entity 0 is not an object'],
		['an unknown relation type', withRelation({ type: 'Used', head: 0, tail: 1 }), 'data.unknownType', '"Used"'],
		['a head out of range', withRelation({ type: 'Used-for', head: 2, tail: 0 }), 'data.annotationMalformed', '2 and 0'],
		['a negative tail', withRelation({ type: 'Used-for', head: 0, tail: -1 }), 'data.annotationMalformed', '0 and -1'],
		['no tail', withRelation({ type: 'Used-for', head: 0 }), 'data.annotationMalformed', 'whole number "tail"'],
	])('refuses %s', (_, document, code, problem) => {
		expect(() => parse(document)).toThrow(
			expect.objectContaining({ code, problem: expect.stringMatching(/^set\.json, document 1\b/) as string }),
		);
		expect(() => parse(document)).toThrow(problem);
	});

	it('refuses what is no list and what is no JSON', () => {
		expect(() => parseDataset('{}', types, 'set.json')).toThrow(expect.objectContaining({ code: 'data.datasetMalformed' }));
		expect(() => parseDataset('[{]', types, 'set.json')).toThrow(expect.objectContaining({ code: 'data.notJson' }));
	});
});


describe('readDataset', () => {
	it.each(['docs.json', 'docs_odd.json'])('reads %s with all its annotations', async (file) => {
		const path = join(portable, file);
		const raw = JSON.parse(readFileSync(path, 'utf8')) as { entities: unknown[]; relations: unknown[] }[];
		const { documents, warnings } = await readDataset(path, await readTypes(join(portable, 'types.json')));
		expect(documents.map(({ entities, relations }) => [entities.length, relations.length])).toEqual(
			raw.map(({ entities, relations }) => [entities.length, relations.length]),
		);
		expect(warnings).toEqual([]);
	});
});
