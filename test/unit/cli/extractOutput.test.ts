// What `spert extract` prints of a document.

import { describe, expect, it } from 'vitest';
import { reportFormats } from '../../../src/cli/extractOutput';
import type { ExtractionReport, ReportedEntity } from '../../../src/extraction/extractionReport';

function entity(number: number, type: string): ReportedEntity {
	const place = { start: 0, end: 1, startCodePoint: 0, endCodePoint: 1, line: number, column: 1, endLine: number, endColumn: 2 };
	return { ...place, id: `e${number}`, type, text: 'x', score: 1, alternatives: [], ranges: [], sentence: 1 };
}

function report(entities: ReportedEntity[]): ExtractionReport {
	return { file: 'book.md', model: { name: 'm', hash: 'h' }, entities, relations: [], sentences: [], acronyms: [] };
}

describe('the text report', () => {
	it('aligns the texts after the longest type', () => {
		expect(reportFormats.text.report(report([entity(1, 'Task'), entity(2, 'Material')]))).toBe(
			'book.md:1:1  Task      1.00  x\nbook.md:2:1  Material  1.00  x\nbook.md: 2 entities, 0 relations (m, h)\n',
		);
	});

	it('holds the entities of a book, more than a function takes as arguments', () => {
		const count = 150_000;
		const text = reportFormats.text.report(report(Array.from({ length: count }, (_, index) => entity(index, 'Task'))));
		// A number, not the lines: a failure would print them all.
		expect(text.split('\n').length).toBe(count + 2);
	});
});
