// Python with the libraries that read our exports: the one that SPERT_READERS_PYTHON names, or one in a folder for temporary
// files, into which they are installed where pip can be had.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const libraries = ['rdflib', 'networkx', 'pyld'];
const script = join(import.meta.dirname, 'readers', 'read.py');

export type ReaderFormat = 'graphml' | 'gexf' | 'turtle' | 'sparql' | 'jsonld' | 'csv';

/** Undefined, and said so, where there is no such Python. */
export const pythonWithReaders: string | undefined = findPython();

function findPython(): string | undefined {
	const named = process.env['SPERT_READERS_PYTHON'];
	if (named !== undefined) {
		return hasLibraries(named) ? named : missing(`${named} lacks one of ${libraries.join(', ')}`);
	}
	const folder = join(tmpdir(), 'spert-readers');
	const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python3');
	if (hasLibraries(python)) {
		return python;
	}
	try {
		const options = { stdio: 'ignore', timeout: 120_000 } as const;
		execFileSync(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', '--clear', folder], options);
		execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--retries', '0', '--timeout', '10', ...libraries], options);
		return hasLibraries(python) ? python : missing('they were installed and cannot be imported');
	} catch (failure) {
		return missing(failure instanceof Error ? failure.message : String(failure));
	}
}

function hasLibraries(python: string): boolean {
	try {
		execFileSync(python, ['-c', `import ${libraries.join(', ')}`], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

function missing(reason: string): undefined {
	process.stderr.write(`Exports are not read back by ${libraries.join(', ')}: ${reason}\n`);
	return undefined;
}

/** What an independent reader finds in an exported text. */
export function readIndependently(format: ReaderFormat, text: string): unknown {
	if (pythonWithReaders === undefined || !existsSync(script)) {
		throw new Error('There is no Python to read with.');
	}
	const folder = mkdtempSync(join(tmpdir(), 'spert-exchange-'));
	try {
		const file = join(folder, 'exported');
		writeFileSync(file, text);
		return JSON.parse(execFileSync(pythonWithReaders, [script, format, file], { encoding: 'utf8', maxBuffer: 1 << 28 }));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
