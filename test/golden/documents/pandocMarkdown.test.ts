// Our words against pandoc's, over real papers in Markdown, and over the same papers as pandoc writes them in other formats. docs/documents.md tells where the two differ and why.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import { compareWords, countWords, pandocVersion, pandocWords, pooled, type Agreement } from './pandoc';

const version = pandocVersion();
/** Pandoc's Markdown with addresses and formulas as GitHub has them. */
const dialect = 'markdown+autolink_bare_uris+tex_math_single_backslash';
const showsDifferences = process.env['SPERT_DIFFERENCES'] !== undefined;

function wordsOf(source: string, format: DocumentFormat): ReadonlyMap<string, number> {
	return countWords(extractBlocks(source, format).map(({ text }) => text).join('\n'));
}

function report(name: string, { recall, precision, theirs, missing, extra }: Agreement): void {
	console.log(`${name}: recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)} of ${theirs} words`);
	if (showsDifferences) {
		console.log(`  only pandoc: ${missing.join(' ')}\n  only ours: ${extra.join(' ')}`);
	}
}

function agreementOf(name: string, source: string, format: DocumentFormat, pandocFormat: string): Agreement {
	const agreement = compareWords(wordsOf(source, format), pandocWords(source, pandocFormat, '.'));
	report(name, agreement);
	return agreement;
}

const folder = '../shared/documents/markdown';
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')).sort() : [];

describe.skipIf(files.length === 0 || version === undefined)('Markdown papers against pandoc (skipped where ../shared or pandoc is absent)', () => {
	it('share at least 97 % of its words, and have at most 5 % that it has not', () => {
		expectAgreement('all', files.map((name) => agreementOf(name, readFileSync(`${folder}/${name}`, 'utf8'), 'markdown', dialect)));
	});
});

/** Papers in Markdown, which pandoc writes in the other formats: our own sample and real ones, over all of which the bounds hold. */
const papers = ['sample/notes.md', ...files.map((name) => `${folder}/${name}`)];

function convert(source: string, to: string): string {
	const { status, stdout, stderr } = spawnSync('pandoc', ['--quiet', '--from', 'markdown', '--to', to, '--standalone'], { input: source, encoding: 'utf8', maxBuffer: 1 << 28 });
	expect(status, stderr).toBe(0);
	return stdout;
}

describe.skipIf(files.length === 0 || version === undefined)('papers that pandoc wrote in other formats (skipped where ../shared or pandoc is absent)', () => {
	it('in reStructuredText share its words', () => {
		const agreements = papers.map((path) => agreementOf(path, convert(readFileSync(path, 'utf8'), 'rst'), 'restructuredText', 'rst'));
		expectAgreement('restructuredText', agreements);
	});

	// Pandoc writes AsciiDoc and reads none, and reads notebooks as another Markdown: its words are those of the original.
	it.each<[DocumentFormat, (source: string) => string]>([
		['asciiDoc', (source) => convert(source, 'asciidoc')],
		['notebook', notebookOf],
	])('in %s share the words of the original', (format, write) => {
		const agreements = papers.map((path) => {
			const source = readFileSync(path, 'utf8');
			const agreement = compareWords(wordsOf(write(source), format), pandocWords(source, dialect, '.'));
			report(path, agreement);
			return agreement;
		});
		expectAgreement(format, agreements);
	});
});

/** A notebook with a cell for each section. */
function notebookOf(source: string): string {
	const front = /^---\n[^]*?\n---\n/.exec(source)?.[0] ?? '';
	const sections = source.slice(front.length).split(/^(?=#+ )/m);
	const cells = [front + (sections[0] ?? ''), ...sections.slice(1)].map((text) => ({ cell_type: 'markdown', metadata: {}, source: text.split(/(?<=\n)/) }));
	return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1);
}

function expectAgreement(name: string, agreements: readonly Agreement[]): void {
	const { recall, precision } = pooled(agreements);
	console.log(`${name}: recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)} over ${agreements.length} documents (${version})`);
	expect(recall).toBeGreaterThanOrEqual(0.97);
	expect(precision).toBeGreaterThanOrEqual(0.95);
}
