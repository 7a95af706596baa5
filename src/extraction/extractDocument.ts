// From a document's source to what a model finds in it: prose out, sentences to the model (visible ones first, known ones
// from the cache), results back onto the source. The same for editor and command line.

import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { DocumentFormat } from '../documents/documentFormat';
import { sentenceCount, sentenceSpan, tokensOf } from '../documents/documentReading';
import { defaultReadOptions, type ReadOptions } from '../documents/readOptions';
import type { DocumentExtraction, SourceSpan } from '../knowledge/documentExtraction';
import type { ModelInfo } from '../protocol/engineProtocol';
import { assembleExtraction, type LocatedSentence } from './assembleExtraction';
import type { DocumentReader } from './documentReader';
import type { SentenceMemory } from './sentenceCache';
import type { SentenceExtractor } from './sentenceExtractor';

export interface ExtractDocumentRequest {
	readonly source: string;
	readonly format: DocumentFormat;
	/** How the source is read; as usual where nothing is said. */
	readonly readOptions?: ReadOptions;
	readonly reader: DocumentReader;
	readonly extractor: SentenceExtractor;
	readonly cache: SentenceMemory;
	readonly cancellation: CancellationToken;
	/** Only sentences that touch this span; all by default. */
	readonly within?: SourceSpan | undefined;
	/** What is on the screen: its sentences come first, then those nearest to it. */
	readonly visible?: SourceSpan | undefined;
	/** Entities with a lower score are left out, with their relations. */
	readonly entityThreshold?: number;
	/** Sentences a step after the first: fewer let others in sooner. */
	readonly stepSize?: number;
	/** Awaited now and then in long documents, so that others get their turn. */
	readonly breathe?: () => Promise<void>;
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

/** Sentences that are looked at before others get their turn. */
const sentencesPerTurn = 1000;

/** Errors: those of the extractor; CancelledError. */
export async function extractDocument(request: ExtractDocumentRequest): Promise<ExtractedDocument> {
	const { extractor, cancellation } = request;
	const read = request.reader.read(request.source, request.format, request.readOptions ?? defaultReadOptions);
	const [model, reading] = await Promise.all([extractor.model(cancellation), read]);
	const known = await request.cache.open(model.hash, extractor.optionsKey);
	const breathe = async (count: number): Promise<void> => {
		if (count % sentencesPerTurn === sentencesPerTurn - 1) {
			await request.breathe?.();
		}
		throwIfCancelled(cancellation);
	};
	const sentences: LocatedSentence[] = [];
	for (let number = 0; number < sentenceCount(reading); number++) {
		await breathe(number);
		const span = sentenceSpan(reading, number);
		if (request.within === undefined || touches(span, request.within)) {
			sentences.push({ number, span, result: undefined });
		}
	}
	// Sentences that read the same are one to the model.
	const unknown = new Map<string, LocatedSentence[]>();
	for (const [index, sentence] of sentences.entries()) {
		await breathe(index);
		const wording = reading.wordings[sentence.number] ?? '';
		sentence.result = known.get(wording);
		if (sentence.result === undefined) {
			const same = unknown.get(wording);
			if (same === undefined) {
				unknown.set(wording, [sentence]);
			} else {
				same.push(sentence);
			}
		}
	}
	const soFar = (): DocumentExtraction => assembleExtraction(reading, sentences, model, request.entityThreshold ?? 0);
	const waiting = nearestFirst([...unknown], request.visible);
	let done = 0;
	while (done < waiting.length) {
		throwIfCancelled(cancellation);
		const step = waiting.slice(done, done + (done === 0 ? firstStep : (request.stepSize ?? laterStep)));
		const tokens = step.map(([, [sentence]]) => (sentence === undefined ? [] : tokensOf(reading, sentence.number)));
		const found = await extractor.extract(tokens, cancellation);
		for (const [index, [wording, same]] of step.entries()) {
			const result = found[index];
			if (result === undefined) {
				throw new Error('The extractor answered with fewer results than sentences.');
			}
			known.set(wording, result);
			for (const sentence of same) {
				sentence.result = result;
			}
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

type Waiting = readonly [wording: string, sentences: readonly LocatedSentence[]];

/** In the order of their distance from what is visible. They come in the order of the text, so nothing need be sorted. */
function nearestFirst(waiting: readonly Waiting[], visible: SourceSpan | undefined): readonly Waiting[] {
	if (visible === undefined) {
		return waiting;
	}
	const spanOf = ([, [sentence]]: Waiting): SourceSpan => sentence?.span ?? { start: 0, end: 0 };
	const firstVisible = waiting.findIndex((sentence) => spanOf(sentence).end > visible.start);
	let after = firstVisible === -1 ? waiting.length : firstVisible;
	let before = after - 1;
	const ordered: Waiting[] = [];
	while (ordered.length < waiting.length) {
		const [next, previous] = [waiting[after], waiting[before]];
		const distanceAfter = next === undefined ? Infinity : Math.max(0, spanOf(next).start - visible.end);
		const distanceBefore = previous === undefined ? Infinity : visible.start - spanOf(previous).end;
		if (next !== undefined && distanceAfter <= distanceBefore) {
			ordered.push(next);
			after++;
		} else if (previous !== undefined) {
			ordered.push(previous);
			before--;
		}
	}
	return ordered;
}
