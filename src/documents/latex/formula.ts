// Reads a short formula inside a sentence as the word that it stands for: `$k$` in "$k$-means", `H$_2$O`, `$\beta$`, `$p <
// 0.05$`. A formula that is not a word becomes nothing, because any word put in its place would be one that the author did
// not write, and a model would find entities in it.

import { commandLength, readArgument } from './arguments';
import { expand } from './expansion';
import type { Macros } from './macros';
import type { MappedText } from './mappedText';
import { mathSymbols } from './symbols';

/** One character or sign of a formula with its place in the source. */
export interface FormulaPiece {
	readonly text: string;
	readonly from: number;
	readonly to: number;
}

/** Longer formulas are formulas. */
const mostUnits = 16;

/** Longer sources cannot be a word either, whatever they hold. */
const longestSource = 160;

/** Commands that only say how their argument looks. */
const fonts = new Set([
	...['mathrm', 'mathbf', 'mathit', 'mathsf', 'mathtt', 'mathcal', 'mathbb', 'mathfrak', 'mathscr', 'boldsymbol', 'bm'],
	...['text', 'textrm', 'textbf', 'textit', 'textsf', 'texttt', 'textsc', 'textnormal', 'operatorname', 'mbox', 'ensuremath'],
	...['rm', 'bf', 'it', 'sf', 'tt', 'cal', 'displaystyle', 'textstyle', 'left', 'right', 'pmb', 'emph', 'mathnormal'],
]);

const skipped = new Set([',', ';', ':', '!', ' ', '/', 'xspace', 'quad', 'nolimits', 'limits', '-']);

/** The pieces of the formula `[start, end)`, in order, where it reads as a word or a short comparison; otherwise undefined. */
export function readFormula(input: MappedText, start: number, end: number, macros: Macros): FormulaPiece[] | undefined {
	if (end - start > longestSource) {
		return undefined;
	}
	const pieces: FormulaPiece[] = [];
	if (!read(input, start, end, macros, pieces, 0)) {
		return undefined;
	}
	while (pieces.at(-1)?.text === ' ') {
		pieces.pop();
	}
	while (pieces[0]?.text === ' ') {
		pieces.shift();
	}
	const text = pieces.map((piece) => piece.text).join('');
	return isWord(text) ? pieces : undefined;
}

/** A name, a number, or one comparison of such: no more than one relation sign and nothing dangling. */
function isWord(text: string): boolean {
	if (text.length > mostUnits || !/[\p{L}\p{N}*%×+±→°⊙†‡~≈≥≤∼☉∞<>=]/u.test(text)) {
		return false;
	}
	return (text.match(/[=<>≤≥≈≃∝≠≪≫→←↔≲≳]/gu) ?? []).length <= 1;
}

function read(input: MappedText, start: number, end: number, macros: Macros, pieces: FormulaPiece[], depth: number): boolean {
	const { text } = input;
	for (let at = start; at < end; ) {
		const character = text.charAt(at);
		let next = at + 1;
		if (character === '\\') {
			next = Math.min(end, at + commandLength(text, at));
			const name = text.slice(at + 1, next);
			const macro = macros.get(name);
			const symbol = mathSymbols.get(name);
			if (macro?.kind === 'text' && depth < 5) {
				const expansion = macro.body.length > longestSource ? undefined : expand(macro, input, at, next, end);
				const inner = expansion?.text;
				if (expansion === undefined || inner === undefined || inner.text.length > longestSource || !read(inner, 0, inner.text.length, macros, pieces, depth + 1)) {
					return false;
				}
				next = expansion.next;
			} else if (symbol !== undefined) {
				pieces.push({ text: symbol, from: input.from(at), to: input.to(next) });
			} else if (!fonts.has(name) && !skipped.has(name)) {
				return false;
			}
		} else if (character === '^' || character === '_') {
			// A sub- or superscript joins its base; one that is itself a formula does not.
			const script = readArgument(input, next, end);
			if (script === undefined || script.end - script.start > 24) {
				return false;
			}
		} else if (character === '-') {
			pieces.push({ text: '-', from: input.from(at), to: input.to(next) });
		} else if (/[\p{L}\p{N}\p{M}\p{Cs}.%*+/=<>:'!,°±×·()-]/u.test(character)) {
			if (/[(),:]/.test(character) && !(character === ',' && /\d/.test(text.charAt(next)))) {
				return false;
			}
			pieces.push({ text: character, from: input.from(at), to: input.to(next) });
		} else if (/\s/.test(character)) {
			if (pieces.length > 0 && pieces.at(-1)?.text !== ' ') {
				pieces.push({ text: ' ', from: input.from(at), to: input.to(next) });
			}
		} else if (character === '~') {
			pieces.push({ text: ' ', from: input.from(at), to: input.to(next) });
		} else if (character !== '{' && character !== '}') {
			return false;
		}
		at = next;
	}
	return true;
}
