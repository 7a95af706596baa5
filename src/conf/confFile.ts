// A configuration file as it is written: sections of pairs, each with its place, and what is wrong in the writing. What the
// keys and values mean is resolveRuns' matter.

/** A place in a file, counted from 0 as editors do; columns in UTF-16 units, the end exclusive. */
export interface ConfRange {
	readonly line: number;
	readonly start: number;
	readonly end: number;
}

/** A mistake (nothing runs) or something that is probably not meant (it runs). */
export interface ConfProblem {
	readonly severity: 'error' | 'warning';
	/** Stable, for scripts and tests. */
	readonly code: ConfProblemCode;
	/** One sentence, naming the key or the text. */
	readonly message: string;
	/** Absent for the command line. */
	readonly range?: ConfRange;
}

export type ConfProblemCode =
	| 'tooLarge'
	| 'notAPair'
	| 'notARepeatCount'
	| 'repeatCountLost'
	| 'duplicateKey'
	| 'unknownKey'
	| 'ambiguousKey'
	| 'uselessKey'
	| 'missingOption'
	| 'missingValue'
	| 'unexpectedValue'
	| 'spaceInValue'
	| 'wrongValue'
	| 'outOfRange';

export interface ConfEntry {
	readonly key: string;
	/** Without surrounding blanks; may be empty. */
	readonly value: string;
	readonly keyRange: ConfRange;
	readonly valueRange: ConfRange;
}

/** What becomes one run, or several equal ones. */
export interface ConfSection {
	/** 0: not at all. */
	readonly repeat: number;
	/** The first line of the section that is neither blank nor a comment. */
	readonly line: number;
	/** In the file's order, at least one; a repeated key is there several times. */
	readonly entries: readonly ConfEntry[];
}

export interface ConfFile {
	readonly sections: readonly ConfSection[];
	/** In the order of the file. */
	readonly problems: readonly ConfProblem[];
}

const largestFile = 1 << 20;

/**
 * Parses the text of a configuration file. Never throws: what cannot be read is left out and reported, also a whole text that
 * is longer than `longest`, in UTF-16 units.
 *
 * Lines are `[repeat count]`, `key = value` with exactly one `=`, `# comment`, or blank; a blank line ends a section. LF,
 * CRLF and CR end lines.
 */
export function parseConf(text: string, longest = largestFile): ConfFile {
	if (text.length > longest) {
		const message = `The file has ${text.length} characters, more than the ${longest} that are read.`;
		return { sections: [], problems: [error('tooLarge', message, { line: 0, start: 0, end: 0 })] };
	}
	const sections: ConfSection[] = [];
	const problems: ConfProblem[] = [];
	let section = emptySection();

	const finishSection = (): void => {
		if (section.entries.length > 0) {
			sections.push({ repeat: section.repeat, line: section.line, entries: section.entries });
		} else if (section.header !== undefined) {
			const message = 'No key follows this repeat count before a blank line: it is not used.';
			problems.push(warning('repeatCountLost', message, section.header));
		}
		section = emptySection();
	};

	text.split(/\r\n|\n|\r/).forEach((content, line) => {
		const range = trimmedRange(content, line, 0, content.length);
		const stripped = content.slice(range.start, range.end);
		if (stripped.startsWith('#')) {
			return;
		}
		if (stripped === '') {
			finishSection();
			return;
		}
		section.line = Math.min(section.line, line);
		if (stripped.startsWith('[') && stripped.endsWith(']')) {
			const repeat = repeatCount(stripped.slice(1, -1));
			if (repeat === undefined) {
				problems.push(error('notARepeatCount', `${quote(stripped)} is no repeat count, such as [1].`, range));
				return;
			}
			if (section.header !== undefined) {
				problems.push(warning('repeatCountLost', 'Another repeat count follows: this one is not used.', section.header));
			}
			section.repeat = repeat;
			section.header = range;
			return;
		}
		const separator = content.indexOf('=');
		if (separator === -1 || separator !== content.lastIndexOf('=')) {
			const reason = separator === -1 ? 'no "="' : 'more than one "="';
			problems.push(error('notAPair', `${quote(stripped)} has ${reason}: a line is "key = value".`, range));
			return;
		}
		const keyRange = trimmedRange(content, line, 0, separator);
		const valueRange = trimmedRange(content, line, separator + 1, content.length);
		section.entries.push({
			key: content.slice(keyRange.start, keyRange.end),
			value: content.slice(valueRange.start, valueRange.end),
			keyRange,
			valueRange,
		});
	});
	finishSection();
	return { sections, problems };
}

interface OpenSection {
	repeat: number;
	line: number;
	header: ConfRange | undefined;
	readonly entries: ConfEntry[];
}

function emptySection(): OpenSection {
	return { repeat: 1, line: Infinity, header: undefined, entries: [] };
}

/** The part of a line between two columns without blanks at its ends; where all is blank, the empty part at its end. */
function trimmedRange(content: string, line: number, from: number, to: number): ConfRange {
	const part = content.slice(from, to);
	const start = to - part.trimStart().length;
	return { line, start, end: start + part.trim().length };
}

/** As Python's int() reads it; below zero means not at all, like 0. */
function repeatCount(text: string): number | undefined {
	const count = /^\s*[+-]?\d+(_\d+)*\s*$/.test(text) ? Number(text.replaceAll('_', '')) : NaN;
	return Number.isSafeInteger(count) ? Math.max(0, count) : undefined;
}

export function error(code: ConfProblemCode, message: string, range?: ConfRange): ConfProblem {
	return { severity: 'error', code, message, ...(range && { range }) };
}

export function warning(code: ConfProblemCode, message: string, range?: ConfRange): ConfProblem {
	return { severity: 'warning', code, message, ...(range && { range }) };
}

const longestQuote = 60;

/** Text of a file for a message, cut where it is long. */
export function quote(text: string): string {
	return `"${text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text}"`;
}
