// Parameters and moments in a device's memory, one tensor a bucket. They are read and written through sessions of a single
// Identity: a device's tensor cannot be read directly.

import type { Disposable } from '../../../base/disposable';
import { GraphBuilder } from '../../onnx/graphBuilder';
import { serializeModel } from '../../onnx/modelProto';
import { RuntimeSession, float32Data, float32Tensor, tensorNamed, type RuntimeTensor, type SessionOptions } from '../../runtime/session';
import type { ParameterStore, StoredParameter } from '../parameterStore';
import type { ParameterBucket } from './parameterBuckets';
import { stateNamesFor, type StateName } from './updateGraph';

/** parameters; and first, second and maybe average, where the bucket is trained: each [length]. */
export type BucketTensors = Partial<Record<StateName, RuntimeTensor>>;

export class DeviceState implements Disposable {
	readonly #store: ParameterStore;
	readonly #stateNames: readonly StateName[];
	readonly #upload: RuntimeSession;
	readonly #download: RuntimeSession;
	readonly #tensors = new Map<ParameterBucket, BucketTensors>();

	private constructor(store: ParameterStore, upload: RuntimeSession, download: RuntimeSession) {
		this.#store = store;
		this.#stateNames = stateNamesFor(store.keepsAverages);
		this.#upload = upload;
		this.#download = download;
	}

	/** Takes the values of the store. */
	static async create(store: ParameterStore, buckets: readonly ParameterBucket[], options: SessionOptions): Promise<DeviceState> {
		const graph = new GraphBuilder('copy');
		graph.output('copy', graph.input('original', 'float32', ['length']));
		const model = serializeModel(graph.finish());
		const upload = await RuntimeSession.create(model, { ...options, outputsOnDevice: ['copy'] });
		const download = await RuntimeSession.create(model, options);
		const state = new DeviceState(store, upload, download);
		for (const bucket of buckets) {
			const tensors: BucketTensors = {};
			for (const role of bucket.isTrained ? state.#stateNames : (['parameters'] as const)) {
				tensors[role] = await state.#uploaded(bucket, role);
			}
			state.#tensors.set(bucket, tensors);
		}
		return state;
	}

	get(bucket: ParameterBucket): BucketTensors {
		return this.#tensors.get(bucket) ?? {};
	}

	/** Puts new tensors in the place of those that a bucket had. */
	replace(bucket: ParameterBucket, tensors: BucketTensors): void {
		disposeAll(this.get(bucket));
		this.#tensors.set(bucket, tensors);
	}

	/** Copies trained parameters, their moments and averages into the store. */
	async readInto(store: ParameterStore): Promise<void> {
		for (const [bucket, tensors] of this.#tensors) {
			for (const role of bucket.isTrained ? this.#stateNames : []) {
				const tensor = tensors[role];
				if (tensor === undefined) {
					throw new Error(`${bucket.name} has no ${role}.`);
				}
				const all = float32Data(await this.#download.run({ original: tensor }), 'copy');
				for (const { name, start, count } of bucket.parameters) {
					arrayOf(store, name, role).set(all.subarray(start, start + count));
				}
			}
		}
	}

	dispose(): void {
		for (const tensors of this.#tensors.values()) {
			disposeAll(tensors);
		}
		this.#tensors.clear();
		this.#upload.dispose();
		this.#download.dispose();
	}

	async #uploaded(bucket: ParameterBucket, role: StateName): Promise<RuntimeTensor> {
		const all = new Float32Array(bucket.length);
		for (const { name, start } of bucket.parameters) {
			all.set(arrayOf(this.#store, name, role), start);
		}
		return tensorNamed(await this.#upload.run({ original: float32Tensor(all, [all.length]) }), 'copy');
	}
}

function disposeAll(tensors: BucketTensors): void {
	for (const tensor of Object.values(tensors)) {
		tensor.dispose();
	}
}

function arrayOf(store: ParameterStore, name: string, role: StateName): Float32Array {
	const { values: parameters, state }: Partial<StoredParameter> = store.parameters.get(name) ?? {};
	const arrays = { parameters, first: state?.firstMoment, second: state?.secondMoment, average: state?.average };
	const array = arrays[role];
	if (array === undefined) {
		throw new Error(`The store has no ${role} of ${name}.`);
	}
	return array;
}
