// What a person can get wrong with trainings, evaluations and predictions in the editor.

import { UserError } from '../../base/userError';

export function workspaceUntrusted(): UserError {
	return new UserError({
		code: 'run.workspaceUntrusted',
		problem: 'This workspace is not trusted, and its configuration files name what is read and written.',
		remedy: 'Trust it with "Workspaces: Manage Workspace Trust", and run the command again.',
	});
}

export function noSuchSection(file: string, command: string): UserError {
	return new UserError({
		code: 'run.noSection',
		problem: `${file} has no section for ${command}.`,
		remedy: 'A section with train_path trains, one with predictions_path predicts, others evaluate.',
	});
}

export function noConfigurations(command: string): UserError {
	return new UserError({
		code: 'run.noConfiguration',
		problem: `No configuration file of this workspace has a section for ${command}.`,
		remedy: 'Write one, such as mine.spert.conf, and run the command again: completion knows the options.',
	});
}

export function notOnDisk(file: string): UserError {
	return new UserError({
		code: 'run.notOnDisk',
		problem: `${file} is not a file on this machine's disk.`,
		remedy: 'Save it there: what runs reads its files from a disk.',
	});
}

/** @param name of the run. @param told what the program said, with its code at the end. */
export function runFailed(name: string, told: string): UserError {
	return new UserError({ code: 'run.failed', problem: `${name} failed.`, remedy: told });
}

export function noRuns(): UserError {
	return new UserError({
		code: 'run.noRuns',
		problem: 'There is no training to show.',
		remedy: 'Start one with "SpERT: Train Model".',
	});
}

export function noExamples(name: string): UserError {
	return new UserError({
		code: 'run.noExamples',
		problem: `${name} has written no examples page.`,
		remedy: 'Set store_examples = true in its section (and log_path for an evaluation), and run it again.',
	});
}

export function datasetNotFound(path: string): UserError {
	return new UserError({
		code: 'run.datasetNotFound',
		problem: `The dataset of these examples, ${path}, is not found.`,
		remedy: 'Open the folder that the paths of the configuration file start at.',
	});
}
