// The engine's public interface: loads a SpERT model folder, ready to predict. Knows no editor and no process.

import type { Device } from '../base/device';
import { collectGarbage } from '../base/node/collectGarbage';
import type { Precision, PrecisionChoice } from '../base/precision';
import { modelHash } from './checkpoint/modelHash';
import { readModelFolder, requireSpert, type SpertModelFolder } from './checkpoint/modelFolder';
import { readSpertParameters } from './checkpoint/spertParameters';
import { longestSequence } from './nn/encoder';
import { choosePrecision, hashAt, parametersAt, storedPrecision } from './quantization/parametersAt';
import { SpertModel } from './spert/spertModel';
import { FallbackScorer } from './spert/fallbackScorer';
import type { RelationThresholds } from './spert/relationThresholds';
import { computationLimits, usualMemory } from './spert/computationLimits';
import { SpertScorer, type ScorerOptions } from './spert/scorer';
import { loadTokenizer } from './tokenizer/loadTokenizer';
import type { Tokenizer } from './tokenizer/tokenizer';

export interface LoadModelOptions {
	/** In place of the folder's types.json. */
	readonly typesPath?: string | undefined;
	/** A folder with a vocabulary in place of the model's own. */
	readonly tokenizerPath?: string | undefined;
	/** Whether the text is lower-cased; undefined: as the folder says. */
	readonly lowercase?: boolean | undefined;
	/** Threads of one computation. */
	readonly threads: number;
	/** Absent: the processor. */
	readonly device?: Device | undefined;
	/** Whether the device computes in float16, as it was found to; absent: no. */
	readonly hasFloat16?: boolean | undefined;
	/** Absent: as the weights are stored. */
	readonly precision?: PrecisionChoice | undefined;
	/** Megabytes that computing may need beside the model itself; absent: usualMemory. */
	readonly memory?: number | undefined;
	/** Told where the device fails in the middle of a computation; the processor goes on. */
	readonly onLost?: ((reason: string) => void) | undefined;
}

export interface LoadedModel {
	readonly model: SpertModel;
	readonly tokenizer: Tokenizer;
	/** The folder's name. */
	readonly name: string;
	/** Equal hashes give equal predictions. */
	readonly hash: string;
	/** What it runs on now: a device that fails hands over to the processor. */
	readonly device: Device;
	readonly precision: Precision;
	/** From which scores on its relations count; undefined: the reference's. */
	readonly thresholds: RelationThresholds | undefined;
	/** Dimension of the span size embedding. */
	readonly sizeEmbedding: number;
	/** How long loading took, in milliseconds. */
	readonly loadTime: number;
}

/**
 * Loads a folder as the reference or Hugging Face writes it. The caller owns the model.
 * Errors: checkpoint.… and tokenizer.… for what is wrong with the folder, data.… for its types file.
 */
export async function loadModel(folder: string, options: LoadModelOptions): Promise<LoadedModel> {
	const loaded = await load(folder, options);
	// The runtime has weights of its own by now; the ones that were read are as large as the model.
	collectGarbage();
	return loaded;
}

async function load(folder: string, options: LoadModelOptions): Promise<LoadedModel> {
	const start = performance.now();
	const { typesPath, tokenizerPath, lowercase, threads, memory = usualMemory, onLost } = options;
	let { device = 'cpu' } = options;
	const modelFolder = requireSpert(await readModelFolder(folder, { typesPath, tokenizerPath }));
	const { config, types } = modelFolder;
	const tokenizer = await loadTokenizer(modelFolder.tokenizerFolder, { lowercase, embeddingRows: config.vocabularySize });
	// Reading from disk for the hash goes on while the weights are converted.
	const [hash, parameters] = await Promise.all([modelHash(modelFolder), readSpertParameters(modelFolder)]);
	const { heads } = parameters;
	if (heads === undefined) {
		throw new Error(`${modelFolder.path} was taken for a SpERT model but has no heads.`);
	}
	const stored = storedPrecision(parameters);
	const precision = choosePrecision(options.precision ?? 'auto', stored, device, options.hasFloat16 === true);
	const limits = computationLimits(config, memory, heads.design);
	const { encoder, quantized } = parametersAt(precision, config, parameters);
	const created = await SpertScorer.create(config, encoder, heads, { threads, device, quantized, limits, float16: precision === 'float16' });
	const scorer =
		device === 'cpu'
			? created
			: new FallbackScorer({
					onDevice: created,
					onLost: (reason) => {
						device = 'cpu';
						onLost?.(reason);
					},
					onProcessor: () => processorScorer(modelFolder, { threads, limits }),
				});
	const { thresholds } = config;
	const { sizeCount } = heads;
	const model = new SpertModel({ tokenizer, scorer, types, longestSequence: longestSequence(config), sizeCount, limits, thresholds });
	return {
		model,
		tokenizer,
		name: modelFolder.name,
		hash: hashAt(precision, stored, hash),
		get device() {
			return device;
		},
		get precision() {
			// Where the device has failed, the processor goes on.
			return device === 'cpu' && precision === 'float16' ? 'float32' : precision;
		},
		thresholds,
		sizeEmbedding: heads.sizeEmbeddingSize,
		loadTime: performance.now() - start,
	};
}

/** Reads the weights once more: to keep them for a failure that hardly ever comes would double the memory of each model. */
async function processorScorer(modelFolder: SpertModelFolder, options: ScorerOptions): Promise<SpertScorer> {
	const { config } = modelFolder;
	const parameters = await readSpertParameters(modelFolder);
	const { heads } = parameters;
	if (heads === undefined) {
		throw new Error(`${modelFolder.path} has lost its heads since it was loaded.`);
	}
	const { encoder } = parametersAt('float32', config, parameters);
	return await SpertScorer.create(config, encoder, heads, options);
}
