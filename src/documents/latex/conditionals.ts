// Conditionals whose outcome is known: \iffalse, the document's own switches, and the questions that a macro's body asks
// about its arguments. Of any other both branches are read, because no word of the author's is to be lost.

import { readArgument } from './arguments';
import type { CommandCall } from './commandRunner';
import { absent } from './expansion';
import type { MappedText } from './mappedText';
import type { LatexScanner } from './scanner';

/** Reads the conditional, \else or \fi and returns where to go on; undefined where the command is none or nothing is known. */
export function conditional(scanner: LatexScanner, call: CommandCall): number | undefined {
	const { input, name, at, nameEnd, end } = call;
	if (name === 'fi') {
		return nameEnd;
	}
	if (name === 'else') {
		const behind = input.matching.skippedBranchEnd(at);
		return behind < 0 ? nameEnd : Math.min(end, behind);
	}
	if (!/^[iI]f/.test(name)) {
		return undefined;
	}
	const asked = questions.get(name);
	if (asked !== undefined) {
		return question(scanner, call, asked);
	}
	const isOn = name === 'iffalse' ? false : name === 'iftrue' ? true : scanner.macros.isOn(name.slice('if'.length));
	if (isOn === undefined) {
		return emptiness(call) ?? behindTest(input, name, nameEnd, end);
	}
	return branch(call, isOn, nameEnd);
}

/** Goes on in the branch that holds; `behindTest` is where the first one begins. */
function branch({ input, at, nameEnd, end }: CommandCall, isOn: boolean, behindTest: number): number {
	if (isOn) {
		input.matching.takeFirstBranch(at);
		return behindTest;
	}
	const behind = input.matching.firstBranchEnd(at);
	// Without its \fi only the command itself goes.
	return behind < 0 ? nameEnd : Math.min(end, behind);
}

/** `\ifx\relax#1\relax`, `\if!#1!`: how a macro asks whether an argument is empty. */
const emptinessTest = /\s*(?:(\\[a-zA-Z@]+)([^\n]{0,500}?)\1(?![a-zA-Z@])|([^\sA-Za-z0-9\\{}])([^\n]{0,500}?)\3)/y;

function emptiness(call: CommandCall): number | undefined {
	const { input, name, nameEnd, end } = call;
	if (input.isSource || (name !== 'ifx' && name !== 'if')) {
		return undefined;
	}
	emptinessTest.lastIndex = nameEnd;
	const found = emptinessTest.exec(input.text);
	const behind = nameEnd + (found?.[0].length ?? 0);
	return found === null || behind > end ? undefined : branch(call, (found[2] ?? found[4])?.trim() === '', behind);
}

const number = String.raw`\s*(?:-?[\d.]+\s*(?:pt|em|ex|mm|cm|in)?|\\[a-zA-Z@]+(?:\{[^{}\n]{0,100}\})?)`;
const token = String.raw`\s*(?:\\(?:[a-zA-Z@]+|[^a-zA-Z@])|[^\s\\{}])`;

/** What the tests of TeX's own conditionals look like. */
const tests = new Map([
	['ifx', new RegExp(`${token}${token}`, 'y')],
	['if', new RegExp(`${token}${token}`, 'y')],
	['ifcat', new RegExp(`${token}${token}`, 'y')],
	['ifnum', new RegExp(`${number}\\s*[<>=]${number} ?`, 'y')],
	['ifdim', new RegExp(`${number}\\s*[<>=]${number} ?`, 'y')],
	['ifodd', new RegExp(`${number} ?`, 'y')],
	['ifcase', new RegExp(`${number} ?`, 'y')],
	['ifdefined', new RegExp(token, 'y')],
	['ifcsname', /[^\\{}\n]{0,200}\\endcsname/y],
]);

/** Behind the test of a conditional of which nothing else is known; undefined where it has none that is known either. */
function behindTest(input: MappedText, name: string, nameEnd: number, end: number): number | undefined {
	const test = tests.get(name);
	if (test === undefined) {
		return undefined;
	}
	test.lastIndex = nameEnd;
	return Math.min(end, nameEnd + (test.exec(input.text)?.[0].length ?? 0));
}

type Answer = (scanner: LatexScanner, asked: string) => boolean | undefined;

interface Question {
	readonly answer: Answer;
	/** Which of the two branches follow. */
	readonly branches: 'TF' | 'T' | 'F';
}

const isAbsent = (asked: string): boolean => asked.trim().startsWith(absent.slice(0, -'{}'.length));
const booleanAnswer: Answer = (_scanner, asked) => (asked.includes('\\Boolean') ? asked.includes('\\BooleanTrue') : undefined);
const switchAnswer: Answer = (scanner, asked) => scanner.macros.isOn(asked.trim());

const answers: readonly (readonly [string, Answer])[] = [
	['IfBoolean', booleanAnswer],
	['IfNoValue', (_scanner, asked) => isAbsent(asked)],
	['IfValue', (_scanner, asked) => !isAbsent(asked)],
	['IfBlank', (_scanner, asked) => asked.trim() === '' || isAbsent(asked)],
];

const questions = new Map<string, Question>([
	...answers.flatMap(([name, answer]) =>
		(['TF', 'T', 'F'] as const).map((branches): [string, Question] => [name + branches, { answer, branches }]),
	),
	['ifblank', { answer: (_scanner, asked) => asked.trim() === '' || isAbsent(asked), branches: 'TF' }],
	['iftoggle', { answer: switchAnswer, branches: 'TF' }],
	['ifbool', { answer: switchAnswer, branches: 'TF' }],
	['ifthenelse', { answer: comparison, branches: 'TF' }],
]);

/** `\boolean{name}` and `\equal{a}{b}` of plain words. */
function comparison(scanner: LatexScanner, asked: string): boolean | undefined {
	const [, word, first = '', second = ''] = /^\s*\\(boolean|equal)\s*\{([^{}\\]*)\}\s*(?:\{([^{}\\]*)\})?\s*$/.exec(asked) ?? [];
	if (word === 'boolean') {
		return scanner.macros.isOn(first);
	}
	return word === 'equal' ? first.trim() === second.trim() : undefined;
}

function question(scanner: LatexScanner, { input, nameEnd, end }: CommandCall, { answer, branches }: Question): number {
	const asked = readArgument(input, nameEnd, end);
	const outcome = asked && answer(scanner, input.text.slice(asked.start, asked.end));
	let next = asked?.next ?? nameEnd;
	for (const branch of branches) {
		const argument = readArgument(input, next, end);
		if (argument === undefined) {
			break;
		}
		if (outcome === undefined || outcome === (branch === 'T')) {
			scanner.scan(input, argument.start, argument.end);
		}
		next = argument.next;
	}
	return next;
}
