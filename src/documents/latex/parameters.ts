// Reads how a macro takes its arguments: xparse's argument specifications and TeX's parameter texts.

import { absent } from './expansion';
import type { Parameter } from './macroTable';

const mostParameters = 9;

const specified = /\s*(?:[+!]\s*)*(?:>\s*\{[^{}]*\}\s*)?([a-zA-Z])\s*/y;
const braced = /\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|(\\[a-zA-Z]+|\S)/y;

/** The parameters of an xparse specification such as "s o m D<>{x}"; undefined where it holds what is not read here. */
export function parseSpecification(specification: string): Parameter[] | undefined {
	const parameters: Parameter[] = [];
	let at = 0;
	const token = (): string | undefined => {
		braced.lastIndex = at;
		const found = braced.exec(specification);
		at += found?.[0].length ?? 0;
		return found === null ? undefined : (found[1] ?? found[2]);
	};
	while (at < specification.length && parameters.length < mostParameters) {
		specified.lastIndex = at;
		const found = specified.exec(specification);
		if (found === null) {
			return specification.slice(at).trim() === '' ? parameters : undefined;
		}
		at += found[0].length;
		const parameter = parameterOf(found[1] ?? '', token);
		if (parameter === undefined) {
			return undefined;
		}
		parameters.push(parameter);
	}
	return parameters;
}

function parameterOf(letter: string, token: () => string | undefined): Parameter | undefined {
	const bracketed = (hasFallback: boolean): Parameter => {
		const [opening = '[', closing = ']'] = [token(), token()];
		return { kind: 'optional', opening, closing, fallback: hasFallback ? (token() ?? '') : absent };
	};
	switch (letter) {
		case 'm':
		case 'v':
			return { kind: 'mandatory' };
		case 'o':
			return { kind: 'optional', opening: '[', closing: ']', fallback: absent };
		case 'O':
			return { kind: 'optional', opening: '[', closing: ']', fallback: token() ?? '' };
		case 'd':
		case 'r':
			return bracketed(false);
		case 'D':
		case 'R':
			return bracketed(true);
		case 'g':
			return { kind: 'optionalGroup', fallback: absent };
		case 'G':
			return { kind: 'optionalGroup', fallback: token() ?? '' };
		case 's':
			return { kind: 'star', sign: '*' };
		case 't':
			return { kind: 'star', sign: token() ?? '*' };
		case 'u':
			return { kind: 'delimited', until: token() ?? ' ' };
		default:
			// e and E (embellishments), b (an environment's body), l: their calls are left out.
			return undefined;
	}
}

/** What stands between the name and the body of a \def: "#1#2", "(#1,#2)", "#1 to #2."; undefined where it is none of TeX's. */
export function readParameterText(pattern: string): { readonly lead: string; readonly parameters: Parameter[] } | undefined {
	const [lead = '', ...pieces] = pattern.split(/#(?=.)/s);
	if (pieces.length > mostParameters || pieces.some((piece, index) => !piece.startsWith(String(index + 1)))) {
		return undefined;
	}
	const parameters = pieces.map((piece, index): Parameter => {
		const until = index === pieces.length - 1 ? piece.slice(1).replace(/\s+$/, '') || piece.slice(1) : piece.slice(1);
		return until === '' ? { kind: 'mandatory' } : { kind: 'delimited', until };
	});
	return { lead: lead.trim(), parameters };
}
