// One training step on a device that keeps parameters and moments in its own memory: a gradient graph over the batch, then
// AdamW bucket by bucket. Only the batch goes there, and losses and sums of squares come back.

import type { Graph } from '../../onnx/graph';
import { serializeModel } from '../../onnx/modelProto';
import { RuntimeSession, float32Data, float32Tensor, tensorNamed, type RuntimeTensor, type SessionOptions } from '../../runtime/session';
import type { TrainingGraph } from '../../spert/trainingGraph';
import { dropoutFeeds } from '../dropoutMasks';
import { clipping, type OptimizerOptions } from '../optimizer';
import type { ParameterStore } from '../parameterStore';
import type { DrawMask, StepResult, TrainingBackend } from '../trainingBackend';
import type { TrainingBatch } from '../trainingBatch';
import { accumulationGraph } from './accumulationGraph';
import { deviceGraph, type DeviceGraph } from './deviceGraph';
import { DeviceState } from './deviceState';
import { mergedRows } from './mergedRows';
import { parameterBuckets, type ParameterBucket } from './parameterBuckets';
import { stateNamesFor, updateGraph } from './updateGraph';

interface DeviceParts {
	readonly buckets: readonly ParameterBucket[];
	readonly state: DeviceState;
	readonly accumulation: RuntimeSession;
	readonly update: RuntimeSession;
}

/** Of one batch, or the sum over several. */
interface Gradients {
	/** [length] each, on the device. */
	readonly tensors: ReadonlyMap<ParameterBucket, RuntimeTensor>;
	/** Square of the global norm. */
	readonly squares: number;
}

export class DeviceStep implements TrainingBackend {
	readonly #training: TrainingGraph;
	readonly #store: ParameterStore;
	readonly #buckets: readonly ParameterBucket[];
	readonly #graph: DeviceGraph;
	readonly #options: OptimizerOptions & SessionOptions;
	readonly #state: DeviceState;
	readonly #accumulation: RuntimeSession;
	/** The state's tensors are its outputs, so it lives as long as they do: the runtime ends the process otherwise. */
	readonly #update: RuntimeSession;
	readonly #createGradients: () => Promise<RuntimeSession>;
	#gradients: RuntimeSession | undefined;
	/** Buckets that have had a gradient: the others have no decay yet either. */
	readonly #active: Set<ParameterBucket>;
	/** Whether the store is behind the device. */
	#isAhead = false;

	private constructor(training: TrainingGraph, store: ParameterStore, parts: DeviceParts, options: OptimizerOptions & SessionOptions) {
		this.#training = training;
		this.#store = store;
		this.#buckets = parts.buckets;
		this.#state = parts.state;
		this.#accumulation = parts.accumulation;
		this.#update = parts.update;
		this.#options = options;
		this.#graph = deviceGraph(training, parts.buckets);
		const hadGradient = ({ name }: { readonly name: string }): boolean => store.parameters.get(name)?.state?.hasHadGradient === true;
		this.#active = new Set(parts.buckets.filter(({ parameters }) => parameters.some(hadGradient)));
		const model = serializeModel(this.#graph.graph);
		this.#createGradients = () => RuntimeSession.create(model, { ...options, outputsOnDevice: [...this.#graph.gradients.values()] });
	}

	/** @param store the values to begin with; needs no gradients of its own */
	static async create(training: TrainingGraph, store: ParameterStore, options: OptimizerOptions & SessionOptions): Promise<DeviceStep> {
		const read = [...store.parameters.values()].filter(({ name }) => training.parameters.has(name));
		const buckets = parameterBuckets(read, options.rateShares);
		const session = (graph: Graph, outputsOnDevice: readonly string[]): Promise<RuntimeSession> =>
			RuntimeSession.create(serializeModel(graph), { ...options, outputsOnDevice });
		const step = new DeviceStep(
			training,
			store,
			{
				buckets,
				state: await DeviceState.create(store, buckets, options),
				accumulation: await session(accumulationGraph(), ['sum']),
				update: await session(updateGraph(store.keepsAverages), stateNamesFor(store.keepsAverages).map((name) => `new.${name}`)),
			},
			options,
		);
		await step.#running();
		return step;
	}

	async run(batches: readonly TrainingBatch[], learningRate: number, drawMask: DrawMask, averageRate = 0): Promise<StepResult> {
		let [entityLoss, relationLoss] = [0, 0];
		let gradients: Gradients | undefined;
		for (const batch of batches) {
			const outputs = await (await this.#running()).run({
				...batch.feeds,
				...dropoutFeeds(this.#training.dropoutMasks, batch, drawMask),
				...mergedRows(batch, this.#graph.scattered),
				...Object.fromEntries(this.#buckets.map((bucket) => [bucket.name, parametersOf(this.#state, bucket)])),
			});
			entityLoss += float32Data(outputs, 'entity_loss')[0] ?? NaN;
			relationLoss += float32Data(outputs, 'relation_loss')[0] ?? NaN;
			const tensors = new Map([...this.#graph.gradients].map(([bucket, output]) => [bucket, tensorNamed(outputs, output)]));
			const own = { tensors, squares: sumOf(float32Data(outputs, 'squares')) };
			gradients = gradients === undefined ? own : await this.#sum(gradients, own);
		}
		if (gradients === undefined) {
			throw new RangeError('An update needs a batch.');
		}
		const gradientNorm = Math.sqrt(gradients.squares);
		const isUsable = Number.isFinite(entityLoss + relationLoss);
		const hasPairs = batches.some(({ pairCount }) => pairCount > 0);
		for (const [bucket, gradient] of gradients.tensors) {
			if (isUsable && (hasPairs || !bucket.needsPairs)) {
				this.#active.add(bucket);
			}
			// Without any gradient so far there is no decay; later an absent one counts as zero.
			if (isUsable && this.#active.has(bucket)) {
				const clip = clipping(gradientNorm, this.#options.maxGradientNorm);
				await this.#updateBucket(bucket, gradient, { clip, rate: learningRate * bucket.rateShare, averageRate });
			}
			gradient.dispose();
		}
		return { entityLoss, relationLoss, gradientNorm: isUsable ? gradientNorm : NaN };
	}

	async #sum(total: Gradients, further: Gradients): Promise<Gradients> {
		const tensors = new Map<ParameterBucket, RuntimeTensor>();
		let squares = 0;
		for (const [bucket, gradient] of total.tensors) {
			const other = further.tensors.get(bucket);
			if (other === undefined) {
				throw new Error(`A batch has no gradient of ${bucket.name}.`);
			}
			const outputs = await this.#accumulation.run({ total: gradient, further: other });
			gradient.dispose();
			other.dispose();
			tensors.set(bucket, tensorNamed(outputs, 'sum'));
			squares += sumOf(float32Data(outputs, 'squares'));
		}
		return { tensors, squares };
	}

	async #updateBucket(
		bucket: ParameterBucket,
		gradient: RuntimeTensor,
		{ clip, rate, averageRate }: { readonly clip: number; readonly rate: number; readonly averageRate: number },
	): Promise<void> {
		this.#isAhead = true;
		const { keepsAverages } = this.#store;
		const scalar = (value: number): RuntimeTensor => float32Tensor(new Float32Array([value]), []);
		const outputs = await this.#update.run({
			...this.#state.get(bucket),
			gradient,
			clip: scalar(clip),
			rate: scalar(rate),
			decay: scalar(bucket.decays ? rate * this.#options.weightDecay : 0),
			...(keepsAverages && { average_rate: scalar(averageRate) }),
		});
		this.#state.replace(bucket, Object.fromEntries(stateNamesFor(keepsAverages).map((name) => [name, tensorNamed(outputs, `new.${name}`)])));
	}

	async settle(): Promise<void> {
		if (!this.#isAhead) {
			return;
		}
		await this.#state.readInto(this.#store);
		for (const { parameters } of this.#active) {
			for (const { name } of parameters) {
				const state = this.#store.parameters.get(name)?.state;
				if (state !== undefined) {
					state.hasHadGradient = true;
				}
			}
		}
		this.#isAhead = false;
	}

	releaseSession(): void {
		this.#gradients?.dispose();
		this.#gradients = undefined;
	}

	dispose(): void {
		this.releaseSession();
		this.#state.dispose();
		this.#update.dispose();
		this.#accumulation.dispose();
	}

	async #running(): Promise<RuntimeSession> {
		this.#gradients ??= await this.#createGradients();
		return this.#gradients;
	}
}

function parametersOf(state: DeviceState, bucket: ParameterBucket): RuntimeTensor {
	const { parameters } = state.get(bucket);
	if (parameters === undefined) {
		throw new Error(`${bucket.name} has no parameters on the device.`);
	}
	return parameters;
}

function sumOf(values: Float32Array): number {
	return values.reduce((sum, value) => sum + value, 0);
}
