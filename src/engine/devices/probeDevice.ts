// Tries one device, in a process of its own, since what is wrong with a driver may end it: whether it computes what the
// processor computes, on itself, and how fast.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from '../../base/device';
import type { DeviceProblem, DeviceProbe } from '../../base/deviceReport';
import { serializeModel } from '../onnx/modelProto';
import { RuntimeSession } from '../runtime/session';
import { Batch } from '../spert/batch';
import { entityGraph } from '../spert/inferenceGraphs';
import { SpertScorer, type SequenceScores } from '../spert/scorer';
import { splitHeads } from '../spert/splitHeads';
import { readPlacement, type Placement } from './placement';
import { probeModel, probeSequences, type ProbeModel } from './probeModel';

/** What the process itself can tell; who started it reads adapter and driver from what it says on stderr. */
export type MeasuredProbe = Omit<DeviceProbe, 'adapter' | 'driver' | 'isSoftware'>;

export type ProbeAnswer = { readonly kind: 'works'; readonly probe: MeasuredProbe } | { readonly kind: 'problem'; readonly problem: DeviceProblem };

/** float32 in another order of summation differs by about 1e-6 in a score, half precision by 1e-3. */
const largestDifference = 0.01;
/** How many times slower than the processor a device may be and still be measured on a full batch, however long that takes. */
const hopeless = 4;
/** How long a full batch of a hopeless device may take, in milliseconds: it is run four times, and the whole try has a minute. */
const patience = 2000;
/** Sequences and word pieces of a small batch and of a full one. */
const [small, full] = [
	[1, 16],
	[8, 64],
] as const;

export async function probeDevice(device: Device, threads: number): Promise<ProbeAnswer> {
	try {
		return await measure(device, threads);
	} catch (failure) {
		return problemOf(failure);
	}
}

async function measure(device: Device, threads: number): Promise<ProbeAnswer> {
	const model = probeModel();
	const processor = await SpertScorer.create(model.config, model.parameters, model.heads, { threads });
	const few = probeSequences(...small);
	const expected = await processor.score(few);
	const start = performance.now();
	const onDevice = await SpertScorer.create(model.config, model.parameters, model.heads, { threads, device });
	try {
		let scores = await onDevice.score(few);
		const firstResult = performance.now() - start;
		let difference = differenceOf(scores, expected);
		// A second time: the first fills buffers that the next run is given again.
		scores = await onDevice.score(few);
		difference = Math.max(difference, differenceOf(scores, expected));
		if (!(difference <= largestDifference)) {
			return problem('wrongResults', `scores differ by ${difference.toPrecision(2)}`);
		}
		const placement = await placementOf(model, device, threads);
		if (placement.onDevice === 0) {
			return problem('notUsed', '');
		}
		const runs = await compare(onDevice, processor);
		return {
			kind: 'works',
			probe: {
				...runs,
				firstResult,
				nodesOnDevice: placement.onDevice,
				processorOperators: placement.processorOperators,
				largestDifference: difference,
				hasFloat16: await hasFloat16(model, device, threads, expected),
			},
		};
	} finally {
		onDevice.dispose();
		processor.dispose();
	}
}

/** A device that lacks float16 refuses; one that has it is to give the processor's results but for the rounding. */
async function hasFloat16({ config, parameters, heads }: ProbeModel, device: Device, threads: number, expected: readonly SequenceScores[]): Promise<boolean> {
	try {
		const scorer = await SpertScorer.create(config, parameters, heads, { threads, device, float16: true });
		try {
			return differenceOf(await scorer.score(probeSequences(...small)), expected) <= largestDifference;
		} finally {
			scorer.dispose();
		}
	} catch {
		return false;
	}
}

/** In few words: the runtime begins its own with places in its source. */
function problemOf(failure: unknown): ProbeAnswer {
	const message = (failure instanceof Error ? failure.message : String(failure)).trim();
	const reason = /was false\. (.*)$/s.exec(message)?.[1] ?? message;
	const [, missing] = /^Failed to get a WebGPU adapter:? ?(.*)$/s.exec(reason) ?? [];
	return missing === undefined ? problem('refused', reason.slice(0, 300)) : problem('noHardware', missing.trim());
}

function problem(kind: DeviceProblem['kind'], detail: string): ProbeAnswer {
	return { kind: 'problem', problem: { kind, detail } };
}

/** NaN where the device gave one. */
function differenceOf(scores: readonly SequenceScores[], expected: readonly SequenceScores[]): number {
	const all = (of: readonly SequenceScores[]): number[] => of.flatMap(({ entityProbabilities }) => [...entityProbabilities]);
	const [ours, theirs] = [all(scores), all(expected)];
	if (ours.length !== theirs.length) {
		return NaN;
	}
	return ours.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (theirs[index] ?? NaN))), 0);
}

/** Milliseconds of a full batch, or of a small one where a device is so slow that a full one would take seconds. */
async function compare(device: SpertScorer, processor: SpertScorer): Promise<{ run: number; processorRun: number }> {
	const few = probeSequences(...small);
	const [run, processorRun] = [await timeOf(device, few, 1), await timeOf(processor, few, 1)];
	const growth = (full[0] * full[1]) / (small[0] * small[1]);
	if (run > hopeless * processorRun && run * growth > patience) {
		return { run, processorRun };
	}
	const batch = probeSequences(...full);
	// Shaders for these sizes are compiled once.
	await device.score(batch);
	await processor.score(batch);
	return { run: await timeOf(device, batch, 3), processorRun: await timeOf(processor, batch, 3) };
}

/** The shortest of some runs: what else the machine does can only make them longer. */
async function timeOf(scorer: SpertScorer, sequences: Parameters<SpertScorer['score']>[0], times: number): Promise<number> {
	let shortest = Infinity;
	for (let time = 0; time < times; time++) {
		const start = performance.now();
		await scorer.score(sequences);
		shortest = Math.min(shortest, performance.now() - start);
	}
	return shortest;
}

/** What ran where, as the runtime's own profile of a run tells. */
async function placementOf({ config, parameters, heads }: ProbeModel, device: Device, threads: number): Promise<Placement> {
	const folder = mkdtempSync(join(tmpdir(), 'spert-probe-'));
	try {
		const graph = serializeModel(entityGraph(config, parameters, splitHeads(heads)));
		const session = await RuntimeSession.create(graph, { threads, device, profilePrefix: join(folder, 'profile') });
		await session.run(new Batch(probeSequences(...small), config.padTokenId).entityFeeds());
		session.endProfiling();
		session.dispose();
		const [file] = readdirSync(folder);
		return readPlacement(file === undefined ? '[]' : readFileSync(join(folder, file), 'utf8'));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
