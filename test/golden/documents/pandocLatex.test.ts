// Our words against pandoc's, over real LaTeX papers. docs/documents.md tells where the two differ and why.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import { readLatexProject } from '../../../src/documents/latex/project';
import { compareWords, countWords, pandocVersion, pandocWords, pooled, type Agreement } from './pandoc';

const folder = '../shared/documents/latex';
const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tex')).sort() : [];
const version = pandocVersion();

/**
 * What is changed in pandoc's copy. It stops at physics' \qty( in formulas and at tables inside cells, and it drops captions
 * of starred floats and of pictures that stand in a further environment: the document's words are there, and ours to find.
 */
const repairs: readonly (readonly [RegExp, string])[] = [
	[/\\qty(?=\s*\()/g, ''],
	[/\\(begin|end)\{(figure|table)\*\}/g, '\\$1{$2}'],
	[/\\(?:begin|end)\{center(?:ing)?\}/g, ''],
	[/\\begin\{xltabular\}\{[^{}]*\}/g, '\\begin{longtable}'],
	[/\\end\{xltabular\}/g, '\\end{longtable}'],
	[/\\(Cref|autoref)(?=\{)/g, '\\cref'],
	[/\\parbox\{[^{}]*\}|\\titlehead/g, ''],
	[/\\begin\{subequations\}|\\end\{subequations\}/g, ''],
];

/** A cell of several lines: to pandoc, its line breaks would end the row. */
const cellLines = /\\begin\{tabular\}\[c\]\{@\{\}[lcr]@\{\}\}((?:(?!\\begin|&)[^\n])*?)\\end\{tabular\}/g;

function forPandoc(source: string): string {
	const joined = source.replace(cellLines, (_all, lines: string) => lines.replace(/\\\\/g, ' '));
	return repairs.reduce((text, [from, to]) => text.replace(from, to), joined);
}

async function ourWords(path: string): Promise<ReadonlyMap<string, number>> {
	const readFile = (name: string): Promise<string | undefined> =>
		Promise.resolve(existsSync(name) ? readFileSync(name, 'utf8') : undefined);
	const { files: read, macros } = await readLatexProject(path, readFile);
	const prose = read.filter(({ kind }) => kind !== 'definitions');
	const blocks = prose.flatMap(({ source, kind }) => extractBlocks(source, 'latex', { macros, isPreamble: kind === 'preamble' }));
	return countWords(blocks.map(({ text }) => text).join('\n'));
}

describe.skipIf(files.length === 0 || version === undefined)('LaTeX papers against pandoc (skipped where ../shared or pandoc is absent)', () => {
	it('share at least 97 % of its words, and have at most 5 % that it has not', async () => {
		const agreements: Agreement[] = [];
		for (const name of files) {
			const path = `${folder}/${name}`;
			const theirs = pandocWords(forPandoc(readFileSync(path, 'utf8')), 'latex', dirname(path));
			const agreement = compareWords(await ourWords(path), theirs);
			agreements.push(agreement);
			console.log(`${name}: recall ${agreement.recall.toFixed(4)}, precision ${agreement.precision.toFixed(4)} of ${agreement.theirs} words`);
			if (process.env['SPERT_DIFFERENCES'] !== undefined) {
				console.log(`  only pandoc: ${agreement.missing.join(' ')}\n  only ours: ${agreement.extra.join(' ')}`);
			}
		}
		const { recall, precision } = pooled(agreements);
		console.log(`all: recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)} (${version})`);
		expect(recall).toBeGreaterThanOrEqual(0.97);
		expect(precision).toBeGreaterThanOrEqual(0.95);
	});
});
