// Finds and installs a Redis for the tests: the server's program, which each test starts on a port of its own.

import { existsSync } from 'node:fs';
import { findProgram, run } from '../../scripts/lib/processes.mjs';

/** @returns {string | undefined} the program of the server: `SPERT_TEST_REDIS`, or one on the PATH */
export function findRedis() {
	const named = process.env['SPERT_TEST_REDIS'];
	return named !== undefined && existsSync(named) ? named : (findProgram('redis-server') ?? findProgram('valkey-server'));
}

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
