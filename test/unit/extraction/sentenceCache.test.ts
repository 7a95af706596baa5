import { describe, expect, it } from 'vitest';
import { SentenceCache, sentenceKey } from '../../../src/extraction/sentenceCache';
import type { SentenceResult } from '../../../src/protocol/engineProtocol';

const result = (): SentenceResult => ({ entities: [], relations: [] });

describe('SentenceCache', () => {
	it('forgets what was used least recently', () => {
		const cache = new SentenceCache(2);
		const [first, second, third] = [result(), result(), result()];
		cache.set('first', first);
		cache.set('second', second);
		expect(cache.get('first')).toBe(first);
		cache.set('third', third);
		expect(cache.get('second')).toBeUndefined();
		expect(cache.get('first')).toBe(first);
		expect(cache.get('third')).toBe(third);
	});

	it('replaces a result without forgetting another', () => {
		const cache = new SentenceCache(2);
		const [old, replaced] = [result(), result()];
		cache.set('a', old);
		cache.set('b', old);
		cache.set('a', replaced);
		expect(cache.get('a')).toBe(replaced);
		expect(cache.get('b')).toBe(old);
	});
});

describe('sentenceKey', () => {
	it('differs with the model, the options, the tokens and where they are divided', () => {
		const keys = [
			sentenceKey('m', 'o', ['a', 'b'].join('\n')),
			sentenceKey('n', 'o', ['a', 'b'].join('\n')),
			sentenceKey('m', 'p', ['a', 'b'].join('\n')),
			sentenceKey('m', 'o', ['a b'].join('\n')),
			sentenceKey('m', 'o', ['ab'].join('\n')),
			sentenceKey('m', 'o', ['a', 'b', ''].join('\n')),
		];
		expect(new Set(keys).size).toBe(keys.length);
	});
});
