// What the samples of a document are trained towards where that is more than the annotation: smoothed labels, what teachers say
// (distillation, Hinton et al. 2015), and how much each span counts.

import type { Lesson } from './lesson';
import type { PairSample, SpanSample, TrainingSample } from './sample';
import type { EncodedDocument } from './sampling';

export interface TargetOptions {
	readonly entityClassCount: number;
	readonly relationTypeCount: number;
	/** Share of an annotated class that is spread over all (Szegedy et al. 2016). */
	readonly labelSmoothing: number;
	/** Share of the teachers in the target of an annotated document; what is not annotated has their word alone. */
	readonly distillationWeight: number;
	/** What logits are divided by where teachers are learnt from; 1: annotation and teachers make one target. */
	readonly temperature: number;
	/** What a span of each class counts, 0 first; undefined: all the same. */
	readonly classWeights: readonly number[] | undefined;
	/** What a document without annotations counts. */
	readonly unlabelledWeight: number;
}

/**
 * The sample with its targets: (1 - w) annotation + w teachers, or both apart where there is a temperature. Spans and pairs of which the teachers know nothing keep the
 * annotation; where there is none they are left out.
 * @param lesson what the teachers say; undefined without teachers
 */
export function withTargets(
	sample: TrainingSample,
	encoded: EncodedDocument,
	lesson: Lesson | undefined,
	options: TargetOptions,
): TrainingSample {
	const { isLabelled } = encoded;
	const share = isLabelled ? options.distillationWeight : 1;
	const places = sample.spans.map((span) => tokensOf(encoded.pieceStarts, span));
	const spans = sample.spans.flatMap((span, index): SpanSample[] => {
		const taught = lesson?.span(places[index] ?? nowhere);
		// Of what is not annotated the entities, to which pairs refer, come first and are known to the teachers.
		return taught === undefined && !isLabelled ? [] : [{ ...span, ...spanTarget(span, taught, share, options) }];
	});
	const pairs = sample.pairs.flatMap((pair): PairSample[] => {
		const taught = lesson?.pair(places[pair.head] ?? nowhere, places[pair.tail] ?? nowhere);
		return taught === undefined && !isLabelled ? [] : [{ ...pair, ...pairTarget(pair, taught, share, options) }];
	});
	return { ...sample, spans, pairs, weight: isLabelled ? 1 : options.unlabelledWeight };
}

const nowhere = { start: -1, end: -1 };

function spanTarget(
	{ type }: SpanSample,
	taught: Float32Array | undefined,
	share: number,
	{ entityClassCount, labelSmoothing, temperature, classWeights }: TargetOptions,
): Pick<SpanSample, 'targets' | 'taught' | 'weight'> {
	const targets = new Float32Array(entityClassCount).fill(labelSmoothing / entityClassCount);
	targets[type] = 1 - labelSmoothing + labelSmoothing / entityClassCount;
	return { ...withTaught(targets, taught && softenedClasses(taught, temperature), share, temperature), weight: classWeights?.[type] ?? 1 };
}

function pairTarget(
	{ types }: PairSample,
	taught: Float32Array | undefined,
	share: number,
	{ relationTypeCount, labelSmoothing, temperature }: TargetOptions,
): Pick<PairSample, 'targets' | 'taught'> {
	const targets = new Float32Array(relationTypeCount).fill(labelSmoothing / 2);
	for (const type of types) {
		targets[type - 1] = 1 - labelSmoothing / 2;
	}
	return withTaught(targets, taught && softenedTypes(taught, temperature), share, temperature);
}

/** Of one temperature annotation and teachers make one target, (1 - share) annotation + share teachers. */
function withTaught(
	annotation: Float32Array,
	taught: Float32Array | undefined,
	share: number,
	temperature: number,
): Pick<PairSample, 'targets' | 'taught'> {
	if (taught === undefined) {
		return { targets: annotation };
	}
	return temperature === 1
		? { targets: annotation.map((value, index) => (1 - share) * value + share * (taught[index] ?? 0)) }
		: { targets: annotation, taught: { targets: taught, share } };
}

/** softmax(logits / temperature) for the softmax of the logits. */
export function softenedClasses(probabilities: Float32Array, temperature: number): Float32Array {
	if (temperature === 1) {
		return probabilities;
	}
	// Apart from the largest, so that no sum of small powers is 0.
	const largest = probabilities.reduce((most, value) => Math.max(most, value), 0);
	const powers = Float64Array.from(probabilities, (value) => (value / largest) ** (1 / temperature));
	const sum = powers.reduce((total, value) => total + value, 0);
	return Float32Array.from(powers, (value) => value / sum);
}

/** sigmoid(logit / temperature) for the sigmoids of logits. */
export function softenedTypes(probabilities: Float32Array, temperature: number): Float32Array {
	if (temperature === 1) {
		return probabilities;
	}
	return probabilities.map((value) => {
		const [yes, no] = [value ** (1 / temperature), (1 - value) ** (1 / temperature)];
		return yes / (yes + no);
	});
}

/** The tokens of a span of word pieces. */
function tokensOf(pieceStarts: Int32Array, { pieceStart, pieceEnd, size }: SpanSample): { readonly start: number; readonly end: number } {
	let start = pieceStarts.indexOf(pieceStart);
	// A token may have no word piece at all.
	while (start >= 0 && start + size < pieceStarts.length && pieceStarts[start + size] !== pieceEnd) {
		start++;
	}
	return { start, end: start + size };
}

/**
 * Weights by which spans of all entity types count alike together: the mean number of a type's entities by that of the type, at
 * least 1/10 and at most 10. "No entity" and types without any entity have 1.
 */
export function balancedClassWeights(documents: readonly EncodedDocument[], entityTypeCount: number): readonly number[] {
	const counts = new Array<number>(entityTypeCount + 1).fill(0);
	for (const { type } of documents.flatMap(({ document }) => document.entities)) {
		counts[type] = (counts[type] ?? 0) + 1;
	}
	const present = counts.slice(1).filter((count) => count > 0);
	const mean = present.reduce((sum, count) => sum + count, 0) / present.length;
	return counts.map((count, type) => (type === 0 || count === 0 ? 1 : Math.min(10, Math.max(0.1, mean / count))));
}
