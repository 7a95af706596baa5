// The figures of all contestants with one number of threads as a table, a line each.

import { threeDigits, type Table } from '../report';
import { median, quantile } from '../statistics';
import { referenceNames, type Contestant } from './contestants';
import type { PeerRun } from './peerRun';

/** Whose faster way the others are compared with. */
const references: readonly string[] = [referenceNames.pinned, referenceNames.current];

/** @param sentences how many each run predicted */
export function peerTable(contestants: readonly Contestant[], threads: number, sentences: number): Table {
	const fastest = (contestant: Contestant | undefined): number | undefined => {
		const { single = [], batched = [] } = contestant?.runs.get(threads) ?? {};
		const speeds = [single, batched].filter((runs) => runs.length > 0).map((runs) => speedOf(runs, sentences));
		return speeds.length === 0 ? undefined : Math.max(...speeds);
	};
	const bases = references.map((name) => fastest(contestants.find((contestant) => contestant.name === name)));
	const ratio = (speed: number | undefined, base: number | undefined): string =>
		speed === undefined || base === undefined ? '' : `${(speed / base).toFixed(2)}x`;
	return {
		header: [
			'',
			'one by one, sentences/s',
			'batched, sentences/s',
			'batch',
			...references.map((name) => `against the ${name}`),
			'latency, median ms',
			'latency, 95 % ms',
			'processor ms a sentence, one by one',
			'batched',
			'peak memory MB, one by one',
			'batched',
			'of it before the model',
			'first result ms',
		],
		rows: contestants.flatMap((contestant) => {
			const { single = [], batched = [] } = contestant.runs.get(threads) ?? {};
			if (single.length === 0 || batched.length === 0) {
				return [];
			}
			const of = (runs: readonly PeerRun[], figure: (run: PeerRun) => number): string => threeDigits(median(runs.map(figure)));
			const imports = single.flatMap(({ memoryOfImports }) => memoryOfImports ?? []);
			return [
				[
					`${contestant.name}${contestant.finds === 'entities only' ? ' (entities only)' : ''}`,
					threeDigits(speedOf(single, sentences)),
					threeDigits(speedOf(batched, sentences)),
					contestant.batchSize === undefined ? '' : String(contestant.batchSize),
					...bases.map((base) => ratio(fastest(contestant), base)),
					of(single, ({ latencies }) => median(latencies)),
					of(single, ({ latencies }) => quantile(latencies, 0.95)),
					of(single, ({ cpu }) => (1000 * cpu) / sentences),
					of(batched, ({ cpu }) => (1000 * cpu) / sentences),
					of(single, ({ peakMemory }) => peakMemory / 1e6),
					of(batched, ({ peakMemory }) => peakMemory / 1e6),
					imports.length === 0 ? '' : threeDigits(median(imports) / 1e6),
					of([...single, ...batched], ({ coldStart }) => coldStart),
				],
			];
		}),
	};
}

function speedOf(runs: readonly PeerRun[], sentences: number): number {
	return sentences / median(runs.map(({ predicting }) => predicting));
}
