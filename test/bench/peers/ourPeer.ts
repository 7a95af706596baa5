// A process that predicts the sentences of a dataset file with our engine and prints what it took, with the arguments, modes
// and output of the peers' scripts (measuring.py).

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { neverCancelled } from '../../../src/base/cancellation';
import { precisions, type Precision } from '../../../src/base/precision';
import { storedPredictions } from '../../../src/engine/data/storedPredictions';
import { loadModel } from '../../../src/engine/engine';
import type { SentencePrediction } from '../../../src/engine/spert/sentencePrediction';
import { firstResult } from '../programs';
import type { PeerResult } from './peerRun';

const { values } = parseArgs({
	options: {
		mode: { type: 'string', default: 'single' },
		threads: { type: 'string', default: '1' },
		// The engine divides batches itself.
		'batch-size': { type: 'string' },
		dataset: { type: 'string', default: '' },
		model: { type: 'string', default: '' },
		types: { type: 'string', default: '' },
		precision: { type: 'string', default: 'float32' },
	},
});
const precisionNamed = (name: string): Precision => {
	const precision = precisions.find((known) => known === name);
	if (precision === undefined) {
		throw new Error(`There is no precision ${name}.`);
	}
	return precision;
};
const sentences = (JSON.parse(readFileSync(values.dataset, 'utf8')) as { tokens: string[] }[]).map(({ tokens }) => tokens);
const options = { maxSpanSize: 10, relationThreshold: 0.4 };
const hooks = { cancellation: neverCancelled };

void (async (): Promise<void> => {
	const { model } = await loadModel(values.model, {
		typesPath: values.types,
		threads: Number(values.threads),
		precision: precisionNamed(values.precision),
	});
	await model.predict(sentences.slice(0, 1), options, hooks);
	process.stdout.write(`${firstResult}\n`);
	const cpuStart = process.cpuUsage();
	const start = performance.now();
	const latencies: number[] = [];
	const predictions: SentencePrediction[] = [];
	if (values.mode === 'single') {
		for (const tokens of sentences) {
			const each = performance.now();
			predictions.push(...(await model.predict([tokens], options, hooks)));
			latencies.push(performance.now() - each);
		}
	} else {
		predictions.push(...(await model.predict(sentences, options, hooks)));
	}
	const predicting = (performance.now() - start) / 1000;
	const { user, system } = process.cpuUsage(cpuStart);
	const documents = predictions.map((prediction, index) => ({ tokens: sentences[index] ?? [], prediction }));
	const result: PeerResult = {
		predicting,
		cpu: (user + system) / 1e6,
		latencies,
		// libuv gives kilobytes everywhere.
		peakMemory: process.resourceUsage().maxRSS * 1024,
		predictions: storedPredictions(documents, model.types),
		versions: { Node: process.versions.node },
	};
	process.stdout.write(`${JSON.stringify(result)}\n`);
	model.dispose();
})();
