// How parameters lie in a device's memory: end to end in a few large buffers, so that an optimizer's step is some hundred
// computations and not thousands. Only a plan; deviceState.ts holds the buffers.

import { decays, needsPairs } from '../optimizer';
import type { StoredParameter } from '../parameterStore';

export interface PlacedParameter {
	readonly name: string;
	readonly shape: readonly number[];
	/** First element in the bucket, and how many there are. */
	readonly start: number;
	readonly count: number;
}

/** Parameters that the optimizer treats alike. */
export interface ParameterBucket {
	/** Of its input in the gradient graph. */
	readonly name: string;
	readonly parameters: readonly PlacedParameter[];
	/** Elements with the zeros at the end: a multiple of sumWidth². */
	readonly length: number;
	readonly isTrained: boolean;
	readonly decays: boolean;
	/** Whether its gradients come from pairs alone. */
	readonly needsPairs: boolean;
	/** Share of the learning rate. */
	readonly rateShare: number;
}

/** Squares that are summed at a time for the norm, twice over: short sums keep float32 exact enough. */
export const sumWidth = 256;
const alignment = sumWidth * sumWidth;
/** 64 MiB: half of what every WebGPU adapter can bind. A larger parameter has a bucket to itself. */
const largestBucket = 2 ** 24;

/** @param rateShares shares of the learning rate that parameters have; absent: the whole */
export function parameterBuckets(parameters: Iterable<StoredParameter>, rateShares?: ReadonlyMap<string, number>): ParameterBucket[] {
	const shareOf = (name: string): number => rateShares?.get(name) ?? 1;
	const groups = new Map<string, StoredParameter[]>();
	for (const parameter of parameters) {
		if (parameter.values.length > 0) {
			const { name, state } = parameter;
			const role = `${decays(name) ? 'decayed' : 'plain'}${needsPairs(name) ? '.pairs' : ''}`;
			const kind = state === undefined ? 'frozen' : shareOf(name) === 1 ? role : `${role}.rate${shareOf(name)}`;
			groups.set(kind, [...(groups.get(kind) ?? []), parameter]);
		}
	}
	return [...groups].flatMap(([kind, group]) => divided(group).map((members, index) => bucketOf(`bucket.${kind}.${index}`, members, shareOf)));
}

/** In order, as many in a bucket as fit. */
function divided(group: readonly StoredParameter[]): StoredParameter[][] {
	const buckets: StoredParameter[][] = [];
	let room = 0;
	for (const parameter of group) {
		const last = buckets.at(-1);
		if (last === undefined || parameter.values.length > room) {
			buckets.push([parameter]);
			room = largestBucket;
		} else {
			last.push(parameter);
		}
		room -= parameter.values.length;
	}
	return buckets;
}

function bucketOf(name: string, members: readonly StoredParameter[], shareOf: (name: string) => number): ParameterBucket {
	let start = 0;
	const parameters = members.map((member) => {
		const placed = { name: member.name, shape: member.shape, start, count: member.values.length };
		start += placed.count;
		return placed;
	});
	const [first] = members;
	if (first === undefined) {
		throw new Error(`${name} has no parameters.`);
	}
	return {
		name,
		parameters,
		length: Math.ceil(start / alignment) * alignment,
		isTrained: first.state !== undefined,
		decays: decays(first.name),
		needsPairs: needsPairs(first.name),
		rateShare: shareOf(first.name),
	};
}
