// `npm run build`: bundles the programs into dist/. `--production` minifies them and checks their size budgets,
// `--watch` builds again at every change.

import { buildPrograms, watchPrograms } from './scripts/lib/bundles.mjs';

const flags = new Set(process.argv.slice(2));

if (flags.has('--watch')) {
	await watchPrograms();
} else {
	for (const { bundle, bytes } of await buildPrograms({ production: flags.has('--production') })) {
		console.log(`${bundle}  ${(bytes / 1024).toFixed(0)} KiB`);
	}
}
