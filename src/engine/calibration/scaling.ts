// Fits how scores are to be scaled so that they are probabilities: one temperature for the softmax over entity types (Guo et
// al. 2017), slope and offset for the sigmoids of relations (Platt 1999). Neither changes the order of scores.

import type { EntityExample, RelationExample } from './calibrationExamples';

/** logit × slope + offset. */
export interface LogitScaling {
	readonly slope: number;
	readonly offset: number;
}

export const unscaled: LogitScaling = { slope: 1, offset: 0 };

/** What is searched, and what is plausible: beyond it a model's scores mean nothing. */
const smallestTemperature = 0.05;
const largestTemperature = 20;

/** exp(logit / temperature), normalised: the probability of one class. */
export function classProbability(logits: Float64Array, index: number, temperature: number): number {
	return Math.exp((logits[index] ?? -Infinity) / temperature - logSumExp(logits, temperature));
}

export function sigmoidOf(logit: number): number {
	return 1 / (1 + Math.exp(-logit));
}

/** Mean negative log likelihood of the annotated classes, in nats; 0 without examples. */
export function entityLoss(examples: readonly EntityExample[], temperature: number): number {
	const losses = examples.map(({ logits, annotated }) => logSumExp(logits, temperature) - (logits[annotated] ?? -Infinity) / temperature);
	return mean(losses);
}

/** Mean negative log likelihood, in nats; 0 without examples. */
export function relationLoss(examples: readonly RelationExample[], { slope, offset }: LogitScaling): number {
	return mean(examples.map(({ logit, isAnnotated }) => softplus(isAnnotated ? -(slope * logit + offset) : slope * logit + offset)));
}

/**
 * The temperature with the least negative log likelihood. In 1 / temperature that is convex, so that a golden-section search
 * finds the one minimum; 1 without examples.
 */
export function fitTemperature(examples: readonly EntityExample[]): number {
	if (examples.length === 0) {
		return 1;
	}
	const ratio = (Math.sqrt(5) - 1) / 2;
	let [low, high] = [Math.log(1 / largestTemperature), Math.log(1 / smallestTemperature)];
	const lossAt = (logInverse: number): number => entityLoss(examples, Math.exp(-logInverse));
	let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
	let [leftLoss, rightLoss] = [lossAt(left), lossAt(right)];
	while (high - low > 1e-6) {
		if (leftLoss <= rightLoss) {
			[high, right, rightLoss] = [right, left, leftLoss];
			left = high - ratio * (high - low);
			leftLoss = lossAt(left);
		} else {
			[low, left, leftLoss] = [left, right, rightLoss];
			right = low + ratio * (high - low);
			rightLoss = lossAt(right);
		}
	}
	return Math.exp(-(low + high) / 2);
}

/**
 * Slope and offset by Newton's method on the negative log likelihood, with Platt's targets: not 0 and 1 but a little inside,
 * as if each side had one more example, so that a set that can be parted perfectly has a finite answer. Unscaled where one side
 * is empty, or where higher scores are no better.
 */
export function fitLogitScaling(examples: readonly RelationExample[]): LogitScaling {
	const positives = examples.filter(({ isAnnotated }) => isAnnotated).length;
	const negatives = examples.length - positives;
	if (positives === 0 || negatives === 0) {
		return unscaled;
	}
	const targets = { annotated: (positives + 1) / (positives + 2), other: 1 / (negatives + 2) };
	const targetOf = ({ isAnnotated }: RelationExample): number => (isAnnotated ? targets.annotated : targets.other);
	const lossOf = ({ slope, offset }: LogitScaling): number =>
		mean(
			examples.map((example) => {
				const scaled = slope * example.logit + offset;
				return softplus(scaled) - targetOf(example) * scaled;
			}),
		);
	let scaling = unscaled;
	let loss = lossOf(scaling);
	for (let step = 0; step < 100; step++) {
		const next = newtonStep(examples, targetOf, scaling, loss, lossOf);
		if (next === undefined) {
			break;
		}
		({ scaling, loss } = next);
	}
	return scaling.slope > 1 / largestTemperature && scaling.slope < 1 / smallestTemperature ? scaling : unscaled;
}

/** Undefined where no step makes the loss smaller: this is the minimum. */
function newtonStep(
	examples: readonly RelationExample[],
	targetOf: (example: RelationExample) => number,
	{ slope, offset }: LogitScaling,
	loss: number,
	lossOf: (scaling: LogitScaling) => number,
): { readonly scaling: LogitScaling; readonly loss: number } | undefined {
	let [bySlope, byOffset, bySlopeTwice, byBoth, byOffsetTwice] = [0, 0, 0, 0, 0];
	for (const example of examples) {
		const { logit } = example;
		const probability = sigmoidOf(slope * logit + offset);
		const difference = probability - targetOf(example);
		const curvature = probability * (1 - probability);
		bySlope += difference * logit;
		byOffset += difference;
		bySlopeTwice += curvature * logit * logit;
		byBoth += curvature * logit;
		byOffsetTwice += curvature;
	}
	// Keeps the step finite where all logits are the same.
	const ridge = 1e-9 * examples.length;
	bySlopeTwice += ridge;
	byOffsetTwice += ridge;
	const determinant = bySlopeTwice * byOffsetTwice - byBoth * byBoth;
	const slopeStep = (byOffsetTwice * bySlope - byBoth * byOffset) / determinant;
	const offsetStep = (bySlopeTwice * byOffset - byBoth * bySlope) / determinant;
	for (let share = 1; share > 1e-6; share /= 2) {
		const scaling = { slope: slope - share * slopeStep, offset: offset - share * offsetStep };
		const found = lossOf(scaling);
		if (found < loss - 1e-12) {
			return { scaling, loss: found };
		}
	}
	return undefined;
}

function logSumExp(logits: Float64Array, temperature: number): number {
	const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity) / temperature;
	return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit / temperature - largest), 0));
}

/** log(1 + exp(x)), without overflow. */
function softplus(value: number): number {
	return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
}

function mean(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
