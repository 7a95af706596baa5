// Runs the frozen layers of an encoder on one sequence at a time: nothing is padded, and a sequence gives the same numbers
// whatever it is trained with.

import type { Disposable } from '../../base/disposable';
import type { EncoderConfig } from '../nn/encoder';
import { serializeModel } from '../onnx/modelProto';
import { float32Data, float32Tensor, int32Tensor, RuntimeSession, type SessionOptions } from '../runtime/session';
import { frozenGraph } from '../spert/frozenGraph';
import type { Parameters } from '../spert/inferenceGraphs';

export class FrozenLayers implements Disposable {
	readonly #createSession: () => Promise<RuntimeSession>;
	#session: RuntimeSession | undefined;

	/** @param layers how many of the lowest layers are frozen */
	constructor(config: EncoderConfig, layers: number, parameters: Parameters, options: SessionOptions) {
		this.#createSession = () => RuntimeSession.create(serializeModel(frozenGraph(config, layers, parameters)), options);
	}

	/** Hidden states of a sequence of word pieces: [pieces, hiddenSize]. Blocks the event loop while it computes. */
	async hiddenOf(ids: Int32Array): Promise<Float32Array> {
		this.#session ??= await this.#createSession();
		const shape = [1, ids.length];
		const outputs = await this.#session.run({
			input_ids: int32Tensor(ids, shape),
			position_ids: int32Tensor(Int32Array.from(ids.keys()), shape),
			token_type_ids: int32Tensor(new Int32Array(ids.length), shape),
			attention_bias: float32Tensor(new Float32Array(ids.length), [1, 1, 1, ids.length]),
		});
		return float32Data(outputs, 'hidden');
	}

	/** Gives the session's memory back; the next sequence takes a new one. */
	releaseSession(): void {
		this.#session?.dispose();
		this.#session = undefined;
	}

	dispose(): void {
		this.releaseSession();
	}
}
