// What the documentation names must exist: files, error codes. It drifts otherwise.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'THIRD_PARTY_NOTICES.md'].concat(
	readdirSync('docs', { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.md'))
		.map((file) => join('docs', file)),
);

function matches(text: string, pattern: RegExp): string[] {
	return [...text.matchAll(pattern)].map((match) => match[1]!);
}

describe('documentation', () => {
	it.each(pages)('%s links to files that exist', (page) => {
		const links = matches(readFileSync(page, 'utf8'), /\]\(([^)#\s]+)[^)]*\)/g).filter((link) => !/^\w+:/.test(link));
		expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
	});

	it.each(pages)('%s names source files that exist', (page) => {
		const paths = matches(readFileSync(page, 'utf8'), /`((?:src|test|scripts|models|syntaxes|webview)\/[\w./-]+)`/g);
		expect(paths.filter((path) => !existsSync(path))).toEqual([]);
	});

	it('lists every error code, and no other', () => {
		const listed = matches(readFileSync('docs/errors.md', 'utf8'), /^\| `(\w+\.\w+)` \|/gm);
		const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => readFileSync(join('src', file), 'utf8'))
			.filter((text) => text.includes('UserError'));
		const rooms = 'checkpoint|tokenizer|data|conf|spert|training|engine|inference|run|cli|fetch|knowledge|workspace|rename|assistant|exchange|models|graph|queue';
		const thrown = sources.flatMap((text) => matches(text, new RegExp(`'((?:${rooms})\\.[a-z]\\w+)'`, 'g')));
		const files = new Set(['data.pkl', 'tokenizer.json', 'queue.cjs']);
		const settings = /^spert\.(modelPath|typesPath|tokenizerPath|maxSpanSize)$/;
		const codes = new Set(thrown.filter((code) => !files.has(code) && !settings.test(code)));
		expect([...listed].sort()).toEqual([...codes].sort());
	});
});
