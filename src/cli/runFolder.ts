// The folder that a run leaves its figures in: LOG_PATH/LABEL/RUN with the arguments it ran with, as the reference writes
// them. The run's name has no colons, which Windows does not allow.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { camelCase, optionsOfCommand, type Command } from '../conf/optionTable';
import { pythonFloat, pythonJson } from '../corpus/pythonFormat';
import { fileUnwritable } from './errors';
import { writeOutputFile } from './outputFile';

type Options = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Makes a new folder and writes args.json and args.txt into it.
 * @returns its path. Errors: cli.fileUnwritable.
 */
export async function createRunFolder(logPath: string, label: string | null, command: Command, options: Options): Promise<string> {
	const folder = await newFolder(join(logPath, label ?? ''));
	const args = optionsOfCommand(command)
		.map((option) => ({ ...option, value: options[camelCase(option.key)] ?? null }))
		.filter(({ ours, value, default: unset }) => ours !== true || value !== unset);
	const json = args.map(({ key, kind, value }) => `${pythonJson(key)}: ${pythonText(value, kind, jsonWords)}`).join(', ');
	await writeOutputFile(join(folder, 'args.json'), `{${json}}`);
	const text = args.map(({ key, kind, value }) => `${key} = ${pythonText(value, kind, pythonWords)}`).join('\n');
	await writeOutputFile(join(folder, 'args.txt'), text);
	return folder;
}

async function newFolder(parent: string): Promise<string> {
	try {
		await mkdir(parent, { recursive: true });
		for (;;) {
			const folder = join(parent, runName());
			try {
				await mkdir(folder);
				return folder;
			} catch (failure) {
				// Where another run has this very name, it is another one a moment later.
				if (!(failure instanceof Error && 'code' in failure && failure.code === 'EEXIST')) {
					throw failure;
				}
			}
		}
	} catch (failure) {
		throw fileUnwritable(parent, failure);
	}
}

/** Local time to the microsecond: 2026-03-01_14-05-09.123456. */
function runName(): string {
	const now = performance.timeOrigin + performance.now();
	const date = new Date(now);
	const two = (value: number): string => String(value).padStart(2, '0');
	const day = [String(date.getFullYear()), two(date.getMonth() + 1), two(date.getDate())].join('-');
	const time = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join('-');
	return `${day}_${time}.${String(Math.floor((now % 1000) * 1000)).padStart(6, '0')}`;
}

interface Words {
	readonly true: string;
	readonly false: string;
	readonly null: string;
	readonly text: (value: string) => string;
}

const jsonWords: Words = { true: 'true', false: 'false', null: 'null', text: pythonJson };
const pythonWords: Words = { true: 'True', false: 'False', null: 'None', text: (value) => value };

function pythonText(value: string | number | boolean | null, kind: string, words: Words): string {
	switch (typeof value) {
		case 'string':
			return words.text(value);
		case 'number':
			return kind === 'number' ? pythonFloat(value) : String(value);
		case 'boolean':
			return value ? words.true : words.false;
		default:
			return words.null;
	}
}
