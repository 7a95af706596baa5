// Reads and checks all that a training needs from its options, so that nothing can be missing once it runs, nor when the model
// is saved hours later.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TrainOptions } from '../../conf/optionTable';
import type { ModelConfig } from '../checkpoint/config';
import { readModelFolder, type ModelFolder } from '../checkpoint/modelFolder';
import { modelHash } from '../checkpoint/modelHash';
import { readSpertParameters, type SpertParameters } from '../checkpoint/spertParameters';
import { readDataset } from '../data/readDataset';
import { readPredictionInput, type Tokenize } from '../data/predictionInput';
import type { Dataset, DatasetDocument } from '../../corpus/dataset';
import { parseTypes, type TypeSet } from '../../corpus/types';
import { fileUnreadable } from '../data/errors';
import { longestSequence } from '../nn/encoder';
import { parametersAt } from '../quantization/parametersAt';
import { spanSizeTooLarge } from '../spert/errors';
import { loadTokenizer } from '../tokenizer/loadTokenizer';
import { savedTokenizer, type TokenizerFiles } from '../tokenizer/savedTokenizer';
import type { Tokenizer } from '../tokenizer/tokenizer';
import { areSameHeads, referenceHeads, type HeadDesign } from '../spert/headDesign';
import { encodeDocuments } from './encodeDocuments';
import { entityTooLong, sizeEmbeddingMismatch, tooFewDocuments, tooManyFrozenLayers, unlabelledWithoutTeacher } from './errors';
import { headsOf, headsWarning } from './headOptions';
import type { EncodedDocument } from './sampling';
import { readTeachers, type Teacher } from './teachers';

/** Rows of a new size embedding, as in the reference: spans of up to 99 tokens. */
const newSizeCount = 100;

/** What a training reads and goes on to need, checked. */
export interface TrainingMaterial {
	readonly config: ModelConfig;
	readonly types: TypeSet;
	/** The types file as it is written. */
	readonly typesText: string;
	readonly tokenizer: Tokenizer;
	/** For the models that are saved. */
	readonly tokenizerFiles: TokenizerFiles;
	/** How the classifiers are built. */
	readonly heads: HeadDesign;
	/** Rows of the size embedding. */
	readonly sizeCount: number;
	/** Those that are annotated first. */
	readonly documents: readonly EncodedDocument[];
	/** Of those that are not annotated, how many an epoch has. */
	readonly unlabelledPerEpoch: number;
	readonly teachers: readonly Teacher[];
	/** What logits are divided by that learn from teachers; undefined: nothing is taught apart from the annotation. */
	readonly temperature: number | undefined;
	readonly train: Dataset;
	readonly valid: Dataset;
	readonly warnings: readonly string[];
	/** Of all that decides how the training goes on. */
	readonly fingerprint: string;
}

/** Everything a training reads. The weights are as large as the model: nobody should keep them who has made a copy. */
export interface PreparedTraining extends TrainingMaterial {
	readonly parameters: SpertParameters;
}

/**
 * Errors: training.entityTooLong, sizeEmbeddingMismatch, headsMismatch, tooFewDocuments, tooManyFrozenLayers, teacherOfOtherTypes,
 * unlabelledWithoutTeacher, spert.spanSizeTooLarge, those of what is read.
 */
export async function prepareTraining(options: TrainOptions, tokenize: Tokenize = splitAtBlanks): Promise<PreparedTraining> {
	const { modelPath, typesPath, tokenizerPath, trainPath, validPath, lowercase, maxSpanSize } = options;
	if (modelPath === null || typesPath === null || trainPath === null || validPath === null) {
		throw new Error('A training without its paths was not refused.');
	}
	const folder = await readModelFolder(modelPath, { typesPath, tokenizerPath: tokenizerPath ?? undefined });
	const typesText = await readFile(typesPath, 'utf8').catch((failure: unknown) => {
		throw fileUnreadable(typesPath, failure);
	});
	const types = parseTypes(typesText, typesPath);
	const { config, tokenizerFolder } = folder;
	const tokenizer = await loadTokenizer(tokenizerFolder, { lowercase, embeddingRows: config.vocabularySize });
	const [train, valid] = await Promise.all([readDataset(trainPath, types), readDataset(validPath, types)]);
	const stored = await readSpertParameters(folder);
	// A quantised model can be trained on: from what its weights stand for.
	const parameters = { ...stored, ...parametersAt('float32', config, stored) };
	const { sizeCount, sizeEmbeddingSize } = parameters.heads ?? {
		sizeCount: newSizeCount,
		sizeEmbeddingSize: options.sizeEmbedding,
	};
	if (sizeEmbeddingSize !== options.sizeEmbedding) {
		throw sizeEmbeddingMismatch(folder.path, options.sizeEmbedding, sizeEmbeddingSize);
	}
	const heads = headsOf(options, folder.path, parameters.heads?.design);
	if (maxSpanSize >= sizeCount) {
		throw spanSizeTooLarge(maxSpanSize, sizeCount - 1);
	}
	if (options.freezeLayers > config.layerCount) {
		throw tooManyFrozenLayers(folder.path, options.freezeLayers, config.layerCount);
	}
	checkEntities(trainPath, train, sizeCount);
	const teachers = await readTeachers(options.teacherPath, types, typesPath);
	const labelled = encodeDocuments(train.documents, tokenizer, longestSequence(config));
	const sentences = await unlabelledSentences(options, teachers, tokenize);
	const unlabelled = encodeDocuments(sentences, tokenizer, longestSequence(config), false);
	const unlabelledPerEpoch = Math.min(unlabelled.length, Math.round(options.unlabelledShare * labelled.length));
	const perUpdate = options.trainBatchSize * options.gradientAccumulationSteps;
	if (labelled.length + unlabelledPerEpoch < perUpdate) {
		throw tooFewDocuments(trainPath, labelled.length + unlabelledPerEpoch, perUpdate);
	}
	return {
		config,
		types,
		typesText,
		tokenizer,
		tokenizerFiles: await savedTokenizer(tokenizerFolder, { lowercase, longestSequence: longestSequence(config) }),
		parameters,
		heads,
		sizeCount,
		documents: [...labelled, ...unlabelled],
		unlabelledPerEpoch,
		teachers,
		temperature: teachers.length > 0 && options.distillationTemperature !== 1 ? options.distillationTemperature : undefined,
		train,
		valid,
		warnings: [...train.warnings, ...valid.warnings, ...headsWarning(options, heads)],
		fingerprint: await fingerprintOf(options, folder, { train, types, heads, teachers, sentences }),
	};
}

function checkEntities(path: string, { documents }: Dataset, sizeCount: number): void {
	for (const [index, { entities }] of documents.entries()) {
		const longest = entities.reduce((most, { start, end }) => Math.max(most, end - start), 0);
		if (longest >= sizeCount) {
			throw entityTooLong(path, index, longest, sizeCount - 1);
		}
	}
}

/** Errors: training.unlabelledWithoutTeacher, those of reading the file. */
async function unlabelledSentences(
	{ unlabelledPath }: TrainOptions,
	teachers: readonly Teacher[],
	tokenize: Tokenize,
): Promise<readonly DatasetDocument[]> {
	if (unlabelledPath === null) {
		return [];
	}
	if (teachers.length === 0) {
		throw unlabelledWithoutTeacher(unlabelledPath);
	}
	const sentences = await readPredictionInput(unlabelledPath, tokenize);
	return sentences.map(({ tokens }) => ({ tokens, entities: [], relations: [] }));
}

function splitAtBlanks(sentence: string): readonly string[] {
	return sentence.split(/\s+/).filter((token) => token !== '');
}

interface FingerprintedData {
	readonly train: Dataset;
	readonly types: TypeSet;
	readonly heads: HeadDesign;
	readonly teachers: readonly Teacher[];
	readonly sentences: readonly DatasetDocument[];
}

async function fingerprintOf(
	options: TrainOptions,
	folder: ModelFolder,
	{ train, types, heads, teachers, sentences }: FingerprintedData,
): Promise<string> {
	const { lr, lrWarmup, weightDecay, maxGradNorm, epochs, trainBatchSize, negEntityCount, negRelationCount } = options;
	const { maxSpanSize, propDrop, freezeTransformer, sizeEmbedding, lowercase, paperSampling } = options;
	const decisive = { lr, lrWarmup, weightDecay, maxGradNorm, epochs, trainBatchSize, negEntityCount, negRelationCount };
	const shaping = { maxSpanSize, propDrop, freezeTransformer, sizeEmbedding, lowercase, paperSampling };
	const hash = createHash('sha256');
	// Left out where they change nothing: a state that was saved before an option was there stays good.
	const { gradientAccumulationSteps, freezeLayers, loraRank, loraAlpha, loraDropout, loraTargets } = options;
	const { emaDecay, lrSchedule, layerLrDecay, classifierLr, labelSmoothing, entityClassWeights, hardNegativeShare } = options;
	const { distillationWeight, distillationTemperature, unlabelledShare, unlabelledWeight, relFilterThreshold } = options;
	const hashes = teachers.map(({ hash }) => hash);
	const later = {
		...(gradientAccumulationSteps > 1 && { gradientAccumulationSteps }),
		...(freezeLayers > 0 && { freezeLayers }),
		...(loraRank > 0 && { loraRank, loraAlpha, loraDropout, loraTargets }),
		...(emaDecay > 0 && { emaDecay }),
		...(lrSchedule !== 'linear' && { lrSchedule }),
		...(layerLrDecay !== 1 && { layerLrDecay }),
		...(classifierLr !== null && { classifierLr }),
		...(labelSmoothing > 0 && { labelSmoothing }),
		...(entityClassWeights !== 'none' && { entityClassWeights }),
		...(hardNegativeShare > 0 && { hardNegativeShare }),
		...(hashes.length > 0 && { teachers: hashes, distillationWeight, distillationTemperature }),
		...(sentences.length > 0 && { unlabelledShare, unlabelledWeight, relFilterThreshold }),
		...(!areSameHeads(heads, referenceHeads) && { heads }),
	};
	hash.update(JSON.stringify({ ...decisive, ...shaping, ...later, seed: options.seed }));
	hash.update(await modelHash(folder));
	hash.update(JSON.stringify(types));
	hash.update(JSON.stringify(train.documents));
	if (sentences.length > 0) {
		hash.update(JSON.stringify(sentences.map(({ tokens }) => tokens)));
	}
	return hash.digest('hex');
}
