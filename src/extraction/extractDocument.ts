// From a document's source to what a model finds in it: prose out, sentences to the model (visible ones first, known ones
// from the cache), results back onto the source. The same for editor and command line.

import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { DocumentFormat } from '../documents/extractor';
import { sentenceAt, sentenceCount, type ReadSentence } from '../documents/documentReading';
import type { DocumentExtraction, SourceSpan } from '../knowledge/documentExtraction';
import type { ModelInfo, SentenceResult } from '../protocol/engineProtocol';
import { assembleExtraction } from './assembleExtraction';
import type { DocumentReader } from './documentReader';
import { sentenceKey, type SentenceCache } from './sentenceCache';
import type { SentenceExtractor } from './sentenceExtractor';

export interface ExtractDocumentRequest {
	readonly source: string;
	readonly format: DocumentFormat;
	readonly reader: DocumentReader;
	readonly extractor: SentenceExtractor;
	readonly cache: SentenceCache;
	readonly cancellation: CancellationToken;
	/** Only sentences that touch this span; all by default. */
	readonly within?: SourceSpan | undefined;
	/** What is on the screen: its sentences come first, then those nearest to it. */
	readonly visible?: SourceSpan | undefined;
	/** Entities with a lower score are left out, with their relations. */
	readonly entityThreshold?: number;
	/** Called after each step; `soFar` assembles what is known by then. */
	readonly onProgress?: (progress: ExtractionProgress) => void;
}

export interface ExtractionProgress {
	readonly model: ModelInfo;
	readonly done: number;
	readonly total: number;
	readonly soFar: () => DocumentExtraction;
}

export interface ExtractedDocument {
	readonly model: ModelInfo;
	readonly extraction: DocumentExtraction;
	/** Sentences the model had to read, of all; the others were known. */
	readonly computed: number;
	readonly total: number;
}

/** Sentences a step: few at first, so that something is seen at once, then more, so that little is padded. */
const firstStep = 8;
const laterStep = 48;

/** Errors: those of the extractor; CancelledError. */
export async function extractDocument(request: ExtractDocumentRequest): Promise<ExtractedDocument> {
	const { extractor, cache, cancellation } = request;
	const reader = request.reader.read(request.source, request.format);
	const [model, reading] = await Promise.all([extractor.model(cancellation), reader]);
	throwIfCancelled(cancellation);
	const sentences = Array.from({ length: sentenceCount(reading) }, (_, index) => sentenceAt(reading, index)).filter(
		({ span }) => request.within === undefined || touches(span, request.within),
	);
	const keys = new Map(sentences.map((sentence) => [sentence, sentenceKey(model.hash, extractor.optionsKey, sentence.tokens)]));
	const keyOf = (sentence: ReadSentence): string => keys.get(sentence) ?? '';
	const results = new Map<string, SentenceResult>();
	const unknown = new Map<string, ReadSentence>();
	for (const sentence of sentences) {
		const key = keyOf(sentence);
		const known = cache.get(key);
		if (known === undefined) {
			unknown.set(key, sentence);
		} else {
			results.set(key, known);
		}
	}
	const soFar = (): DocumentExtraction =>
		assembleExtraction(sentences, (sentence) => results.get(keyOf(sentence)), model, request.entityThreshold ?? 0);
	const waiting = nearestFirst([...unknown], request.visible);
	let done = 0;
	while (done < waiting.length) {
		throwIfCancelled(cancellation);
		const step = waiting.slice(done, done + (done === 0 ? firstStep : laterStep));
		const found = await extractor.extract(step.map(([, { tokens }]) => tokens), cancellation);
		for (const [index, [key]] of step.entries()) {
			const result = found[index];
			if (result === undefined) {
				throw new Error('The extractor answered with fewer results than sentences.');
			}
			cache.set(key, result);
			results.set(key, result);
		}
		done += step.length;
		request.onProgress?.({ model, done, total: waiting.length, soFar });
	}
	throwIfCancelled(cancellation);
	return { model, extraction: soFar(), computed: waiting.length, total: sentences.length };
}

function touches(a: SourceSpan, b: SourceSpan): boolean {
	return a.start < b.end && b.start < a.end;
}

function nearestFirst(
	sentences: readonly (readonly [string, ReadSentence])[],
	visible: SourceSpan | undefined,
): (readonly [string, ReadSentence])[] {
	if (visible === undefined) {
		return [...sentences];
	}
	const distance = ({ span }: ReadSentence): number =>
		Math.max(0, visible.start - span.end, span.start - visible.end);
	return [...sentences].sort(([, a], [, b]) => distance(a) - distance(b));
}
