// Marks that the embedded model put on real papers, sampled by place and judged by hand: the rules about what is marked leave wrong ones
// out and keep the right ones. Needs no model. The papers are looked for in ../shared and skipped without it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LatexProjects } from '../../../src/cli/latexProjects';
import { formatOf } from '../../../src/documents/documentFormat';
import { sentenceCount, tokenPlaces, type DocumentReading } from '../../../src/documents/documentReading';
import { readDocument } from '../../../src/documents/readDocument';
import { mentionEnd } from '../../../src/extraction/plausibleMentions';

interface JudgedMark {
	readonly file: string;
	/** Offsets into the source. */
	readonly start: number;
	readonly end: number;
	readonly type: string;
	readonly place: string;
	/** otherType and otherBounds: an entity, but of another type, or of other bounds. */
	readonly verdict: 'right' | 'otherType' | 'otherBounds' | 'wrong';
}

const folder = '../shared/documents';
const marks = JSON.parse(readFileSync(join(import.meta.dirname, 'judgedMarks.json'), 'utf8')) as JudgedMark[];

/** Whether it is still marked, perhaps with another end; undefined where its words cannot be found. */
function isMarked(reading: DocumentReading, { start, end }: JudgedMark): boolean | undefined {
	for (let sentence = 0; sentence < sentenceCount(reading); sentence++) {
		const { tokens } = tokenPlaces(reading, sentence);
		const first = tokens.findIndex((token) => token.start === start);
		const last = tokens.findLastIndex((token) => token.end === end);
		if (first >= 0 && last >= first) {
			return mentionEnd(reading, sentence, { start: first, end: last + 1, type: 0, score: 1, probabilities: [] }) !== undefined;
		}
	}
	return undefined;
}

describe.skipIf(!existsSync(folder))('marks on real papers (skipped where ../shared is absent)', () => {
	it('stay where they are right, and go where a rule says so', async () => {
		const projects = new LatexProjects();
		const readings = new Map<string, DocumentReading>();
		for (const file of new Set(marks.map((mark) => mark.file))) {
			const path = join(folder, file);
			readings.set(file, readDocument(readFileSync(path, 'utf8'), formatOf(undefined, path), await projects.readOptionsOf(path)));
		}
		const judged = marks.map((mark) => ({ ...mark, marked: isMarked(readings.get(mark.file)!, mark) }));
		expect(judged.filter(({ marked }) => marked === undefined)).toEqual([]);
		const isRight = ({ verdict }: JudgedMark): boolean => verdict === 'right' || verdict === 'otherType';
		const gone = judged.filter(({ marked }) => marked === false);
		expect(gone.filter((mark) => isRight(mark) && mark.place !== 'backMatter')).toEqual([]);
		expect(gone.filter((mark) => !isRight(mark)).length).toBeGreaterThanOrEqual(14);
	});
});
