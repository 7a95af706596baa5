// The same model over the same sentences, ours and the reference in turn, each in a process of its own. Predictions that
// differ are a failure: a speed would then mean nothing.

import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '../../src/base/precision';
import type { BenchContext } from './benchContext';
import { lastJsonLine, runProgram } from './programs';
import type { PredictMode, PredictRun } from './predictProgram';
import { runReference } from './reference';
import type { Section } from './report';
import { measurement, type Measurement, type Unit } from './statistics';

/** What both sides tell of a run. */
interface Run extends PredictRun {
	/** Reading the sentences into word pieces, in seconds, where it is not part of `predicting`. */
	readonly reading?: number;
	/** From starting the process to its end, in seconds. */
	readonly whole: number;
}

/** One way to do the work, and its runs. */
interface Contestant {
	readonly name: string;
	readonly run: () => Promise<Run>;
	readonly runs: Run[];
}

export function measureOnOneThread(context: BenchContext): Promise<Section> {
	return measureWithThreads(context, 1);
}

/** Of use on a quiet machine only: the reference's threads wait for each other, and busy cores make it many times slower. */
export function measureOnAllCores(context: BenchContext): Promise<Section> {
	return measureWithThreads(context, availableParallelism());
}

async function measureWithThreads({ material, rounds, temporary, say }: BenchContext, threads: number): Promise<Section> {
	const { sentences, sentencesAre, reference, compared } = material;
	const dataset = join(temporary, 'sentences.json');
	writeFileSync(dataset, JSON.stringify(sentences.map((tokens) => ({ tokens }))));
	const ours = async (mode: PredictMode, precision: Precision = 'float32'): Promise<Run> => {
		const program = join(import.meta.dirname, 'predictProgram.mjs');
		const { wall, output } = await runProgram(process.execPath, [program, compared.folder, compared.types, dataset, mode, String(threads), precision]);
		return { ...(lastJsonLine(output) as PredictRun), whole: wall / 1000 };
	};
	const contestant = (name: string, run: () => Promise<Run>): Contestant => ({ name, run, runs: [] });
	const theirs =
		typeof reference === 'string'
			? []
			: [
					contestant('reference, one by one', () => runReference(reference, dataset, 1, threads)),
					contestant('reference, batches of 2', () => runReference(reference, dataset, 2, threads)),
				];
	const float32 = [contestant('ours, one by one', () => ours('single')), contestant('ours, batched', () => ours('batched'))];
	const int8 = [
		contestant('ours in int8, one by one', () => ours('single', 'int8')),
		contestant('ours in int8, batched', () => ours('batched', 'int8')),
	];
	const own = [...float32, ...int8];
	const contestants = [theirs[0], float32[0], int8[0], theirs[1], float32[1], int8[1]].filter((one) => one !== undefined);
	for (let round = 1; round <= rounds; round++) {
		say(`sentences on ${threads} of the cores, round ${round} of ${rounds}`);
		for (const { run, runs } of contestants) {
			runs.push(await run());
		}
	}
	requireEqual([...theirs, ...float32], material.recordedPredictions);

	const compare = (name: string, unit: Unit, of: (run: Run) => number): Measurement[] => {
		const [base, ...others] = theirs.map((one) => measurement(`${name}: ${one.name}`, unit, one.runs.map(of)));
		const compared = own.map((one) => measurement(`${name}: ${one.name}`, unit, one.runs.map(of), base));
		return [...(base === undefined ? [] : [base]), ...others, ...compared];
	};
	return {
		title: `Sentences, threads: ${threads}`,
		notes: [
			`${sentencesAre}, from tokens to predictions without loading the model; the whole process from its start to its end.`,
			typeof reference === 'string' ? reference : 'Compared with the reference one by one, its faster way.',
			material.recordedPredictions === undefined
				? `All predictions in float32 are equal, in all ${rounds} rounds.`
				: `All predictions in float32 are those that the reference was recorded with, in all ${rounds} rounds.`,
			'int8 predicts nearly the same: what it costs in F1 is in performance.md.',
		],
		measurements: [
			...compare('speed', 'sentences/s', ({ predicting, reading = 0 }) => sentences.length / (predicting + reading)),
			...compare('processor time a sentence', 'ms', ({ cpu }) => (cpu / sentences.length) * 1000),
			...compare('whole process', 'ms', ({ whole }) => whole * 1000),
			...compare('peak memory', 'MB', ({ peakMemory }) => peakMemory / 1e6),
		],
	};
}

/** Every run against the predictions that the reference was once recorded with, or else against the first run. */
function requireEqual(contestants: readonly Contestant[], recorded: string | undefined): void {
	const expected = recorded ?? contestants[0]?.runs[0]?.predictions ?? '[]';
	for (const { name, runs } of contestants) {
		const differing = runs.findIndex(({ predictions }) => canonical(predictions) !== canonical(expected));
		if (differing >= 0) {
			const others = recorded === undefined ? (contestants[0]?.name ?? '') : "the reference's record";
			throw new Error(`Predictions differ: ${name} in round ${differing + 1} against ${others}.`);
		}
	}
}

/** The same for equal values, however they are spaced and escaped. */
function canonical(json: string): string {
	return JSON.stringify(JSON.parse(json));
}
