// The errors that a tool call can cause.

import { UserError, type UserErrorCode } from '../base/userError';

function assistantError(code: `assistant.${string}` & UserErrorCode, problem: string, remedy: string): UserError {
	return new UserError({ code, problem, remedy });
}

export function unknownTool(name: string, known: readonly string[]): UserError {
	return assistantError('assistant.unknownTool', `There is no tool "${name}".`, `Tools: ${known.join(', ')}.`);
}

/** @param problems one sentence on what is wrong with the input */
export function invalidInput(tool: string, problems: string): UserError {
	return assistantError('assistant.invalidInput', `The input of ${tool} is not as it should be: ${problems}.`, 'Follow the schema of its input.');
}

export function nothingToExtract(): UserError {
	return assistantError('assistant.nothingToExtract', 'Neither a file nor a text is given, or both are.', 'Give either "file" or "text".');
}

export function unknownEntity(name: string): UserError {
	return assistantError(
		'assistant.unknownEntity',
		`No extracted document mentions an entity "${name}".`,
		'Look for its name with spert_find, or extract the documents first.',
	);
}

export function outsideFolder(path: string): UserError {
	return assistantError('assistant.outsideFolder', `${path} is not within the folder that these tools may read.`, 'Name a file within it.');
}

export function noFolder(): UserError {
	return assistantError('assistant.noFolder', 'No folder is open.', 'Open a folder, or give a text.');
}

export function fileMissing(path: string): UserError {
	return assistantError('assistant.fileMissing', `There is no file ${path}.`, 'Check its name, relative to the folder.');
}

export function notExtracted(path: string): UserError {
	return assistantError(
		'assistant.notExtracted',
		`${path} could not be extracted.`,
		'It must be a LaTeX, Markdown or another text document that no rule excludes; the log says more.',
	);
}
