// Running text of reStructuredText: emphasis, literals, roles, references and substitutions.

import { InlineRules, webAddress, type InlineRule, type RuleWriter } from '../inlineRules';
import { referenceNoun } from '../latex/words';

/** What may stand before and behind inline markup, after docutils' recognition rules. */
const before = '(?<=^|[\\s\'"([{<\\-/:–—‘“«¿¡]|\\\\[ \\n])';
const after = '(?=$|[\\s\'")\\]}>\\-/:.,;!?\\\\–—’”»…])';

/** Longest markup that is looked for. */
const longest = 1000;

const sticky = (pattern: string): RegExp => new RegExp(pattern, 'uy');

/** Roles that print nothing of their content as words. */
const silentRoles = /^(?:cite(?::p|:ps|:alp|:alps|:year|:yearpar|:label|:labelpar|:cts)?|footcite(?::p|:t)?|eq|raw.*|index|bibliography|nbsphinx-math)$/;

/** Roles that print a title of what they refer to: without a text of its own that is unknown here. */
const referenceRoles = /^(?:(?:std:)?ref|(?:std:)?doc|any|numref|download|external.*|sec|fig)$/;

const mathRoles = /^(?:math|latex)$/;

/** Roles of code: what they print is a name. */
const codeRoles = /^(?:code|literal|samp|file|command|program|option|envvar|kbd|(?:py:|c:|cpp:|js:|jl:|r:|rust:)?(?:func|meth|class|mod|attr|data|exc|obj|const|type|macro|member|enum|struct|var|module|function))$/;

export function restructuredTextRules(substitutions: ReadonlyMap<string, string>): InlineRules {
	const rules: InlineRule[] = [
		{ first: '\\', pattern: /\\[ \n]/y, write: () => undefined },
		{ first: '\\', pattern: /\\[^]/uy, write: (match, writer) => writer.put(match[0].slice(1), match.index, match.index + match[0].length) },
		{
			first: '`',
			pattern: sticky(`${before}\`\`(?=\\S)([^]{1,${longest}}?)(?<=\\S)\`\`${after}`),
			write: (match, writer) => writer.code(match.index + 2, match.index + 2 + (match[1] ?? '').length),
		},
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

/** `content` begins at `start`; "text <target>" prints its text. */
function writeRole(role: string, content: string, start: number, writer: RuleWriter): void {
	const end = start + content.length;
	const target = /^([^]*?)\s*<[^<>]*>$/.exec(content);
	const name = role.toLowerCase();
	if (silentRoles.test(name)) {
		writer.omit();
	} else if (mathRoles.test(name)) {
		writer.formula(start, end);
	} else if (target !== null && name === 'numref') {
		writeNoun(/^(?:[Ff]ig|[Tt]ab|[Ss]ec|[Ee]q)/.exec(content)?.[0] ?? '', start, end, writer);
	} else if (target !== null && (target[1] ?? '') !== '') {
		writer.inner(start, start + (target[1] ?? '').length);
	} else if (target !== null) {
		// `<address>`_ prints the address.
		writer.omit();
	} else if (/^cite:(?:t|ts|ct|author|authors)$/.test(name)) {
		writer.plain(start, end);
	} else if (referenceRoles.test(name)) {
		writeNoun(content, start, end, writer);
	} else if (codeRoles.test(name)) {
		const shown = content.startsWith('~') ? start + content.lastIndexOf('.') + 1 : start + Number(content.startsWith('!'));
		writer.code(Math.max(shown, start + Number(content.startsWith('~'))), end);
	} else if (/^(?:abbr|abbreviation|acronym)$/.test(name)) {
		writer.inner(start, start + content.replace(/\s*\([^()]*\)$/, '').length);
	} else {
		writer.inner(start, end);
	}
}

function writeNoun(label: string, start: number, end: number, writer: RuleWriter): void {
	writer.omit();
	writer.put(referenceNoun(label) ?? '', start, end);
}
