// Short formulas in Typst's notation, as the words that they stand for: rewritten in LaTeX's, of which formula.ts knows what
// is a word.

import { readFormula, type FormulaPiece } from '../latex/formula';
import { Macros } from '../latex/macros';
import { MappedTextBuilder, MappedText } from '../latex/mappedText';
import { mathSymbols } from '../latex/symbols';

const longest = 160;

const piece = /"([^"]*)"|([\p{L}][\p{L}\p{N}]*(?:\.[\p{L}]+)*)|<=>|=>|->|<-|<=|>=|!=|\.\.\.|<<|>>|\\(.)|[^]/gu;

const signs = new Map([
	['<=', 'leq'],
	['>=', 'geq'],
	['!=', 'neq'],
	['->', 'to'],
	['<-', 'leftarrow'],
	['<<', 'll'],
	['>>', 'gg'],
]);

/** Names that Typst has for what LaTeX calls otherwise. */
const renamed = new Map([
	['plus.minus', 'pm'],
	['minus.plus', 'mp'],
	['dot', 'cdot'],
	['dot.op', 'cdot'],
	['oo', 'infty'],
	['infinity', 'infty'],
	['tilde', 'sim'],
	['tilde.op', 'sim'],
	['prop', 'propto'],
	['degree', 'degree'],
	['arrow.r', 'to'],
	['arrow', 'to'],
	['epsilon.alt', 'epsilon'],
	['phi.alt', 'phi'],
]);

/** The pieces of the formula `content`, placed in it; undefined where it is no word. */
export function formulaPieces(content: string): FormulaPiece[] | undefined {
	if (content.length > longest) {
		return undefined;
	}
	const source = new MappedText(content);
	const builder = new MappedTextBuilder();
	for (const found of content.matchAll(piece)) {
		const [all, quoted, name, escaped] = found;
		const from = found.index;
		const to = from + all.length;
		const command = signs.get(all) ?? (name === undefined ? undefined : (renamed.get(name) ?? (mathSymbols.has(name) && name.length > 1 ? name : undefined)));
		if (quoted !== undefined) {
			builder.argument(source, from + 1, to - 1);
		} else if (command !== undefined) {
			builder.body(`\\${command} `, from, to);
		} else if (name !== undefined && [...name].length > 1) {
			// A variable or a function of several letters that is not known.
			return undefined;
		} else if (escaped !== undefined) {
			builder.body(`\\${escaped}`, from, to);
		} else {
			builder.argument(source, from, to);
		}
	}
	const input = builder.build();
	return readFormula(input, 0, input.text.length, new Macros());
}
