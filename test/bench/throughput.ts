// The same model over the same sentences, ours and the reference in turn, each in a process of its own on one thread.
// Predictions that differ are a failure: a speed would then mean nothing.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext } from './benchContext';
import { lastJsonLine, runProgram } from './programs';
import type { PredictRun } from './predictProgram';
import { runReference, type ReferenceRun } from './reference';
import type { Section } from './report';
import { measurement, type Measurement } from './statistics';

const bytesPerMegabyte = 1e6;

export async function measureThroughput({ material, rounds, temporary, say }: BenchContext): Promise<Section> {
	const { sentences, sentencesAre, reference, model } = material;
	const dataset = join(temporary, 'sentences.json');
	writeFileSync(dataset, JSON.stringify(sentences.map((tokens) => ({ tokens }))));
	const ours = async (mode: 'single' | 'batched'): Promise<PredictRun> => {
		const program = join(import.meta.dirname, 'predictProgram.mjs');
		return lastJsonLine((await runProgram(process.execPath, [program, model, dataset, mode])).output) as PredictRun;
	};
	const single: PredictRun[] = [];
	const batched: PredictRun[] = [];
	const theirs: ReferenceRun[] = [];
	const theirsBatched: ReferenceRun[] = [];
	for (let round = 1; round <= rounds; round++) {
		say(`sentences, round ${round} of ${rounds}`);
		if (typeof reference !== 'string') {
			theirs.push(await runReference(reference, dataset, 1));
		}
		single.push(await ours('single'));
		if (typeof reference !== 'string') {
			theirsBatched.push(await runReference(reference, dataset, 2));
		}
		batched.push(await ours('batched'));
	}
	requireEqual([...single, ...batched, ...theirs, ...theirsBatched]);

	const speed = (runs: readonly { predicting: number; reading?: number }[]): number[] =>
		runs.map(({ predicting, reading = 0 }) => sentences.length / (predicting + reading));
	const processorTime = (runs: readonly { cpu: number }[]): number[] => runs.map(({ cpu }) => (cpu / sentences.length) * 1000);
	const memory = (runs: readonly { peakMemory: number }[]): number[] =>
		runs.map(({ peakMemory }) => peakMemory / bytesPerMegabyte);
	const measurements: Measurement[] = [];
	const compare = (name: string, unit: Measurement['unit'], of: (runs: typeof single | typeof theirs) => number[]): void => {
		const base = theirs.length === 0 ? undefined : measurement(`reference, one by one: ${name}`, unit, of(theirs));
		if (base !== undefined) {
			measurements.push(base, measurement(`reference, batches of 2: ${name}`, unit, of(theirsBatched)));
		}
		measurements.push(
			measurement(`ours, one by one: ${name}`, unit, of(single), base),
			measurement(`ours, batched: ${name}`, unit, of(batched), base),
		);
	};
	compare('speed', 'sentences/s', speed);
	compare('processor time a sentence', 'ms', processorTime);
	compare('peak memory of the process', 'MB', memory);
	return {
		title: 'Sentences',
		notes: [
			`${sentencesAre}, one thread, from tokens to predictions without loading the model.`,
			typeof reference === 'string' ? reference : `All predictions are equal to the reference's, in all ${rounds} rounds.`,
		],
		measurements,
	};
}

function requireEqual(runs: readonly { readonly predictions: string }[]): void {
	const [first] = runs;
	const differing = runs.findIndex(({ predictions }) => predictions !== first?.predictions);
	if (differing >= 0) {
		throw new Error(`Run ${differing + 1} of ${runs.length} predicted something else than the first one.`);
	}
}
