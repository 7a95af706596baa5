import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/base/userError';
import { parseTypes } from '../../../../src/corpus/types';
import { readTypes } from '../../../../src/engine/data/readTypes';

const folder = mkdtempSync(join(tmpdir(), 'types-'));
afterAll(() => rmSync(folder, { recursive: true }));

const entity = '{"short": "T", "verbose": "Task"}';

describe('parseTypes', () => {
	it('numbers types from 1 in the order of the file', () => {
		const types = parseTypes(
			`{"entities": {"Task": ${entity}, "Method": {"short": "M", "verbose": "Method"}},
			"relations": {"Compare": {"short": "C", "verbose": "Compare", "symmetric": true}}}`,
			'types.json',
		);
		expect(types).toEqual({
			entities: [
				{ identifier: 'Task', short: 'T', verbose: 'Task', index: 1 },
				{ identifier: 'Method', short: 'M', verbose: 'Method', index: 2 },
			],
			relations: [{ identifier: 'Compare', short: 'C', verbose: 'Compare', index: 1, symmetric: true }],
		});
	});

	it('keeps the order of identifiers that look like numbers, and takes any identifier', () => {
		const identifiers = ['Task', '10', '2', '__proto__', 'constructor', 'a:"b"', ''];
		const entities = identifiers.map((identifier) => `${JSON.stringify(identifier)} : ${entity}`).join(',');
		const types = parseTypes(`{"relations": {}, "entities": {${entities}}}`, 'types.json');
		expect(types.entities.map(({ identifier }) => identifier)).toEqual(identifiers);
		expect(types.relations).toEqual([]);
	});

	it('leaves values alone that look like keys', () => {
		const types = parseTypes('{"entities": {"T": {"short": "a\\": 1", "verbose": ":"}}, "relations": {}}', 'types.json');
		expect(types.entities[0]).toMatchObject({ short: 'a": 1', verbose: ':' });
	});

	it.each([
		['{"entities": ', 'data.notJson', 'types.json'],
		['[]', 'data.typesMalformed', 'is not an object'],
		['{"entities": {}, "relations": {}}', 'data.typesMalformed', 'declares no entity type'],
		[`{"entities": {"T": ${entity}}}`, 'data.typesMalformed', 'has no object "relations"'],
		['{"entities": {"T": 3}, "relations": {}}', 'data.typesMalformed', 'entity type "T" is not an object'],
		['{"entities": {"T": {"short": "T"}}, "relations": {}}', 'data.typesMalformed', 'entity type "T" has no text "verbose"'],
		[
			`{"entities": {"T": ${entity}}, "relations": {"R": ${entity}}}`,
			'data.typesMalformed',
			'relation type "R" has no true or false "symmetric"',
		],
	])('refuses %s', (json, code, problem) => {
		expect(() => parseTypes(json, 'types.json')).toThrow(
			expect.objectContaining({ code, problem: expect.stringContaining(problem) as string }),
		);
	});
});

describe('readTypes', () => {
	it('reads a file with a byte order mark', async () => {
		const path = join(folder, 'marked.json');
		writeFileSync(path, `\uFEFF{"entities": {"T": ${entity}}, "relations": {}}`);
		expect((await readTypes(path)).entities).toHaveLength(1);
	});

	it('says which file is missing', async () => {
		const path = join(folder, 'absent.json');
		const failure = await readTypes(path).catch((thrown: unknown) => thrown);
		expect(failure).toBeInstanceOf(UserError);
		expect(failure).toMatchObject({ code: 'data.fileUnreadable', problem: expect.stringContaining(path) as string });
	});

	it('refuses a folder, a file that is too large, and bytes that are no UTF-8', async () => {
		await expect(readTypes(folder)).rejects.toMatchObject({ code: 'data.fileUnreadable' });
		writeFileSync(join(folder, 'large.json'), ' '.repeat((1 << 20) + 1));
		await expect(readTypes(join(folder, 'large.json'))).rejects.toMatchObject({ code: 'data.fileTooLarge' });
		writeFileSync(join(folder, 'binary.json'), Buffer.from([0x22, 0xff, 0xfe, 0x22]));
		await expect(readTypes(join(folder, 'binary.json'))).rejects.toMatchObject({ code: 'data.notUtf8' });
	});
});
