// Bundles a program of ours as the build does, into a folder of its own, so that tests run what users run.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Disposable } from '../../src/base/disposable';

const projectRoot = join(import.meta.dirname, '../..');

export interface BundledProgram extends Disposable {
	/** The program's file, to be run by Node. */
	readonly path: string;
}

/**
 * @param entry a source file such as "src/cli/main.ts"
 * @param besides what it starts, by the name of the bundle beside its own: "probe"
 */
export function bundleProgram(entry: string, besides: Readonly<Record<string, string>> = {}): BundledProgram {
	// Inside the project, so that the runtime, which is no part of a bundle, is found as ever.
	const parent = join(projectRoot, 'out', 'test', 'programs');
	mkdirSync(parent, { recursive: true });
	const folder = mkdtempSync(join(parent, 'program-'));
	symlinkSync(join(projectRoot, 'models'), join(folder, 'models'), 'junction');
	copyFileSync(join(projectRoot, 'package.json'), join(folder, 'package.json'));
	const path = join(folder, 'dist', 'program.cjs');
	buildSync({
		absWorkingDir: projectRoot,
		entryPoints: { program: entry, ...besides },
		outdir: join(folder, 'dist'),
		outExtension: { '.js': '.cjs' },
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		external: ['onnxruntime-node', 'node-sqlite3-wasm', 'pg', '@valkey/valkey-glide'],
		logLevel: 'error',
	});
	return { path, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
