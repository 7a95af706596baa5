// The model that a run's options name, loaded as the reference would, and predictions with it.

import type { CancellationToken } from '../base/cancellation';
import type { EvalOptions, PredictOptions } from '../conf/optionTable';
import type { LoadedModel } from '../engine/engine';
import type { SentencePrediction } from '../engine/spert/sentencePrediction';
import type { PredictionOptions } from '../engine/spert/spertModel';
import type { CommandContext } from './command';
import type { Computation } from './computation';
import { loadForCommand } from './devices';
import { modelTypeUnknown, sizeEmbeddingMismatch } from './errors';
import { showProgress } from './progress';

type ModelOptions = Pick<
	EvalOptions | PredictOptions,
	'modelPath' | 'typesPath' | 'tokenizerPath' | 'lowercase' | 'modelType' | 'sizeEmbedding'
>;

/** What a model is run on. */
export interface ModelUse extends Computation {
	readonly context: CommandContext;
}

/**
 * Loads the model, gives it to `use` and disposes it. As in the reference text is lower-cased by the option alone, whatever
 * the folder says, and paths start at the working directory.
 * Errors: cli.modelTypeUnknown, cli.sizeEmbeddingMismatch, and those of loading.
 */
export async function withConfiguredModel(
	command: string,
	options: ModelOptions,
	{ context, ...computation }: ModelUse,
	use: (loaded: LoadedModel) => Promise<void>,
): Promise<void> {
	const { modelPath, typesPath, tokenizerPath, lowercase, modelType, sizeEmbedding } = options;
	if (modelPath === null) {
		throw new Error('A run without model_path was not refused.');
	}
	if (modelType !== 'spert') {
		throw modelTypeUnknown(modelType);
	}
	const request = {
		typesPath: typesPath ?? undefined,
		tokenizerPath: tokenizerPath ?? undefined,
		lowercase,
		...computation,
	};
	const loaded = await loadForCommand(command, modelPath, request, context);
	try {
		if (loaded.sizeEmbedding !== sizeEmbedding) {
			throw sizeEmbeddingMismatch(modelPath, sizeEmbedding, loaded.sizeEmbedding);
		}
		await use(loaded);
	} finally {
		loaded.model.dispose();
	}
}

/** Predictions for documents, in their order. Progress is shown on stderr. Errors: CancelledError, spert.spanSizeTooLarge. */
export async function predictDocuments(
	{ model }: LoadedModel,
	documents: readonly { readonly tokens: readonly string[] }[],
	{ maxSpanSize, relationThreshold }: PredictionOptions,
	cancellation: CancellationToken,
): Promise<SentencePrediction[]> {
	const progress = showProgress('predict');
	try {
		return await model.predict(
			documents.map(({ tokens }) => tokens),
			{ maxSpanSize, relationThreshold },
			{ cancellation, onProgress: progress.update },
		);
	} finally {
		progress.end();
	}
}
