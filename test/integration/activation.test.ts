// What activating the extension costs an editor that starts, by VS Code's own measure. What loading its code costs is measured
// apart (test/unit/house/loadTime.test.ts): the editor that loaded it for these tests was busy starting.

import assert from 'node:assert/strict';
import { activeExtension, extensionId } from './editor';

/** VS Code keeps its marks in an object of this name. */
interface MarkedGlobal {
	readonly MonacoPerformanceMarks?: { getMarks(): readonly { readonly name: string; readonly startTime: number }[] };
}

/** In milliseconds. */
const budget = 50;

describe('Activation', () => {
	it(`takes less than ${budget} ms`, async () => {
		await activeExtension();
		const marks = (globalThis as MarkedGlobal).MonacoPerformanceMarks?.getMarks() ?? [];
		const between = (from: string, to: string): number => {
			const [start, end] = [from, to].map((name) => marks.find((mark) => mark.name === `code/extHost/${name}/${extensionId}`)?.startTime);
			assert.ok(start !== undefined && end !== undefined, `VS Code has marked ${from} and ${to}`);
			return end - start;
		};
		const activating = between('willActivateExtension', 'didActivateExtension');
		const loading = between('willLoadExtensionCode', 'didLoadExtensionCode');
		console.log(`      activated in ${activating.toFixed(1)} ms, the unminified code loaded in ${loading.toFixed(1)} ms`);
		assert.ok(activating < budget, `${activating} ms`);
	});
});
