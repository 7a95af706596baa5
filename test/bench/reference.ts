// The reference implementation (lavis-nlp/spert, unmodified) as the other side of a comparison. It is not part of the
// project: SPERT_REFERENCE names a checkout of it, SPERT_REFERENCE_PYTHON a Python that can run it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lastJsonLine, runProgram } from './programs';

export interface Reference {
	readonly folder: string;
	readonly python: string;
	/** The project's script that runs and times the reference's own predict command. */
	readonly script: string;
	readonly model: string;
	readonly types: string;
}

/** One run of the reference's predict command. Times in seconds, memory in bytes. */
export interface ReferenceRun {
	readonly reading: number;
	readonly loading: number;
	readonly predicting: number;
	readonly cpu: number;
	readonly peakMemory: number;
	/** The predictions file as it wrote it. */
	readonly predictions: string;
	readonly versions: Readonly<Record<string, string>>;
	/** From starting the process to its end. */
	readonly whole: number;
}

/** The reference, or one sentence on why it cannot be run. */
export function referenceFrom(
	environment: NodeJS.ProcessEnv,
	files: Pick<Reference, 'script' | 'model' | 'types'>,
): Reference | string {
	const folder = environment['SPERT_REFERENCE'];
	if (folder === undefined || folder === '') {
		return 'The reference was not run: SPERT_REFERENCE does not name a checkout of it.';
	}
	if (!existsSync(join(folder, 'spert.py'))) {
		throw new Error(`SPERT_REFERENCE is ${folder}, where there is no spert.py.`);
	}
	return { folder, python: environment['SPERT_REFERENCE_PYTHON'] ?? 'python3', ...files };
}

/** Runs the reference's predict command over a dataset file. */
export async function runReference(reference: Reference, dataset: string, batchSize: number, threads: number): Promise<ReferenceRun> {
	const { folder, python, script, model, types } = reference;
	const count = String(threads);
	const environment = { OMP_NUM_THREADS: count, MKL_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, PYTHONDONTWRITEBYTECODE: '1' };
	const { wall, output } = await runProgram(python, [script, folder, model, types, dataset, String(batchSize), count], environment);
	return { ...(lastJsonLine(output) as Omit<ReferenceRun, 'whole'>), whole: wall / 1000 };
}
