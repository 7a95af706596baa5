// Finds a Redis for the tests: the server's program, which each test starts on a port of its own.

import { existsSync } from 'node:fs';
import { findProgram } from '../../scripts/lib/findProgram.mjs';

/** @returns {string | undefined} the program of the server: `SPERT_TEST_REDIS`, or one on the PATH */
export function findRedis() {
	const named = process.env['SPERT_TEST_REDIS'];
	return named !== undefined && existsSync(named) ? named : (findProgram('redis-server') ?? findProgram('valkey-server'));
}
