// brat's own rules for its files, written from its documentation of the standoff format and of annotation.conf: what its server
// refuses or complains about must not be in ours.

import { describe, expect, it } from 'vitest';
import { writeBratStandoff } from '../../../src/exchange/bratStandoff';
import type { ExportedDocument, ExportedFile } from '../../../src/exchange/exportedDocument';
import { exported, hostileDocuments, samplePaper } from './sampleDocuments';

/** Complaints about a document, as brat has them. Offsets count code points. */
function complaints(text: string, annotations: string, declared: { entities: ReadonlySet<string>; relations: ReadonlySet<string> }): string[] {
	const found: string[] = [];
	const characters = [...text];
	const ids = new Set<string>();
	const entities = new Set<string>();
	if (annotations !== '' && !annotations.endsWith('\n')) {
		found.push('the last line does not end');
	}
	// A program in Python ends lines at all of these.
	const lines = annotations.split(/\r\n|[\n\r\v\f\u{1C}-\u{1E}\u{85}\u{2028}\u{2029}]/u).slice(0, -1);
	for (const line of lines) {
		const [id, data, tail, ...more] = line.split('\t');
		if (id === undefined || data === undefined || more.length > 0 || !/^(?:[TR]\d+|#\d+)$/.test(id)) {
			found.push(`no annotation: ${line}`);
			continue;
		}
		if (ids.has(id)) {
			found.push(`id twice: ${id}`);
		}
		ids.add(id);
		if (id.startsWith('T')) {
			entities.add(id);
			const match = /^([A-Za-z0-9_-]+) (\d+ \d+(?:;\d+ \d+)*)$/.exec(data);
			if (match === null || tail === undefined) {
				found.push(`no text-bound annotation: ${line}`);
				continue;
			}
			const pieces = match[2]!.split(';').map((piece) => piece.split(' ').map(Number) as [number, number]);
			if (!declared.entities.has(match[1]!)) {
				found.push(`undeclared: ${match[1]}`);
			}
			if (pieces.some(([start, end]) => start >= end || end > characters.length)) {
				found.push(`beyond the text: ${line}`);
			}
			if (pieces.some(([start], index) => index > 0 && start < pieces[index - 1]![1])) {
				found.push(`pieces out of order: ${line}`);
			}
			const texts = pieces.map(([start, end]) => characters.slice(start, end).join(''));
			if (texts.join(' ') !== tail) {
				found.push(`another text: ${line}`);
			}
			if (texts.some((piece) => /[\n\r]/.test(piece))) {
				found.push(`a line end within a piece: ${line}`);
			}
		} else if (id.startsWith('R')) {
			const match = /^([A-Za-z0-9_-]+) Arg1:(T\d+) Arg2:(T\d+)$/.exec(data);
			if (match === null || !declared.relations.has(match[1]!)) {
				found.push(`no relation: ${line}`);
			} else if (!entities.has(match[2]!) || !entities.has(match[3]!)) {
				found.push(`arguments that are not there: ${line}`);
			}
		} else if (!/^AnnotatorNotes [TR]\d+$/.test(data) || !ids.has(data.split(' ')[1]!) || tail === undefined) {
			found.push(`no note: ${line}`);
		}
	}
	return found;
}

function checked(files: readonly ExportedFile[]): { complaints: string[]; entities: number; relations: number } {
	const textOf = (name: string) => files.find((file) => file.name === name)!.text;
	const parts = textOf('annotation.conf').split(/^\[(\w+)\]\n/m).slice(1);
	const sections = new Map<string, string>();
	for (let index = 0; index < parts.length; index += 2) {
		sections.set(parts[index]!, parts[index + 1]!);
	}
	const namesIn = (section: string) => new Set(sections.get(section)!.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0]!])));
	expect([...sections.keys()]).toEqual(['entities', 'relations', 'events', 'attributes']);
	const declared = { entities: namesIn('entities'), relations: namesIn('relations') };
	const annotated = files.filter(({ name }) => name.endsWith('.ann'));
	expect(new Set(files.map(({ name }) => name.toLowerCase())).size).toBe(files.length);
	const lines = annotated.flatMap(({ text }) => text.split('\n'));
	return {
		complaints: annotated.flatMap(({ name, text }) => complaints(textOf(name.replace(/\.ann$/, '.txt')), text, declared)),
		entities: lines.filter((line) => line.startsWith('T')).length,
		relations: lines.filter((line) => line.startsWith('R')).length,
	};
}

const count = (documents: readonly ExportedDocument[], key: 'mentions' | 'relations') => documents.flatMap(({ known }) => known.extraction[key] as readonly unknown[]).length;

describe("brat's rules", () => {
	it.each([
		['the sample paper', () => [samplePaper()]],
		['hostile documents', hostileDocuments],
	] as const)('hold for %s, and nothing is missing', (_name, make) => {
		const documents = make();
		const { files } = writeBratStandoff(documents);
		expect(checked(files)).toEqual({ complaints: [], entities: count(documents, 'mentions'), relations: count(documents, 'relations') });
		for (const { source } of documents) {
			expect(files.map(({ text }) => text)).toContain(source);
		}
	});

	it('are kept by pieces where a mention goes on in the next line', () => {
		const document = exported('a.tex', 'We use neural\r\n\tnetworks \\emph{a lot} here.', [{ sentence: 0, from: 2, to: 6, type: 'Method' }]);
		const { files } = writeBratStandoff([document]);
		expect(files.find(({ name }) => name === 'a.tex.ann')!.text.split('\n')[0]).toBe('T1\tMethod 7 13;16 24;31 36\tneural networks a lot');
		expect(checked(files).complaints).toEqual([]);
	});

	it('keep types apart that would be written alike, and say what they are now', () => {
		const source = 'Neural networks are used here.';
		const document = exported('a.txt', source, [{ sentence: 0, from: 0, to: 1, type: 'a b' }, { sentence: 0, from: 1, to: 2, type: 'a_b' }], [], { format: 'plainText' });
		const { files, losses } = writeBratStandoff([document]);
		expect(files[1]!.text.split('\n').slice(0, 2)).toEqual(['T1\ta_b 0 6\tNeural', 'T2\ta_b_2 7 15\tnetworks']);
		expect(losses.map(({ kind, what }) => [kind, what])).toEqual([
			['changedType', '"a b", now a_b'],
			['changedType', '"a_b", now a_b_2'],
		]);
	});

	it('let no document leave the folder, nor two share a file', () => {
		const names = ['../../etc/passwd', '/etc/passwd', 'C:\\x\\con.txt', 'a?.tex', 'A_.tex', '..', ''];
		const { files } = writeBratStandoff(names.map((name) => exported(name, 'Some text here.', [])));
		const written = files.map(({ name }) => name).filter((name) => name.endsWith('.txt'));
		expect(written).toEqual(['etc/passwd.txt', 'etc/passwd_2.txt', 'C_/x/_con.txt.txt', 'a_.tex.txt', 'A_.tex_2.txt', 'document.txt', 'document_2.txt']);
	});
});
