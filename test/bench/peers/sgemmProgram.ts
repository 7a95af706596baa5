// How many floating point operations a second the machine does in products of float32 matrices, in the runtime that the
// engine uses: the limit of what an encoder can do. Arguments: number of threads. Prints one line of JSON.

import { GraphBuilder } from '../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../src/engine/onnx/modelProto';
import { float32Tensor, RuntimeSession } from '../../../src/engine/runtime/session';

/** A product of rows x inner by inner x columns. */
export interface ProductSize {
	readonly rows: number;
	readonly inner: number;
	readonly columns: number;
}

/** Billions of operations a second, by the name of a product. */
export interface SgemmRun {
	readonly speeds: Readonly<Record<string, number>>;
}

/** The encoder's products over a full batch and over one sentence, and a large square one. */
const products: readonly ProductSize[] = [
	{ rows: 512, inner: 384, columns: 384 },
	{ rows: 512, inner: 384, columns: 1536 },
	{ rows: 512, inner: 1536, columns: 384 },
	{ rows: 30, inner: 384, columns: 384 },
	{ rows: 30, inner: 384, columns: 1536 },
	{ rows: 30, inner: 1536, columns: 384 },
	{ rows: 1024, inner: 1024, columns: 1024 },
];
const secondsEach = 0.5;

void (async (): Promise<void> => {
	const threads = Number(process.argv[2]);
	const speeds: Record<string, number> = {};
	for (const { rows, inner, columns } of products) {
		speeds[`${rows} x ${inner} x ${columns}`] = await speedOf({ rows, inner, columns }, threads);
	}
	const run: SgemmRun = { speeds };
	process.stdout.write(`${JSON.stringify(run)}\n`);
})();

/** Of the fastest run within some time: what else the machine does only ever slows it down. */
async function speedOf({ rows, inner, columns }: ProductSize, threads: number): Promise<number> {
	const graph = new GraphBuilder('product');
	const left = graph.input('left', 'float32', [rows, inner]);
	// As the encoder has its weights: constants, which the runtime may lay out as it likes.
	const weight = graph.weight('weight', [columns, inner], numbers(columns * inner));
	const bias = graph.weight('bias', [columns], numbers(columns));
	graph.output('product', graph.add('Gemm', [left, weight, bias], { transB: 1 }));
	const session = await RuntimeSession.create(serializeModel(graph.finish()), { threads });
	const feeds = { left: float32Tensor(numbers(rows * inner), [rows, inner]) };
	const target = { product: float32Tensor(new Float32Array(rows * columns), [rows, columns]) };
	let fastest = Infinity;
	const end = performance.now() + 1000 * secondsEach;
	while (performance.now() < end) {
		const start = performance.now();
		await session.run(feeds, target);
		fastest = Math.min(fastest, performance.now() - start);
	}
	session.dispose();
	return (2 * rows * inner * columns) / (fastest / 1000) / 1e9;
}

function numbers(count: number): Float32Array {
	return Float32Array.from({ length: count }, (_, index) => ((index * 2654435761) % 1000) / 1000 - 0.5);
}
