// What is bundled into what: the programs under dist/ and the editor suites under out/. One place, for the build, the
// watch and the tests.

import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build, context } from 'esbuild';
import { inProject, root } from './project.mjs';

/**
 * Source, bundle, and the most that the minified bundle may weigh in bytes: growth beyond it is a decision, not an accident.
 * @type {readonly { entry: string, bundle: string, budget: number, program?: true }[]}
 */
const programs = [
	// Commands for models and devices came to those for documents; what they do is done by other programs. So is what came for whole
	// corpora: the panel on a graph (11 KB), options of training (3 KB) and a server's address and token (3 KB).
	{ entry: 'src/extension.ts', bundle: 'dist/extension.cjs', budget: 470_000 },
	// What exports and imports need beyond the rest, loaded when they are first used.
	{ entry: 'src/exchange/node/exchangeProgram.ts', bundle: 'dist/exchange.cjs', budget: 460_000 },
	// The queue in the editor: loaded where one is set. A third are the checks of what the command line program says.
	{ entry: 'src/features/corpora/corporaFeature.ts', bundle: 'dist/corpora.cjs', budget: 80_000 },
	{ entry: 'src/server/main.ts', bundle: 'dist/server.cjs', budget: 1_500_000 },
	{ entry: 'src/engine/devices/probeProgram.ts', bundle: 'dist/probe.cjs', budget: 800_000 },
	{ entry: 'src/reader/main.ts', bundle: 'dist/reader.cjs', budget: 300_000 },
	// BullMQ with its scripts (half of it; a quarter are those for PostgreSQL, which come along) and ioredis: loaded where a queue is named.
	{ entry: 'src/queue/redis/queueProgram.ts', bundle: 'dist/queue.cjs', budget: 1_400_000 },
	// The whole engine with all encoders, devices, downloads (the hub's library is 30 KB of it) and the tools' server with its schemas.
	// Whole corpora came to it: queues, merged graphs, an inference server.
	{ entry: 'src/cli/main.ts', bundle: 'dist/spert.cjs', budget: 2_000_000, program: true },
];

/**
 * Pages of webviews: script and style sheet of each go to dist/webview, the budget is the script's.
 * @type {readonly { entry: string, name: string, budget: number }[]}
 */
const pages = [
	{ entry: 'webview/training/main.ts', name: 'training', budget: 150_000 },
	{ entry: 'webview/relationGraph/main.ts', name: 'relationGraph', budget: 720_000 },
];

/**
 * @huggingface/hub's hash function, compiled for any environment, names import.meta.url and does not use it.
 * @type {import('esbuild').Plugin}
 */
const withoutImportMeta = {
	name: 'without-import-meta',
	setup(builder) {
		builder.onLoad({ filter: /huggingface.hub.dist.sha256-wrapper-\w+\.mjs$/ }, ({ path }) => {
			return { contents: readFileSync(path, 'utf8').replace('import.meta.url', 'undefined') };
		});
	},
};

/** @type {import('esbuild').BuildOptions} */
const common = {
	absWorkingDir: root,
	bundle: true,
	platform: 'node',
	target: 'node20',
	format: 'cjs',
	// vscode is given by the extension host; the next two find their libraries beside their own files; the last two are clients that
	// BullMQ could use in place of ioredis.
	external: ['vscode', 'onnxruntime-node', 'node-sqlite3-wasm', 'pg', '@valkey/valkey-glide'],
	sourcemap: true,
	logLevel: 'warning',
	// A bundle in CommonJS has no import.meta: what would be silently empty at run time fails here.
	logOverride: { 'empty-import-meta': 'error' },
	plugins: [withoutImportMeta],
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

/** @param {(typeof pages)[number]} page @param {boolean} production @returns {import('esbuild').BuildOptions} */
const pageOptionsFor = ({ entry, name }, production) => ({
	absWorkingDir: root,
	bundle: true,
	platform: 'browser',
	target: 'chrome128',
	format: 'iife',
	entryPoints: { [name]: entry },
	outdir: 'dist/webview',
	sourcemap: production ? false : 'inline',
	minify: production,
	logLevel: 'warning',
});

/** @param {string} bundle @param {number} budget @param {boolean} production @returns {{ bundle: string, bytes: number }} */
function weighed(bundle, budget, production) {
	const bytes = statSync(inProject(bundle)).size;
	if (production && bytes > budget) {
		throw new Error(`${bundle} weighs ${bytes} bytes; its budget is ${budget} (scripts/lib/bundles.mjs).`);
	}
	return { bundle, bytes };
}

/**
 * Builds every program and every page once.
 * @param {{ production?: boolean }} [options] production: minified, and held to its budget
 * @returns {Promise<{ bundle: string, bytes: number }[]>}
 */
export async function buildPrograms({ production = false } = {}) {
	const programBundles = programs.map(async (program) => {
		await build(optionsFor(program, production));
		if (program.program) {
			chmodSync(inProject(program.bundle), 0o755);
		}
		return weighed(program.bundle, program.budget, production);
	});
	const pageBundles = pages.map(async (page) => {
		await build(pageOptionsFor(page, production));
		return weighed(`dist/webview/${page.name}.js`, page.budget, production);
	});
	return Promise.all([...programBundles, ...pageBundles]);
}

/** Builds again whenever a source changes, until the process ends. */
export async function watchPrograms() {
	for (const options of [...programs.map((program) => optionsFor(program, false)), ...pages.map((page) => pageOptionsFor(page, false))]) {
		const watched = await context({ ...options, logLevel: 'info' });
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
