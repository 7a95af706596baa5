// Evaluates what a training has made so far, on annotated documents.

import type { CancellationToken } from '../../base/cancellation';
import type { Device } from '../../base/device';
import type { TrainOptions } from '../../conf/optionTable';
import type { DatasetDocument } from '../../corpus/dataset';
import { evaluate, type Evaluation } from '../evaluation/scores';
import { goldTuples } from '../evaluation/tuples';
import { longestSequence } from '../nn/encoder';
import { computationLimits, usualMemory } from '../spert/computationLimits';
import { headWeights } from '../spert/headWeights';
import { FallbackScorer, type Scorer } from '../spert/fallbackScorer';
import { SpertModel } from '../spert/spertModel';
import { SpertScorer } from '../spert/scorer';
import type { SentencePrediction } from '../spert/sentencePrediction';
import type { PlainModel } from './plainModel';
import type { TrainingMaterial } from './prepareTraining';

export interface EvaluatedEpoch {
	/** Epochs that are done. */
	readonly epoch: number;
	readonly evaluation: Evaluation;
	/** What "best" goes by: F1 of relations with entity types, or of entities where no relation is annotated. */
	readonly score: number;
	readonly documents: readonly DatasetDocument[];
	readonly predictions: readonly SentencePrediction[];
}

export async function evaluateParameters(
	plain: PlainModel,
	{ config, types, tokenizer, heads: design, sizeCount }: TrainingMaterial,
	request: {
		readonly options: TrainOptions;
		readonly epoch: number;
		readonly documents: readonly DatasetDocument[];
		readonly threads: number;
		readonly device: Device;
		/** Megabytes that it may need beside the parameters; absent: usualMemory. */
		readonly memory?: number | undefined;
		/** Told when the device fails; the processor then evaluates. */
		readonly onLost: (reason: string) => void;
		readonly cancellation: CancellationToken;
	},
): Promise<EvaluatedEpoch> {
	const { options, documents, epoch, threads, device, memory = usualMemory, onLost, cancellation } = request;
	const values = (name: string): Float32Array => {
		const parameter = plain.get(name);
		if (parameter === undefined) {
			throw new Error(`The training has no parameter ${name}.`);
		}
		return parameter.values;
	};
	const sizes = {
		hiddenSize: config.hiddenSize,
		entityClassCount: types.entities.length + 1,
		relationTypeCount: types.relations.length,
		sizeCount,
		sizeEmbeddingSize: options.sizeEmbedding,
	};
	const heads = headWeights(design, sizes, values);
	const limits = computationLimits(config, memory, design);
	const parameters = new Map([...plain].map(([name, parameter]) => [name, parameter.values]));
	const onProcessor = (): Promise<Scorer> => SpertScorer.create(config, parameters, heads, { threads, shareWeights: true, limits });
	const onDevice = (): Promise<Scorer> => SpertScorer.create(config, parameters, heads, { threads, device, limits });
	const scorer = device === 'cpu' ? await onProcessor() : await fallbackScorer(onDevice, onProcessor, onLost);
	const model = new SpertModel({
		tokenizer,
		scorer,
		types,
		longestSequence: longestSequence(config),
		sizeCount: heads.sizeCount,
		limits,
	});
	try {
		const predictions = await model.predict(
			documents.map(({ tokens }) => tokens),
			{ maxSpanSize: options.maxSpanSize, relationThreshold: options.relFilterThreshold },
			{ cancellation },
		);
		const pairs = documents.flatMap((document, index) => {
			const predicted = predictions[index];
			return predicted === undefined ? [] : [{ gold: goldTuples(document), predicted }];
		});
		const evaluation = evaluate(pairs, types, options);
		const hasRelations = documents.some(({ relations }) => relations.length > 0);
		const score = (hasRelations ? evaluation.relNec : evaluation.ner).micro.f1;
		return { epoch, evaluation, score, documents, predictions };
	} finally {
		model.dispose();
	}
}

async function fallbackScorer(onDevice: () => Promise<Scorer>, onProcessor: () => Promise<Scorer>, onLost: (reason: string) => void): Promise<Scorer> {
	try {
		return new FallbackScorer({ onDevice: await onDevice(), onProcessor, onLost });
	} catch (failure) {
		// The training itself may have taken all of the device's memory.
		onLost(failure instanceof Error ? failure.message : String(failure));
		return await onProcessor();
	}
}
