// What a user can get wrong about a training.

import { UserError } from '../../base/userError';

export function stateMalformed(path: string, problem: string): UserError {
	return new UserError({
		code: 'training.stateMalformed',
		problem: `${path} is not the state of a training: ${problem}.`,
		remedy: 'Remove it and start the training anew.',
	});
}

export function stateOfAnother(path: string): UserError {
	return new UserError({
		code: 'training.stateOfAnother',
		problem: `${path} is the state of a training with other data, other types, another model or other options.`,
		remedy: 'Resume with the options it was started with, or start a new training.',
	});
}

export function tooFewDocuments(path: string, documents: number, documentsPerUpdate: number): UserError {
	return new UserError({
		code: 'training.tooFewDocuments',
		problem: `${path} has ${documents} documents to train on, fewer than the ${documentsPerUpdate} of one update.`,
		remedy: 'Lower train_batch_size (or gradient_accumulation_steps), or add documents.',
	});
}

export function entityTooLong(path: string, document: number, size: number, largest: number): UserError {
	return new UserError({
		code: 'training.entityTooLong',
		problem: `${path}: document ${document} has an entity of ${size} tokens, and the size embedding ends at ${largest}.`,
		remedy: 'Shorten the entity or leave it out.',
	});
}

/** The loss became infinite or no number. `saved` is where the last good state lies. */
export function lossNotFinite(epoch: number, iteration: number, saved: string | undefined): UserError {
	const place = `in epoch ${epoch + 1} at iteration ${iteration}`;
	return new UserError({
		code: 'training.lossNotFinite',
		problem: `The loss is no finite number any more, ${place}.`,
		remedy: `Lower the learning rate (lr) and start again.${saved === undefined ? '' : ` The last good state is ${saved}.`}`,
	});
}

export function modelTooLarge(): UserError {
	return new UserError({
		code: 'training.modelTooLarge',
		problem: 'The model has more trained parameters than the 4 GiB of memory for them hold, about 268 million.',
		remedy: 'Set lora_rank or freeze_layers, or take a smaller encoder.',
	});
}

export function tooManyFrozenLayers(path: string, option: number, found: number): UserError {
	return new UserError({
		code: 'training.tooManyFrozenLayers',
		problem: `freeze_layers is ${option}, and the encoder in ${path} has ${found} layers.`,
		remedy: `Set freeze_layers = ${found} to train the classifiers only, or fewer to train the layers above too.`,
	});
}

export function loraTargetUnknown(target: string, found: readonly string[]): UserError {
	return new UserError({
		code: 'training.loraTargetUnknown',
		problem: `lora_targets names "${target}", and no trained layer of the encoder ends so.`,
		remedy: `Name some of ${found.join(', ')}, or ends of them, with commas between.`,
	});
}

export function nothingToAdapt(): UserError {
	return new UserError({
		code: 'training.nothingToAdapt',
		problem: 'lora_rank asks for LoRA, and freeze_transformer or freeze_layers leaves no layer of the encoder to adapt.',
		remedy: 'Remove lora_rank, or freeze fewer layers.',
	});
}

export function teacherOfOtherTypes(path: string): UserError {
	return new UserError({
		code: 'training.teacherOfOtherTypes',
		problem: `The teacher in ${path} knows other entity or relation types than types_path declares, or has them in another order.`,
		remedy: 'Name teachers that were trained with the same types file.',
	});
}

export function unlabelledWithoutTeacher(path: string): UserError {
	return new UserError({
		code: 'training.unlabelledWithoutTeacher',
		problem: `${path} (unlabelled_path) has no annotations, and no teacher says what is in it.`,
		remedy: 'Set teacher_path, or remove unlabelled_path.',
	});
}

export function sizeEmbeddingMismatch(path: string, option: number, found: number): UserError {
	return new UserError({
		code: 'training.sizeEmbeddingMismatch',
		problem: `size_embedding is ${option}, and the model in ${path} that is trained on has ${found}.`,
		remedy: `Set size_embedding = ${found}.`,
	});
}

/** Both as options are written; `found` is undefined for the reference's classifiers. */
export function headsMismatch(path: string, wanted: string, found: string | undefined): UserError {
	return new UserError({
		code: 'training.headsMismatch',
		problem: `The options ask for classifiers with ${wanted}, and the trained model in ${path} has ${found === undefined ? 'those of the reference' : `some with ${found}`}.`,
		remedy: 'Remove these options: a trained model keeps its classifiers. Or train from an encoder.',
	});
}

/** Another process trains in the same folder. */
export function alreadyRunning(folder: string, pid: number, lock: string): UserError {
	return new UserError({
		code: 'training.alreadyRunning',
		problem: `Another training, process ${pid}, is writing to ${folder}.`,
		remedy: `Wait for it, or stop it. If there is no such training, remove ${lock}.`,
	});
}

/** A state, a model or a lock that the disk did not take. A UserError or a mistake of ours stays what it is. */
export function notSaved(path: string, cause: unknown): unknown {
	if (cause instanceof UserError || !(cause instanceof Error && 'code' in cause)) {
		return cause;
	}
	return new UserError(
		{
			code: 'training.notSaved',
			problem: `${path} cannot be written (${cause.message}).`,
			remedy: 'Check that the disk has room and that you may write there, then go on with --resume: what was saved before is whole.',
		},
		{ cause },
	);
}
