// Splits the classifiers' weights by what they multiply and folds the size embedding into one table of logits a size, so
// that inference multiplies nothing twice. A rearrangement of the same sums: results differ by rounding only.

/** The classifiers as a checkpoint stores them (PyTorch's [out, in] layout). */
export interface HeadWeights {
	readonly hiddenSize: number;
	readonly entityClassCount: number;
	readonly relationTypeCount: number;
	/** Rows of the size embedding table. */
	readonly sizeCount: number;
	readonly sizeEmbeddingSize: number;
	/** [entityClassCount, 2 hiddenSize + sizeEmbeddingSize] over [cls; pooled span; size]. */
	readonly entityWeight: Float32Array;
	readonly entityBias: Float32Array;
	/** [relationTypeCount, 3 hiddenSize + 2 sizeEmbeddingSize] over [context; head; tail; head size; tail size]. */
	readonly relationWeight: Float32Array;
	readonly relationBias: Float32Array;
	/** [sizeCount, sizeEmbeddingSize]. */
	readonly sizeEmbeddings: Float32Array;
}

export interface SplitHeads {
	readonly sizeCount: number;
	readonly entity: {
		readonly classCount: number;
		/** [classCount, hiddenSize]. */
		readonly cls: Float32Array;
		readonly span: Float32Array;
		/** [sizeCount, classCount], bias included. */
		readonly sizes: Float32Array;
	};
	readonly relation: {
		readonly typeCount: number;
		/** [typeCount, hiddenSize]. */
		readonly context: Float32Array;
		readonly head: Float32Array;
		readonly tail: Float32Array;
		/** [sizeCount, typeCount]; the bias is in headSizes. */
		readonly headSizes: Float32Array;
		readonly tailSizes: Float32Array;
	};
}

export function splitHeads(weights: HeadWeights): SplitHeads {
	const { hiddenSize, sizeCount, sizeEmbeddingSize, entityClassCount, relationTypeCount } = weights;
	const entityColumns = 2 * hiddenSize + sizeEmbeddingSize;
	const relationColumns = 3 * hiddenSize + 2 * sizeEmbeddingSize;
	const entity = (start: number, size: number): Float32Array =>
		columns(weights.entityWeight, entityClassCount, entityColumns, start, size);
	const relation = (start: number, size: number): Float32Array =>
		columns(weights.relationWeight, relationTypeCount, relationColumns, start, size);
	const sizeLogits = (weight: Float32Array, bias: Float32Array): Float32Array =>
		sizeTable(weights.sizeEmbeddings, sizeCount, weight, bias, sizeEmbeddingSize);
	return {
		sizeCount,
		entity: {
			classCount: entityClassCount,
			cls: entity(0, hiddenSize),
			span: entity(hiddenSize, hiddenSize),
			sizes: sizeLogits(entity(2 * hiddenSize, sizeEmbeddingSize), weights.entityBias),
		},
		relation: {
			typeCount: relationTypeCount,
			context: relation(0, hiddenSize),
			head: relation(hiddenSize, hiddenSize),
			tail: relation(2 * hiddenSize, hiddenSize),
			headSizes: sizeLogits(relation(3 * hiddenSize, sizeEmbeddingSize), weights.relationBias),
			tailSizes: sizeLogits(
				relation(3 * hiddenSize + sizeEmbeddingSize, sizeEmbeddingSize),
				new Float32Array(relationTypeCount),
			),
		},
	};
}

/** Columns start .. start + size - 1 of a row-major matrix. */
function columns(matrix: Float32Array, rows: number, width: number, start: number, size: number): Float32Array {
	const result = new Float32Array(rows * size);
	for (let row = 0; row < rows; row++) {
		result.set(matrix.subarray(row * width + start, row * width + start + size), row * size);
	}
	return result;
}

/** table[s][c] = bias[c] + sum over e of embeddings[s][e] weight[c][e]. */
function sizeTable(
	embeddings: Float32Array,
	sizeCount: number,
	weight: Float32Array,
	bias: Float32Array,
	embeddingSize: number,
): Float32Array {
	const classCount = bias.length;
	const table = new Float32Array(sizeCount * classCount);
	for (let size = 0; size < sizeCount; size++) {
		for (let index = 0; index < classCount; index++) {
			let sum = bias[index] ?? 0;
			for (let dimension = 0; dimension < embeddingSize; dimension++) {
				sum += (embeddings[size * embeddingSize + dimension] ?? 0) * (weight[index * embeddingSize + dimension] ?? 0);
			}
			table[size * classCount + index] = sum;
		}
	}
	return table;
}
