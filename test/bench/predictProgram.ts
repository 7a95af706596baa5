// A process that loads a model and predicts the sentences of a dataset file, one by one or in batches, and prints what it
// took as one line of JSON. It is the counterpart of timeReference.py.
// Arguments: model folder, its types, dataset file, "single" or "batched", number of threads, precision.

import { readFileSync } from 'node:fs';
import { neverCancelled } from '../../src/base/cancellation';
import { precisions } from '../../src/base/precision';
import { loadModel } from '../../src/engine/engine';
import { storedPredictions } from '../../src/engine/data/storedPredictions';
import type { SentencePrediction } from '../../src/engine/spert/sentencePrediction';

/** Times in seconds, memory in bytes. */
export interface PredictRun {
	readonly loading: number;
	/** From tokens to predictions, reading into word pieces included. */
	readonly predicting: number;
	/** Processor time of `predicting`. */
	readonly cpu: number;
	readonly peakMemory: number;
	/** The predictions file as the reference writes it. */
	readonly predictions: string;
}

export type PredictMode = 'single' | 'batched';

const [folder = '', typesPath = '', dataset = '', mode = '', threads = '', precisionName = ''] = process.argv.slice(2);
const sentences = (JSON.parse(readFileSync(dataset, 'utf8')) as { tokens: string[] }[]).map(({ tokens }) => tokens);
const options = { maxSpanSize: 10, relationThreshold: 0.4 };
const precision = precisions.find((name) => name === precisionName);
const hooks = { cancellation: neverCancelled };

void (async (): Promise<void> => {
	const loadStart = performance.now();
	const { model } = await loadModel(folder, { typesPath, threads: Number(threads), precision });
	const loading = performance.now() - loadStart;
	const cpuStart = process.cpuUsage();
	const start = performance.now();
	const predictions: SentencePrediction[] = [];
	for (const group of mode === 'batched' ? [sentences] : sentences.map((tokens) => [tokens])) {
		predictions.push(...(await model.predict(group, options, hooks)));
	}
	const predicting = performance.now() - start;
	const { user, system } = process.cpuUsage(cpuStart);
	const documents = predictions.map((prediction, index) => ({ tokens: sentences[index] ?? [], prediction }));
	const run: PredictRun = {
		loading: loading / 1000,
		predicting: predicting / 1000,
		cpu: (user + system) / 1e6,
		// libuv gives kilobytes everywhere.
		peakMemory: process.resourceUsage().maxRSS * 1024,
		predictions: storedPredictions(documents, model.types),
	};
	process.stdout.write(`${JSON.stringify(run)}\n`);
	model.dispose();
})();
