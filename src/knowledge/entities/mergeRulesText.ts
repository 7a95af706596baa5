// The text of a file of merge rules: one rule a line, `same` or `different`, a tab, a form, a tab, a form, in sorted order, so
// that git merges what several people add. Changes touch the lines of their rules alone; everything else stays as it was.

import type { UserError } from '../../base/userError';
import { rulesConflict, rulesLineMalformed, rulesTooLarge } from '../errors';
import { compare } from './acronymTable';
import { normalizedForm } from './mergeKey';
import type { MergeRule, MergeRules } from './mergeRules';

/** In bytes. More is no file of rules that people made. */
export const largestRulesFile = 4 * 1024 * 1024;

export interface ParsedMergeRules {
	/** Of all lines that are rules, also between the markers of a conflict: what two sides added holds together. */
	readonly rules: readonly MergeRule[];
	/** Lines that are neither rules nor comments. While there are any, the file must not be written. */
	readonly problems: readonly UserError[];
}

/** @param file its name, for messages */
export function parseMergeRules(text: string, file: string): ParsedMergeRules {
	if (text.length > largestRulesFile) {
		return { rules: [], problems: [rulesTooLarge(file)] };
	}
	const rules: MergeRule[] = [];
	const problems: UserError[] = [];
	for (const [index, line] of linesOf(text).entries()) {
		if (isConflictMarker(line)) {
			problems.push(rulesConflict(file, index + 1));
		} else if (!isRemark(line)) {
			const rule = ruleOf(line);
			if (rule === undefined) {
				problems.push(rulesLineMalformed(file, index + 1, line));
			} else {
				rules.push(rule);
			}
		}
	}
	return { rules, problems };
}

/** The text of a new file. */
export function formatMergeRules({ same, different }: MergeRules): string {
	const lines = [
		...same.map((forms) => lineOf({ kind: 'same', forms })),
		...different.map((forms) => lineOf({ kind: 'different', forms })),
	];
	return [...new Set(lines)].sort(compare).map((line) => `${line}\n`).join('');
}

/** The text with one more rule, before the first that comes after it; the same text where it has the rule already. */
export function withMergeRule(text: string, rule: MergeRule): string {
	const added = lineOf(rule);
	const lines = rawLines(text);
	if (lines.some((line) => lineOfRule(line) === added)) {
		return text;
	}
	const end = text.includes('\r\n') ? '\r\n' : '\n';
	const following = lines.findIndex((line) => (lineOfRule(line) ?? '') > added);
	if (following >= 0) {
		// Comments right above a rule belong to it, but those at the top of the file belong to the file.
		let at = following;
		while (at > 0 && lines[at - 1]?.startsWith('#') === true) {
			at--;
		}
		return [...lines.slice(0, at || following), added + end, ...lines.slice(at || following)].join('');
	}
	const last = lines.at(-1);
	return text + (last === undefined || last.endsWith('\n') ? '' : end) + added + end;
}

/** The text without a rule, wherever it stands; the same text where it does not have it. */
export function withoutMergeRule(text: string, rule: MergeRule): string {
	const removed = lineOf(rule);
	return rawLines(text)
		.filter((line) => lineOfRule(line) !== removed)
		.join('');
}

function lineOf({ kind, forms }: MergeRule): string {
	return [kind, ...forms.map(normalizedForm).sort(compare)].join('\t');
}

function lineOfRule(line: string): string | undefined {
	const rule = ruleOf(line);
	return rule && lineOf(rule);
}

/** White space around forms, a byte order mark included, says nothing. */
function ruleOf(line: string): MergeRule | undefined {
	const [kind, first, second, ...more] = line.split('\t').map(normalizedForm);
	return (kind === 'same' || kind === 'different') && first && second && more.length === 0
		? { kind, forms: [first, second] }
		: undefined;
}

function isRemark(line: string): boolean {
	return line.trim() === '' || line.startsWith('#');
}

function isConflictMarker(line: string): boolean {
	return /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line);
}

function linesOf(text: string): string[] {
	return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

/** With their line ends. */
function rawLines(text: string): string[] {
	return text === '' ? [] : text.split(/(?<=\n)/);
}
