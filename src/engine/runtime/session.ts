// Runs a serialized model on onnxruntime-node. The only file that knows the runtime's own types and options.

import './fetchedLibraries';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device } from '../../base/device';
import type { Disposable } from '../../base/disposable';
import type { SerializedModel } from '../onnx/modelProto';
import { providerNames } from './providers';

/** A tensor in the runtime's hands: float32, int32 or int64 data with its shape. */
export type RuntimeTensor = Tensor;

export interface SessionOptions {
	/** Threads within one operator. */
	readonly threads: number;
	/** Absent: the processor. */
	readonly device?: Device | undefined;
	/**
	 * Whether memory is planned anew for each shape of the inputs and kept. Of use where shapes repeat; where each run has its
	 * own, it costs memory and saves no time.
	 */
	readonly plansMemory?: boolean | undefined;
	/** Outputs that stay in the device's memory; on other devices than webgpu they are copied. */
	readonly outputsOnDevice?: readonly string[] | undefined;
	/** Writes a profile of all runs into a file whose name begins so, when profiling is ended. */
	readonly profilePrefix?: string | undefined;
}

/** A loaded model. `run` blocks the event loop while it computes: callers live in a process of their own. */
export class RuntimeSession implements Disposable {
	readonly #session: InferenceSession;
	/** Whether the runtime writes outputs where it is told; unknown before it was. */
	#fillsTargets: boolean | undefined;

	private constructor(session: InferenceSession) {
		this.#session = session;
	}

	static async create(serialized: SerializedModel, options: SessionOptions): Promise<RuntimeSession> {
		const session = await InferenceSession.create(serialized.model, {
			// What a provider has no kernel for runs on the processor.
			executionProviders: [providerNames[options.device ?? 'cpu']],
			graphOptimizationLevel: 'all',
			intraOpNumThreads: options.threads,
			interOpNumThreads: 1,
			executionMode: 'sequential',
			enableMemPattern: options.plansMemory ?? true,
			// Warnings tell of each graph that shapes are computed on the processor.
			...(options.device === undefined || options.device === 'cpu' ? {} : { logSeverityLevel: 3 as const }),
			...(options.profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: options.profilePrefix }),
			externalData: serialized.externalData.map(({ path, data }) => ({ path, data })),
			...(options.device === 'webgpu' && options.outputsOnDevice !== undefined
				? { preferredOutputLocation: Object.fromEntries(options.outputsOnDevice.map((name) => [name, 'gpu-buffer' as const])) }
				: {}),
			// Without this, waiting threads spin and slow down everything else on the machine.
			extra: { session: { intra_op: { allow_spinning: '0' } } },
		});
		return new RuntimeSession(session);
	}

	/**
	 * @param wanted outputs by name, each into the memory of a given tensor or, for null, into new memory; absent: all
	 */
	async run(
		feeds: Readonly<Record<string, RuntimeTensor>>,
		wanted?: Readonly<Record<string, RuntimeTensor | null>>,
	): Promise<Readonly<Record<string, RuntimeTensor>>> {
		if (wanted === undefined) {
			return await this.#session.run(feeds);
		}
		const targets = Object.entries(wanted).flatMap(([name, target]) => (target?.data instanceof Float32Array ? [[name, target.data] as const] : []));
		if (this.#fillsTargets !== true) {
			targets.forEach(([, target]) => target.fill(NaN, 0, 1));
		}
		const outputs = await this.#session.run(feeds, wanted);
		if (this.#fillsTargets !== true) {
			// Today's runtime fills the given memory, and answers with copies. A NaN may be a result as well: then it is asked again.
			this.#fillsTargets = targets.every(([, target]) => !Number.isNaN(target[0]));
		}
		if (!this.#fillsTargets) {
			targets.forEach(([name, target]) => target.set(float32Data(outputs, name)));
		}
		return outputs;
	}

	/** Writes the profile that was asked for. */
	endProfiling(): void {
		this.#session.endProfiling();
	}

	dispose(): void {
		// release() only ever rejects for a session that was released before.
		void this.#session.release();
	}
}

export function int32Tensor(data: Int32Array, shape: readonly number[]): RuntimeTensor {
	return new Tensor('int32', data, shape);
}

export function int64Tensor(data: Int32Array, shape: readonly number[]): RuntimeTensor {
	return new Tensor('int64', BigInt64Array.from(data, BigInt), shape);
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

/** Gives the device's memory back that a tensor is in, at once; the processor's is collected by itself. */
export function releaseTensor(tensor: RuntimeTensor): void {
	if (tensor.location === 'gpu-buffer') {
		tensor.dispose();
	}
}
