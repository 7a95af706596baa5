// What can go wrong with looking for, downloading and removing models that a user can mend.

import { UserError, type UserErrorCode } from '../../base/userError';

function modelsError(code: `models.${string}` & UserErrorCode, problem: string, remedy: string, cause?: unknown): UserError {
	return new UserError({ code, problem, remedy }, cause === undefined ? undefined : { cause });
}

export function nameInvalid(name: string): UserError {
	return modelsError(
		'models.nameInvalid',
		`"${name}" is neither a repository of the Hugging Face hub nor a URL.`,
		'Give a repository such as allenai/scibert_scivocab_uncased, or the https:// URL of a folder with config.json.',
	);
}

export function revisionInvalid(revision: string): UserError {
	return modelsError('models.revisionInvalid', `"${revision}" is no name of a revision.`, 'Give a branch, a tag or a commit.');
}

/** @param where repository and revision, or the URL */
export function notFound(where: string): UserError {
	return modelsError(
		'models.notFound',
		`There is no model at ${where}.`,
		'Check the name and the revision; for a private repository give an access token.',
	);
}

export function accessDenied(where: string, status: number, hasToken: boolean): UserError {
	return modelsError(
		'models.accessDenied',
		`The hub does not give ${where} ${hasToken ? 'with this access token' : 'without an access token'} (status ${status}).`,
		'Check the name, accept the terms on its page if it has any, and give an access token that may read it (HF_TOKEN).',
	);
}

export function hubFailed(where: string, reason: string, cause?: unknown): UserError {
	return modelsError(
		'models.hubFailed',
		`The hub gives no answer about ${where} that can be used: ${reason}.`,
		'Check the network and HF_ENDPOINT, and try again.',
		cause,
	);
}

export function fileMissing(where: string, what: string): UserError {
	return modelsError(
		'models.fileMissing',
		`${where} has no ${what}, so it is no model folder.`,
		'Choose a repository with an encoder or a SpERT model in PyTorch or safetensors format.',
	);
}

export function tooLarge(where: string, what: string, limit: number): UserError {
	return modelsError('models.tooLarge', `${where}: ${what} has more than ${limit} bytes.`, 'Choose a smaller model.');
}

export function diskFull(folder: string, needed: number, free: number): UserError {
	const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
	return modelsError(
		'models.diskFull',
		`The disk with ${folder} has ${megabytes(free)} MB free, and ${megabytes(needed)} MB are still to come.`,
		'Make room and run the same again: it goes on from where it is.',
	);
}

export function alreadyDownloading(where: string): UserError {
	return modelsError('models.alreadyDownloading', `Another process is downloading ${where}.`, 'Wait for it, or end it.');
}

export function fileDamaged(url: string): UserError {
	return modelsError(
		'models.fileDamaged',
		`What was downloaded from ${url} is not what the hub lists, and was removed.`,
		'Try again.',
	);
}

/** @param problem a sentence on what is wrong with the files */
export function unusable(where: string, problem: string): UserError {
	return modelsError('models.unusable', `The files of ${where} cannot be used: ${problem}`, 'Choose another model.');
}

export function storeUnwritable(folder: string, cause: unknown): UserError {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return modelsError('models.storeUnwritable', `${folder} cannot be written (${reason}).`, 'Check that you may write there, or name another folder with --store.', cause);
}

export function notDownloaded(name: string, store: string): UserError {
	return modelsError(
		'models.notDownloaded',
		`${store} has no model "${name}".`,
		'spert models list names what is there; only what was downloaded can be removed.',
	);
}
