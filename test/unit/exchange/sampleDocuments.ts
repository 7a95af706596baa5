// The sample paper and hostile documents as a model might have annotated them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportedDocument } from '../../../src/exchange/exportedDocument';
import { handModel, knownDocument, type HandMention, type HandRelation } from './knownDocuments';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { readDocument } from '../../../src/documents/readDocument';
import { sentenceCount, tokensOf } from '../../../src/documents/documentReading';
import type { KnowledgeModel } from '../../../src/knowledge/knownDocument';

export function exported(
	name: string,
	source: string,
	mentions: readonly HandMention[],
	relations: readonly HandRelation[] = [],
	options: { format?: DocumentFormat; model?: KnowledgeModel } = {},
): ExportedDocument {
	return { source, known: knownDocument(name, source, mentions, relations, options) };
}

/** The sample paper with a mention of two words in every sentence that is long enough, and relations between neighbours. */
export function samplePaper(): ExportedDocument {
	const source = readFileSync(join(import.meta.dirname, '../../../sample/paper.tex'), 'utf8');
	const reading = readDocument(source, 'latex');
	const mentions: HandMention[] = [];
	const relations: HandRelation[] = [];
	for (let sentence = 0; sentence < sentenceCount(reading); sentence++) {
		if (tokensOf(reading, sentence).length >= 6) {
			const first = mentions.length;
			mentions.push({ sentence, from: 0, to: 2, type: 'Method', score: 0.987654 }, { sentence, from: 3, to: 5, type: 'Task', score: 0.5 });
			relations.push(
				{ head: first, tail: first + 1, type: 'Used-for', score: 0.75 },
				{ head: first + 1, tail: first, type: 'Compare', symmetric: true, score: 0.5 },
			);
		}
	}
	return exported('paper.tex', source, mentions, relations);
}

const hostileType = '<b>"T&y\'pe"</b> =1+1';

/** Markup, emoji, line ends of Windows, quotes and formulas where they hurt. */
export function hostileDocuments(): ExportedDocument[] {
	const model: KnowledgeModel = {
		name: 'models & "co" <1>',
		hash: 'cd'.repeat(32),
		entityTypes: [{ identifier: hostileType, short: hostileType, verbose: hostileType }],
		relationTypes: [{ identifier: hostileType, short: hostileType, verbose: hostileType, symmetric: false }],
	};
	const relation = { head: 0, tail: 1, type: hostileType };
	const one = (name: string, source: string, format: DocumentFormat = 'markdown'): ExportedDocument => {
		const mentions = [
			{ sentence: 0, from: 1, to: 3, type: hostileType },
			{ sentence: 0, from: 4, to: 6, type: 'Method', score: 1 },
		];
		return exported(name, source, mentions, [relation], { format, model });
	};
	return [
		one('deep/a b#c?.md', 'The 😀 *big* **bold** <i>"quoted"</i> & *plain*\r\nwords of `code` here.\r\n'),
		one('=cmd|calc.tex', 'We =SUM(A1) use \\emph{neural \\textbf{networks}}\r\n  for @risk -1+2 text.\r\n', 'latex'),
		one('ünï:cödé.txt', 'Das \u{1D465} größte Maß ]]> -->\tist <x/> &amp; "so".\n', 'plainText'),
	];
}

export { handModel };
