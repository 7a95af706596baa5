// Programs that stand in for the one in which devices are tried: they answer, end or hang as a driver might make it.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceProbe } from '../../../../src/base/deviceReport';

export const workingProbe: Omit<DeviceProbe, 'adapter' | 'driver' | 'isSoftware'> = {
	nodesOnDevice: 72,
	processorOperators: ['Concat'],
	firstResult: 900,
	run: 10,
	processorRun: 100,
	largestDifference: 1e-6,
	hasFloat16: false,
};

export class ProbePrograms {
	readonly folder = mkdtempSync(join(tmpdir(), 'spert-probes-'));
	readonly #log = join(this.folder, 'runs.txt');
	#count = 0;

	constructor() {
		appendFileSync(this.#log, '');
	}

	/** @param source runs after the task is known as `task` */
	program(source: string): string {
		const path = join(this.folder, `program${this.#count++}.cjs`);
		const head = `const task = JSON.parse(process.argv[2]); require('node:fs').appendFileSync(${JSON.stringify(this.#log)}, task.device + '\\n');\n`;
		writeFileSync(path, head + source);
		return path;
	}

	answering(answer: unknown, stderr = ''): string {
		return this.program(
			`process.stderr.write(${JSON.stringify(stderr)}, () => process.send({ kind: 'probed', answer: ${JSON.stringify(answer)} }, () => process.exit(0)));`,
		);
	}

	/** Devices that were tried so far, in order. */
	get tried(): readonly string[] {
		return readFileSync(this.#log, 'utf8').split('\n').filter((line) => line !== '');
	}

	dispose(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}
