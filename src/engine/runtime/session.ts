// Runs a serialized model on onnxruntime-node. The only file that knows the runtime's own types and options.

import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Disposable } from '../../base/disposable';
import type { SerializedModel } from '../onnx/modelProto';

/** A tensor in the runtime's hands: float32, int32 or int64 data with its shape. */
export type RuntimeTensor = Tensor;

export interface SessionOptions {
	/** Threads within one operator. */
	readonly threads: number;
}

/** A loaded model. `run` blocks the event loop while it computes: callers live in a process of their own. */
export class RuntimeSession implements Disposable {
	readonly #session: InferenceSession;

	private constructor(session: InferenceSession) {
		this.#session = session;
	}

	static async create(serialized: SerializedModel, options: SessionOptions): Promise<RuntimeSession> {
		const session = await InferenceSession.create(serialized.model, {
			executionProviders: ['cpu'],
			graphOptimizationLevel: 'all',
			intraOpNumThreads: options.threads,
			interOpNumThreads: 1,
			executionMode: 'sequential',
			externalData: serialized.externalData.map(({ path, data }) => ({ path, data })),
			// Without this, waiting threads spin and slow down everything else on the machine.
			extra: { session: { intra_op: { allow_spinning: '0' } } },
		});
		return new RuntimeSession(session);
	}

	async run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>> {
		return await this.#session.run(feeds);
	}

	dispose(): void {
		// release() only ever rejects for a session that was released before.
		void this.#session.release();
	}
}

export function int32Tensor(data: Int32Array, shape: readonly number[]): RuntimeTensor {
	return new Tensor('int32', data, shape);
}

export function float32Tensor(data: Float32Array, shape: readonly number[]): RuntimeTensor {
	return new Tensor('float32', data, shape);
}

/** The data of a float32 output. */
export function float32Data(tensors: Readonly<Record<string, RuntimeTensor>>, name: string): Float32Array {
	const data = tensorNamed(tensors, name).data;
	if (!(data instanceof Float32Array)) {
		throw new Error(`Output ${name} is not float32.`);
	}
	return data;
}

export function tensorNamed(tensors: Readonly<Record<string, RuntimeTensor>>, name: string): RuntimeTensor {
	const tensor = tensors[name];
	if (tensor === undefined) {
		throw new Error(`The model has no output ${name}.`);
	}
	return tensor;
}
