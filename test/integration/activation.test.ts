// What activating the extension costs an editor that starts. What loading its code costs is measured apart
// (test/unit/house/loadTime.test.ts): the editor that loaded it for these tests was busy starting.

import assert from 'node:assert/strict';
import { activeExtension } from './editor';

/** In milliseconds of processor time: time on the clock would measure what else the machine does while an editor starts. */
const budget = 50;

describe('Activation', () => {
	it(`takes less than ${budget} ms`, async () => {
		const { activationTime } = await activeExtension();
		console.log(`      activated in ${activationTime.toFixed(1)} ms of processor time`);
		assert.ok(activationTime > 0 && activationTime < budget, `${activationTime} ms`);
	});
});
