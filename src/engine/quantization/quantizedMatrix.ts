// A matrix as int8 with one float32 scale a row, and the ways to make one. Knows nothing of models and graphs.

/** Element [row, column] is values[row * columns + column] * scales[row]. */
export interface QuantizedMatrix {
	readonly rows: number;
	readonly columns: number;
	/** From -127 to 127. */
	readonly values: Int8Array;
	/** Positive, one a row. */
	readonly scales: Float32Array;
}

const largestValue = 127;

/**
 * What two neighbours of one sign may add up to. Processors with AVX2 but without VNNI multiply int8 by multiplying two
 * neighbours with uint8 activations and adding the products in 16 bits: 255 * 128 fits, more would be cut off unnoticed.
 */
export const largestPair = 128;

/** Rounding may raise a pair's sum by one, half for each. */
const largestUnroundedPair = largestPair + 0.5 - 1;

/**
 * Quantises a table whose rows are looked up: each element is at most half a scale off.
 * @param matrix [rows, columns]
 */
export function quantizeTable(matrix: Float32Array, rows: number, columns: number): QuantizedMatrix {
	return quantizeRows(matrix, rows, columns, (start) => {
		let largest = 0;
		for (let index = start; index < start + columns; index++) {
			largest = Math.max(largest, Math.abs(matrix[index] ?? 0));
		}
		return largest / largestValue;
	});
}

/**
 * Quantises the weight of a dense layer: each element is at most half a scale off, and no product of two neighbours with
 * activations overflows 16 bits (see largestPair). Because only a row's largest pair limits its scale, it is finer than the
 * usual way out, seven bits for every weight.
 * @param matrix [outputs, inputs], as PyTorch stores it
 */
export function quantizeWeight(matrix: Float32Array, rows: number, columns: number): QuantizedMatrix {
	return quantizeRows(matrix, rows, columns, (start) => {
		let largest = 0;
		let largestSum = 0;
		for (let column = 0; column < columns; column += 2) {
			const left = matrix[start + column] ?? 0;
			const right = column + 1 < columns ? (matrix[start + column + 1] ?? 0) : 0;
			largest = Math.max(largest, Math.abs(left), Math.abs(right));
			if (left * right > 0) {
				largestSum = Math.max(largestSum, Math.abs(left + right));
			}
		}
		return Math.max(largest / largestValue, largestSum / largestUnroundedPair);
	});
}

function quantizeRows(matrix: Float32Array, rows: number, columns: number, scaleOf: (start: number) => number): QuantizedMatrix {
	const values = new Int8Array(rows * columns);
	const scales = new Float32Array(rows);
	for (let row = 0; row < rows; row++) {
		const start = row * columns;
		// A row of zeros, or of numbers too small for a scale: any scale gives zeros.
		const scale = Math.fround(scaleOf(start)) || 1;
		scales[row] = scale;
		for (let index = start; index < start + columns; index++) {
			values[index] = Math.round((matrix[index] ?? 0) / scale);
		}
	}
	return { rows, columns, values, scales };
}

/** The matrix in float32, [rows, columns]. */
export function dequantize({ rows, columns, values, scales }: QuantizedMatrix): Float32Array {
	const matrix = new Float32Array(rows * columns);
	for (let row = 0; row < rows; row++) {
		const scale = scales[row] ?? 0;
		for (let index = row * columns; index < (row + 1) * columns; index++) {
			matrix[index] = (values[index] ?? 0) * scale;
		}
	}
	return matrix;
}

/** The values in the other order, [columns, rows]. */
export function transposedValues({ rows, columns, values }: QuantizedMatrix): Int8Array {
	const transposed = new Int8Array(values.length);
	// In squares that fit the processor's cache: one of the two orders always jumps.
	const side = 64;
	for (let firstRow = 0; firstRow < rows; firstRow += side) {
		const lastRow = Math.min(rows, firstRow + side);
		for (let firstColumn = 0; firstColumn < columns; firstColumn += side) {
			const lastColumn = Math.min(columns, firstColumn + side);
			for (let row = firstRow; row < lastRow; row++) {
				for (let column = firstColumn; column < lastColumn; column++) {
					transposed[column * rows + row] = values[row * columns + column] ?? 0;
				}
			}
		}
	}
	return transposed;
}
