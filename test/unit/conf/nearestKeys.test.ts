import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsOfOption, editDistance, nearestKeys } from '../../../src/conf/nearestKeys';
import { optionsOfCommand, optionTable } from '../../../src/conf/optionTable';

describe('nearestKeys', () => {
	it.each([
		['epoch', ['epochs']],
		['lr_warm_up', ['lr_warmup']],
		['Train-Path', ['train_path']],
		['typse_path', ['types_path']],
		['max_spansize', ['max_span_size']],
		['batch_size', ['train_batch_size', 'eval_batch_size']],
		['warmup', ['lr_warmup']],
		['learning_rate', []],
		['x', []],
		['', []],
	])('of "%s" are %j', (key, nearest) => {
		expect(nearestKeys(key, optionsOfCommand('train'))).toEqual(nearest);
	});

	it('finds every key after one mistake of typing', () => {
		for (const { key } of optionTable.filter((option) => option.key.length > 4)) {
			const swapped = `${key.slice(0, 2)}${key[3]}${key[2]}${key.slice(4)}`;
			expect(nearestKeys(swapped, optionTable)).toContain(key);
			expect(nearestKeys(`${key}x`, optionTable)).toContain(key);
		}
	});

	it('is quick to give up on a key of any length', () => {
		expect(nearestKeys('x'.repeat(1 << 20), optionTable)).toEqual([]);
	});
});

describe('editDistance', () => {
	it.each([
		['', '', 0],
		['abc', '', 3],
		['kitten', 'sitting', 3],
		['ab', 'ba', 1],
		['ca', 'abc', 3],
		['epochs', 'epohcs', 1],
	])('from "%s" to "%s" is %i', (from, to, distance) => {
		expect(editDistance(from, to)).toBe(distance);
	});

	it('is the same in both directions, and 0 for equal texts only', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (from, to) => {
				expect(editDistance(from, to)).toBe(editDistance(to, from));
				expect(editDistance(from, to) === 0).toBe(from === to);
			}),
		);
	});
});

describe('commandsOfOption', () => {
	it('are those of the table, none for a key that is no option', () => {
		expect(commandsOfOption('dataset_path')).toEqual(['eval', 'predict']);
		expect(commandsOfOption('dataset')).toEqual([]);
	});
});
