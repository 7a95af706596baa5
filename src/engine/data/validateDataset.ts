// Finds everything that is wrong or suspicious in a dataset, each with its place. The reader (dataset.ts) stops at the first
// mistake; this goes on, and knows more than what a reader must.

import { problemSeverities, type DatasetProblem, type ProblemCode } from './datasetProblems';
import { linePlaces, type LinePlace } from './linePlaces';
import { parsePlacedJson, type PlacedJson } from './positionedJson';
import type { TypeSet } from '../../corpus/types';
import { checkAnnotations, type AnnotationRules, type CheckedAnnotations, type Report } from './validateAnnotations';

export interface ValidationOptions {
	/** In tokens; longer entities are never found by a model. */
	readonly maxSpanSize: number;
}

export interface CheckedDocument extends LinePlace {
	/** Equal for documents with equal tokens. */
	readonly text: string;
	readonly index: number;
}

export interface CheckedDataset {
	readonly file: string;
	readonly problems: readonly DatasetProblem[];
	/** Those whose tokens can be read. */
	readonly documents: readonly CheckedDocument[];
	readonly entityCount: number;
	readonly relationCount: number;
}

/** Checks the text of a dataset; `file` names it in the problems. Never throws. */
export function validateDataset(text: string, types: TypeSet, file: string, options: ValidationOptions): CheckedDataset {
	const placeOf = linePlaces(text);
	const problems: DatasetProblem[] = [];
	const reporter = (document: number | null): Report => {
		return (code: ProblemCode, offset: number, message: string) => {
			problems.push({ severity: problemSeverities[code], code, file, ...placeOf(offset), document, message });
		};
	};
	const documents: CheckedDocument[] = [];
	let entityCount = 0;
	let relationCount = 0;
	const result = parsePlacedJson(text);
	if (result.kind === 'syntaxError') {
		reporter(null)('notJson', result.offset, `This is not valid JSON: ${result.message}.`);
	} else if (result.value.kind !== 'list') {
		reporter(null)('datasetMalformed', result.value.offset, 'A dataset is a list of documents.');
	} else {
		const rules = annotationRules(types, options);
		const seen = new Map<string, CheckedDocument>();
		for (const [index, value] of result.value.items.entries()) {
			const report = reporter(index);
			const checked = checkDocument(value, rules, report);
			entityCount += checked.entityCount;
			relationCount += checked.relationCount;
			if (checked.tokens === undefined) {
				continue;
			}
			const document = { text: checked.tokens.join('\u0000'), index, ...placeOf(value.offset) };
			documents.push(document);
			const earlier = seen.get(document.text);
			if (earlier === undefined) {
				seen.set(document.text, document);
			} else if (checked.tokens.length > 0) {
				const message = `The document has the same tokens as document ${earlier.index} in line ${earlier.line}.`;
				report('duplicateDocument', value.offset, message);
			}
		}
	}
	return { file, problems, documents, entityCount, relationCount };
}

/**
 * Documents that stand in several datasets: what a model saw in training tells nothing in a test. Reported at the later
 * dataset, once a document.
 */
export function findSharedDocuments(datasets: readonly CheckedDataset[]): readonly DatasetProblem[] {
	const first = new Map<string, { readonly file: string; readonly document: CheckedDocument }>();
	const problems: DatasetProblem[] = [];
	for (const { file, documents } of datasets) {
		for (const document of documents.filter(({ text }) => text !== '')) {
			const { text, index, line, column } = document;
			const earlier = first.get(text);
			if (earlier !== undefined && earlier.file !== file) {
				const place = `document ${earlier.document.index} in line ${earlier.document.line}`;
				const message = `The document is in ${earlier.file} too, as ${place}.`;
				problems.push({ severity: 'warning', code: 'sharedDocument', file, line, column, document: index, message });
			} else if (earlier === undefined) {
				first.set(text, { file, document });
			}
		}
	}
	return problems;
}

function annotationRules(types: TypeSet, { maxSpanSize }: ValidationOptions): AnnotationRules {
	return {
		entityTypes: new Set(types.entities.map(({ identifier }) => identifier)),
		relationTypes: new Set(types.relations.map(({ identifier }) => identifier)),
		symmetricTypes: new Set(types.relations.filter(({ symmetric }) => symmetric).map(({ identifier }) => identifier)),
		maxSpanSize,
	};
}

interface CheckedContent extends CheckedAnnotations {
	/** Undefined where they cannot be read. */
	readonly tokens: readonly string[] | undefined;
}

function checkDocument(value: PlacedJson, rules: AnnotationRules, report: Report): CheckedContent {
	const nothing = { tokens: undefined, entityCount: 0, relationCount: 0 };
	if (value.kind !== 'object') {
		report('documentMalformed', value.offset, 'A document is an object with "tokens", "entities" and "relations".');
		return nothing;
	}
	const fields = new Map<string, PlacedJson>();
	for (const { key, keyOffset, value: field } of value.entries) {
		if (fields.has(key)) {
			report('duplicateKey', keyOffset, `The document has "${key}" twice: only the last one counts.`);
		}
		fields.set(key, field);
	}
	const tokens = checkTokens(fields.get('tokens'), value.offset, report);
	const lists = (['entities', 'relations'] as const).map((key) => {
		const list = fields.get(key);
		if (list?.kind !== 'list') {
			report('documentMalformed', list?.offset ?? value.offset, `The document has no list "${key}".`);
			return [];
		}
		return list.items;
	});
	return { tokens, ...checkAnnotations(lists[0] ?? [], lists[1] ?? [], tokens?.length, rules, report) };
}

function checkTokens(value: PlacedJson | undefined, documentOffset: number, report: Report): readonly string[] | undefined {
	if (value?.kind !== 'list') {
		report('documentMalformed', value?.offset ?? documentOffset, 'The document has no list "tokens".');
		return undefined;
	}
	if (value.items.length === 0) {
		report('emptyDocument', value.offset, 'The document has no tokens.');
	}
	const tokens: string[] = [];
	for (const [index, item] of value.items.entries()) {
		if (item.kind !== 'text') {
			report('documentMalformed', item.offset, `Token ${index} is not a text.`);
			return undefined;
		}
		if (item.value.trim() === '') {
			const what = item.value === '' ? 'empty' : 'blank';
			report('emptyToken', item.offset, `Token ${index} is ${what}: a model reads it as unknown.`);
		}
		tokens.push(item.value);
	}
	return tokens;
}
