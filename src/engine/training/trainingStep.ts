// One training step on the processor: runs the gradient graph on a batch and updates the parameters where they lie.

import { serializeModel } from '../onnx/modelProto';
import { RuntimeSession, float32Data, float32Tensor, type RuntimeTensor, type SessionOptions } from '../runtime/session';
import type { TrainingGraph } from '../spert/trainingGraph';
import { dropoutFeeds } from './dropoutMasks';
import { Optimizer, needsPairs, type OptimizerOptions } from './optimizer';
import type { ParameterStore } from './parameterStore';
import type { DrawMask, StepResult, TrainingBackend } from './trainingBackend';
import type { TrainingBatch } from './trainingBatch';

export class TrainingStep implements TrainingBackend {
	readonly #createSession: () => Promise<RuntimeSession>;
	#session: RuntimeSession | undefined;
	readonly #graph: TrainingGraph;
	readonly #optimizer: Optimizer;
	readonly #parameterFeeds: Readonly<Record<string, RuntimeTensor>>;
	/** Gradients go straight into the store's memory: those of the first batch of an update, and those of further ones. */
	readonly #wanted: Readonly<Record<'first' | 'further', Readonly<Record<string, RuntimeTensor | null>>>>;

	private constructor(graph: TrainingGraph, store: ParameterStore, options: OptimizerOptions & SessionOptions) {
		// Without the weights, which are inputs, the model is small enough to keep.
		const model = serializeModel(graph.graph);
		this.#createSession = () => RuntimeSession.create(model, options);
		this.#graph = graph;
		this.#optimizer = new Optimizer(store, graph.rowGradients.keys(), options);
		const inputs = new Set(graph.graph.inputs.map(({ name }) => name));
		this.#parameterFeeds = Object.fromEntries(
			[...store.parameters.values()].flatMap(({ name, shape, values }) =>
				inputs.has(name) ? [[name, float32Tensor(values, shape)]] : [],
			),
		);
		this.#wanted = { first: wantedOutputs(graph, store, 'gradient'), further: wantedOutputs(graph, store, 'furtherGradient') };
	}

	static async create(
		graph: TrainingGraph,
		store: ParameterStore,
		options: OptimizerOptions & SessionOptions,
	): Promise<TrainingStep> {
		const step = new TrainingStep(graph, store, options);
		await step.#running();
		return step;
	}

	releaseSession(): void {
		this.#session?.dispose();
		this.#session = undefined;
	}

	async #running(): Promise<RuntimeSession> {
		this.#session ??= await this.#createSession();
		return this.#session;
	}

	/** Losses and gradients of a batch, without an update. */
	async gradients(batch: TrainingBatch, drawMask: DrawMask): Promise<Readonly<Record<string, RuntimeTensor>>> {
		this.#optimizer.prepareRows(this.#rowsOf(batch));
		return await (await this.#running()).run(this.#feeds(batch, drawMask));
	}

	#feeds(batch: TrainingBatch, drawMask: DrawMask): Record<string, RuntimeTensor> {
		return { ...batch.feeds, ...dropoutFeeds(this.#graph.dropoutMasks, batch, drawMask), ...this.#parameterFeeds };
	}

	async run(batches: readonly TrainingBatch[], learningRate: number, drawMask: DrawMask, averageRate = 0): Promise<StepResult> {
		let entityLoss = 0;
		let relationLoss = 0;
		for (const [index, batch] of batches.entries()) {
			const rows = this.#rowsOf(batch);
			this.#optimizer.prepareRows(rows);
			const wanted = index === 0 ? this.#wanted.first : this.#wanted.further;
			const outputs = await (await this.#running()).run(this.#feeds(batch, drawMask), wanted);
			entityLoss += float32Data(outputs, 'entity_loss')[0] ?? NaN;
			relationLoss += float32Data(outputs, 'relation_loss')[0] ?? NaN;
			if (!Number.isFinite(entityLoss + relationLoss)) {
				return { entityLoss, relationLoss, gradientNorm: NaN };
			}
			if (index > 0) {
				this.#optimizer.addFurther(this.#graph.denseGradients.keys());
			}
			const updates = [...this.#graph.rowGradients].map(([name, gradient]) => [name, float32Data(outputs, gradient.updates)] as const);
			this.#optimizer.addRows(rows, new Map(updates));
		}
		// Without a pair no gradient reached the relation classifier: that is none, not a zero.
		const hasPairs = batches.some(({ pairCount }) => pairCount > 0);
		const dense = [...this.#graph.denseGradients.keys()].filter((name) => hasPairs || !needsPairs(name));
		return { entityLoss, relationLoss, gradientNorm: this.#optimizer.step(dense, learningRate, averageRate) };
	}

	/** The rows of each table that a batch reads. */
	#rowsOf(batch: TrainingBatch): ReadonlyMap<string, Int32Array> {
		return new Map(
			[...this.#graph.rowGradients].map(([name, { rows }]) => {
				const indices = batch.feeds[rows]?.data;
				if (!(indices instanceof Int32Array)) {
					throw new Error(`The batch has no rows ${rows} for ${name}.`);
				}
				return [name, indices];
			}),
		);
	}

	settle(): Promise<void> {
		this.#optimizer.settle();
		return Promise.resolve();
	}

	dispose(): void {
		this.releaseSession();
	}
}

/** The outputs of a step, dense gradients in the store's memory; those that have no place there get memory of their own. */
function wantedOutputs(
	graph: TrainingGraph,
	store: ParameterStore,
	place: 'gradient' | 'furtherGradient',
): Record<string, RuntimeTensor | null> {
	const wanted: Record<string, RuntimeTensor | null> = { entity_loss: null, relation_loss: null };
	for (const [name, output] of graph.denseGradients) {
		const parameter = store.parameters.get(name);
		if (parameter?.state === undefined) {
			throw new Error(`${name} has a gradient and is not trained.`);
		}
		const target = parameter.state[place];
		wanted[output] = target === undefined ? null : float32Tensor(target, parameter.shape);
	}
	for (const { updates } of graph.rowGradients.values()) {
		wanted[updates] = null;
	}
	return wanted;
}
