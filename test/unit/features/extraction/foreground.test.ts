import { describe, expect, it } from 'vitest';
import { CancellationSource, CancelledError, neverCancelled, throwIfCancelled, type CancellationToken } from '../../../../src/base/cancellation';
import type { SentenceExtractor } from '../../../../src/extraction/sentenceExtractor';
import { BackgroundExtractor, Foreground } from '../../../../src/features/extraction/foreground';
import type { SentenceResult } from '../../../../src/protocol/engineProtocol';

/** An engine that answers when it is told to, and gives up when it is cancelled. */
class SlowExtractor implements SentenceExtractor {
	readonly optionsKey = 'options';
	asked = 0;
	answer: () => void = () => {};

	model(): Promise<never> {
		return Promise.reject(new Error('not asked here'));
	}

	async extract(sentences: readonly (readonly string[])[], token: CancellationToken): Promise<SentenceResult[]> {
		this.asked++;
		await new Promise<void>((resolve) => {
			this.answer = resolve;
			token.onCancellationRequested(() => resolve());
		});
		throwIfCancelled(token);
		return sentences.map(() => ({ entities: [], relations: [] }));
	}
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('BackgroundExtractor', () => {
	it('gives up what it computes when something goes first, and does it again when that is over', async () => {
		const [engine, foreground] = [new SlowExtractor(), new Foreground()];
		const found = new BackgroundExtractor(engine, foreground).extract([['a']], neverCancelled);
		await turn();
		expect(engine.asked).toBe(1);
		const [first, second] = [foreground.begin(), foreground.begin()];
		await turn();
		expect(engine.asked).toBe(1);
		first.dispose();
		await turn();
		expect(engine.asked).toBe(1);
		second.dispose();
		await turn();
		expect(engine.asked).toBe(2);
		engine.answer();
		expect(await found).toHaveLength(1);
	});

	it('ends when it is cancelled, while it computes and while it waits', async () => {
		const [engine, foreground, source] = [new SlowExtractor(), new Foreground(), new CancellationSource()];
		const extractor = new BackgroundExtractor(engine, foreground);
		const computing = extractor.extract([['a']], source.token);
		await turn();
		source.cancel();
		await expect(computing).rejects.toBeInstanceOf(CancelledError);
		const later = new CancellationSource();
		foreground.begin();
		const waiting = extractor.extract([['a']], later.token);
		await turn();
		later.cancel();
		await expect(waiting).rejects.toBeInstanceOf(CancelledError);
		expect(engine.asked).toBe(1);
	});
});
