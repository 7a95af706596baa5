// Every text that a person reads has a translation in every language that is there, none is left over, and a translation has
// the placeholders, links and settings of its text.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

type Texts = Readonly<Record<string, string>>;

const readTexts = (file: string): Texts => JSON.parse(readFileSync(file, 'utf8')) as Texts;

const manifest = readFileSync('package.json', 'utf8');
const manifestTexts = readTexts('package.nls.json');
const sourceTexts = [...textsIn('src', isEditorText), ...textsIn('webview', isPageText)];
const languages = readdirSync('l10n').flatMap((file) => /^bundle\.l10n\.(.+)\.json$/.exec(file)?.[1] ?? []);

describe('texts of the manifest', () => {
	it('are written in package.nls.json, and none there is unused', () => {
		const used = [...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);
		expect(sorted(Object.keys(manifestTexts))).toEqual(sorted(used));
	});
});

describe('texts of the code', () => {
	it('are literals, which can be compared', () => {
		expect(sourceTexts.filter(({ text }) => text === undefined).map(({ place }) => place)).toEqual([]);
		expect(sourceTexts.length).toBeGreaterThan(200);
	});

	it('have no English bundle, which would hide them', () => {
		expect(readdirSync('l10n')).not.toContain('bundle.l10n.json');
	});

	it('are looked for where the manifest says', () => {
		expect((JSON.parse(manifest) as { l10n?: string }).l10n).toBe('./l10n');
	});
});

describe.each(languages)('in %s', (language) => {
	const ofManifest = readTexts(`package.nls.${language}.json`);
	const ofSource = readTexts(join('l10n', `bundle.l10n.${language}.json`));

	it('the manifest has every text', () => {
		expect(sorted(Object.keys(ofManifest))).toEqual(sorted(Object.keys(manifestTexts)));
	});

	it('the code has every text, and there is none that it does not use', () => {
		expect(sorted(Object.keys(ofSource))).toEqual(sorted(sourceTexts.flatMap(({ text }) => text ?? [])));
	});

	it('no translation is empty', () => {
		const all = [...Object.entries(ofManifest), ...Object.entries(ofSource)];
		expect(all.filter(([, text]) => text.trim() === '')).toEqual([]);
	});

	it('translations hold what their texts hold: placeholders, icons, links to commands, names of settings and code', () => {
		const pairs = [
			...Object.entries(ofManifest).map(([key, text]) => [manifestTexts[key] ?? '', text] as const),
			...Object.entries(ofSource),
		];
		const differing = pairs.filter(([text, translated]) => fixedParts(text).join(' ') !== fixedParts(translated).join(' '));
		expect(differing).toEqual([]);
	});
});

it('there is another language than English', () => {
	expect(languages).toContain('de');
});

interface SourceText {
	readonly place: string;
	/** Undefined where it is put together or comes from elsewhere. */
	readonly text: string | undefined;
}

/** The texts that are shown by calls for which `isText` holds, in all sources of a folder. */
function textsIn(folder: string, isText: (call: ts.CallExpression, file: ts.SourceFile) => boolean): SourceText[] {
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.d)\.ts$/.test(file));
	return files.flatMap((name) => {
		const path = join(folder, name);
		const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
		const found: SourceText[] = [];
		const visit = (node: ts.Node): void => {
			if (ts.isCallExpression(node) && isText(node, file)) {
				const { line } = file.getLineAndCharacterOfPosition(node.getStart());
				const texts = literalsOf(node.arguments[0]);
				found.push(...texts.map((text) => ({ place: `${path}:${line + 1}`, text })));
			}
			node.forEachChild(visit);
		};
		visit(file);
		return found;
	});
}

/** `vscode.l10n.t(…)`, and `l10n.t(…)` after `const { l10n } = vscode`. */
function isEditorText({ expression }: ts.CallExpression): boolean {
	return (
		ts.isPropertyAccessExpression(expression) &&
		expression.name.text === 't' &&
		(ts.isPropertyAccessExpression(expression.expression) ? expression.expression.name.text : expression.expression.getText()) === 'l10n'
	);
}

/** `t(…)` of webview/shared/texts. */
function isPageText({ expression }: ts.CallExpression, file: ts.SourceFile): boolean {
	return (
		ts.isIdentifier(expression) &&
		expression.text === 't' &&
		file.statements.some(
			(statement) =>
				ts.isImportDeclaration(statement) &&
				ts.isStringLiteral(statement.moduleSpecifier) &&
				statement.moduleSpecifier.text.endsWith('shared/texts'),
		)
	);
}

/** One text, the two of a choice, or that of `{ message: … }`. */
function literalsOf(node: ts.Expression | undefined): (string | undefined)[] {
	if (node === undefined) {
		return [undefined];
	}
	if (ts.isStringLiteralLike(node)) {
		return [node.text];
	}
	if (ts.isConditionalExpression(node)) {
		return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
	}
	if (ts.isObjectLiteralExpression(node)) {
		const message = node.properties.find((property) => property.name?.getText() === 'message');
		return literalsOf(message !== undefined && ts.isPropertyAssignment(message) ? message.initializer : undefined);
	}
	return [undefined];
}

/** What a translation must not change, in an order that does not depend on the sentence's. */
function fixedParts(text: string): string[] {
	return sorted(text.match(/\{\d+\}|\$\([\w~-]+\)|\(command:[^)]*\)|`[^`]*`/g) ?? [], false);
}

function sorted(texts: readonly string[], once = true): string[] {
	return (once ? [...new Set(texts)] : [...texts]).sort();
}
