import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetOfItem } from '../../../../src/features/training/examplePlaces';
import { failureIn } from '../../../../src/features/training/trainingOutcome';

describe('offsetOfItem', () => {
	it('finds every item of any list, however it is written', () => {
		fc.assert(
			fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.integer({ min: 0, max: 4 }), (items, indent) => {
				const text = ` ${JSON.stringify(items, null, indent)}`;
				items.forEach((item, index) => {
					const offset = offsetOfItem(text, index);
					expect(offset).toBeDefined();
					expect(text.slice(offset).startsWith(JSON.stringify(item, null, indent).slice(0, 1))).toBe(true);
				});
				expect(offsetOfItem(text, items.length)).toBeUndefined();
			}),
		);
	});

	it('is not led astray by brackets and quotes inside of strings', () => {
		const text = '[{"tokens": ["]", "\\"", "},{"]}, {"second": 1}]';
		expect(text.slice(offsetOfItem(text, 1))).toBe('{"second": 1}]');
	});
});

describe('failureIn', () => {
	it('tells the last failure, over several lines too, and no warning', () => {
		const text = 'spert train: document 3 has no tokens\nSaving to x\nspert train: Nothing was run:\na.conf:1:1: error: no. Correct it. [conf.mistakes]\nbye\n';
		expect(failureIn(text)).toBe('Nothing was run:\na.conf:1:1: error: no. Correct it. [conf.mistakes]');
		expect(failureIn('spert eval: document 3 has no tokens\n')).toBeUndefined();
		expect(failureIn('spert train (run 2 of 3): It broke. [data.notJson]\n')).toBe('It broke. [data.notJson]');
		expect(failureIn('spert train: an internal error. Please report it with this text:\nError: x\n')).toMatch(/^an internal error/);
	});
});
