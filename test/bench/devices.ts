// What each device of this machine does with the embedded model, and where float16 is to be had, with it: `spert devices` tells,
// as a person would ask it.

import { join } from 'node:path';
import { cpus } from 'node:os';
import { devices, deviceTitles } from '../../src/base/device';
import { silentLogger } from '../../src/base/logger';
import { Devices } from '../../src/engine/devices/devices';
import type { BenchContext } from './benchContext';
import type { Section, Table } from './report';
import { median } from './statistics';

/** How long each device is measured, in milliseconds. */
const time = 5000;

export async function measureDevices({ rounds, say }: BenchContext): Promise<Section> {
	const threads = Math.max(1, Math.floor(cpus().length / 2));
	const root = join(import.meta.dirname, '..', '..', '..');
	const machine = new Devices({ program: join(root, 'dist', 'probe.cjs'), threads, logger: silentLogger, timeLimit: 300_000 });
	say('trying devices');
	await machine.tryAll();
	const statuses = await machine.statuses();
	const speeds = new Map<string, number[]>();
	for (let round = 1; round <= rounds; round++) {
		say(`devices, round ${round} of ${rounds}`);
		for (const benchmark of await machine.benchmarks(join(root, 'models', 'scierc-minilm'), time)) {
			if (benchmark.kind === 'measured') {
				speeds.set(benchmark.device, [...(speeds.get(benchmark.device) ?? []), benchmark.sentencesPerSecond]);
			}
		}
	}
	const rows = devices.map((device) => {
		const state = statuses.find((status) => status.device === device)?.state;
		const measured = speeds.get(device);
		const probe = state?.kind === 'works' ? state.probe : undefined;
		const cells = probe === undefined ? ['', '', '', ''] : [probe.adapter, probe.run.toFixed(1), (probe.firstResult / 1000).toFixed(1), probe.hasFloat16 ? 'yes' : 'no'];
		const speed = measured === undefined ? (state?.kind === 'problem' ? state.problem.kind : '') : median(measured).toFixed(1);
		return [deviceTitles[device], speed, ...cells];
	});
	const table: Table = { header: ['', 'sentences/s', 'adapter', 'trial, ms', 'first result, s', 'float16'], rows };
	return {
		title: 'Devices',
		notes: [`The embedded model on sentences of papers, on the processor with ${threads} threads, and on every device that works here. The trial is one layer of the encoder on a batch of 8 times 64 word pieces.`],
		measurements: [],
		table,
	};
}
