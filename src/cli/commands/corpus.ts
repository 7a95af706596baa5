// `spert corpus`: a whole corpus over many workers, on one machine or on any number of them.

import { UserError } from '../../base/userError';
import type { Command, CommandContext } from '../command';
import { collect, collectHelp } from '../corpus/collectCommand';
import { cancel, cancelHelp, retry, retryHelp, status, statusHelp, watch, watchHelp } from '../corpus/statusCommand';
import { jsonLine } from '../corpus/statusText';
import { submit, submitHelp } from '../corpus/submitCommand';
import { UsageError } from '../usageError';

interface Verb {
	readonly help: string;
	readonly run: (args: readonly string[], context: CommandContext) => Promise<'success' | 'failed'>;
}

const verbs: Readonly<Record<string, Verb>> = {
	submit: { help: submitHelp, run: submit },
	status: { help: statusHelp, run: status },
	watch: { help: watchHelp, run: watch },
	collect: { help: collectHelp, run: collect },
	retry: { help: retryHelp, run: retry },
	cancel: { help: cancelHelp, run: cancel },
};

const help = Object.values(verbs)
	.map((verb) => verb.help)
	.join('\n');

export const corpusCommand: Command = {
	help,
	async run([name, ...rest], context) {
		const verb = name === undefined || !Object.hasOwn(verbs, name) ? undefined : verbs[name];
		if (verb === undefined) {
			throw new UsageError(`name what is to be done: ${Object.keys(verbs).join(', ')}.`);
		}
		try {
			return await verb.run(rest, context);
		} catch (failure) {
			if (failure instanceof UserError && rest.includes('--json')) {
				const { code, problem, remedy } = failure;
				process.stdout.write(`${jsonLine({ kind: 'failed', code, problem, remedy })}\n`);
			}
			throw failure;
		}
	},
};
