// What `spert compare` prints: counts and differences for people, or all of it as JSON.

import type { ExtractedDocument } from '../extraction/extractDocument';
import { TextPositions } from '../extraction/textPositions';
import type { ComparisonCounts, Difference, ExtractionComparison, PlacedRelation } from '../knowledge/compareExtractions';
import type { Mention } from '../knowledge/documentExtraction';

export interface ComparedFile {
	readonly file: string;
	readonly source: string;
	readonly a: ExtractedDocument;
	readonly b: ExtractedDocument;
	readonly comparison: ExtractionComparison;
}

/** The counts of all files, then each difference at its place: "-" only A has it, "+" only B, "~" both with other types. */
export function comparisonLines(compared: readonly ComparedFile[]): string {
	const [first] = compared;
	if (first === undefined) {
		return '';
	}
	const total = (part: 'entities' | 'relations'): ComparisonCounts => sum(compared.map(({ comparison }) => comparison[part]));
	const head = [
		`A: ${first.a.model.name} (${first.a.model.hash.slice(0, 12)})`,
		`B: ${first.b.model.name} (${first.b.model.hash.slice(0, 12)})`,
		`Entities:  ${countsLine(total('entities'))}`,
		`Relations: ${countsLine(total('relations'))}`,
	];
	return `${[...head, ...compared.flatMap(differenceLines)].join('\n')}\n`;
}

function differenceLines({ file, source, comparison }: ComparedFile): string[] {
	const positions = new TextPositions(source);
	const lines = comparison.sentences.flatMap(({ entities, relations }) => [
		...entities.flatMap((difference) => differenceLine(difference, entityText, (mention) => mention)),
		...relations.flatMap((difference) => differenceLine(difference, relationText, ({ head }) => head)),
	]);
	return lines.length === 0 ? [] : ['', ...lines.map(({ mark, at, text }) => {
		const { line, column } = positions.lineAndColumn(at.span.start);
		return `${mark} ${file}:${line}:${column}  ${text}`;
	})];
}

function differenceLine<T>(
	difference: Difference<T>,
	textOf: (item: T) => { readonly type: string; readonly words: string },
	placeOf: (item: T) => Mention,
): { readonly mark: string; readonly at: Mention; readonly text: string }[] {
	switch (difference.kind) {
		case 'both':
			return [];
		case 'otherType': {
			const [a, b] = [textOf(difference.a), textOf(difference.b)];
			return [{ mark: '~', at: placeOf(difference.a), text: `${a.type} / ${b.type}  ${a.words}` }];
		}
		case 'onlyA':
		case 'onlyB': {
			const item = difference.kind === 'onlyA' ? difference.a : difference.b;
			const { type, words } = textOf(item);
			return [{ mark: difference.kind === 'onlyA' ? '-' : '+', at: placeOf(item), text: `${type}  ${words}` }];
		}
		default:
			return difference satisfies never;
	}
}

function entityText({ type, text }: Mention): { readonly type: string; readonly words: string } {
	return { type, words: oneLine(text) };
}

function relationText({ relation, head, tail }: PlacedRelation): { readonly type: string; readonly words: string } {
	return { type: relation.type, words: `${oneLine(head.text)} ${relation.symmetric ? '↔' : '→'} ${oneLine(tail.text)}` };
}

function countsLine({ both, onlyA, onlyB, otherType, agreement }: ComparisonCounts): string {
	return `${both} in both, ${onlyA} only A, ${onlyB} only B, ${otherType} with another type; agreement F1 ${(100 * agreement).toFixed(1)} %`;
}

function sum(parts: readonly ComparisonCounts[]): ComparisonCounts {
	const of = (key: 'both' | 'otherType' | 'onlyA' | 'onlyB'): number => parts.reduce((total, part) => total + part[key], 0);
	const [both, otherType, onlyA, onlyB] = [of('both'), of('otherType'), of('onlyA'), of('onlyB')];
	const all = 2 * (both + otherType) + onlyA + onlyB;
	return { both, otherType, onlyA, onlyB, agreement: all === 0 ? 1 : (2 * both) / all };
}

/** An object a file and line: the models, the counts, and every entity and relation with what each model says of it. */
export function comparisonJson(compared: readonly ComparedFile[]): string {
	return compared.map((file) => `${JSON.stringify(fileJson(file))}\n`).join('');
}

function fileJson({ file, a, b, comparison }: ComparedFile): object {
	const { entities, relations, sentences } = comparison;
	const model = ({ model: { name, hash } }: ExtractedDocument): object => ({ name, hash });
	return {
		file,
		a: model(a),
		b: model(b),
		entities,
		relations,
		differences: {
			entities: sentences.flatMap((sentence) => sentence.entities.map((difference) => differenceJson(difference, entityJson))),
			relations: sentences.flatMap((sentence) => sentence.relations.map((difference) => differenceJson(difference, relationJson))),
		},
	};
}

function differenceJson<T>(difference: Difference<T>, json: (item: T) => object): object {
	return {
		kind: difference.kind,
		...('a' in difference ? { a: json(difference.a) } : {}),
		...('b' in difference ? { b: json(difference.b) } : {}),
	};
}

function entityJson({ type, score, text, span }: Mention): object {
	return { type, score: rounded(score), text, ...span };
}

function relationJson({ relation: { type, score }, head, tail }: PlacedRelation): object {
	return { type, score: rounded(score), head: { text: head.text, ...head.span }, tail: { text: tail.text, ...tail.span } };
}

/** Six decimals: what float32 carries near 1. */
function rounded(score: number): number {
	return Math.round(score * 1e6) / 1e6;
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
