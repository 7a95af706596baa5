// The noun that a reference prints ("Figure"), unless its author wrote it before the reference.

import { referenceNoun } from './latex/words';

const written: readonly (readonly [string, RegExp])[] = [
	['Figure', /\bfig(?:ure)?s?\.?$/i],
	['Table', /\btab(?:le)?s?\.?$/i],
	['Section', /\b(?:sec(?:tion)?s?\.?|chapters?)$/i],
	['Equation', /\beq(?:uation|n)?s?\.?\s*\(?$/i],
	['Algorithm', /\balg(?:orithm)?s?\.?$/i],
	['Appendix', /\bapp(?:endix|endices)?\.?$/i],
];

/** The noun for `label` behind the text that ends in `before`; undefined where none is to be printed. */
export function namedReference(label: string, before: string): string | undefined {
	const noun = referenceNoun(label);
	const own = written.find(([name]) => name === noun)?.[1] ?? new RegExp(`\\b${noun ?? ''}s?$`, 'i');
	return noun === undefined || own.test(before.trimEnd()) ? undefined : noun;
}
