// Reads brat's standoff annotations of a document's own text, by whomever they were made.

import { readStandoff } from '../corpus/brat';
import { bratFileName } from './bratStandoff';
import type { ForeignDocument, ForeignMention, ForeignRelation, ImportProblem } from './foreignDocument';

export interface BratFiles {
	/** The path of both without their extensions, within the folder. */
	readonly name: string;
	/** The .txt file. */
	readonly text: string;
	/** The .ann file. */
	readonly annotations: string;
	/** Whether annotation.conf declares a relation type as symmetric. */
	readonly isSymmetric: (type: string) => boolean;
}

/** Pieces of a mention become one from the first to the last. Errors: data.sourceMalformed, naming the line. */
export function readBratStandoff({ name, text, annotations, isSymmetric }: BratFiles): ForeignDocument {
	const problems: ImportProblem[] = [];
	const { entities, relations, notes } = readStandoff({ id: name, text, annotations }, (_kind, what) => {
		problems.push({ kind: 'otherAnnotation', what });
	});
	const scores = new Map<string, number>();
	for (const { on, text: note } of notes) {
		const score = /^score (\d+(?:\.\d+)?(?:e-\d+)?)$/.exec(note)?.[1];
		if (score === undefined) {
			problems.push({ kind: 'otherAnnotation', what: `note on ${on}: ${note.slice(0, 60)}` });
		} else {
			scores.set(on, Number(score));
		}
	}
	return {
		kind: 'placed',
		name,
		isNamed: (document) => document === name || bratFileName(document) === name,
		model: undefined,
		problems,
		unit: 'utf16',
		source: text,
		mentions: entities.map(({ id, type, pieces }): ForeignMention => {
			const span = { start: pieces[0]?.start ?? 0, end: Math.max(...pieces.map(({ end }) => end)) };
			const quote = { exact: text.slice(span.start, span.end), prefix: '', suffix: '' };
			return { id, type, score: scores.get(id) ?? 1, alternatives: [], span, quote };
		}),
		relations: relations.map(({ id, type, head, tail }): ForeignRelation => {
			return { type, symmetric: isSymmetric(type), head, tail, score: scores.get(id) ?? 1 };
		}),
	};
}

/** The relation types that an annotation.conf declares as symmetric. */
export function symmetricTypes(configuration: string): ReadonlySet<string> {
	return new Set(configuration.split(/\r?\n/).flatMap((line) => (line.includes('<REL-TYPE>:symmetric') ? [line.split(/\s/)[0] ?? ''] : [])));
}
