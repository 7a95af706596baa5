// The checks of one document's entities and relations, for the validator.

import type { ProblemCode } from './datasetProblems';
import type { PlacedJson } from './positionedJson';

export interface AnnotationRules {
	readonly entityTypes: ReadonlySet<string>;
	readonly relationTypes: ReadonlySet<string>;
	readonly symmetricTypes: ReadonlySet<string>;
	readonly maxSpanSize: number;
}

/** Takes a problem at a UTF-16 offset; the message is a sentence. */
export type Report = (code: ProblemCode, offset: number, message: string) => void;

export interface CheckedAnnotations {
	readonly entityCount: number;
	readonly relationCount: number;
}

/** From this many tokens on, the reference's size embedding has no row for an entity. */
const unusableSpanSize = 100;

/** @param tokenCount undefined where the tokens cannot be read */
export function checkAnnotations(
	entities: readonly PlacedJson[],
	relations: readonly PlacedJson[],
	tokenCount: number | undefined,
	rules: AnnotationRules,
	report: Report,
): CheckedAnnotations {
	const spans = entities.map((value, index) => checkEntity(value, index, tokenCount, rules, report));
	checkSpans(spans, report);
	checkRelations(relations, spans, rules, report);
	return { entityCount: entities.length, relationCount: relations.length };
}

interface PlacedSpan {
	readonly index: number;
	readonly offset: number;
	readonly start: number;
	readonly end: number;
	readonly type: string;
}

/** Undefined where the entity has no span. */
function checkEntity(
	value: PlacedJson,
	index: number,
	tokenCount: number | undefined,
	rules: AnnotationRules,
	report: Report,
): PlacedSpan | undefined {
	const fields = checkFields(value, `Entity ${index}`, ['start', 'end'], report);
	if (fields === undefined) {
		return undefined;
	}
	const { type, first: start, second: end } = fields;
	checkType(type, 'entity', rules.entityTypes, report);
	const { offset } = value;
	if (start >= end) {
		report('emptySpan', offset, `Entity ${index} has no token: it starts at ${start} and ends before ${end}.`);
		return undefined;
	}
	const size = end - start;
	if (start < 0 || (tokenCount !== undefined && end > tokenCount)) {
		const has = tokenCount === undefined ? 'no such place' : `${tokenCount} tokens`;
		const message = `Entity ${index} spans the tokens from ${start} to before ${end}, and the document has ${has}.`;
		report('outOfRange', offset, message);
	} else if (size >= unusableSpanSize) {
		report('spanTooLong', offset, `Entity ${index} has ${size} tokens: no model can take ${unusableSpanSize} or more.`);
	} else if (size > rules.maxSpanSize) {
		const message = `Entity ${index} has ${size} tokens: with max_span_size ${rules.maxSpanSize} it is never found.`;
		report('spanLongerThanMaximum', offset, message);
	}
	return { index, offset, start, end, type: type.value };
}

/** Duplicates and overlaps, each told at the later of the two, against one earlier entity. */
function checkSpans(spans: readonly (PlacedSpan | undefined)[], report: Report): void {
	const inOrder = spans
		.filter((span) => span !== undefined)
		.sort((a, b) => a.start - b.start || b.end - a.end || a.index - b.index);
	const bySpan = new Map<string, PlacedSpan>();
	let reaching: PlacedSpan | undefined;
	for (const span of inOrder) {
		const key = `${span.start} ${span.end}`;
		const same = bySpan.get(key) ?? bySpan.get(`${key} ${span.type}`);
		const sameType = bySpan.get(`${key} ${span.type}`);
		if (sameType !== undefined) {
			report('duplicateEntity', span.offset, `Entity ${span.index} is the same as entity ${sameType.index}.`);
		} else if (same !== undefined) {
			const message = `Entity ${span.index} has the span of entity ${same.index} and another type`;
			report('twoTypesOfSpan', span.offset, `${message}: a model gives one type to a span.`);
		} else if (reaching !== undefined && span.start < reaching.end) {
			report('overlappingEntities', span.offset, `Entity ${span.index} overlaps entity ${reaching.index}.`);
		}
		if (same === undefined) {
			bySpan.set(key, span);
		}
		bySpan.set(`${key} ${span.type}`, span);
		if (reaching === undefined || span.end > reaching.end) {
			reaching = span;
		}
	}
}

function checkRelations(
	relations: readonly PlacedJson[],
	spans: readonly (PlacedSpan | undefined)[],
	rules: AnnotationRules,
	report: Report,
): void {
	const seen = new Map<string, number>();
	for (const [index, value] of relations.entries()) {
		const fields = checkFields(value, `Relation ${index}`, ['head', 'tail'], report);
		if (fields === undefined) {
			continue;
		}
		const { type, first: head, second: tail } = fields;
		const { offset } = value;
		checkType(type, 'relation', rules.relationTypes, report);
		const outside = [head, tail].find((entity) => entity < 0 || entity >= spans.length);
		if (outside !== undefined) {
			const message = `Relation ${index} names entity ${outside}, and the document has ${spans.length}, counted from 0.`;
			report('outOfRange', offset, message);
			continue;
		}
		if (head === tail) {
			report('selfRelation', offset, `Relation ${index} joins entity ${head} with itself, which no model can find.`);
		}
		const isSymmetric = rules.symmetricTypes.has(type.value);
		const [first, second] = isSymmetric ? [Math.min(head, tail), Math.max(head, tail)] : [head, tail];
		const key = `${first} ${second} ${type.value}`;
		const earlier = seen.get(key);
		if (earlier === undefined) {
			seen.set(key, index);
		} else {
			report('duplicateRelation', offset, `Relation ${index} is the same as relation ${earlier}.`);
		}
	}
}

interface PlacedType {
	readonly value: string;
	readonly offset: number;
}

interface AnnotationFields {
	readonly type: PlacedType;
	readonly first: number;
	readonly second: number;
}

/** The type and the two numbers of an annotation; of several with one key the last. */
function checkFields(
	value: PlacedJson,
	name: string,
	keys: readonly [string, string],
	report: Report,
): AnnotationFields | undefined {
	if (value.kind !== 'object') {
		report('annotationMalformed', value.offset, `${name} is not an object.`);
		return undefined;
	}
	const field = (key: string): PlacedJson | undefined => value.entries.findLast((entry) => entry.key === key)?.value;
	const type = field('type');
	if (type?.kind !== 'text') {
		report('annotationMalformed', type?.offset ?? value.offset, `${name} has no text "type".`);
	}
	const numbers = keys.map((key) => {
		const number = field(key);
		if (number?.kind !== 'number' || !Number.isSafeInteger(number.value)) {
			report('annotationMalformed', number?.offset ?? value.offset, `${name} has no whole number "${key}".`);
			return undefined;
		}
		return number.value;
	});
	const [first, second] = numbers;
	return type?.kind !== 'text' || first === undefined || second === undefined ? undefined : { type, first, second };
}

function checkType(type: PlacedType, kind: string, known: ReadonlySet<string>, report: Report): void {
	if (!known.has(type.value)) {
		report('unknownType', type.offset, `The types file declares no ${kind} type "${type.value}".`);
	}
}
