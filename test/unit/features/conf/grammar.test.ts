// The grammar by the engine that the editor uses. It comes with the editor that the other suites install: without that the
// tests of tokens are skipped.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Token {
	readonly startIndex: number;
	readonly endIndex: number;
	readonly scopes: readonly string[];
}

interface Grammar {
	tokenizeLine(line: string, state: unknown): { readonly tokens: readonly Token[]; readonly ruleStack: unknown };
}

interface Textmate {
	readonly INITIAL: unknown;
	readonly parseRawGrammar: (text: string, path: string) => unknown;
	readonly Registry: new (options: unknown) => { loadGrammar(scope: string): Promise<Grammar | null> };
}

interface Oniguruma {
	readonly loadWASM: (data: Buffer) => Promise<void>;
	readonly createOnigScanner: (patterns: readonly string[]) => unknown;
	readonly createOnigString: (text: string) => unknown;
}

const projectRoot = join(import.meta.dirname, '../../../..');
const grammarPath = 'syntaxes/spert-conf.tmLanguage.json';
const modules = join(projectRoot, 'test/harness/vscode/node_modules');
const hasEngine = ['vscode-textmate', 'vscode-oniguruma'].every((name) => existsSync(join(modules, name)));

async function loadGrammar(): Promise<{ grammar: Grammar; textmate: Textmate }> {
	const require = createRequire(join(modules, 'any.js'));
	const textmate = require('vscode-textmate') as Textmate;
	const oniguruma = require('vscode-oniguruma') as Oniguruma;
	await oniguruma.loadWASM(readFileSync(join(modules, 'vscode-oniguruma/release/onig.wasm')));
	const registry = new textmate.Registry({
		onigLib: Promise.resolve(oniguruma),
		loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(readFileSync(join(projectRoot, grammarPath), 'utf8'), grammarPath)),
	});
	const grammar = await registry.loadGrammar('source.spert-conf');
	if (grammar === null) {
		throw new Error('There is no grammar.');
	}
	return { grammar, textmate };
}

/** Each token that is not blank, with its innermost scope without the language's name. */
function tokens(line: string, { grammar, textmate }: { grammar: Grammar; textmate: Textmate }): string[] {
	return grammar
		.tokenizeLine(line, textmate.INITIAL)
		.tokens.map(({ startIndex, endIndex, scopes }) => [line.slice(startIndex, endIndex), scopes.at(-1)?.replace(/\.spert-conf$/, '')])
		.filter(([text]) => text?.trim() !== '')
		.map(([text, scope]) => `${text} ${scope}`);
}

const property = 'support.type.property-name';
const assignment = '= keyword.operator.assignment';

describe('the grammar of configuration files', () => {
	it.skipIf(!hasEngine)('tells comments, repeat counts, keys and the kinds of values apart', async () => {
		const loaded = await loadGrammar();
		const expected: Readonly<Record<string, readonly string[]>> = {
			'  # text = 1': ['# punctuation.definition.comment', ' text = 1 comment.line.number-sign'],
			'[12]': [
				'[ punctuation.definition.section.begin',
				'12 constant.numeric.integer',
				'] punctuation.definition.section.end',
			],
			'epochs = 20': [`epochs ${property}`, assignment, '20 constant.numeric'],
			'lr=5e-5 ': [`lr ${property}`, assignment, '5e-5 constant.numeric'],
			'cpu = True': [`cpu ${property}`, assignment, 'True constant.language.boolean'],
			'label = true_1': [`label ${property}`, assignment, 'true_1 string.unquoted'],
			'label = 2nd # run': [`label ${property}`, assignment, '2nd # run string.unquoted'],
			'log_path = data/log': [`log_path ${property}`, assignment, 'data/log string.unquoted.path'],
			'label =': [`label ${property}`, assignment],
			'label = a = b': ['label = a = b invalid.illegal'],
			'no pair': ['no pair invalid.illegal'],
			'[one]': ['[one] invalid.illegal'],
		};
		for (const [line, parts] of Object.entries(expected)) {
			expect(tokens(line, loaded), line).toEqual(parts);
		}
	});

	it('is what the manifest contributes, with the language and its configuration', () => {
		const read = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'));
		const { contributes } = read('package.json') as {
			contributes: {
				languages: { id: string; configuration: string }[];
				grammars: { language: string; scopeName: string; path: string }[];
			};
		};
		const language = contributes.languages.find(({ id }) => id === 'spert-conf');
		const grammar = contributes.grammars.find(({ language: id }) => id === 'spert-conf');
		expect(grammar?.path).toBe(`./${grammarPath}`);
		expect(read(grammarPath)).toMatchObject({ scopeName: grammar?.scopeName });
		expect(read(language?.configuration ?? '')).toMatchObject({ comments: { lineComment: '#' } });
	});
});
