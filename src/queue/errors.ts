// What can go wrong with a corpus that a user can mend. Addresses are named without their password.

import { UserError, type UserErrorCode } from '../base/userError';
import type { Failure } from './corpus';

export function failureOf({ code, problem, remedy }: UserError): Failure {
	return { code, problem, remedy };
}

export function errorOf({ code, problem, remedy }: Failure): UserError {
	return new UserError({ code: code as UserErrorCode, problem, remedy });
}

export function addressInvalid(reason: string): UserError {
	return new UserError({
		code: 'queue.addressInvalid',
		problem: `The address of the queue cannot be used: ${reason}.`,
		remedy: 'Write it as redis://USER:PASSWORD@HOST:PORT, or rediss://… for TLS.',
	});
}

export function unreachable(address: string, reason: string): UserError {
	return new UserError({
		code: 'queue.unreachable',
		problem: `The queue at ${address} cannot be reached (${reason}).`,
		remedy: 'Check that Redis runs there and that its port is open to this machine.',
	});
}

export function accessDenied(address: string): UserError {
	return new UserError({
		code: 'queue.accessDenied',
		problem: `The queue at ${address} does not let this user in, or wants a password.`,
		remedy: 'Put user and password into the address, best by SPERT_QUEUE_URL.',
	});
}

export function unsuitable(address: string, reason: string): UserError {
	return new UserError({
		code: 'queue.unsuitable',
		problem: `The queue at ${address} cannot be used: ${reason}.`,
		remedy: 'Use a Redis of version 6.2 or later with maxmemory-policy noeviction.',
	});
}

export function noCorpus(name: string, place: string): UserError {
	return new UserError({
		code: 'queue.noCorpus',
		problem: `Nothing was submitted as "${name}" to ${place}.`,
		remedy: 'Submit documents first, or name another corpus with --name.',
	});
}

export function corpusDiffers(name: string, what: string): UserError {
	return new UserError({
		code: 'queue.corpusDiffers',
		problem: `The corpus "${name}" is being read with another ${what}.`,
		remedy: 'Name another corpus with --name, or cancel this one.',
	});
}

export function damagedRecord(what: string): UserError {
	return new UserError({
		code: 'queue.recordDamaged',
		problem: `${what} is not what this program writes.`,
		remedy: 'It was written by another version or damaged: cancel the corpus and submit it again.',
	});
}

export function modelDiffers(wanted: string, where: string): UserError {
	return new UserError({
		code: 'queue.modelDiffers',
		problem: `The corpus is read with the model ${wanted.slice(0, 12)}, which is neither here (${where}) nor in the queue.`,
		remedy: 'Name its folder with --model, or submit with --upload.',
	});
}

export function modelDamaged(hash: string): UserError {
	return new UserError({
		code: 'queue.modelDamaged',
		problem: `What the queue gives as the model ${hash.slice(0, 12)} is another one; it was removed.`,
		remedy: 'Submit again, which uploads it once more, or name its folder with --model.',
	});
}

export function documentTooLarge(file: string, megabytes: number, limit: number): UserError {
	return new UserError({
		code: 'queue.documentTooLarge',
		problem: `${file} has ${megabytes} MB, more than the ${limit} MB that a document of a corpus may have.`,
		remedy: 'Split it into several files, or extract it by itself.',
	});
}

export function documentChanged(file: string): UserError {
	return new UserError({
		code: 'queue.documentChanged',
		problem: `${file} has changed since it was submitted.`,
		remedy: 'Submit it again.',
	});
}

export function jobMalformed(reason: string): UserError {
	return new UserError({
		code: 'queue.jobMalformed',
		problem: `What is in the queue is no document of this program (${reason}).`,
		remedy: 'Look who else writes to this Redis, and submit the document again.',
	});
}

export function jobMissing(file: string): UserError {
	return new UserError({
		code: 'queue.jobMissing',
		problem: `${file} was submitted, but the queue knows nothing of it any more.`,
		remedy: 'Submit it again.',
	});
}

export function workersLost(): UserError {
	return new UserError({
		code: 'queue.workersLost',
		problem: 'Every worker that had this document ended without a word.',
		remedy: 'Look what ended them (memory is the usual reason), then retry, or extract the document by itself.',
	});
}

export function processEnded(how: string): UserError {
	return new UserError({
		code: 'queue.processEnded',
		problem: `The process that read this document ended (${how}).`,
		remedy: 'Look what ended it (memory is the usual reason), then retry, or extract the document by itself.',
	});
}

export function timedOut(seconds: number): UserError {
	return new UserError({
		code: 'queue.timedOut',
		problem: `Reading this document took longer than ${seconds} s.`,
		remedy: 'Give workers more time with --timeout, or split the document.',
	});
}

export function readingFailed(reason: string): UserError {
	return new UserError({
		code: 'queue.readingFailed',
		problem: `Reading this document failed (${reason}).`,
		remedy: 'This is an error of the program: please report it with the document.',
	});
}

export function resultInvalid(reason: string): UserError {
	return new UserError({
		code: 'queue.resultInvalid',
		problem: `What a worker gave as this document's result is none: ${reason}.`,
		remedy: 'Look which workers are connected, and retry.',
	});
}

export function collectedElsewhere(name: string, folder: string): UserError {
	return new UserError({
		code: 'queue.collectedElsewhere',
		problem: `Results of "${name}" were collected into another folder than ${folder}, or have been removed from it.`,
		remedy: 'Collect into the same folder again.',
	});
}

export function beingCollected(name: string, holder: string): UserError {
	return new UserError({
		code: 'queue.beingCollected',
		problem: `Results of "${name}" are being collected already (${holder}).`,
		remedy: 'Wait for that, or end it: then collect into the same folder.',
	});
}

export function folderInUse(folder: string, pid: number): UserError {
	return new UserError({
		code: 'queue.folderInUse',
		problem: `Process ${pid} is at work in ${folder}.`,
		remedy: 'Wait for it, or end it.',
	});
}

/** @param missing 0 where documents are still being submitted */
export function incomplete(name: string, missing: number): UserError {
	const what = missing === 0 ? `Documents of "${name}" are still being submitted` : `${missing} documents of "${name}" are not done yet`;
	return new UserError({
		code: 'queue.incomplete',
		problem: `${what}; what is done is collected by whole shards.`,
		remedy: 'Start workers, and collect again; without --no-wait this waits for them.',
	});
}
