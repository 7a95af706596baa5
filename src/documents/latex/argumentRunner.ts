// Reads the arguments of a command or an environment by its signature (commands.ts): leaves them out, keeps them in the text,
// or makes blocks of their own of them.

import type { BlockKind } from '../block';
import { readArgument, readOptional, skipSpace, type Argument } from './arguments';
import type { CommandCall } from './commandRunner';
import { keyValues } from './keyValues';
import type { MappedText } from './mappedText';
import type { LatexScanner } from './scanner';

const blockKinds: Readonly<Record<string, BlockKind>> = {
	T: 'title',
	A: 'abstract',
	H: 'heading',
	h: 'heading',
	k: 'heading',
	K: 'heading',
	C: 'caption',
	c: 'caption',
	L: 'caption',
	F: 'footnote',
	P: 'paragraph',
};

/** Reads the arguments by `signature` (commands.ts) and returns where to go on. */
export function readArguments(scanner: LatexScanner, call: CommandCall, signature: string): number {
	const { input, nameEnd, end } = call;
	let next = nameEnd;
	for (const [index, letter] of [...signature].entries()) {
		const output = scanner.writer.text;
		if (letter === 's') {
			next += input.text[next] === '*' && next < end ? 1 : 0;
			continue;
		}
		if (letter === '_') {
			output.space(input.from(Math.max(nameEnd, next - 1)), input.to(next));
			continue;
		}
		if (letter === '/') {
			output.write('/', input.from(Math.max(nameEnd, next - 1)), input.to(next));
			continue;
		}
		if (letter === 'v') {
			next = overlayEnd(input, next, end);
			continue;
		}
		if ('orckKL'.includes(letter)) {
			next = readBrackets(scanner, input, next, end, letter);
			continue;
		}
		if (letter === 'h' && input.text[skipSpace(input, next, end)] !== '{') {
			continue;
		}
		const argument = readArgument(input, next, end);
		if (argument === undefined) {
			break;
		}
		if (letter === 't' && index === signature.length - 1) {
			// Read where it stands, so that the depth of such commands costs nothing.
			return argument.start;
		}
		if (letter === 't') {
			scanner.scan(input, argument.start, argument.end);
		} else if (letter === 'l') {
			const outer = scanner.areLinesJoined;
			scanner.areLinesJoined = true;
			scanner.scan(input, argument.start, argument.end);
			scanner.areLinesJoined = outer;
		} else if (letter === 'm') {
			output.omit();
		} else {
			readBlock(scanner, input, argument, letter);
		}
		next = argument.next;
	}
	return next;
}

const overlay = /<[\d+.,|()\sa-z:@-]{0,40}>/y;

/** Behind an overlay specification of beamer, such as `<2->`. */
export function overlayEnd(input: MappedText, at: number, end: number): number {
	overlay.lastIndex = at;
	return Math.min(end, at + (overlay.exec(input.text)?.[0].length ?? 0));
}

/** An argument in brackets: left out, or a block of its own, or options of which one is. */
function readBrackets(scanner: LatexScanner, input: MappedText, at: number, end: number, letter: string): number {
	const given = letter === 'r' ? readOptional(input, at, end, '(', ')') : readOptional(input, at, end);
	if (given === undefined) {
		return at;
	}
	if (letter === 'c' || letter === 'k') {
		readBlock(scanner, input, given, letter);
	} else if (letter === 'K' || letter === 'L') {
		const wanted = letter === 'K' ? 'title' : 'caption';
		const value = keyValues(input.text.slice(given.start, given.end)).find(({ key }) => key === wanted);
		if (value !== undefined) {
			readBlock(scanner, input, { start: given.start + value.start, end: given.start + value.end, next: given.next }, letter);
		}
	}
	return given.next;
}

/** An argument that is a block of its own. Headings and titles end the paragraph before them; the others interrupt it. */
function readBlock(scanner: LatexScanner, input: MappedText, argument: Argument, letter: string): void {
	const kind = blockKinds[letter] ?? 'paragraph';
	const { writer } = scanner;
	const isAllowed = !scanner.isPreamble || kind === 'title' || kind === 'abstract';
	if (!isAllowed || !writer.canPush) {
		return;
	}
	writer.text.omit();
	if (kind !== 'footnote' && kind !== 'caption') {
		writer.endBlock();
	}
	const wasPreamble = scanner.isPreamble;
	scanner.isPreamble = false;
	writer.push(kind, false);
	scanner.scan(input, argument.start, argument.end);
	writer.pop();
	scanner.isPreamble = wasPreamble;
}
