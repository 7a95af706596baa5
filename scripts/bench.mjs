// `npm run bench`: builds the programs and the measurements (test/bench) and runs them.

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildPrograms } from './lib/bundles.mjs';
import { runNode } from './lib/processes.mjs';
import { inProject, root } from './lib/project.mjs';

if (!existsSync(inProject('node_modules', 'onnxruntime-node'))) {
	console.error('Install the packages first: npm ci --ignore-scripts');
	process.exit(1);
}
await buildPrograms();
const outdir = inProject('out', 'test', 'bench');
rmSync(outdir, { recursive: true, force: true });
const programs = ['main', 'predictProgram', 'trainProgram', 'reopenProgram', 'growthProgram', 'peers/ourPeer', 'peers/sgemmProgram'];
const entryPoints = programs.map((program) => join('test', 'bench', `${program}.ts`));
await build({
	absWorkingDir: root,
	entryPoints,
	outdir,
	bundle: true,
	platform: 'node',
	target: 'node20',
	format: 'esm',
	outExtension: { '.js': '.mjs' },
	packages: 'external',
	sourcemap: true,
	logLevel: 'warning',
});
const { code } = await runNode([join(outdir, 'main.mjs'), ...process.argv.slice(2)]);
process.exit(code);
