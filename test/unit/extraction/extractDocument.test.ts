import { beforeEach, describe, expect, it } from 'vitest';
import { CancellationSource, CancelledError, neverCancelled } from '../../../src/base/cancellation';
import { immediateReader } from '../../../src/extraction/documentReader';
import { extractDocument, type ExtractDocumentRequest, type ExtractedDocument } from '../../../src/extraction/extractDocument';
import { SentenceCache } from '../../../src/extraction/sentenceCache';
import { RecordingExtractor } from './recordingExtractor';

let extractor: RecordingExtractor;
let cache: SentenceCache;
beforeEach(() => {
	extractor = new RecordingExtractor();
	cache = new SentenceCache();
});

function extract(source: string, more: Partial<ExtractDocumentRequest> = {}): Promise<ExtractedDocument> {
	const format = 'plainText';
	return extractDocument({ source, format, reader: immediateReader, extractor, cache, cancellation: neverCancelled, ...more });
}

/** One paragraph, so one sentence, for each number. */
function paragraphs(count: number): string {
	return Array.from({ length: count }, (_, index) => `We tried LSTM number ${index} here.`).join('\n\n');
}

const numberOf = (sentence: string): number => Number(/\d+/.exec(sentence)?.[0]);

describe('extractDocument', () => {
	it('finds mentions in text order, each exactly on its words, and relations between them', async () => {
		const source = 'First HMM beats SVM.\n\nThen CRF wins.';
		const { extraction, computed, total } = await extract(source);
		expect(extraction.mentions.map(({ id, text, sentence, type }) => [id, text, sentence, type])).toEqual([
			['e1', 'HMM', 0, 'Acronym'],
			['e2', 'SVM', 0, 'Acronym'],
			['e3', 'CRF', 1, 'Acronym'],
		]);
		for (const { text, span, ranges } of extraction.mentions) {
			expect(source.slice(span.start, span.end)).toBe(text);
			expect(ranges).toEqual([span]);
		}
		expect(extraction.relations).toEqual([{ type: 'Before', symmetric: false, head: 'e1', tail: 'e2', score: 0.5 }]);
		expect(extraction.sentences.map(({ start, end }) => source.slice(start, end))).toEqual(['First HMM beats SVM.', 'Then CRF wins.']);
		expect([computed, total]).toEqual([2, 2]);
	});

	it('keeps the next best types of a mention, "no entity" as the empty one, and no improbable ones', async () => {
		const { extraction } = await extract('The HMM works.');
		const [{ alternatives } = { alternatives: [] }] = extraction.mentions;
		expect(alternatives.map(({ type }) => type)).toEqual(['Letter', '']);
		expect(alternatives[0]!.score).toBe(0.2);
		expect(alternatives[1]!.score).toBeCloseTo(0.05, 10);
	});

	it('leaves out entities below a threshold, with their relations', async () => {
		const { extraction } = await extract('First HMM beats SVM.', { entityThreshold: 0.8 });
		expect(extraction).toMatchObject({ mentions: [], relations: [] });
		expect(extraction.sentences).toHaveLength(1);
	});

	it('places words around markup with one range for each part', async () => {
		const source = 'Our \\textbf{HMM} and L\\textit{STM} models.\n';
		const { extraction } = await extract(source, { format: 'latex' });
		expect(extraction.mentions.map(({ text }) => text)).toEqual(['HMM', 'LSTM']);
		const [hmm, lstm] = extraction.mentions;
		expect(hmm!.ranges.map(({ start, end }) => source.slice(start, end))).toEqual(['HMM']);
		expect(lstm!.ranges.map(({ start, end }) => source.slice(start, end))).toEqual(['L', 'STM']);
	});

	it('places words exactly behind CRLF and emoji', async () => {
		const source = '# Title\r\n\r\nAn emoji 😀 and\r\nthe HMM here. A 👩‍🔬 uses SVM.\r\n';
		for (const format of ['markdown', 'plainText', 'latex'] as const) {
			const { extraction } = await extract(source, { format });
			const found = extraction.mentions.map(({ span }) => source.slice(span.start, span.end));
			expect(found.filter((text) => text !== 'A')).toEqual(['HMM', 'SVM']);
		}
	});

	it('is empty for an empty document', async () => {
		expect((await extract('')).extraction).toEqual({ mentions: [], relations: [], sentences: [] });
		expect(extractor.steps).toEqual([]);
	});

	describe('computes', () => {
		it('nothing again for an unchanged document', async () => {
			const first = await extract(paragraphs(20));
			expect(extractor.sentences).toHaveLength(20);
			const second = await extract(paragraphs(20));
			expect(extractor.sentences).toHaveLength(20);
			expect(second.computed).toBe(0);
			expect(second.extraction).toEqual(first.extraction);
		});

		it('one sentence after an edit to one', async () => {
			const source = paragraphs(20);
			await extract(source);
			const edited = source.replace('LSTM number 7 here', 'LSTM and SVM number 7 here');
			const { computed, extraction } = await extract(edited);
			expect(computed).toBe(1);
			expect(extractor.steps.at(-1)).toEqual(['We tried LSTM and SVM number 7 here .']);
			expect(extraction.mentions).toHaveLength(21);
			for (const { text, span } of extraction.mentions) {
				expect(edited.slice(span.start, span.end)).toBe(text);
			}
		});

		it('a sentence that stands twice only once', async () => {
			const { extraction } = await extract('The HMM wins.\n\nThe HMM wins.');
			expect(extractor.sentences).toEqual(['The HMM wins .']);
			expect(extraction.mentions.map(({ id, sentence }) => [id, sentence])).toEqual([['e1', 0], ['e2', 1]]);
		});

		it('everything again for another model or other options', async () => {
			await extract(paragraphs(3));
			extractor.hash = 'another';
			await extract(paragraphs(3));
			extractor.optionsKey = 'others';
			await extract(paragraphs(3));
			expect(extractor.sentences).toHaveLength(9);
		});
	});

	it('asks for visible sentences first, then for those nearest to them', async () => {
		const source = paragraphs(30);
		const start = source.indexOf('number 20');
		await extract(source, { visible: { start, end: start + 20 } });
		const asked = extractor.sentences.map(numberOf);
		expect(asked[0]).toBe(20);
		expect(asked.slice(1, 3).sort((a, b) => a - b)).toEqual([19, 21]);
		expect([...asked].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index));
		const distances = asked.map((number) => Math.abs(number - 20));
		// Neighbours on both sides are about equally far, so the order is the distance up to one.
		distances.forEach((distance, index) => expect(distance).toBeGreaterThanOrEqual(Math.max(...distances.slice(0, index), 0) - 1));
	});

	it('begins with a small step, so that something is seen at once', async () => {
		const progress: [number, number, number][] = [];
		await extract(paragraphs(100), {
			onProgress: ({ done, total, soFar }) => progress.push([done, total, soFar().mentions.length]),
		});
		expect(progress).toEqual([[8, 100, 8], [56, 100, 56], [100, 100, 100]]);
	});

	it('reads only sentences that touch a span, if there is one', async () => {
		const source = paragraphs(10);
		const within = { start: source.indexOf('number 3'), end: source.indexOf('number 5') };
		const { extraction, total } = await extract(source, { within });
		expect(extractor.sentences.map(numberOf)).toEqual([3, 4, 5]);
		expect(total).toBe(3);
		expect(extraction.mentions.map(({ span }) => source.slice(span.start, span.end))).toEqual(['LSTM', 'LSTM', 'LSTM']);
		expect(extraction.mentions.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3']);
	});

	it('stops between steps when cancelled, and keeps what was computed', async () => {
		const source = new CancellationSource();
		extractor.onStep = (step) => {
			if (step === 1) {
				source.cancel();
			}
		};
		await expect(extract(paragraphs(200), { cancellation: source.token })).rejects.toBeInstanceOf(CancelledError);
		expect(extractor.sentences).toHaveLength(56);
		extractor.onStep = () => {};
		const { computed } = await extract(paragraphs(200));
		expect(computed).toBe(200 - 56);
	});

	it('passes on what the extractor throws', async () => {
		extractor.onStep = () => {
			throw new Error('The engine is gone.');
		};
		await expect(extract(paragraphs(2))).rejects.toThrow('The engine is gone.');
	});
});
