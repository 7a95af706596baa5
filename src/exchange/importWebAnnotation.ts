// Reads annotations of the W3C's Web Annotation Data Model that mark text by its position, ours and others'.

import { isJsonObject, parseJson, type JsonObject } from '../corpus/json';
import { resultsMalformed } from './errors';
import type { ForeignDocument, ForeignMention, ForeignRelation, ImportProblem } from './foreignDocument';

interface Found {
	readonly mentions: ForeignMention[];
	readonly problems: ImportProblem[];
	model: ForeignDocument['model'];
}

/** Errors: data.notJson, exchange.resultsMalformed. */
export function readWebAnnotation(text: string, where: string): ForeignDocument[] {
	const bySource = new Map<string, Found>();
	const others: ImportProblem[] = [];
	const links: ForeignRelation[] = [];
	for (const annotation of annotationsIn(parseJson(text, where), where)) {
		const link = linkOf(annotation);
		if (link !== undefined) {
			links.push(link);
			continue;
		}
		const target = listOf(annotation['target'])[0];
		const source = isJsonObject(target) ? referenceOf(target['source']) : undefined;
		const type = typeOf(annotation);
		if (!isJsonObject(target) || source === undefined || type === undefined) {
			others.push({ kind: 'otherAnnotation', what: (referenceOf(annotation) ?? JSON.stringify(annotation)).slice(0, 80) });
			continue;
		}
		const found = bySource.get(source) ?? { mentions: [], problems: [], model: undefined };
		bySource.set(source, found);
		const mention = mentionOf(annotation, target, type, `${source} ${found.mentions.length}`);
		if (mention === undefined) {
			found.problems.push({ kind: 'noPosition', what: type });
		} else {
			found.mentions.push(mention);
			found.model ??= modelOf(annotation['generator']);
		}
	}
	return [...bySource].map(([source, { mentions, problems, model }], index): ForeignDocument => {
		const name = nameOf(source);
		const ids = new Set(mentions.map(({ id }) => id));
		const rest = index === 0 ? [...others, ...danglingLinks(links, bySource)] : [];
		return {
			kind: 'placed',
			name,
			isNamed: (document) => document.replaceAll('\\', '/') === name,
			model,
			problems: [...problems, ...rest],
			unit: 'codePoint',
			source: undefined,
			mentions,
			relations: links.filter(({ head, tail }) => ids.has(head) && ids.has(tail)),
		};
	});
}

/** Relations whose ends are not in one document. */
function danglingLinks(links: readonly ForeignRelation[], bySource: ReadonlyMap<string, Found>): ImportProblem[] {
	const sourceOf = new Map([...bySource].flatMap(([source, { mentions }]) => mentions.map(({ id }) => [id, source] as const)));
	return links.flatMap(({ type, head, tail }): ImportProblem[] => {
		const source = sourceOf.get(head);
		return source !== undefined && source === sourceOf.get(tail) ? [] : [{ kind: 'relationWithoutEntity', what: type }];
	});
}

/** An annotation, a list of them, a page, or a collection with its first page. */
function annotationsIn(value: unknown, where: string): JsonObject[] {
	if (Array.isArray(value)) {
		return value.flatMap((item: unknown) => annotationsIn(item, where));
	}
	if (isJsonObject(value)) {
		const types = listOf(value['type']);
		if (types.includes('Annotation')) {
			return [value];
		}
		if (types.includes('AnnotationPage') || types.includes('AnnotationCollection')) {
			return annotationsIn(value['items'] ?? value['first'] ?? [], where);
		}
	}
	throw resultsMalformed(where, 'holds something other than annotations and pages and collections of them');
}

function mentionOf(annotation: JsonObject, target: JsonObject, type: string, defaultId: string): ForeignMention | undefined {
	const selectors = listOf(target['selector']).filter(isJsonObject);
	const position = selectors.find((selector) => selector['type'] === 'TextPositionSelector');
	const quote = selectors.find((selector) => selector['type'] === 'TextQuoteSelector');
	const [start, end] = [position?.['start'], position?.['end']];
	if (!isOffset(start) || !isOffset(end)) {
		return undefined;
	}
	const textOf = (key: string): string => {
		const value = quote?.[key];
		return typeof value === 'string' ? value : '';
	};
	const words = annotation['spert:text'];
	return {
		id: referenceOf(annotation) ?? defaultId,
		type,
		score: scoreOf(annotation),
		alternatives: [],
		span: { start, end },
		...(quote === undefined ? {} : { quote: { exact: textOf('exact'), prefix: textOf('prefix'), suffix: textOf('suffix') } }),
		...(typeof words === 'string' ? { text: words } : {}),
	};
}

/** An annotation on another that leads to a third. */
function linkOf(annotation: JsonObject): ForeignRelation | undefined {
	const [head, ...moreTargets] = listOf(annotation['target']).map(referenceOf);
	const tails = listOf(annotation['body']).flatMap((body) => (isBodyOfType(body) ? [] : [referenceOf(body)]));
	const [tail, ...moreTails] = tails;
	const type = typeOf(annotation);
	if (!listOf(annotation['motivation']).includes('linking') || head === undefined || tail === undefined || type === undefined) {
		return undefined;
	}
	if (moreTargets.length > 0 || moreTails.length > 0) {
		return undefined;
	}
	return { type, symmetric: annotation['spert:symmetric'] === true, head, tail, score: scoreOf(annotation) };
}

function isBodyOfType(body: unknown): body is JsonObject {
	return isJsonObject(body) && body['type'] === 'TextualBody';
}

/** The first textual body that says what something is. */
function typeOf(annotation: JsonObject): string | undefined {
	const motivations = listOf(annotation['motivation']);
	const classifies = (purpose: unknown): boolean => ['classifying', 'tagging', 'identifying'].some((name) => purpose === name);
	for (const body of listOf(annotation['body'])) {
		if (isBodyOfType(body) && typeof body['value'] === 'string' && body['value'] !== '') {
			if (listOf(body['purpose'] ?? motivations).some(classifies)) {
				return body['value'];
			}
		}
	}
	return undefined;
}

function scoreOf(annotation: JsonObject): number {
	const score = annotation['spert:score'];
	return typeof score === 'number' && score >= 0 && score <= 1 ? score : 1;
}

function modelOf(generator: unknown): ForeignDocument['model'] {
	const hash = /^urn:spert:model:([0-9a-f]+)$/i.exec(referenceOf(generator) ?? '')?.[1];
	const name = isJsonObject(generator) ? generator['name'] : undefined;
	return hash === undefined ? undefined : { hash, name: typeof name === 'string' ? name : hash.slice(0, 12) };
}

/** An identifier, alone or as that of an object. */
function referenceOf(value: unknown): string | undefined {
	const reference = isJsonObject(value) ? value['id'] : value;
	return typeof reference === 'string' && reference !== '' ? reference : undefined;
}

/** The path that a reference names. */
function nameOf(reference: string): string {
	const path = reference.replace(/[?#].*$/s, '').replace(/^(?:\.\/)+/, '');
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? (value as readonly unknown[]) : value === undefined || value === null ? [] : [value];
}

function isOffset(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
