// The same sentences through our engine, the reference in old and new PyTorch and other programs that find entities, in turn
// and each run in a new process; with one thread and with two. A peer that fails is told and left out; ours must not fail,
// and must predict what the reference was recorded with.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTypes } from '../../../src/corpus/types';
import { encodeTokens } from '../../../src/engine/spert/encoding';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';
import type { BenchContext } from '../benchContext';
import type { Section } from '../report';
import { accuracyOf, differingSentences } from './accuracy';
import { findContestants, whatWentWrong, type Contestant, type Failure } from './contestants';
import { encoderOperations } from './encoderWork';
import { Limit, measureLimit } from './limit';
import { peerTable } from './peerTable';
import { runPeer, type PeerTask } from './peerRun';

const threadCounts = [1, 2];

export async function measurePeers(context: BenchContext): Promise<Section[]> {
	const { material, rounds, temporary, say } = context;
	const dataset = join(temporary, 'peers-sentences.json');
	writeFileSync(dataset, JSON.stringify(material.sentences.map((tokens) => ({ tokens, entities: [], relations: [] }))));
	const { folder: model, types } = material.compared;
	const task: PeerTask = { dataset, model, types, threads: 1 };
	const { contestants, failures, pythons } = await findContestants(context, task);
	const failed: Failure[] = [...failures];
	let running = [...contestants];
	const limit = new Limit();
	for (let round = 1; round <= rounds; round++) {
		for (const threads of threadCounts) {
			say(`products of matrices, threads: ${threads}, round ${round} of ${rounds}`);
			await measureLimit(limit, threads, pythons, material.root);
			for (const contestant of [...running]) {
				say(`${contestant.name}, threads: ${threads}, round ${round} of ${rounds}`);
				try {
					await runOnce(contestant, { ...task, model: contestant.model, threads });
					requireExact(contestant, threads, material.recordedPredictions);
				} catch (failure) {
					if (contestant.isOurs) {
						throw failure;
					}
					say(`${contestant.name} is left out: ${whatWentWrong(failure)}`);
					failed.push({ name: contestant.name, problem: whatWentWrong(failure) });
					running = running.filter((other) => other !== contestant);
				}
			}
		}
	}
	const ours = running.filter(({ isOurs }) => isOurs);
	const notes = notesOf(material.sentencesAre, rounds, running, failed);
	return [
		...threadCounts.map((threads): Section => {
			return {
				title: `Side by side, threads: ${threads}`,
				notes,
				measurements: [],
				table: peerTable(running, threads, material.sentences.length),
			};
		}),
		...(await accuracySection(context, running, task)),
		limit.section(ours, await operationsOf(material), threadCounts),
	];
}

async function runOnce(contestant: Contestant, task: PeerTask): Promise<void> {
	const runs = contestant.runs.get(task.threads) ?? { single: [], batched: [] };
	contestant.runs.set(task.threads, runs);
	runs.single.push(await runPeer(contestant.program, task, 'single', 1));
	runs.batched.push(await runPeer(contestant.program, task, 'batched', contestant.batchSize ?? 1));
}

/** A speed means nothing where something else was predicted. Error: predictions differ. */
function requireExact({ isExact, runs }: Contestant, threads: number, recorded: string | undefined): void {
	if (!isExact || recorded === undefined) {
		return;
	}
	for (const { predictions } of [runs.get(threads)?.single.at(-1), runs.get(threads)?.batched.at(-1)].filter((run) => run !== undefined)) {
		const differing = differingSentences(predictions ?? '[]', recorded);
		if (differing > 0) {
			throw new Error(`In ${differing} sentences it predicts otherwise than the reference did.`);
		}
	}
}

function notesOf(sentencesAre: string, rounds: number, running: readonly Contestant[], failures: readonly Failure[]): string[] {
	const versions = new Map(running.map(({ name, runs }) => [name, runs.get(1)?.single[0]?.versions ?? {}]));
	const list = [...versions].map(([name, own]) => `${name}: ${Object.entries(own).map(([what, version]) => `${what} ${version}`).join(', ')}`);
	return [
		`${sentencesAre}, medians of ${rounds} rounds. Speeds and latencies are from tokens to predictions, after one sentence; first result: from the start of the process.`,
		`${list.join('; ')}.`,
		...failures.map(({ name, problem }) => `Not measured: ${name}. ${problem}`),
	];
}

/** F1 of every contestant that finds what SpERT does: over the sentences of the run, and of ours over the whole test set. */
async function accuracySection({ material, temporary, say }: BenchContext, running: readonly Contestant[], task: PeerTask): Promise<Section[]> {
	const { gold, testSet } = material;
	if (gold === undefined) {
		return [];
	}
	const types = parseTypes(readFileSync(task.types, 'utf8'), task.types);
	const cells = (predictions: string, annotated: string): [entities: string, relations: string] => {
		const { entities, relations } = accuracyOf(annotated, predictions, types);
		return [entities.toFixed(2), relations.toFixed(2)];
	};
	const rows: string[][] = [];
	for (const { name, runs, isOurs, program, model } of running) {
		const predictions = runs.get(1)?.batched.at(-1)?.predictions;
		if (predictions === undefined) {
			continue;
		}
		const whole: string[] = [];
		if (isOurs && testSet !== undefined) {
			say(`${name}: the whole test set`);
			const dataset = join(temporary, 'peers-test-set.json');
			writeFileSync(dataset, testSet);
			const run = await runPeer(program, { ...task, model, dataset }, 'batched', 1);
			whole.push(...cells(run.predictions ?? '[]', testSet));
		}
		rows.push([name, ...cells(predictions, gold), ...whole]);
	}
	return [
		{
			title: 'Side by side, accuracy',
			notes: ['Micro F1 of entities (span and type) and of relations (type and both spans).'],
			measurements: [],
			table: {
				header: ['', `entities, ${material.sentencesAre}`, 'relations', "entities, SciERC's whole test set", 'relations'],
				rows: rows.map((row) => [...row, ...Array.from({ length: 5 - row.length }, () => '')]),
			},
		},
	];
}

/** What the encoder has to do for the sentences. */
async function operationsOf({ compared: { folder: model }, sentences }: BenchContext['material']): Promise<number> {
	const config = JSON.parse(readFileSync(join(model, 'config.json'), 'utf8')) as Readonly<Record<string, number>>;
	const { num_hidden_layers: layers = 0, hidden_size: hidden = 0, intermediate_size: intermediate = 0 } = config;
	const tokenizer = await loadTokenizer(model, { lowercase: undefined });
	const lengths = sentences.map((tokens) => encodeTokens(tokenizer, tokens, config['max_position_embeddings'] ?? Infinity).ids.length + 2);
	return encoderOperations({ layers, hidden, intermediate }, lengths);
}
