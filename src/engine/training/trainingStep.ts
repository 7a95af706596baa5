// One training step: runs the gradient graph on a batch and updates the parameters.

import type { Disposable } from '../../base/disposable';
import { serializeModel } from '../onnx/modelProto';
import { RuntimeSession, float32Data, float32Tensor, type RuntimeTensor, type SessionOptions } from '../runtime/session';
import type { DropoutMask, TrainingGraph } from '../spert/trainingGraph';
import { Optimizer, type OptimizerOptions } from './optimizer';
import type { ParameterStore } from './parameterStore';
import type { TrainingBatch } from './trainingBatch';

export interface StepResult {
	readonly entityLoss: number;
	/** 0 for a batch without pairs. */
	readonly relationLoss: number;
	/** Global norm of the gradients before clipping. */
	readonly gradientNorm: number;
}

/** Draws the elements of a dropout mask of `length`: 0 or 1 / (1 - p). */
export type DrawMask = (kind: DropoutMask['kind'], length: number) => Float32Array;

export class TrainingStep implements Disposable {
	readonly #session: RuntimeSession;
	readonly #graph: TrainingGraph;
	readonly #optimizer: Optimizer;
	readonly #parameterFeeds: Readonly<Record<string, RuntimeTensor>>;

	private constructor(session: RuntimeSession, graph: TrainingGraph, store: ParameterStore, options: OptimizerOptions) {
		this.#session = session;
		this.#graph = graph;
		this.#optimizer = new Optimizer(store, options);
		this.#parameterFeeds = Object.fromEntries(
			[...store.parameters.values()].map(({ name, shape, values }) => [name, float32Tensor(values, shape)]),
		);
	}

	static async create(
		graph: TrainingGraph,
		store: ParameterStore,
		options: OptimizerOptions & SessionOptions,
	): Promise<TrainingStep> {
		return new TrainingStep(await RuntimeSession.create(serializeModel(graph.graph), options), graph, store, options);
	}

	/** Losses and gradients of a batch, without an update. */
	async gradients(batch: TrainingBatch, drawMask: DrawMask): Promise<Readonly<Record<string, RuntimeTensor>>> {
		const masks: Record<string, RuntimeTensor> = {};
		for (const { input, kind, shape } of this.#graph.dropoutMasks) {
			const sizes = shape.map((size) => (typeof size === 'number' ? size : dimension(batch, size)));
			masks[input] = float32Tensor(drawMask(kind, sizes.reduce((product, size) => product * size, 1)), sizes);
		}
		return await this.#session.run({ ...batch.feeds, ...masks, ...this.#parameterFeeds });
	}

	async run(batch: TrainingBatch, learningRate: number, drawMask: DrawMask): Promise<StepResult> {
		const outputs = await this.gradients(batch, drawMask);
		const dense = new Map<string, Float32Array>();
		for (const [name, output] of this.#graph.denseGradients) {
			// Without a pair no gradient reached the relation classifier: that is none, not a zero.
			if (batch.pairCount > 0 || !name.startsWith('rel_classifier.')) {
				dense.set(name, float32Data(outputs, output));
			}
		}
		const rows = new Map(
			[...this.#graph.rowGradients].map(([name, gradient]) => {
				const indices = batch.feeds[gradient.rows]?.data;
				if (!(indices instanceof Int32Array)) {
					throw new Error(`The batch has no rows ${gradient.rows} for ${name}.`);
				}
				return [name, { rows: indices, updates: float32Data(outputs, gradient.updates) }];
			}),
		);
		const entityLoss = float32Data(outputs, 'entity_loss')[0] ?? NaN;
		const relationLoss = float32Data(outputs, 'relation_loss')[0] ?? NaN;
		if (!Number.isFinite(entityLoss + relationLoss)) {
			return { entityLoss, relationLoss, gradientNorm: NaN };
		}
		return { entityLoss, relationLoss, gradientNorm: this.#optimizer.step({ dense, rows }, learningRate) };
	}

	dispose(): void {
		this.#session.dispose();
	}
}

function dimension({ dimensions }: TrainingBatch, name: string): number {
	const size = dimensions[name];
	if (size === undefined) {
		throw new Error(`The batch does not know the dimension ${name}.`);
	}
	return size;
}
