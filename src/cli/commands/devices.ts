// `spert devices`: what this machine can compute on, how fast, and why not on the rest.

import { defaultThreads } from '../../base/node/defaultThreads';
import { parseArguments, wholeNumber } from '../arguments';
import type { Command } from '../command';
import { getCuda } from '../cuda/getCuda';
import { deviceReportText } from '../deviceReportText';
import { machineDevices } from '../devices';
import { defaultCudaStore } from '../models/dataFolder';
import { UsageError } from '../usageError';

/** How long each device is measured, in milliseconds. */
const benchmarkTime = 2000;

const options = {
	json: { type: 'boolean', default: false },
	model: { type: 'string' },
	threads: { type: 'string' },
	'no-benchmark': { type: 'boolean', default: false },
	'get-cuda': { type: 'boolean', default: false },
	store: { type: 'string' },
	plan: { type: 'boolean', default: false },
	yes: { type: 'boolean', default: false },
} as const;

const help = `Usage: spert devices [OPTIONS]

Tries every device that onnxruntime has a provider for, each in a process of its own, and tells which of them work, what
they are and how fast they read sentences.

  --json            one object, as JSON
  --model DIR       what the benchmark reads with (default: the embedded model)
  --threads N       threads of one computation (default: half of the cores, fewer on a busy machine)
  --no-benchmark    leave the benchmark out, which takes some seconds a device

  --get-cuda        download onnxruntime's libraries for CUDA (Linux on x64), after saying what comes and asking; an
                    interrupted download goes on where it stopped
  --store DIR       where they are (default: ${defaultCudaStore()})
  --plan            only say what would come
  --yes             do not ask
`;

export const devicesCommand: Command = {
	help,
	async run(args, context) {
		const { values, positionals } = parseArguments(args, options);
		if (positionals[0] !== undefined) {
			throw new UsageError(`"${positionals[0]}" is no option.`);
		}
		if (values['get-cuda']) {
			const { plan, yes, json, store = defaultCudaStore() } = values;
			const feed = process.env['SPERT_CUDA_FEED'];
			return await getCuda({ store, feed, plan, yes, json, cancellation: context.cancellation });
		}
		const threads = wholeNumber('threads', values.threads, 1) ?? defaultThreads();
		const devices = machineDevices('devices', threads, context);
		await devices.tryAgain();
		const benchmark = { modelPath: values.model ?? context.embeddedModel, milliseconds: benchmarkTime };
		const report = await devices.report(values['no-benchmark'] ? undefined : benchmark);
		process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : deviceReportText(report));
		return 'success';
	},
};
