// Which words only stand for others.

import { expect, it } from 'vitest';
import { isPronoun } from '../../../src/knowledge/pronouns';

it('tells pronouns from names that are spelled alike', () => {
	expect(['it', 'It', 'them', 'These'].map(isPronoun)).toEqual([true, true, true, true]);
	expect(['IT', 'WHO', 'US', 'item', 'method', 'their method'].map(isPronoun)).toEqual([false, false, false, false, false, false]);
});
