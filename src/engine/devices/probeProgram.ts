// The program in which devices are tried: started by whoever wants to know, with a task as its one argument, it answers over
// its IPC channel and ends. What a driver does to it, it does to nobody else.

import { tellHardware } from '../runtime/providers';
import { benchmarkDevice } from './benchmarkDevice';
import { probeDevice } from './probeDevice';
import type { ProbeMessage, ProbeTask } from './probeMessages';

function send(message: ProbeMessage): Promise<void> {
	return new Promise((resolve, reject) => {
		if (process.send === undefined) {
			reject(new Error('This program is started by the engine, not by hand.'));
			return;
		}
		process.send(message, (failure: Error | null) => (failure === null ? resolve() : reject(failure)));
	});
}

async function answer(task: ProbeTask): Promise<void> {
	switch (task.kind) {
		case 'probe':
			await send({ kind: 'probed', answer: await probeDevice(task.device, task.threads) });
			break;
		case 'benchmark': {
			const { modelPath, device, threads, milliseconds } = task;
			await send({ kind: 'benchmarked', benchmark: await benchmarkDevice(modelPath, device, threads, milliseconds) });
			break;
		}
		default:
			task satisfies never;
	}
	// What a driver has running would keep the process.
	process.exit(0);
}

tellHardware();
process.on('disconnect', () => process.exit(1));
answer(JSON.parse(process.argv[2] ?? '') as ProbeTask).catch((failure: unknown) => {
	process.stderr.write(`${String(failure)}\n`, () => process.exit(1));
});
