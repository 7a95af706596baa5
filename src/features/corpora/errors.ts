// What can go wrong with a queue that the editor uses. What goes wrong in the queue itself is the command line program's to tell.

import { UserError } from '../../base/userError';

const setting = 'spert.queue.url';

export function settingInvalid(problem: string): UserError {
	return new UserError({
		code: 'queue.addressInvalid',
		problem,
		remedy: 'Write it as redis://HOST:PORT, or rediss://HOST:PORT for TLS, perhaps with USER@ before the host.',
		setting,
	});
}

export function passwordInSetting(address: string): UserError {
	return new UserError({
		code: 'queue.passwordInSetting',
		problem: `The setting names the queue at ${address} with a password, which everybody who reads your settings could see.`,
		remedy: 'Remove it there, and run "SpERT: Set Queue Password…".',
		setting,
	});
}

export function passwordWanted(address: string): UserError {
	return new UserError({
		code: 'queue.accessDenied',
		problem: `The queue at ${address} does not let this user in, or wants another password.`,
		remedy: 'Run "SpERT: Set Queue Password…"; a user is named in the setting.',
		setting,
	});
}

export function nameTaken(problem: string): UserError {
	return new UserError({
		code: 'queue.corpusDiffers',
		problem,
		remedy: 'Submit under another name, or remove that corpus from the queue.',
	});
}

export function otherQueue(name: string, address: string): UserError {
	return new UserError({
		code: 'queue.otherQueue',
		problem: `The corpus "${name}" is in the queue at ${address}, which is not the one that is set.`,
		remedy: 'Set that one to go on with it.',
		setting,
	});
}

export function alreadyAtWork(name: string): UserError {
	return new UserError({
		code: 'queue.alreadyAtWork',
		problem: `The corpus "${name}" is being submitted or collected already.`,
		remedy: 'Wait for it, or stop it in the Corpora view.',
	});
}
