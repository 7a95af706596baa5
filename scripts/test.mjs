// `npm test`: installs what is missing, runs every suite and ends with one line of counts. `npm test -- unit e2e` runs
// just those; the build comes along, because other suites run what it makes.

import { installLocked } from './lib/dependencies.mjs';

await installLocked();
// Imported only now: these need packages.
const { runSuites, suites } = await import('./lib/suites.mjs');

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
	console.error(`There is no suite named ${unknown.join(', ')}. Suites: ${suites.map(({ name }) => name).join(', ')}.`);
	process.exit(2);
}
const needsBuild = wanted.some((name) => ['integration', 'e2e'].includes(name));
const selected = suites.filter(
	({ name }) => wanted.length === 0 || wanted.includes(name) || (name === 'build' && needsBuild),
);

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
/** @type {string[]} */
const failures = [];
const runs = runSuites(selected, ({ name, what }) => console.log(`\n── ${name}: ${what}`));
for await (const { suite, counts, seconds } of runs) {
	total.passed += counts.passed;
	total.failed += counts.failed;
	total.skipped += counts.skipped;
	failures.push(...(counts.failures ?? []).map((failure) => `${suite.name}: ${failure}`));
	const reason = counts.reason === undefined ? '' : `  ${counts.reason}`;
	lines.push(`${suite.name.padEnd(12)} ${summary(counts)}  (${seconds.toFixed(1)} s)${reason}`);
}

/** @param {import('./lib/suites.mjs').Counts} counts @returns {string} */
function summary({ passed, failed, skipped }) {
	return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

// Last, where whoever looks at the end of a long log finds them; the suites have told the whole of each.
console.log(`\n${lines.join('\n')}\n${failures.map((failure) => `\n✗ ${failure.split('\n', 1)[0]}`).join('')}\n`);
console.log(summary(total));
process.exitCode = total.failed > 0 ? 1 : 0;
