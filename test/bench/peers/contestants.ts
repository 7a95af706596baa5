// Who is measured against whom, and how each is started. What none of them can do without (an environment, a checkout of the
// reference) is prepared here; one that cannot be had is told and does not keep the others from running.

import { join } from 'node:path';
import type { BenchContext } from '../benchContext';
import { environmentOptions, prepareEnvironment } from './environments';
import { fastestBatchSize, type PeerProgram, type PeerRun, type PeerTask } from './peerRun';

/** The reference as it was pinned once, and in a current PyTorch. */
export const referenceNames = { pinned: 'reference, its PyTorch', current: 'reference, PyTorch 2' } as const;

/** What a contestant finds: the whole of SpERT's work, or entities by a lighter way. */
export type Finds = 'entities and relations' | 'entities only';

export interface Contestant {
	readonly name: string;
	readonly finds: Finds;
	/** Its predictions must be those that the reference was recorded with. */
	readonly isExact: boolean;
	readonly isOurs: boolean;
	readonly program: PeerProgram;
	readonly model: string;
	/** Sentences of a batch, where the contestant does not choose itself. */
	readonly batchSize: number | undefined;
	/** By number of threads. */
	readonly runs: Map<number, { readonly single: PeerRun[]; readonly batched: PeerRun[] }>;
}

/** A contestant that could not be measured, or not to the end. */
export interface Failure {
	readonly name: string;
	readonly problem: string;
}

interface Peer extends Pick<Contestant, 'name' | 'finds' | 'isExact'> {
	/** The environment it needs, or a Python that is there. */
	readonly environment: string | { readonly python: string };
	readonly script: string;
	readonly args: readonly string[];
	readonly model: string;
}

/** @param task the sentences, for finding batch sizes */
export async function findContestants(
	{ material, say }: BenchContext,
	task: PeerTask,
): Promise<{ readonly contestants: readonly Contestant[]; readonly failures: readonly Failure[]; readonly pythons: ReadonlyMap<string, string> }> {
	const folder = join(material.root, 'test', 'bench', 'peers');
	const options = environmentOptions(process.env, join(folder, 'requirements'));
	const contestants: Contestant[] = [];
	const failures: Failure[] = [];
	const pythons = new Map<string, string>();
	const broken = new Map<string, string>();
	const pythonOf = async (environment: Peer['environment']): Promise<string> => {
		if (typeof environment !== 'string') {
			return environment.python;
		}
		const problem = broken.get(environment);
		if (problem !== undefined) {
			throw new Error(problem);
		}
		try {
			const python = pythons.get(environment) ?? (await prepareEnvironment(environment, options, say));
			pythons.set(environment, python);
			return python;
		} catch (failure) {
			broken.set(environment, `its environment could not be made: ${whatWentWrong(failure)}`);
			throw failure;
		}
	};
	const { reference } = material;
	const peers: Peer[] = [];
	if (typeof reference === 'string') {
		failures.push({ name: 'the reference, in any PyTorch', problem: reference });
	} else {
		const common = { finds: 'entities and relations', script: 'referencePeer.py', model: reference.model } as const;
		const checkout = [`--reference=${reference.folder}`];
		peers.push(
			{ ...common, name: referenceNames.pinned, isExact: true, environment: { python: reference.python }, args: checkout },
			{ ...common, name: referenceNames.current, isExact: true, environment: 'torch', args: checkout },
			{ ...common, name: `${referenceNames.current}, int8`, isExact: false, environment: 'torch', args: [...checkout, '--precision=int8'] },
		);
	}
	const light = { finds: 'entities only', isExact: false, args: [], model: material.compared.folder } as const;
	peers.push(
		{ ...light, name: 'transformers, token classification', environment: 'torch', script: 'tokenClassificationPeer.py' },
		{ ...light, name: 'GLiNER', environment: 'gliner', script: 'glinerPeer.py' },
		{ ...light, name: 'spaCy', environment: 'spacy', script: 'spacyPeer.py' },
	);
	for (const { environment, script, args, ...peer } of peers) {
		try {
			const program = { command: await pythonOf(environment), args: [join(folder, script), ...args] };
			say(`${peer.name}: looking for its best batch size`);
			const batchSize = await fastestBatchSize(program, { ...task, model: peer.model });
			contestants.push({ ...peer, isOurs: false, program, batchSize, runs: new Map() });
		} catch (failure) {
			say(`${peer.name} is left out: ${whatWentWrong(failure)}`);
			failures.push({ name: peer.name, problem: whatWentWrong(failure) });
		}
	}
	const ours = { finds: 'entities and relations', isOurs: true, model: material.compared.folder, batchSize: undefined } as const;
	const program = { command: process.execPath, args: [join(import.meta.dirname, 'peers', 'ourPeer.mjs')] };
	const inInt8 = { ...program, args: [...program.args, '--precision=int8'] };
	// First, so that it fails at once if it does.
	contestants.unshift(
		{ ...ours, name: 'ours', isExact: true, program, runs: new Map() },
		{ ...ours, name: 'ours, int8', isExact: false, program: inInt8, runs: new Map() },
	);
	return { contestants, failures, pythons };
}

/** What a person needs of a failed program's output: its last line, which is where Python says what went wrong. */
export function whatWentWrong(failure: unknown): string {
	const text = failure instanceof Error ? failure.message : String(failure);
	const line = text.trimEnd().split('\n').at(-1) ?? '';
	return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
