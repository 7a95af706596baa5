// Running text of reStructuredText: emphasis, literals, roles, references and substitutions.

import { InlineRules, webAddress, type InlineRule, type RuleWriter } from '../inlineRules';
import { readRole } from '../roles';

/** What may stand before and behind inline markup, after docutils' recognition rules. */
const before = '(?<=^|[\\s\'"([{<\\-/:–—‘“«¿¡]|\\\\[ \\n])';
const after = '(?=$|[\\s\'")\\]}>\\-/:.,;!?\\\\–—’”»…])';

/** Longest markup that is looked for. */
const longest = 1000;

const sticky = (pattern: string): RegExp => new RegExp(pattern, 'uy');

export function restructuredTextRules(substitutions: ReadonlyMap<string, string>): InlineRules {
	const rules: InlineRule[] = [
		{ first: '\\', pattern: /\\[ \n]/y, write: () => undefined },
		{ first: '\\', pattern: /\\[^]/uy, write: (match, writer) => writer.put(match[0].slice(1), match.index, match.index + match[0].length) },
		{
			first: '`',
			pattern: sticky(`${before}\`\`(?=\\S)([^]{1,${longest}}?)(?<=\\S)\`\`${after}`),
			write: (match, writer) => writer.code(match.index + 2, match.index + 2 + (match[1] ?? '').length),
		},
		// Pandoc writes these without white space before them.
		{ first: ':', pattern: /:raw-[\w-]{1,30}:`[^`]{0,1000}`/y, write: (_match, writer) => writer.omit() },
		{
			first: ':',
			pattern: sticky(`${before}:([\\w.+:-]{1,60}):\`((?:[^\`\\\\]|\\\\[^]){1,${longest}}?)\`${after}`),
			write: (match, writer) => writeRole(match[1] ?? '', match[2] ?? '', match.index + (match[1] ?? '').length + 3, writer),
		},
		{
			first: '`',
			pattern: sticky(`${before}\`(?=\\S)((?:[^\`\\\\]|\\\\[^]){1,${longest}}?)\`(?::([\\w.+:-]{1,60}):|__?)?${after}`),
			write: (match, writer) => writeRole(match[2] ?? '', match[1] ?? '', match.index + 1, writer),
		},
		{
			first: '*',
			pattern: sticky(`${before}(\\*\\*?)(?=[^\\s*])((?:[^*\\\\]|\\\\[^]|(?<=\\s)\\*(?=\\s)){1,${longest}}?)(?<=\\S)\\1${after}`),
			write: (match, writer) => {
				const start = match.index + (match[1] ?? '').length;
				writer.inner(start, start + (match[2] ?? '').length);
			},
		},
		{
			first: '_',
			pattern: sticky(`${before}_\`([^\`]{1,200})\`${after}`),
			write: (match, writer) => writer.inner(match.index + 2, match.index + 2 + (match[1] ?? '').length),
		},
		// The mark of a reference that is one word.
		{ first: '_', pattern: sticky(`(?<=[\\p{L}\\p{N}])__?${after}`), write: () => undefined },
		{ first: '[', pattern: sticky(`${before}\\[(?:\\d+|#[\\w-]*|\\*|[\\p{L}][\\p{L}\\p{N}._:+-]*)\\]_${after}`), write: (_match, writer) => writer.omit() },
		{
			first: '|',
			pattern: sticky(`${before}\\|(?=\\S)([^|\\n]{1,100})(?<=\\S)\\|(?:__?)?${after}`),
			write: (match, writer) => {
				const words = substitutions.get((match[1] ?? '').toLowerCase());
				if (words === undefined) {
					writer.omit();
				} else {
					writer.put(words, match.index, match.index + match[0].length);
				}
			},
		},
		webAddress,
	];
	return new InlineRules(rules);
}

/** `content` begins at `start`. */
function writeRole(role: string, content: string, start: number, writer: RuleWriter): void {
	const reading = readRole(role, content);
	switch (reading.shows) {
		case 'nothing':
			return writer.omit();
		case 'reference':
			return writer.reference(reading.label, start, start + content.length);
		case 'formula':
			return writer.formula(start + reading.start, start + reading.end);
		case 'name':
			return writer.code(start + reading.start, start + reading.end);
		case 'text':
			return writer.inner(start + reading.start, start + reading.end);
		default:
			reading satisfies never;
	}
}
