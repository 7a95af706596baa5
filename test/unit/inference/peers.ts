// Python with independent implementations of the Open Inference Protocol: the one that SPERT_INFERENCE_PYTHON names, or one that was
// put among the system's temporary files (docs/inference-server.md says how). Nothing is installed for it.

import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const peersFolder = join(import.meta.dirname, 'peers');

/** Undefined, and said so, where there is no such Python. */
export const pythonWithPeers: string | undefined = findPython();

function findPython(): string | undefined {
	const bin = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python3'];
	const python = process.env['SPERT_INFERENCE_PYTHON'] ?? join(tmpdir(), 'spert-inference-peers', ...bin);
	try {
		execFileSync(python, ['-c', 'import mlserver, tritonclient.http'], { stdio: 'ignore', timeout: 60_000 });
		return python;
	} catch {
		process.stderr.write(`The Open Inference Protocol is not tried with others: ${python} is no Python with mlserver and tritonclient[http].\n`);
		return undefined;
	}
}
