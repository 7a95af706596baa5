// The formats that results are imported from: one table for the editor and the command line.

import { readDygiepp } from '../corpus/dygiepp';
import { readSpertJson } from '../corpus/spertJson';
import { readCorpus } from './importCorpus';
import { readJsonLines } from './importJsonLines';
import { readWebAnnotation } from './importWebAnnotation';
import { importProblemDescriptions, type ForeignDocument, type ImportProblem, type ImportProblemKind } from './foreignDocument';

export interface ImportFormat {
	readonly title: string;
	/** Of its files, without a full stop. */
	readonly extensions: readonly string[];
	/** Undefined for brat, whose documents are two files each: readBratStandoff. */
	readonly read: ((text: string, where: string) => ForeignDocument[]) | undefined;
}

export const importFormats = {
	jsonl: { title: 'SpERT JSON lines', extensions: ['jsonl', 'json', 'ndjson'], read: readJsonLines },
	webannotation: { title: 'W3C Web Annotation', extensions: ['jsonld', 'json'], read: readWebAnnotation },
	brat: { title: 'brat standoff', extensions: ['ann'], read: undefined },
	spert: { title: 'SpERT JSON', extensions: ['json'], read: (text, where) => readCorpus(readSpertJson(text, where)) },
	dygiepp: { title: 'DyGIE++ JSON lines', extensions: ['jsonl', 'json'], read: (text, where) => readCorpus(readDygiepp(text, where)) },
} as const satisfies Readonly<Record<string, ImportFormat>>;

export type ImportFormatId = keyof typeof importFormats;

export const importFormatIds = Object.keys(importFormats) as ImportFormatId[];

/** Every problem in a line of its own, those of a kind together. */
export function problemLines(problems: readonly ImportProblem[]): readonly string[] {
	const kinds = [...new Set(problems.map(({ kind }) => kind))];
	return kinds.flatMap((kind: ImportProblemKind) => {
		const all = problems.filter((problem) => problem.kind === kind);
		return [`${all.length} ${importProblemDescriptions[kind]}:`, ...all.map(({ what }) => `  ${what}`)];
	});
}
