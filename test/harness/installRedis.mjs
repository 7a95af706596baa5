// Installs a Redis for the tests where there is none.

import { findProgram } from '../../scripts/lib/findProgram.mjs';
import { run } from '../../scripts/lib/processes.mjs';
import { findRedis } from './redis.mjs';

/** Installs one by apt-get as root on Debian and its kin. Where that cannot be, tests that want one say that they are skipped. */
export async function ensureRedis() {
	if (findRedis() !== undefined || process.platform !== 'linux' || findProgram('apt-get') === undefined || process.getuid?.() !== 0) {
		return;
	}
	console.log('No Redis yet: installing it by apt-get …');
	// Without starting a service of the system: tests start their own.
	const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
	await run('apt-get', ['update', '-qq'], { quiet: true, env });
	await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], { quiet: true, env });
}
