// Which part of a graph is shown.

import { describe, expect, it } from 'vitest';
import { culled, filtered, hopsFrom, inFocus, search, type GraphPart } from '../../../../webview/relationGraph/selection';
import { graphOf } from './graphs';

const everything = { hiddenTypes: [], hiddenRelations: [], leastScore: 0, showsUnrelated: true };
const ids = ({ entities, relations }: GraphPart) => [entities.map(({ id }) => id), relations.map(({ id }) => id)];

const chain = graphOf({ a: { mentions: 9 }, b: { mentions: 5, type: 'Method' }, c: { mentions: 4 }, d: { mentions: 3 }, alone: { mentions: 2 } }, [
	['a', 'b', 0.9],
	['b', 'c', 0.6],
	['c', 'd', 0.7],
]);

describe('filters', () => {
	it('leave all where nothing is set', () => {
		expect(ids(filtered(chain, everything))).toEqual([['a', 'b', 'c', 'd', 'alone'], ['a>b', 'b>c', 'c>d']]);
	});

	it('take a type’s relations along with its entities', () => {
		expect(ids(filtered(chain, { ...everything, hiddenTypes: ['Method'] }))).toEqual([['a', 'c', 'd', 'alone'], ['c>d']]);
	});

	it('leave out what is less sure, and then what has no relation left', () => {
		expect(ids(filtered(chain, { ...everything, leastScore: 0.65, showsUnrelated: false }))).toEqual([['a', 'b', 'c', 'd'], ['a>b', 'c>d']]);
		expect(ids(filtered(chain, { ...everything, leastScore: 0.85, showsUnrelated: false }))).toEqual([['a', 'b'], ['a>b']]);
		expect(ids(filtered(chain, { ...everything, leastScore: 0.95 }))).toEqual([[], []]);
	});

	it('leave out relations of a type', () => {
		expect(ids(filtered(chain, { ...everything, hiddenRelations: ['Used-for'] }))[1]).toEqual([]);
	});
});

describe('a neighbourhood', () => {
	const whole = filtered(chain, everything);

	it('counts steps whatever way the relations go', () => {
		expect([...hopsFrom(whole, 'c', 2)]).toEqual([['c', 0], ['b', 1], ['d', 1], ['a', 2]]);
	});

	it('shows the innermost one that is still there', () => {
		expect(ids(inFocus(whole, [{ entity: 'a', hops: 1 }, { entity: 'd', hops: 1 }]))).toEqual([['d', 'c'], ['c>d']]);
		expect(ids(inFocus(whole, [{ entity: 'a', hops: 1 }, { entity: 'gone', hops: 1 }]))).toEqual([['a', 'b'], ['a>b']]);
		expect(inFocus(whole, [{ entity: 'gone', hops: 3 }])).toBe(whole);
	});
});

describe('what is drawn', () => {
	const whole = filtered(chain, everything);

	it('is all of it where that is not too much', () => {
		expect(culled(whole, 5, [])).toBe(whole);
	});

	it('is the most mentioned, with the relations between them', () => {
		expect(ids(culled(whole, 2, []))).toEqual([['a', 'b'], ['a>b']]);
	});

	it('has those that were asked for beyond that, with their neighbours', () => {
		expect(ids(culled(whole, 2, ['d']))).toEqual([['a', 'b', 'c', 'd'], ['a>b', 'b>c', 'c>d']]);
		expect(ids(culled(whole, 2, ['gone']))).toEqual([['a', 'b'], ['a>b']]);
	});
});

describe('search', () => {
	const { view } = graphOf({ 'neural network': { forms: ['neural net'] }, net: {}, 'support vector machine': { forms: ['SVM'] } }, []);
	const found = (text: string) => search(view.entities, text, 10).map(({ id }) => id);

	it('knows every form, whatever its case', () => {
		expect(found('svm')).toEqual(['support vector machine']);
	});

	it('has the very word first, then what begins with it', () => {
		expect(found('net')).toEqual(['net', 'neural network']);
	});

	it('finds nothing for nothing', () => {
		expect(found('  ')).toEqual([]);
		expect(search(view.entities, 'n', 1).length).toBe(1);
	});
});
