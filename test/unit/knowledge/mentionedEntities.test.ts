// The entities of a document in the order in which it introduces them.

import { expect, it } from 'vitest';
import { mentionedEntities } from '../../../src/knowledge/mentionedEntities';
import { mention } from './extractions';

it('gives each entity once, where it is first mentioned, with all its mentions', () => {
	const mentions = [mention('SVM', 0, 3), mention('net', 5, 8), mention('svm', 9, 12)];
	const entities = mentionedEntities(mentions, ({ text }) => text.toLowerCase());
	expect(entities).toEqual([
		{ id: 'svm', mentions: [mentions[0], mentions[2]] },
		{ id: 'net', mentions: [mentions[1]] },
	]);
	expect(mentionedEntities([], () => '')).toEqual([]);
});
