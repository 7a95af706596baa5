// What is exported and imported onto the same document is the same, wherever the format can hold it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { sentenceCount, tokensOf } from '../../../src/documents/documentReading';
import { readDocument } from '../../../src/documents/readDocument';
import { anchor } from '../../../src/exchange/anchor';
import { exportResults, type ExportFormatId } from '../../../src/exchange/exportFormats';
import type { ExportedDocument } from '../../../src/exchange/exportedDocument';
import type { ForeignDocument } from '../../../src/exchange/foreignDocument';
import { readBratStandoff, symmetricTypes } from '../../../src/exchange/importBrat';
import { importFormats } from '../../../src/exchange/importFormats';
import type { DocumentExtraction } from '../../../src/knowledge/documentExtraction';
import { graphOf, type HandMention, type HandRelation } from './knownDocuments';
import { exported, hostileDocuments, samplePaper } from './sampleDocuments';

const words = [
	...['model', 'networks', 'é', '😀', '\u{1D465}', 'e\u0301', '=1+1', '@x', '"quoted"', "it's", '<b>', '&amp;', ',', '.', '(', ')', '–'],
	...['\\emph{neural', 'net}', '\\textbf{bold}', '{\\it x}', "\\'e", '$x^2$', '\\cite{a}', '% comment\n', '**strong', 'end**', '`code`', '_it_', '\\\\'],
];
const separators = [' ', ' ', ' ', '\r\n', '\n', '\t', '  ', '~', '\n\n', '\r\n\r\n', '. ', '\u00a0'];
const types = ['Method', 'Task', '<T "1">', "a'b", '=SUM(A1)', 'with space', 'ä', 'a,b', 'a|b'];

const sourceText = fc
	.array(fc.tuple(fc.constantFrom(...words, 'The', 'We'), fc.constantFrom(...separators)), { minLength: 3, maxLength: 40 })
	.map((parts) => parts.map(([word, separator]) => word + separator).join(''));

/** Names with all that names may have. */
const names = fc.constantFrom('paper.tex', 'a b/c#d?.tex', 'ünï/😀.md', "it's-3.tex", 'x.tex', 'deep/er/%41.tex');

interface Case {
	readonly document: ExportedDocument;
	readonly format: DocumentFormat;
}

const cases: fc.Arbitrary<Case> = fc
	.record({
		source: sourceText,
		format: fc.constantFrom<DocumentFormat>('latex', 'markdown', 'plainText'),
		name: names,
		picks: fc.array(fc.record({ sentence: fc.nat(), from: fc.nat(), length: fc.integer({ min: 1, max: 4 }), type: fc.constantFrom(...types), score: fc.nat(1_000_000) }), { maxLength: 8 }),
		links: fc.array(fc.record({ head: fc.nat(), tail: fc.nat(), type: fc.constantFrom(...types), score: fc.nat(1_000_000) }), { maxLength: 6 }),
	})
	.map(({ source, format, name, picks, links }) => {
		const reading = readDocument(source, format);
		const count = sentenceCount(reading);
		const mentions = picks.flatMap(({ sentence, from, length, type, score }): HandMention[] => {
			const number = count === 0 ? 0 : sentence % count;
			const tokens = count === 0 ? 0 : tokensOf(reading, number).length;
			const start = tokens === 0 ? 0 : from % tokens;
			return start + length > tokens ? [] : [{ sentence: number, from: start, to: start + length, type, score: score / 1e6 }];
		});
		mentions.sort((a, b) => a.sentence - b.sentence || a.from - b.from || b.to - a.to);
		const relations = links.flatMap(({ head, tail, type, score }): HandRelation[] => {
			const [from, to] = [head % (mentions.length || 1), tail % (mentions.length || 1)];
			const isWithin = mentions[from] !== undefined && mentions[from].sentence === mentions[to]?.sentence;
			// One type is symmetric, always.
			return isWithin ? [{ head: from, tail: to, type, symmetric: type === 'Task', score: score / 1e6 }] : [];
		});
		return { document: exported(name, source, mentions, relations, { format }), format };
	})
	// A mention of nothing but a command without words has no place of its own.
	.filter(({ document }) => document.known.extraction.mentions.every(({ ranges }) => ranges.length > 0));

function importedAgain(format: Exclude<ExportFormatId, 'csv' | 'turtle'>, { document, format: documentFormat }: Case) {
	const { files, losses } = exportResults(format, [document], graphOf([document.known]));
	const foreign = format === 'brat' ? bratAgain(files) : importFormats[format as 'jsonl'].read(files[0]!.text, 'file');
	if (document.known.extraction.mentions.length > 0) {
		expect(foreign).toHaveLength(1);
		expect(foreign[0]!.isNamed(document.known.name)).toBe(true);
		expect(foreign[0]!.isNamed('another.tex')).toBe(false);
	}
	const target = { source: document.source, reading: readDocument(document.source, documentFormat) };
	const results = foreign.map((one) => anchor(one, target));
	const empty: DocumentExtraction = { mentions: [], relations: [], sentences: document.known.extraction.sentences };
	return { losses, extraction: results[0]?.extraction ?? empty, problems: results.flatMap(({ problems }) => problems), foreign };
}

function bratAgain(files: readonly { name: string; text: string }[]): ForeignDocument[] {
	const textOf = (name: string) => files.find((file) => file.name === name)!.text;
	const symmetric = symmetricTypes(textOf('annotation.conf'));
	return files
		.filter(({ name }) => name.endsWith('.ann'))
		.map(({ name }) => {
			const base = name.slice(0, -'.ann'.length);
			return readBratStandoff({ name: base, text: textOf(`${base}.txt`), annotations: textOf(name), isSymmetric: (type) => symmetric.has(type) });
		});
}

/** Without what the format never holds. */
function without({ mentions, relations, sentences }: DocumentExtraction, lost: { scores?: boolean; types?: boolean }) {
	return {
		mentions: mentions.map((mention) => ({ ...mention, score: lost.scores ? 0 : mention.score, type: lost.types ? '' : mention.type })),
		relations: relations
			.map((relation) => ({ ...relation, score: lost.scores ? 0 : relation.score, symmetric: lost.scores ? false : relation.symmetric, type: lost.types ? '' : relation.type }))
			.map((relation) => JSON.stringify(relation))
			.sort(),
		sentences,
	};
}

const isUnmistakable = ({ document }: Case) => {
	const spans = document.known.extraction.mentions.map(({ sentence, firstToken, endToken }) => `${sentence} ${firstToken} ${endToken}`);
	return new Set(spans).size === spans.length;
};

describe('exported and imported onto the same document, results are the same', () => {
	it('as JSON lines, scores and places and all', () => {
		fc.assert(
			fc.property(cases, (one) => {
				const { extraction, problems, losses } = importedAgain('jsonl', one);
				expect({ problems, losses }).toEqual({ problems: [], losses: [] });
				expect(extraction).toEqual(one.document.known.extraction);
			}),
			{ numRuns: 500 },
		);
	});

	it('as Web Annotations', () => {
		fc.assert(
			fc.property(cases, (one) => {
				const { extraction, problems, losses } = importedAgain('webannotation', one);
				expect({ problems, losses }).toEqual({ problems: [], losses: [] });
				expect(extraction).toEqual(one.document.known.extraction);
			}),
			{ numRuns: 500 },
		);
	});

	it('in brat, but for the names of types that brat does not allow', () => {
		fc.assert(
			fc.property(cases, (one) => {
				const { extraction, problems } = importedAgain('brat', one);
				expect(problems).toEqual([]);
				expect(without(extraction, { types: true })).toEqual(without(one.document.known.extraction, { types: true }));
			}),
			{ numRuns: 500 },
		);
	});

	it.each(['spert', 'dygiepp'] as const)('as %s, without scores', (format) => {
		fc.assert(
			fc.property(cases.filter(isUnmistakable), (one) => {
				const { extraction, problems, losses } = importedAgain(format, one);
				expect({ problems, losses }).toEqual({ problems: [], losses: [] });
				expect(without(extraction, { scores: true })).toEqual(without(one.document.known.extraction, { scores: true }));
			}),
			{ numRuns: 300 },
		);
	});

	it('of the sample paper and hostile documents together, each onto its own', () => {
		for (const documents of [[samplePaper()], hostileDocuments()]) {
			for (const format of ['jsonl', 'webannotation'] as const) {
				const { files } = exportResults(format, documents, graphOf(documents.map(({ known }) => known)));
				const foreign = importFormats[format].read(files[0]!.text, 'file');
				expect(foreign.map(({ name }) => name)).toEqual(documents.map(({ known }) => known.name));
				for (const [index, { source, known }] of documents.entries()) {
					const documentFormat = known.name.endsWith('.tex') ? 'latex' : known.name.endsWith('.md') ? 'markdown' : 'plainText';
					const { extraction, problems } = anchor(foreign[index]!, { source, reading: readDocument(source, documentFormat) });
					expect(problems).toEqual([]);
					expect(extraction).toEqual(known.extraction);
					expect(foreign[index]!.model).toEqual({ name: known.model.name, hash: known.model.hash });
				}
			}
		}
	});
});
