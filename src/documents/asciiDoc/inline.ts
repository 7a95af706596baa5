// Running text of AsciiDoc: marks around words, macros, cross references, attributes.

import { entityText } from '../entities';
import { InlineRules, webAddress, type InlineRule, type RuleWriter } from '../inlineRules';

/** Longest marked text that is looked for. */
const longest = 1000;

const word = '[\\p{L}\\p{N}_]';
const sticky = (pattern: string): RegExp => new RegExp(pattern, 'uy');

/** What stands in the brackets of a macro: brackets inside each other once, and escaped ones. */
const bracketed = `\\[((?:[^[\\]\\\\]|\\\\[^]|\\[[^[\\]]{0,300}\\]){0,${longest}})\\]`;

/** Text between two marks: `*bold*` where no word touches them from outside, `**bo**ld` anywhere. */
function marked(mark: string, isPlain = false): InlineRule[] {
	const escaped = mark === '*' ? '\\*' : mark;
	const write = (match: RegExpExecArray, writer: RuleWriter): void => {
		const end = match.index + match[0].length - (match[2] ?? '').length;
		const start = end - (match[1] ?? '').length;
		if (isPlain) {
			writer.code(start, end);
		} else {
			writer.inner(start, end);
		}
	};
	return [
		{ first: mark, pattern: sticky(`${escaped}${escaped}([^${escaped}]{1,${longest}}?)(${escaped}${escaped})`), write },
		{
			first: mark,
			pattern: sticky(`(?<!${word})${escaped}((?=\\S)[^]{1,${longest}}?(?<=\\S))(${escaped})(?!${word})`),
			write,
		},
	];
}

const put =
	(text: string) =>
	(match: RegExpExecArray, writer: RuleWriter): void =>
		writer.put(text, match.index, match.index + match[0].length);

const omit = (_match: RegExpExecArray, writer: RuleWriter): void => writer.omit();
const drop = (): void => undefined;

/** Writes the text of a link, without what says how it is opened. */
function writeLabel(label: string, end: number, writer: RuleWriter): void {
	const shown = label.replace(/(?:,\s*)?[\w-]+=[^]*$/, '').replace(/\^$/, '');
	const start = end - 1 - label.length;
	if (shown === '') {
		writer.omit();
	}
	const isQuoted = /^".*"$/s.test(shown);
	writer.inner(start + Number(isQuoted), start + shown.length - Number(isQuoted));
}

export function asciiDocRules(attributes: ReadonlyMap<string, string>): InlineRules {
	const macro = (names: string, write: (content: string, start: number, writer: RuleWriter, match: RegExpExecArray) => void): InlineRule => ({
		first: [...new Set(names.replace(/\(\?:|\)/g, '').split('|').map((name) => name.charAt(0)))].join(''),
		pattern: sticky(`${names.startsWith('footnote') ? '' : `(?<!${word})`}(?:${names}):([^\\s[\\]:]{0,500})${bracketed}`),
		write: (match, writer) => write(match[2] ?? '', match.index + match[0].length - 1 - (match[2] ?? '').length, writer, match),
	});
	return new InlineRules([
		{ first: '\\', pattern: /\\(?:[*_`#^~{<[+|]|[a-z](?=[a-z]*:\S*))/uy, write: (match, writer) => writer.plain(match.index + 1, match.index + 2) },
		{ first: ' ', pattern: / \+(?=\n|$)/y, write: (match, writer) => writer.put(' ', match.index, match.index + 2) },
		{ first: '"', pattern: /"`(?=\S)/y, write: put('“') },
		{ first: "'", pattern: /'`(?=\S)/y, write: put('‘') },
		{ first: '`', pattern: /(?<=\S)`"(?![\p{L}\p{N}])/uy, write: put('”') },
		{ first: '`', pattern: /(?<=\S)`'(?!\d)/y, write: put('’') },
		{ first: '+', pattern: sticky(`\\+\\+\\+([^]{0,${longest}}?)\\+\\+\\+`), write: (match, writer) => writer.plain(match.index + 3, match.index + match[0].length - 3) },
		{ first: '+', pattern: sticky(`(?<!${word})\\+((?=\\S)[^+\\n]{1,200}(?<=\\S))\\+(?!${word})`), write: (match, writer) => writer.plain(match.index + 1, match.index + match[0].length - 1) },
		{ first: '`', pattern: sticky(`(?<!${word})\`\\+([^\`]{1,300}?)\\+\``), write: (match, writer) => writer.code(match.index + 2, match.index + match[0].length - 2) },
		// A role before marked words.
		{ first: '[', pattern: /\[[.#%][\w.#%-]{1,100}\](?=[#*_`])/y, write: drop },
		...marked('*'),
		...marked('_'),
		...marked('#'),
		...marked('`', true),
		{ first: '^~', pattern: /([\^~])([^\s^~]{1,100})\1/y, write: (match, writer) => writer.inner(match.index + 1, match.index + match[0].length - 1) },
		{ first: '[', pattern: /\[\[\[?[^[\]\n]{1,200}\]\]\]?/y, write: omit },
		{
			first: '<',
			pattern: /<<([^<>,\n]{1,200})(?:,\s*([^<>]{1,300}))?>>/y,
			write: (match, writer) => {
				const label = match[2];
				const end = match.index + match[0].length;
				if (label === undefined) {
					writer.reference((match[1] ?? '').replace(/^[_#]*/, ''), match.index, end);
				} else {
					writer.inner(end - 2 - label.length, end - 2);
				}
			},
		},
		{ first: '(', pattern: /\(\(\([^()]{1,300}\)\)\)/y, write: drop },
		{ first: '(', pattern: /\(\(([^()]{1,300})\)\)/y, write: (match, writer) => writer.inner(match.index + 2, match.index + match[0].length - 2) },
		{ first: '(', pattern: /\((C|R|TM)\)/y, write: (match, writer) => put({ C: '©', R: '®', TM: '™' }[match[1] ?? ''] ?? '')(match, writer) },
		{ first: '-', pattern: /(?<=[\p{L}\p{N}\s]|^)--(?=[\p{L}\p{N}\s]|$)(?!-)/uy, write: put('—') },
		macro('footnote|footnoteref', (content, start, writer) => {
			const end = start + content.length;
			writer.aside('footnote', start, end);
		}),
		macro('stem|latexmath|asciimath', (content, start, writer) => {
			const isSigned = /^\$.*\$$/s.test(content);
			writer.formula(start + Number(isSigned), start + content.length - Number(isSigned));
		}),
		macro('xref|link|mailto', (content, start, writer) => writeLabel(content, start + content.length + 1, writer)),
		macro('kbd|btn|menu|indexterm2|pass', (content, start, writer) => writer.plain(start, start + content.length)),
		macro('citenp|citet', (content, start, writer) => writer.plain(start, start + content.length)),
		macro('cite|image|icon|anchor|indexterm|bibitem|video|audio', (_content, _start, writer) => writer.omit()),
		{
			first: 'hf',
			pattern: sticky(`(?<!${word})(?:https?|ftp):\\/\\/[^\\s<>[\\]]{1,1000}${bracketed}`),
			write: (match, writer) => writeLabel(match[1] ?? '', match.index + match[0].length, writer),
		},
		webAddress,
		{
			// An address that is kept in an attribute, with the text of a link.
			first: '{',
			pattern: sticky(`\\{[\\w-]{1,80}\\}(?:[^\\s<>[\\]]{0,500})${bracketed}`),
			write: (match, writer) => writeLabel(match[1] ?? '', match.index + match[0].length, writer),
		},
		{
			first: '{',
			pattern: /\{([\w-]{1,80})(?::[^{}\n]{0,200})?\}/y,
			write: (match, writer) => {
				const value = attributes.get((match[1] ?? '').toLowerCase());
				if (value === undefined || /^(?:https?|ftp):/.test(value)) {
					writer.omit();
				} else {
					put(value)(match, writer);
				}
			},
		},
		{
			first: '&',
			pattern: /&(#?\w{1,12});/y,
			write: (match, writer) => put(entityText(match[1] ?? '') ?? match[0])(match, writer),
		},
	]);
}
