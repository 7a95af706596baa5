// What `npm test` consists of: each suite runs one tool and says how many tests passed, failed and were skipped.
// It decides nothing about order, selection or the exit status.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureBrowser, ensureVulkanLoader } from '../../test/harness/browser.mjs';
import { ensureRedis } from '../../test/harness/installRedis.mjs';
import { runNode } from './processes.mjs';
import { inProject } from './project.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number, reason?: string, failures?: string[] }} Counts
 *   reason: why some were skipped; failures: the names of those that failed, each with its error
 * @typedef {{ name: string, what: string, needsBrowser?: true, run: () => Promise<Counts> }} Suite
 */

const reports = inProject('test-results');

/** @param {string[]} parts @returns {string} a tool's script in node_modules */
const tool = (...parts) => inProject('node_modules', ...parts);

/** A tool that says yes or no counts as one test. @param {string[]} script @returns {() => Promise<Counts>} */
const asOneTest = (script) => async () => {
	const { code } = await runNode(script);
	return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
};

/** @param {string} name @returns {string} where a suite's report goes; what an earlier run left there is removed */
function freshReport(name) {
	mkdirSync(reports, { recursive: true });
	const report = inProject('test-results', `${name}.json`);
	rmSync(report, { force: true });
	return report;
}

/**
 * Runs vitest and counts by its JSON report. A file that cannot even be loaded, an error outside of any test and a
 * missing report count as one failure each: none of them may look like success.
 * @param {string} name @param {string[]} args @returns {Promise<Counts>}
 */
async function vitest(name, args) {
	const report = freshReport(name);
	const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
	const { code } = await runNode([tool('vitest', 'vitest.mjs'), 'run', ...args, ...reporters]);
	if (!existsSync(report)) {
		return { passed: 0, failed: 1, skipped: 0 };
	}
	const result =
		/** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults:
		 *   { name: string, status: string, message: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }[] }} */ (
			JSON.parse(readFileSync(report, 'utf8'))
		);
	const brokenFiles = result.testResults.filter(
		(file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
	);
	const failed = result.numFailedTests + brokenFiles.length;
	const failedTests = result.testResults.flatMap((file) => file.assertionResults.filter(({ status }) => status === 'failed'));
	return {
		passed: result.numPassedTests,
		failed: code !== 0 && failed === 0 ? 1 : failed,
		skipped: result.numPendingTests + result.numTodoTests,
		failures: [
			...failedTests.map((test) => `${test.fullName}: ${test.failureMessages[0] ?? ''}`),
			...brokenFiles.map((file) => `${file.name}: ${file.message}`),
		],
	};
}

/** The mocha suites inside VS Code; a VS Code that never came to the tests counts as one failure. */
async function editorSuites() {
	await ensureRedis();
	const report = freshReport('integration');
	const { code } = await runNode([tool('@vscode', 'test-cli', 'out', 'bin.mjs')], { env: { SPERT_TEST_REPORT: report } });
	const counts = existsSync(report)
		? /** @type {Counts} */ (JSON.parse(readFileSync(report, 'utf8')))
		: { passed: 0, failed: 0, skipped: 0 };
	const nothingRan = counts.passed + counts.failed + counts.skipped === 0;
	return (code !== 0 || nothingRan) && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Those of devices run on the graphics processor that comes with the browser, those of queues on a Redis; without them they say so. */
async function unitSuites() {
	await ensureBrowser();
	await ensureVulkanLoader();
	await ensureRedis();
	return vitest('unit', []);
}

/** @returns {Promise<Counts>} */
async function packagedSuites() {
	const packaging = await asOneTest([inProject('scripts', 'package.mjs')])();
	if (packaging.failed > 0) {
		return packaging;
	}
	const counts = await vitest('package', ['--config', 'test/e2e/vitest.config.mjs', 'test/packaged/']);
	return { ...counts, passed: counts.passed + packaging.passed };
}

/** @type {readonly Suite[]} in the order they run: what fails fastest comes first, the package's minified build last */
export const suites = [
	{ name: 'build', what: 'the bundles', run: asOneTest([inProject('esbuild.mjs')]) },
	{ name: 'typecheck', what: 'tsc', run: asOneTest([tool('typescript', 'bin', 'tsc'), '-b', 'tsconfig.json']) },
	{ name: 'lint', what: 'eslint', run: asOneTest([tool('eslint', 'bin', 'eslint.js'), '.']) },
	{ name: 'unit', what: 'unit and golden tests', run: unitSuites },
	{ name: 'integration', what: 'suites inside VS Code', needsBrowser: true, run: editorSuites },
	{
		name: 'e2e',
		what: 'VS Code driven from outside',
		needsBrowser: true,
		run: async () => {
			await ensureRedis();
			return await vitest('e2e', ['--config', 'test/e2e/vitest.config.mjs', 'test/e2e/']);
		},
	},
	{ name: 'package', what: 'the packaged extension in a clean VS Code', needsBrowser: true, run: packagedSuites },
];

/**
 * Runs suites one after the other. One that needs a browser where there can be none is skipped; under CI that is a failure.
 * @param {readonly Suite[]} selected @param {(suite: Suite) => void} begin called before each
 * @returns {AsyncGenerator<{ suite: Suite, counts: Counts, seconds: number }>}
 */
export async function* runSuites(selected, begin) {
	/** @type {Awaited<ReturnType<typeof ensureBrowser>> | undefined} */
	let browser;
	for (const suite of selected) {
		begin(suite);
		const started = performance.now();
		browser ??= suite.needsBrowser ? await ensureBrowser() : undefined;
		const counts = suite.needsBrowser && browser && 'missing' in browser ? withoutBrowser(browser.missing) : await suite.run();
		yield { suite, counts, seconds: (performance.now() - started) / 1000 };
	}
}

/** @param {string} reason @returns {Counts} */
function withoutBrowser(reason) {
	const failed = process.env['CI'] === 'true' ? 1 : 0;
	return { passed: 0, failed, skipped: 1 - failed, reason };
}
