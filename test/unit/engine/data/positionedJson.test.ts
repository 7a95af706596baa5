import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linePlaces } from '../../../../src/engine/data/linePlaces';
import { parsePlacedJson, type PlacedJson } from '../../../../src/engine/data/positionedJson';

/** The plain value, after a check that every part begins where it says. */
function plain(value: PlacedJson, text: string): unknown {
	const first = text[value.offset]!;
	switch (value.kind) {
		case 'object':
			expect(first).toBe('{');
			return Object.fromEntries(
				value.entries.map(({ key, keyOffset, value: field }) => {
					expect(text[keyOffset]).toBe('"');
					return [key, plain(field, text)];
				}),
			);
		case 'list':
			expect(first).toBe('[');
			return value.items.map((item) => plain(item, text));
		case 'text':
			expect(first).toBe('"');
			return value.value;
		case 'number':
			expect(first).toMatch(/[-\d]/);
			return value.value;
		case 'word':
			expect(first).toMatch(/[tfn]/);
			return value.value;
		default:
			return value satisfies never;
	}
}

describe('parsePlacedJson', () => {
	it('reads what JSON.parse reads, indented or not', () => {
		fc.assert(
			fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
				const text = JSON.stringify(JSON.parse(json), undefined, indent);
				const result = parsePlacedJson(text);
				expect(result.kind === 'value' && plain(result.value, text)).toEqual(JSON.parse(text));
			}),
		);
	});

	it('accepts a text exactly if JSON.parse does, and never throws', () => {
		const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '\u0001', '1', '-', ' ', '\u00a0', 'e')).map(
			([json, at, piece]) => {
				const place = at % (json.length + 1);
				return json.slice(0, place) + piece + json.slice(place + (at % 2));
			},
		);
		fc.assert(
			fc.property(broken, (text) => {
				let accepted = true;
				try {
					JSON.parse(text);
				} catch {
					accepted = false;
				}
				expect(parsePlacedJson(text).kind).toBe(accepted ? 'value' : 'syntaxError');
			}),
			{ numRuns: 2000 },
		);
	});

	it.each([
		['', 0, 'a value is expected'],
		['[1, 2', 0, 'this "[" is never closed'],
		['[1 2]', 3, '"," or "]" is expected'],
		['[1,]', 3, 'a value is expected'],
		['{"a" 1}', 5, '":" is expected'],
		['{a: 1}', 1, 'a key in double quotes is expected'],
		['["a\n"]', 1, 'this text has no closing quotation mark'],
		['["\\x"]', 1, 'this text has a character or an escape that JSON does not allow'],
		['[nul]', 1, '"nul" is no value'],
		['[] []', 3, 'nothing may follow the end of the value'],
		['['.repeat(200_000), 101, 'values are nested more than 100 deep'],
	])('says where %.20j is wrong', (text, offset, message) => {
		expect(parsePlacedJson(text)).toEqual({ kind: 'syntaxError', offset, message });
	});
});

describe('linePlaces', () => {
	it('counts lines and columns from 1, whatever ends a line', () => {
		const placeOf = linePlaces('ab\r\nc\n\rd');
		expect([0, 1, 4, 6, 7].map(placeOf)).toEqual([
			{ line: 1, column: 1 },
			{ line: 1, column: 2 },
			{ line: 2, column: 1 },
			{ line: 3, column: 1 },
			{ line: 4, column: 1 },
		]);
	});
});
