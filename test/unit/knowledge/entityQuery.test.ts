// Entities by what somebody types.

import { describe, expect, it } from 'vitest';
import type { Entity } from '../../../src/knowledge/entities/entity';
import { queryEntities } from '../../../src/knowledge/entityQuery';
import { mention } from './extractions';

function entity(name: string, count = 1, forms: readonly string[] = [name]): Entity {
	const mentions = Array.from({ length: count }, () => ({ document: 'a', mention: mention('e1', 0, 1) }));
	const told = forms.map((text) => ({ text, count: 1 }));
	return { id: name, name, type: 'Method', types: [], forms: told, mentions, documentCount: 1, score: 1 };
}

const names = ['neural network', 'network', 'network analysis', 'recurrent neural network', 'notes work', 'parsing'];

function found(query: string, most = 10): string[] {
	return queryEntities(names.map((name) => entity(name)), query, most).map(({ form }) => form);
}

describe('a query for entities', () => {
	it('gives the same name first, then beginnings, words, and letters in order', () => {
		expect(found('network')).toEqual(['network', 'network analysis', 'neural network', 'recurrent neural network']);
		expect(found('ntwk')).toEqual(['network', 'network analysis', 'neural network', 'notes work', 'recurrent neural network']);
	});

	it('finds initials', () => {
		expect(found('rnn')).toEqual(['recurrent neural network']);
	});

	it('does not care for case and spaces', () => {
		expect(found('Neural NET')).toEqual(['neural network', 'recurrent neural network']);
		expect(found('neuralnet')).toEqual(['neural network', 'recurrent neural network']);
	});

	it('gives the more frequent of equals first, and no more than are wanted', () => {
		const some = [entity('net a'), entity('net b', 5)];
		expect(queryEntities(some, 'net', 10).map(({ form }) => form)).toEqual(['net b', 'net a']);
		expect(queryEntities(some, 'net', 1).map(({ form }) => form)).toEqual(['net b']);
	});

	it('finds other ways in which an entity is written, and says which', () => {
		const svm = entity('support vector machine', 1, ['support vector machine', 'SVM', 'max-margin classifier']);
		expect(queryEntities([svm], 'margin', 10)).toEqual([{ entity: svm, form: 'max-margin classifier' }]);
		expect(queryEntities([svm], 'svm', 10)[0]?.form).toBe('SVM');
	});

	it('finds nothing where letters are missing', () => {
		expect(found('xyz')).toEqual([]);
	});
});
