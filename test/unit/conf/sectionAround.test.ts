import { describe, expect, it } from 'vitest';
import { entriesAround } from '../../../src/conf/sectionAround';

const text = ['a = 1', '', '[2]', 'b = 1', 'unfinis', '  # comment', 'c = 1', '', '', 'd = 1'];

function keysAround(line: number): string[] {
	return entriesAround(text, line).map(({ key }) => key);
}

describe('entriesAround', () => {
	it('are those of the section, without those of the line itself', () => {
		expect(keysAround(4)).toEqual(['b', 'c']);
		expect(keysAround(3)).toEqual(['c']);
		expect(keysAround(6)).toEqual(['b']);
	});

	it('of a blank line are those of the sections that it would join', () => {
		expect(keysAround(1)).toEqual(['a', 'b', 'c']);
		expect(keysAround(7)).toEqual(['b', 'c']);
		expect(keysAround(8)).toEqual(['d']);
	});

	it('of a line beyond the end are none', () => {
		expect(keysAround(11)).toEqual([]);
		expect(entriesAround([''], 0)).toEqual([]);
	});
});
