// What is bundled into what: the programs under dist/ and the editor suites under out/. One place, for the build, the
// watch and the tests.

import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build, context } from 'esbuild';
import { inProject, root } from './project.mjs';

/**
 * Source, bundle, and the most that the minified bundle may weigh in bytes: growth beyond it is a decision, not an accident.
 * @type {readonly { entry: string, bundle: string, budget: number, program?: true }[]}
 */
const programs = [
	{ entry: 'src/extension.ts', bundle: 'dist/extension.cjs', budget: 400_000 },
	{ entry: 'src/server/main.ts', bundle: 'dist/server.cjs', budget: 1_500_000 },
	{ entry: 'src/reader/main.ts', bundle: 'dist/reader.cjs', budget: 300_000 },
	{ entry: 'src/cli/main.ts', bundle: 'dist/spert.cjs', budget: 1_500_000, program: true },
];

/** @type {import('esbuild').BuildOptions} */
const common = {
	absWorkingDir: root,
	bundle: true,
	platform: 'node',
	target: 'node20',
	format: 'cjs',
	// vscode is given by the extension host; onnxruntime-node finds its library beside its own files.
	external: ['vscode', 'onnxruntime-node'],
	sourcemap: true,
	logLevel: 'warning',
	// A bundle in CommonJS has no import.meta: what would be silently empty at run time fails here.
	logOverride: { 'empty-import-meta': 'error' },
};

/** @param {(typeof programs)[number]} program @param {boolean} production @returns {import('esbuild').BuildOptions} */
const optionsFor = ({ entry, bundle, program }, production) => ({
	...common,
	entryPoints: [entry],
	outfile: bundle,
	minify: production,
	sourcesContent: !production,
	...(program ? { banner: { js: '#!/usr/bin/env node' } } : {}),
});

/**
 * Builds every program once.
 * @param {{ production?: boolean }} [options] production: minified, and held to its budget
 * @returns {Promise<{ bundle: string, bytes: number }[]>}
 */
export async function buildPrograms({ production = false } = {}) {
	return Promise.all(
		programs.map(async (program) => {
			await build(optionsFor(program, production));
			const bytes = statSync(inProject(program.bundle)).size;
			if (program.program) {
				chmodSync(inProject(program.bundle), 0o755);
			}
			if (production && bytes > program.budget) {
				throw new Error(`${program.bundle} weighs ${bytes} bytes; its budget is ${program.budget} (scripts/lib/bundles.mjs).`);
			}
			return { bundle: program.bundle, bytes };
		}),
	);
}

/** Builds again whenever a source changes, until the process ends. */
export async function watchPrograms() {
	for (const program of programs) {
		const watched = await context({ ...optionsFor(program, false), logLevel: 'info' });
		await watched.watch();
	}
}

/** Bundles each suite of test/integration into out/test/integration, where VS Code's test runner finds it. */
export async function bundleEditorSuites() {
	const outdir = inProject('out', 'test', 'integration');
	rmSync(outdir, { recursive: true, force: true });
	mkdirSync(outdir, { recursive: true });
	const suites = readdirSync(inProject('test', 'integration')).filter((file) => file.endsWith('.test.ts'));
	await build({
		...common,
		entryPoints: suites.map((file) => join('test', 'integration', file)),
		outdir,
		outExtension: { '.js': '.cjs' },
	});
}
