// Lint rules: the import directions between the rooms of src/, and the house rules that a compiler does not know.

import tseslint from 'typescript-eslint';

/** Which rooms each room may import from (all may import base). docs/architecture.md says why. */
const allowed = {
	base: [],
	conf: [],
	documents: [],
	knowledge: [],
	protocol: [],
	inference: ['protocol'],
	corpus: [],
	engine: ['conf', 'corpus'],
	server: ['engine', 'inference', 'protocol', 'conf'],
	client: ['protocol'],
	reader: ['documents', 'protocol'],
	extraction: ['documents', 'knowledge', 'protocol'],
	queue: ['extraction', 'documents', 'protocol'],
	assistant: ['knowledge'],
	exchange: ['extraction', 'documents', 'knowledge', 'corpus', 'protocol'],
	graph: ['exchange', 'extraction', 'knowledge', 'protocol'],
	cli: ['queue', 'engine', 'inference', 'assistant', 'graph', 'exchange', 'extraction', 'corpus', 'documents', 'knowledge', 'conf', 'protocol'],
	host: [],
	features: ['client', 'assistant', 'exchange', 'extraction', 'documents', 'knowledge', 'conf', 'inference', 'queue', 'protocol', 'host'],
};
const rooms = Object.keys(allowed);
const mayImportNode = new Set(['inference', 'engine', 'server', 'client', 'reader', 'queue', 'graph', 'cli', 'host', 'features']);
/** Rooms that run anywhere, but for a folder `node` in them. */
const nodeCorners = new Set(['base', 'extraction', 'exchange']);
const mayImportEditor = new Set(['host', 'features']);

function importRules(room, withNode = mayImportNode.has(room)) {
	const forbidden = rooms.filter((other) => other !== room && other !== 'base' && !allowed[room].includes(other));
	const patterns = [
		{
			regex: `^(\\.\\./)+(${forbidden.join('|')})/`,
			message: `${room} may import ${['base', ...allowed[room]].join(', ')} only: put the code where its imports are allowed (docs/architecture.md).`,
		},
	];
	if (!mayImportEditor.has(room)) {
		patterns.push({ regex: '^vscode$', message: 'vscode is imported in extension.ts, host/ and features/ only.' });
	}
	if (!withNode) {
		patterns.push({ regex: '^node:|/(base|extraction|exchange)/node/', message: `${room} runs in any JavaScript environment: no Node modules here.` });
	}
	return patterns;
}

const webviewImports = {
	regex: '^(\\.\\./)+src/(?!base/(?!node/)|protocol/)|^vscode$|^node:',
	message: 'Pages run in a browser: of src/ they may import base and protocol only.',
};

const storeOnly = {
	regex: '^node-sqlite3-wasm$',
	message: 'node-sqlite3-wasm is imported in graph/store only: everything else talks to the stores.',
};

const runtimeOnly = {
	regex: '^onnxruntime-',
	message: 'onnxruntime is imported in engine/runtime only: everything else talks to its sessions.',
};

/** Folders that alone import a library. */
const ownImports = { engine: ['src/engine/runtime/**'], graph: ['src/graph/store/**'] };

export default tseslint.config(
	{ ignores: ['dist/', 'out/', 'node_modules/', '**/.state/', '**/node_modules/', 'test-results/'] },
	...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['src/**/*.ts', 'test/**/*.ts', 'webview/**/*.ts'] })),
	{
		files: ['src/**/*.ts', 'test/**/*.ts', 'webview/**/*.ts'],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			eqeqeq: 'error',
			'no-restricted-syntax': [
				'error',
				{ selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
				{ selector: 'ExportAllDeclaration', message: 'No barrel files: import from the file that defines it.' },
			],
			'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
		},
	},
	...rooms.map((room) => ({
		files: [`src/${room}/**/*.ts`],
		ignores: [...(nodeCorners.has(room) ? [`src/${room}/node/**`] : []), ...(ownImports[room] ?? [])],
		rules: { 'no-restricted-imports': ['error', { patterns: [...importRules(room), runtimeOnly, storeOnly] }] },
	})),
	...[...nodeCorners].map((room) => ({
		files: [`src/${room}/node/**/*.ts`],
		rules: { 'no-restricted-imports': ['error', { patterns: [...importRules(room, true), runtimeOnly] }] },
	})),
	{
		files: ['src/engine/runtime/**/*.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns: importRules('engine') }] },
	},
	{
		files: ['src/graph/store/**/*.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns: [...importRules('graph'), runtimeOnly] }] },
	},
	{
		files: ['webview/**/*.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns: [webviewImports] }] },
	},
	{
		// Tests may use any room, and mocha's and vitest's callbacks are not awaited by name.
		files: ['test/**/*.ts'],
		rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-non-null-assertion': 'off' },
	},
);
