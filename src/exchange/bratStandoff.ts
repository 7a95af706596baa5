// What was found in brat's standoff format on the source text itself: the .txt file is the document, so every offset is the
// document's too. https://brat.nlplab.org/standoff.html

import type { Mention } from '../knowledge/documentExtraction';
import { TextPositions } from '../extraction/textPositions';
import type { Exported, ExportedDocument, ExportedFile } from './exportedDocument';
import { roundedScore } from './graphTable';
import type { ExportLoss } from './losses';

/** Ends lines for brat's reader or columns in them: a mention is written in pieces around these. */
const breaks = /[\t\n\v\f\r\u{1C}-\u{1E}\u{85}\u{2028}\u{2029}]+/gu;

/** A .txt and an .ann file a document, and an annotation.conf that declares the types. */
export function writeBratStandoff(documents: readonly ExportedDocument[]): Exported {
	const losses: ExportLoss[] = [];
	const entityNames = new TypeNames();
	const relationNames = new TypeNames();
	const symmetric = new Set<string>();
	const taken = new Set<string>();
	const files = documents.flatMap(({ known, source }): ExportedFile[] => {
		const base = bratFileName(known.name, taken);
		const typeName = (names: TypeNames, type: string): string => {
			const name = names.of(type);
			if (name !== type) {
				losses.push({ kind: 'changedType', document: known.name, what: `${JSON.stringify(type)}, now ${name}` });
			}
			return name;
		};
		const positions = new TextPositions(source);
		const numbers = new Map<string, number>();
		const lines: string[] = [];
		const notes: string[] = [];
		const note = (id: string, score: number): void => {
			notes.push(`#${notes.length + 1}\tAnnotatorNotes ${id}\tscore ${roundedScore(score)}`);
		};
		for (const mention of known.extraction.mentions) {
			const id = numbers.size + 1;
			numbers.set(mention.id, id);
			const pieces = piecesOf(mention, source);
			const offsets = pieces.map(({ start, end }) => `${positions.codePoint(start)} ${positions.codePoint(end)}`).join(';');
			const text = pieces.map(({ start, end }) => source.slice(start, end)).join(' ');
			lines.push(`T${id}\t${typeName(entityNames, mention.type)} ${offsets}\t${text}`);
			note(`T${id}`, mention.score);
		}
		for (const [index, relation] of known.extraction.relations.entries()) {
			const name = typeName(relationNames, relation.type);
			if (relation.symmetric) {
				symmetric.add(name);
			}
			lines.push(`R${index + 1}\t${name} Arg1:T${numbers.get(relation.head) ?? 0} Arg2:T${numbers.get(relation.tail) ?? 0}`);
			note(`R${index + 1}`, relation.score);
		}
		return [
			{ name: `${base}.txt`, text: source },
			{ name: `${base}.ann`, text: [...lines, ...notes].map((line) => `${line}\n`).join('') },
		];
	});
	return { files: [...files, { name: 'annotation.conf', text: configuration(entityNames, relationNames, symmetric) }], losses };
}

function configuration(entities: TypeNames, relations: TypeNames, symmetric: ReadonlySet<string>): string {
	const relationLines = relations.names.map((name) => {
		return `${name}\tArg1:<ENTITY>, Arg2:<ENTITY>${symmetric.has(name) ? ', <REL-TYPE>:symmetric' : ''}`;
	});
	return ['[entities]', ...entities.names, '', '[relations]', ...relationLines, '', '[events]', '', '[attributes]', ''].join('\n');
}

/** The words of a mention in pieces that hold no line end and have no white space at their ends. */
export function piecesOf({ ranges, span }: Pick<Mention, 'ranges' | 'span'>, source: string): { start: number; end: number }[] {
	const pieces = ranges.flatMap(({ start, end }) => {
		const text = source.slice(start, end);
		const cuts = [...text.matchAll(breaks)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
		const froms = [0, ...cuts.map(({ to }) => to)];
		const tos = [...cuts.map(({ from }) => from), text.length];
		return froms.flatMap((from, index) => {
			const piece = text.slice(from, tos[index]);
			const trimmed = piece.trim();
			const first = start + from + (piece.length - piece.trimStart().length);
			return trimmed === '' ? [] : [{ start: first, end: first + trimmed.length }];
		});
	});
	return pieces.length === 0 ? [{ start: span.start, end: span.end }] : pieces;
}

/** brat knows letters, digits, "-" and "_" in types. Different types stay different. */
class TypeNames {
	readonly #names = new Map<string, string>();
	readonly #taken = new Set<string>();

	get names(): readonly string[] {
		return [...this.#taken];
	}

	of(type: string): string {
		const known = this.#names.get(type);
		if (known !== undefined) {
			return known;
		}
		const plain = type.replace(/[^A-Za-z0-9_-]/g, '_') || '_';
		let name = plain;
		for (let number = 2; this.#taken.has(name); number++) {
			name = `${plain}_${number}`;
		}
		this.#names.set(type, name);
		this.#taken.add(name);
		return name;
	}
}

/**
 * The path of a document within brat's folder, without ".txt": as its name, in characters that every system allows.
 * @param taken names that are given, in small letters
 */
export function bratFileName(name: string, taken: Set<string> = new Set()): string {
	const segments = name.split(/[\\/]/).flatMap((segment) => {
		const plain = segment.replace(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^[. ]+|[. ]+$/g, '').slice(0, 100);
		// Windows has devices of these names.
		return plain === '' ? [] : [/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain) ? `_${plain}` : plain];
	});
	const plain = segments.join('/') || 'document';
	let path = plain;
	for (let number = 2; taken.has(path.toLowerCase()); number++) {
		path = `${plain}_${number}`;
	}
	taken.add(path.toLowerCase());
	return path;
}
