// How many sentences a second a model reads on a device, in the process that tries devices.

import { CancellationSource } from '../../base/cancellation';
import type { Device } from '../../base/device';
import type { DeviceBenchmark } from '../../base/deviceReport';
import { loadModel } from '../engine';

/** Of papers' usual lengths, with punctuation as tokens. */
const sampleSentences = [
	'We present a method for joint entity and relation extraction that classifies all spans of a sentence .',
	'The model is evaluated on three datasets and outperforms earlier work by up to 2.6 % F1 .',
	'Our parser uses conditional random fields for named entity recognition .',
	'A convolutional network learns features of images , which a support vector machine then classifies .',
	'Compared with hidden Markov models , the proposed algorithm needs less training data and reaches a lower word error rate on speech recognition .',
	'Ablation tests show that strong negative samples are important .',
	'We report precision and recall .',
	'Machine translation systems are often compared by BLEU , although human judgements differ from it in many cases that matter to readers .',
].map((sentence) => sentence.split(' '));

export async function benchmarkDevice(modelPath: string, device: Device, threads: number, milliseconds: number): Promise<DeviceBenchmark> {
	try {
		const { model, loadTime } = await loadModel(modelPath, { threads, device });
		const cancellation = new CancellationSource();
		const timeOf = async (sentences: readonly string[][]): Promise<number> => {
			const start = performance.now();
			await model.predict(sentences, { maxSpanSize: 10, relationThreshold: 0.4 }, { cancellation: cancellation.token });
			return performance.now() - start;
		};
		const measured = (sentences: number, time: number): DeviceBenchmark => {
			model.dispose();
			return { kind: 'measured', device, sentencesPerSecond: (1000 * sentences) / time, loadTime };
		};
		const first = sampleSentences.slice(0, 1);
		await timeOf(first);
		const one = await timeOf(first);
		if (one > milliseconds / 4) {
			// A program on the processor: all the sentences would take minutes.
			return measured(1, one);
		}
		await timeOf(sampleSentences);
		let passes = 0;
		let elapsed = 0;
		while (elapsed < milliseconds) {
			elapsed += await timeOf(sampleSentences);
			passes++;
		}
		return measured(passes * sampleSentences.length, elapsed);
	} catch (failure) {
		const detail = failure instanceof Error ? failure.message : String(failure);
		return { kind: 'problem', device, problem: { kind: 'refused', detail } };
	}
}
