// Low-rank adaptation (Hu et al. 2021): the encoder's dense layers stay as they are, and some of them get a product of two
// narrow matrices added that is trained in their place. Here is what it adds to a graph and to a weight; who trains it is
// the training's matter.

import { dropout, type Adapter, type LayerContext } from '../nn/layers';

export interface LoraOptions {
	/** Width of the narrow matrices. */
	readonly rank: number;
	/** What is added counts alpha / rank times. */
	readonly alpha: number;
	/** Probability with which an element of a layer's input is dropped on its way to what is added. */
	readonly dropout: number;
	/** Ends of the names of the dense layers that are adapted: "query", "attention.output.dense". */
	readonly targets: readonly string[];
}

/** Names of the matrices of a dense layer: A [rank, inputs] and B [outputs, rank], as in Hugging Face's PEFT. */
export function loraNames(layer: string): { readonly a: string; readonly b: string } {
	return { a: `${layer}.lora_A.weight`, b: `${layer}.lora_B.weight` };
}

export function isLoraName(name: string): boolean {
	const ends = loraNames('');
	return name.endsWith(ends.a) || name.endsWith(ends.b);
}

export function isLoraTarget(layer: string, target: string): boolean {
	return `.${layer}`.endsWith(`.${target}`);
}

/**
 * y + (alpha / rank) drop(x) A' B' for a target's y = x W' + b.
 * @param onLayer hears of every dense layer, and whether it is adapted
 */
export function loraAdapter(context: LayerContext, options: LoraOptions, onLayer: (layer: string, isAdapted: boolean) => void): Adapter {
	const { graph } = context;
	const { rank, alpha, targets } = options;
	return (layer, x, y) => {
		const isAdapted = targets.some((target) => isLoraTarget(layer, target));
		onLayer(layer, isAdapted);
		if (!isAdapted) {
			return y;
		}
		const names = loraNames(layer);
		const [inputs, outputs] = [Number(x.shape[1]), Number(y.shape[1])];
		const kept = options.dropout > 0 ? dropout(context, `${layer}.lora`, 'adapter', x) : x;
		const narrow = graph.add('Gemm', [kept, context.parameter(names.a, [rank, inputs])], { transB: 1 });
		const scaled = graph.add('Mul', [narrow, graph.scalar(alpha / rank)]);
		return graph.add('Gemm', [scaled, context.parameter(names.b, [outputs, rank]), y], { transB: 1 });
	};
}

/** W + (alpha / rank) B A, the weight of a plain dense layer that gives the same: [outputs, inputs]. */
export function mergedWeight(
	weight: Float32Array,
	a: Float32Array,
	b: Float32Array,
	{ rank, alpha }: Pick<LoraOptions, 'rank' | 'alpha'>,
): Float32Array {
	const [inputs, outputs] = [a.length / rank, b.length / rank];
	const scale = alpha / rank;
	const merged = new Float32Array(weight.length);
	const sums = new Float64Array(inputs);
	for (let output = 0; output < outputs; output++) {
		sums.fill(0);
		for (let index = 0; index < rank; index++) {
			const factor = scale * (b[output * rank + index] ?? 0);
			for (let input = 0; input < inputs; input++) {
				sums[input] = (sums[input] ?? 0) + factor * (a[index * inputs + input] ?? 0);
			}
		}
		for (let input = 0; input < inputs; input++) {
			merged[output * inputs + input] = (weight[output * inputs + input] ?? 0) + (sums[input] ?? 0);
		}
	}
	return merged;
}
