import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextPositions } from '../../../src/extraction/textPositions';

describe('TextPositions', () => {
	it('counts lines that end in LF, CR LF or CR', () => {
		const positions = new TextPositions('a\nb\r\nc\rd');
		const found = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((offset) => {
			const { line, column } = positions.lineAndColumn(offset);
			return `${line}:${column}`;
		});
		expect(found).toEqual(['1:1', '1:2', '2:1', '2:2', '2:3', '3:1', '3:2', '4:1', '4:2']);
	});

	it('counts columns in UTF-16 units and offsets in code points', () => {
		const text = 'x😀y';
		const positions = new TextPositions(text);
		expect(positions.lineAndColumn(3)).toEqual({ line: 1, column: 4 });
		expect([0, 1, 3, 4].map((offset) => positions.codePoint(offset))).toEqual([0, 1, 2, 3]);
	});

	it('counts halves of pairs that stand alone as code points', () => {
		expect(new TextPositions('\udc00\ud800x').codePoint(2)).toBe(2);
	});

	it('agrees with counting from the beginning, for any text and any place between characters', () => {
		const text = fc.array(fc.constantFrom('a', '\n', '\r\n', '\r', '😀', 'é', '\ud800', '中'), { maxLength: 40 });
		fc.assert(
			fc.property(text, fc.nat(40), (pieces, count) => {
				const before = pieces.slice(0, count).join('');
				const whole = pieces.join('');
				// A lone CR before LF is one line end only if nothing stands between.
				fc.pre(!(before.endsWith('\r') && whole.charAt(before.length) === '\n'));
				const positions = new TextPositions(whole);
				const lines = before.split(/\r\n|\n|\r/);
				expect(positions.lineAndColumn(before.length)).toEqual({ line: lines.length, column: lines.at(-1)!.length + 1 });
				expect(positions.codePoint(before.length)).toBe([...before].length);
			}),
		);
	});
});
