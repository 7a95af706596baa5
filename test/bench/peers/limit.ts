// How near our encoder comes to what the machine can do: its work in floating point operations against the speed of products
// of matrices, measured in the same run.

import { join } from 'node:path';
import { lastJsonLine, runProgram } from '../programs';
import { threeDigits, type Section } from '../report';
import { median } from '../statistics';
import type { Contestant } from './contestants';
import type { SgemmRun } from './sgemmProgram';

/** Billions of operations a second, the fastest of all rounds, by library, product and number of threads. */
export class Limit {
	readonly #speeds = new Map<string, Map<string, Map<number, number>>>();

	note(library: string, threads: number, { speeds }: SgemmRun): void {
		for (const [product, speed] of Object.entries(speeds)) {
			const ofLibrary = this.#speeds.get(library) ?? new Map<string, Map<number, number>>();
			const ofProduct = ofLibrary.get(product) ?? new Map<number, number>();
			ofProduct.set(threads, Math.max(speed, ofProduct.get(threads) ?? 0));
			this.#speeds.set(library, ofLibrary.set(product, ofProduct));
		}
	}

	/** The fastest product of a library, or of all. */
	peak(threads: number, library?: string): number {
		const libraries = library === undefined ? [...this.#speeds.values()] : [this.#speeds.get(library) ?? new Map<string, Map<number, number>>()];
		return Math.max(0, ...libraries.flatMap((products) => [...products.values()].map((speeds) => speeds.get(threads) ?? 0)));
	}

	/** @param operations what the encoder needs for the sentences, without padding */
	section(ours: readonly Contestant[], operations: number, threadCounts: readonly number[]): Section {
		const rows = [...this.#speeds].flatMap(([library, products]) =>
			[...products].map(([product, speeds]) => [
				`${library}: ${product}`,
				...threadCounts.map((threads) => (speeds.has(threads) ? threeDigits(speeds.get(threads) ?? 0) : '')),
			]),
		);
		const shares = ours
			.filter(({ isExact }) => isExact)
			.flatMap(({ name, runs }) =>
				(['single', 'batched'] as const).flatMap((mode) => {
					const speeds = threadCounts.map((threads) => {
						const measured = runs.get(threads)?.[mode] ?? [];
						return measured.length === 0 ? undefined : operations / median(measured.map(({ predicting }) => predicting)) / 1e9;
					});
					const what = `${name}, ${mode === 'single' ? 'one by one' : 'batched'}`;
					const share = (speed: number | undefined, threads: number | undefined, library?: string): string => {
						return speed === undefined || threads === undefined ? '' : `${((100 * speed) / this.peak(threads, library)).toFixed(0)} %`;
					};
					return [
						[what, ...speeds.map((speed) => (speed === undefined ? '' : threeDigits(speed)))],
						[`${what}: of the fastest product in the same runtime`, ...speeds.map((speed, index) => share(speed, threadCounts[index], runtime))],
						[`${what}: of the fastest product of all`, ...speeds.map((speed, index) => share(speed, threadCounts[index]))],
					];
				}),
			);
		return {
			title: 'Against the limit',
			notes: [
				`Billions of floating point operations a second: products of float32 matrices (rows x inner x columns, the fastest run of all), and our encoder's ${(operations / 1e9).toFixed(1)} billion over the whole time from tokens to predictions, word pieces, spans, relations and JavaScript included.`,
			],
			measurements: [],
			table: { header: ['', ...threadCounts.map((threads) => `threads: ${threads}`)], rows: [...rows, ...shares] },
		};
	}
}

const runtime = 'onnxruntime';

/** @param pythons of the environments that were made, by name */
export async function measureLimit(limit: Limit, threads: number, pythons: ReadonlyMap<string, string>, root: string): Promise<void> {
	const own = await runProgram(process.execPath, [join(import.meta.dirname, 'peers', 'sgemmProgram.mjs'), String(threads)]);
	limit.note(runtime, threads, lastJsonLine(own.output) as SgemmRun);
	for (const [environment, library] of [['torch', 'torch'], ['spacy', 'numpy']] as const) {
		const python = pythons.get(environment);
		if (python !== undefined) {
			const { output } = await runProgram(python, [join(root, 'test', 'bench', 'peers', 'sgemmPeer.py'), library, String(threads)]);
			limit.note(library, threads, lastJsonLine(output) as SgemmRun);
		}
	}
}
