// Small documents of our own beside the blocks that a reader should get from them: NAME.case in a folder named after the
// format. First line: what it shows; then sections, each behind a line "--- name": source, blocks ("kind: text"), options
// (JSON, where they matter) and marks ("words => source piece | source piece", where the exact places matter; ⏎ is a line end).

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import type { ReadOptions } from '../../../src/documents/readOptions';
import { sourceRangesOf } from '../../../src/documents/sourceRange';
import { expectSound } from '../../unit/documents/reading';

const folder = 'test/golden/documents';

interface Case {
	readonly title: string;
	readonly source: string;
	readonly blocks: readonly string[];
	readonly options: ReadOptions;
	readonly marks: readonly (readonly [string, readonly string[]])[];
}

function parseCase(text: string): Case {
	const [title = '', ...parts] = text.split(/^--- (?=(?:source|blocks|options|marks)$)/m);
	const sections = new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).replace(/\n$/, '')]));
	const lines = (name: string): string[] => (sections.get(name) ?? '').split('\n').filter((line) => line.trim() !== '');
	return {
		title: title.trim(),
		source: sections.get('source') ?? '',
		blocks: lines('blocks'),
		options: JSON.parse(sections.get('options') ?? '{}') as ReadOptions,
		marks: lines('marks').map((line) => {
			const [words = '', pieces = ''] = line.split(' => ');
			return [words, pieces.split(' | ').map((piece) => piece.replaceAll('⏎', '\n'))];
		}),
	};
}

const formats = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.each(formats.map(({ name }) => name as DocumentFormat))('%s', (format) => {
	const names = readdirSync(`${folder}/${format}`).filter((name) => name.endsWith('.case'));
	const cases = names.map((name) => ({ name: name.replace('.case', ''), ...parseCase(readFileSync(`${folder}/${format}/${name}`, 'utf8')) }));
	it.each(cases)('$name: $title', ({ source, blocks, options, marks }) => {
		expect(blocks.length + Number(source === '')).toBeGreaterThan(0);
		const read = extractBlocks(source, format, options);
		expect(read.map(({ kind, text }) => `${kind}: ${text}`)).toEqual(blocks[0] === '(none)' ? [] : blocks);
		expectSound(read, source);
		for (const [words, pieces] of marks) {
			const block = read.find(({ text }) => text.includes(words));
			expect(block, `a block with "${words}"`).toBeDefined();
			const start = block!.text.indexOf(words);
			const ranges = sourceRangesOf(block!, start, start + words.length);
			expect(ranges.map((range) => source.slice(range.start, range.end)), `places of "${words}"`).toEqual(pieces);
		}
	});
});
