// Throw-away Python environments for the peers, one each, so that what one needs does not hinder another. They are kept in a
// folder outside the project and made again only where their requirements have changed.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../programs';

export interface EnvironmentOptions {
	/** Where environments are kept. */
	readonly folder: string;
	/** The Python that they are made with. */
	readonly python: string;
	/** The folder with NAME.txt, what pip installs, and NAME.lock.txt, the same with all that it needs and hashes. */
	readonly requirements: string;
}

export function environmentOptions(environment: NodeJS.ProcessEnv, requirements: string): EnvironmentOptions {
	return {
		folder: environment['SPERT_BENCH_PEERS'] ?? join(tmpdir(), 'spert-bench-peers'),
		python: environment['SPERT_BENCH_PYTHON'] ?? 'python3',
		requirements,
	};
}

/** The Python of the environment of a name, which is made where it is not there as required. Error: it cannot be. */
export async function prepareEnvironment(name: string, options: EnvironmentOptions, say: (line: string) => void): Promise<string> {
	const { folder, python, requirements } = options;
	const file = join(requirements, `${name}.txt`);
	const lock = join(requirements, `${name}.lock.txt`);
	const isLocked = existsSync(lock) && (await lockedFor(python)) === lockPlatform(readFileSync(lock, 'utf8'));
	const chosen = isLocked ? lock : file;
	const stamp = createHash('sha256').update(readFileSync(chosen)).digest('hex');
	const home = join(folder, name);
	const stampFile = join(home, 'requirements.sha256');
	const program = process.platform === 'win32' ? join(home, 'Scripts', 'python.exe') : join(home, 'bin', 'python');
	if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
		return program;
	}
	say(`making the environment ${name} in ${home}${isLocked ? '' : ', without hashes: they are of another platform'}`);
	rmSync(home, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	await runProgram(python, ['-m', 'venv', home]);
	const hashes = isLocked ? ['--require-hashes', '--no-deps'] : [];
	await runProgram(program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...hashes, '-r', chosen]);
	writeFileSync(stampFile, stamp);
	return program;
}

/** The first line of a lock names what its hashes are of: `# linux x86_64 3.11`. */
export function lockPlatform(lock: string): string | undefined {
	return /^# (\S+ \S+ \S+)$/m.exec(lock)?.[1];
}

async function lockedFor(python: string): Promise<string> {
	const program = 'import platform, sys; print(sys.platform, platform.machine(), "%d.%d" % sys.version_info[:2])';
	return (await runProgram(python, ['-c', program])).output.trim();
}
