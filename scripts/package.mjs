// `npm run package`: makes the VSIX for this platform, `spert-<version>-<platform>.vsix`, with this platform's
// onnxruntime library and no other, and fails where anything unexpected is inside.

import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { installLocked } from './lib/dependencies.mjs';
import { runNode } from './lib/processes.mjs';
import { inProject, platformTarget, readManifest } from './lib/project.mjs';
import { listZip } from './lib/zip.mjs';

await installLocked();
// Imported only now: it needs packages.
const { buildPrograms } = await import('./lib/bundles.mjs');

const library = `node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}`;
const mostBytes = 100_000_000;

/** Everything that may be inside, below `extension/`; vsce adds the two files beside that folder. */
const expected = [
	/^extension\.vsixmanifest$/,
	/^\[Content_Types\]\.xml$/,
	/^extension\/package(\.nls(\.[\w-]+)?)?\.json$/,
	/^extension\/l10n\/bundle\.l10n\.[\w-]+\.json$/,
	/^extension\/sample\/paper\.tex$/,
	/^extension\/third_party_notices\.md$/i,
	/^extension\/(readme|changelog)\.md$/i,
	/^extension\/license(\.txt|\.md)?$/i,
	/^extension\/dist\/\w+\.cjs$/,
	/^extension\/dist\/webview\/\w+\.(js|css)$/,
	/^extension\/(models|media|syntaxes)\/[\w./-]+$/,
	/^extension\/node_modules\/onnxruntime-(node|common)\/package\.json$/,
	/^extension\/node_modules\/onnxruntime-node\/dist\/[\w-]+\.js$/,
	/^extension\/node_modules\/onnxruntime-node\/script\/install-metadata[\w-]*\.js$/,
	/^extension\/node_modules\/onnxruntime-common\/dist\/cjs\/([\w-]+\.js|package\.json)$/,
	/^extension\/node_modules\/node-sqlite3-wasm\/(package\.json|dist\/node-sqlite3-wasm\.(js|wasm))$/,
	new RegExp(`^extension/${library}/[\\w.-]+$`),
];
/** What must be inside for the extension to work at all. */
const required = [
	'extension/package.json',
	'extension/package.nls.json',
	'extension/package.nls.de.json',
	'extension/l10n/bundle.l10n.de.json',
	'extension/sample/paper.tex',
	'extension/media/walkthrough/',
	'extension/media/icon.png',
	'extension/dist/reader.cjs',
	'extension/syntaxes/',
	'extension/dist/extension.cjs',
	'extension/dist/server.cjs',
	'extension/dist/probe.cjs',
	'extension/dist/spert.cjs',
	'extension/dist/queue.cjs',
	'extension/dist/corpora.cjs',
	'extension/dist/webview/training.js',
	'extension/node_modules/onnxruntime-node/dist/index.js',
	'extension/node_modules/onnxruntime-common/dist/cjs/index.js',
	`extension/${library}/onnxruntime_binding.node`,
	'extension/node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm',
	'extension/models/',
];

/** @param {{ name: string }[]} files @returns {string[]} what is wrong with the list */
function problemsOf(files) {
	const unexpected = files.filter(({ name }) => !expected.some((pattern) => pattern.test(name)));
	const absent = required.filter((start) => !files.some(({ name }) => name.startsWith(start)));
	return [...unexpected.map(({ name }) => `unexpected: ${name}`), ...absent.map((name) => `missing: ${name}`)];
}

await buildPrograms({ production: true });

mkdirSync(inProject('out'), { recursive: true });
const ignoreFile = inProject('out', 'vscodeignore');
writeFileSync(ignoreFile, `${readFileSync(inProject('.vscodeignore'), 'utf8')}!${library}/*\n`);

const { name, version } = readManifest();
const vsix = inProject(`${name}-${version}-${platformTarget}.vsix`);
const vsce = inProject('node_modules', '@vscode', 'vsce', 'vsce');
const options = ['--target', platformTarget, '--ignoreFile', ignoreFile, '--out', vsix];
// Links in the README may point into the repository, whose address the manifest need not know.
options.push('--allow-missing-repository', '--no-rewrite-relative-links');
const { code, output } = await runNode([vsce, 'package', ...options], { quiet: true });
if (code !== 0) {
	console.error(output);
	process.exit(1);
}

const files = listZip(vsix);
const bytes = statSync(vsix).size;
const problems = problemsOf(files);
if (bytes > mostBytes) {
	problems.push(`too large: ${bytes} bytes, at most ${mostBytes}`);
}
if (problems.length > 0) {
	console.error(`${vsix} is not as it should be:\n${problems.join('\n')}`);
	process.exit(1);
}
console.log(`${vsix}  ${files.length} files, ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
