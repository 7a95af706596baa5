// Mocha reporter for the suites inside VS Code: prints one line a test, the failures in full at the end, and writes the
// counts and the names of the failed ones as JSON to SPERT_TEST_REPORT. It has no base class, so it works with whichever mocha runs it.

'use strict';

const fs = require('node:fs');

module.exports = class Reporter {
	/** @param {import('mocha').Runner} runner */
	constructor(runner) {
		const counts = { passed: 0, failed: 0, skipped: 0 };
		/** @type {{ title: string, error: Error }[]} */
		const failures = [];
		runner.on('pass', (test) => {
			counts.passed++;
			console.log(`  ✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
		});
		runner.on('fail', (test, error) => {
			counts.failed++;
			failures.push({ title: test.fullTitle(), error });
			console.log(`  ✗ ${test.fullTitle()}`);
		});
		runner.on('pending', (test) => {
			counts.skipped++;
			console.log(`  - ${test.fullTitle()}`);
		});
		runner.once('end', () => {
			for (const { title, error } of failures) {
				console.log(`\n${title}\n${error.stack ?? error.message}`);
			}
			console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
			const report = process.env['SPERT_TEST_REPORT'];
			if (report !== undefined) {
				const named = failures.map(({ title, error }) => `${title}: ${error.message}`);
				fs.writeFileSync(report, JSON.stringify({ ...counts, failures: named }));
			}
		});
	}
};
