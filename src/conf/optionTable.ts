// Every option of the commands predict, eval and train, in one table: key, commands, kind, default, meaning. The types of
// the resolved options, the command line, the checks and the editor's help all come from here.

import { headOptions } from './headOptions';
import { learningOptions } from './learningOptions';

export type Command = 'train' | 'eval' | 'predict';

/** How a value is written. A boolean is `true` or `false` in a file, and a bare flag on the command line. */
export type OptionKind = 'path' | 'string' | 'integer' | 'number' | 'boolean';

export interface OptionDeclaration {
	/** As written in files; `--key` on the command line. */
	readonly key: string;
	readonly commands: readonly Command[];
	readonly kind: OptionKind;
	/** null: unset. */
	readonly default: string | number | boolean | null;
	/** Smallest and largest sensible value of a number. */
	readonly minimum?: number;
	readonly maximum?: number;
	/** All values that a text may have; absent: any. */
	readonly choices?: readonly string[];
	/** What has to be at a path that is read; absent for one that is written, or not used. */
	readonly reads?: 'file' | 'folder';
	/** Not an option of the reference: it must be written in full, and is left out of args.json at its default. */
	readonly ours?: true;
	/** A sentence or two for people. */
	readonly documentation: string;
}

const every = ['train', 'eval', 'predict'] as const;
const measured = ['train', 'eval'] as const;
const run = ['eval', 'predict'] as const;
const train = ['train'] as const;
const predict = ['predict'] as const;

/** In the order in which the reference declares them, which is the order of "could match" in messages. */
export const optionTable = [
	{
		key: 'train_path',
		commands: train,
		kind: 'path',
		default: null,
		reads: 'file',
		documentation: 'The dataset to train on.',
	},
	{
		key: 'valid_path',
		commands: train,
		kind: 'path',
		default: null,
		reads: 'file',
		documentation: 'The dataset to evaluate on during training.',
	},
	{
		key: 'save_path',
		commands: train,
		kind: 'path',
		default: null,
		documentation: 'The folder under which trained models are saved, in LABEL/RUN.',
	},
	{
		key: 'init_eval',
		commands: train,
		kind: 'boolean',
		default: false,
		documentation: 'Whether to evaluate once before the first epoch.',
	},
	{
		key: 'save_optimizer',
		commands: train,
		kind: 'boolean',
		default: false,
		documentation: "Whether to save the optimizer's state with the model.",
	},
	{
		key: 'train_log_iter',
		commands: train,
		kind: 'integer',
		default: 100,
		minimum: 1,
		documentation: 'Loss and learning rate are logged every this many updates.',
	},
	{
		key: 'final_eval',
		commands: train,
		kind: 'boolean',
		default: false,
		documentation: 'Whether to evaluate only after the last epoch instead of after every one.',
	},
	{
		key: 'train_batch_size',
		commands: train,
		kind: 'integer',
		default: 2,
		minimum: 1,
		documentation: 'Documents per update.',
	},
	{
		key: 'epochs',
		commands: train,
		kind: 'integer',
		default: 20,
		minimum: 0,
		documentation: 'How often the training data is gone through.',
	},
	{
		key: 'neg_entity_count',
		commands: train,
		kind: 'integer',
		default: 100,
		minimum: 0,
		documentation: 'Negative entity samples per document, at most.',
	},
	{
		key: 'neg_relation_count',
		commands: train,
		kind: 'integer',
		default: 100,
		minimum: 0,
		documentation: 'Negative relation samples per document, at most.',
	},
	{
		key: 'lr',
		commands: train,
		kind: 'number',
		default: 5e-5,
		minimum: 0,
		documentation: 'The peak learning rate.',
	},
	{
		key: 'lr_warmup',
		commands: train,
		kind: 'number',
		default: 0.1,
		minimum: 0,
		maximum: 1,
		documentation: 'The share of all updates during which the learning rate rises from 0.',
	},
	{
		key: 'weight_decay',
		commands: train,
		kind: 'number',
		default: 0.01,
		minimum: 0,
		documentation: 'The decoupled weight decay of AdamW, for all parameters but biases and layer norms.',
	},
	{
		key: 'max_grad_norm',
		commands: train,
		kind: 'number',
		default: 1,
		minimum: 0,
		documentation: 'The norm to which the gradient of all parameters together is clipped.',
	},
	{
		key: 'dataset_path',
		commands: run,
		kind: 'path',
		default: null,
		reads: 'file',
		documentation: 'The dataset to evaluate on, or the documents to predict.',
	},
	{
		key: 'predictions_path',
		commands: predict,
		kind: 'path',
		default: null,
		documentation: 'The file that predictions are written to.',
	},
	{
		key: 'spacy_model',
		commands: predict,
		kind: 'string',
		default: null,
		documentation: 'The spaCy model for raw sentences in the reference. Not used: they are tokenized by rules of our own.',
	},
	{
		key: 'config',
		commands: every,
		kind: 'path',
		default: null,
		documentation: 'The configuration file; of use on the command line only.',
	},
	{
		key: 'types_path',
		commands: every,
		kind: 'path',
		default: null,
		reads: 'file',
		documentation: 'The file that declares the entity and relation types.',
	},
	{
		key: 'tokenizer_path',
		commands: every,
		kind: 'path',
		default: null,
		reads: 'folder',
		documentation: "The folder with the tokenizer's vocabulary.",
	},
	{
		key: 'max_span_size',
		commands: every,
		kind: 'integer',
		default: 10,
		minimum: 1,
		maximum: 99,
		documentation: 'The longest span, in tokens, that is considered as an entity. There are embeddings for sizes up to 99.',
	},
	{
		key: 'lowercase',
		commands: every,
		kind: 'boolean',
		default: false,
		documentation: 'Whether to lower-case the text: true for uncased models.',
	},
	{
		key: 'sampling_processes',
		commands: every,
		kind: 'integer',
		default: 4,
		minimum: 0,
		documentation: 'Processes with which the reference samples candidates. It has no influence on results.',
	},
	{
		key: 'model_path',
		commands: every,
		kind: 'path',
		default: null,
		reads: 'folder',
		documentation: 'The folder of the model.',
	},
	{
		key: 'model_type',
		commands: every,
		kind: 'string',
		default: 'spert',
		documentation: 'The kind of model: spert.',
	},
	{
		key: 'cpu',
		commands: every,
		kind: 'boolean',
		default: false,
		documentation: 'Whether to compute on the CPU even where there is a GPU.',
	},
	{
		key: 'eval_batch_size',
		commands: every,
		kind: 'integer',
		default: 1,
		minimum: 1,
		documentation: 'Documents per batch in evaluation and prediction.',
	},
	{
		key: 'max_pairs',
		commands: every,
		kind: 'integer',
		default: 1000,
		minimum: 1,
		documentation: 'Relation candidates that are classified at once. It bounds memory and has no influence on results.',
	},
	{
		key: 'rel_filter_threshold',
		commands: every,
		kind: 'number',
		default: 0.4,
		documentation: "The score below which a relation is not predicted. A calibrated model has thresholds of its own, which this replaces.",
	},
	{
		key: 'size_embedding',
		commands: every,
		kind: 'integer',
		default: 25,
		minimum: 1,
		documentation: 'The dimension of the span size embedding; that of the model, if it is trained.',
	},
	{
		key: 'prop_drop',
		commands: every,
		kind: 'number',
		default: 0.1,
		minimum: 0,
		maximum: 1,
		documentation: 'The dropout probability of span and relation representations in training.',
	},
	{
		key: 'freeze_transformer',
		commands: every,
		kind: 'boolean',
		default: false,
		documentation: 'Whether to train the classifiers only and leave the encoder as it is.',
	},
	{
		key: 'no_overlapping',
		commands: every,
		kind: 'boolean',
		default: false,
		documentation: 'Whether to leave overlapping entities, and relations between them, out of the evaluation.',
	},
	{
		key: 'seed',
		commands: every,
		kind: 'integer',
		default: null,
		documentation: 'The seed of all random numbers; unset: another one every time.',
	},
	{
		key: 'cache_path',
		commands: every,
		kind: 'path',
		default: null,
		documentation: 'The folder in which the reference keeps downloaded models.',
	},
	{
		key: 'debug',
		commands: every,
		kind: 'boolean',
		default: false,
		documentation: 'Whether to log more.',
	},
	{
		key: 'label',
		commands: measured,
		kind: 'string',
		default: null,
		documentation: 'The name of the run, and of its folder under log_path and save_path.',
	},
	{
		key: 'log_path',
		commands: measured,
		kind: 'path',
		default: null,
		documentation: 'The folder under which logs are written, in LABEL/RUN.',
	},
	{
		key: 'store_predictions',
		commands: measured,
		kind: 'boolean',
		default: false,
		documentation: 'Whether to write predictions beside the log (not with no_overlapping).',
	},
	{
		key: 'store_examples',
		commands: measured,
		kind: 'boolean',
		default: false,
		documentation: 'Whether to write pages with right and wrong predictions beside the log.',
	},
	{
		key: 'example_count',
		commands: measured,
		kind: 'integer',
		default: null,
		minimum: 0,
		documentation: 'How many documents those pages show; unset: all.',
	},
	{
		key: 'keep_best',
		commands: train,
		kind: 'boolean',
		default: false,
		ours: true,
		documentation:
			'Whether to save the best model of all evaluations too, as best_model: by the F1 of relations with entity types, ' +
			'or of entities where the data has no relations.',
	},
	{
		key: 'patience',
		commands: train,
		kind: 'integer',
		default: 0,
		minimum: 0,
		maximum: 100_000,
		ours: true,
		documentation: 'Stop after this many evaluations in a row without a better one; 0: never.',
	},
	{
		key: 'torch_model',
		commands: train,
		kind: 'boolean',
		default: false,
		ours: true,
		documentation: 'Whether to write the final model as pytorch_model.bin too, for the reference and other PyTorch programs.',
	},
	{
		key: 'paper_sampling',
		commands: train,
		kind: 'boolean',
		default: false,
		ours: true,
		documentation:
			"Sample relations as the code behind the paper's figures did: one sample a relation, and the reverse of a symmetric pair is no negative.",
	},
	{
		key: 'gradient_accumulation_steps',
		commands: train,
		kind: 'integer',
		default: 1,
		minimum: 1,
		maximum: 10_000,
		ours: true,
		documentation:
			'Batches that make one update, by the mean of their losses: updates as of a larger batch, in the memory of a small one.',
	},
	{
		key: 'freeze_layers',
		commands: train,
		kind: 'integer',
		default: 0,
		minimum: 0,
		maximum: 1000,
		ours: true,
		documentation:
			'So many of the lowest layers of the encoder, with its embeddings, stay as they are; all of them: only the classifiers are trained. ' +
			'What they give is computed once, without dropout.',
	},
	{
		key: 'activation_cache',
		commands: train,
		kind: 'integer',
		default: 4096,
		minimum: 0,
		ours: true,
		documentation:
			'Megabytes on disk for what frozen layers give, in the folder of the run until the training ends. ' +
			'What does not fit is computed anew each time; the result is the same.',
	},
	{
		key: 'lora_rank',
		commands: train,
		kind: 'integer',
		default: 0,
		minimum: 0,
		maximum: 1024,
		ours: true,
		documentation:
			"LoRA: instead of the encoder's weights, pairs of matrices of this rank beside some of them are trained, and merged into them when the model is saved; 0: off.",
	},
	{
		key: 'lora_alpha',
		commands: train,
		kind: 'number',
		default: 16,
		minimum: 0,
		ours: true,
		documentation: 'What LoRA adds to a weight counts lora_alpha / lora_rank times.',
	},
	{
		key: 'lora_dropout',
		commands: train,
		kind: 'number',
		default: 0,
		minimum: 0,
		maximum: 1,
		ours: true,
		documentation: "The dropout probability of what LoRA's matrices read.",
	},
	{
		key: 'lora_targets',
		commands: train,
		kind: 'string',
		default: 'query,value',
		ours: true,
		documentation: 'The layers that LoRA adapts: ends of their names, such as query,value or attention.output.dense, with commas between.',
	},
	...learningOptions,
	...headOptions,
] as const satisfies readonly OptionDeclaration[];

type Declared = (typeof optionTable)[number];

export type OptionKey = Declared['key'];

/** snake_case to camelCase. */
export type CamelCase<Key extends string> = Key extends `${infer Head}_${infer Tail}`
	? `${Head}${Capitalize<CamelCase<Tail>>}`
	: Key;

interface ValueOfKind {
	readonly path: string;
	readonly string: string;
	readonly integer: number;
	readonly number: number;
	readonly boolean: boolean;
}

type ValueOf<Option extends Declared> = Option extends { readonly choices: readonly (infer Choice)[] }
	? Choice
	: Option['default'] extends null
		? ValueOfKind[Option['kind']] | null
		: ValueOfKind[Option['kind']];

/** All options of a command under their names in camelCase. Optional ones without a value are null. */
export type OptionsOf<C extends Command> = {
	readonly [Option in Declared as C extends Option['commands'][number] ? CamelCase<Option['key']> : never]: ValueOf<Option>;
};

export type TrainOptions = OptionsOf<'train'>;
export type EvalOptions = OptionsOf<'eval'>;
export type PredictOptions = OptionsOf<'predict'>;

/** The options of a command, in the order of the table. */
export function optionsOfCommand(command: Command): readonly OptionDeclaration[] {
	return optionTable.filter((option: OptionDeclaration) => option.commands.includes(command));
}

export function camelCase<Key extends string>(key: Key): CamelCase<Key> {
	return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Key>;
}
