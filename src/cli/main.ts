// The `spert` command line program: finds the command, runs it, and turns how it ended into an exit code.

import './runtimeFolder';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { CancelledError, CancellationSource } from '../base/cancellation';
import { describeFailure } from '../base/logger';
import { UserError } from '../base/userError';
import type { CommandContext } from './command';
import { commandList } from './commandList';
import { UsageError } from './usageError';

/** Exit codes, as docs/command-line.md lists them. */
const exitCodes = { success: 0, userError: 1, usage: 2, bug: 70, cancelled: 128 + constants.signals.SIGINT } as const;

const help = `Usage: spert COMMAND [OPTIONS]

Extracts typed entities and their relations from scientific text with SpERT.

${commandList.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

spert COMMAND --help tells a command's options, spert --version the program's version.
`;

async function main(args: readonly string[], context: CommandContext): Promise<number> {
	const [name, ...rest] = args;
	if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
		process.stdout.write(help);
		return name === undefined ? exitCodes.usage : exitCodes.success;
	}
	if (name === '--version') {
		process.stdout.write(`${context.version}\n`);
		return exitCodes.success;
	}
	const listed = commandList.find((candidate) => candidate.name === name);
	if (listed === undefined) {
		process.stderr.write(`spert: there is no command "${name}". spert --help lists the commands.\n`);
		return exitCodes.usage;
	}
	try {
		const command = await listed.load();
		if (rest.includes('--help') || rest.includes('-h')) {
			process.stdout.write(command.help);
			return exitCodes.success;
		}
		return (await command.run(rest, context)) === 'success' ? exitCodes.success : exitCodes.userError;
	} catch (failure) {
		if (failure instanceof UsageError) {
			process.stderr.write(`spert ${name}: ${failure.message} spert ${name} --help tells the options.\n`);
			return exitCodes.usage;
		}
		if (failure instanceof UserError) {
			process.stderr.write(`spert ${name}: ${failure.problem} ${failure.remedy} [${failure.code}]\n`);
			return exitCodes.userError;
		}
		if (failure instanceof CancelledError) {
			return exitCodes.cancelled;
		}
		process.stderr.write(`spert ${name}: an internal error. Please report it with this text:\n${describeFailure(failure)}\n`);
		return exitCodes.bug;
	}
}

const interrupt = new CancellationSource();
process.once('SIGINT', () => interrupt.cancel());
// Whoever reads our output may stop early (`spert extract … | head`): that is no failure.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => process.exit(failure.code === 'EPIPE' ? 0 : exitCodes.bug));

void main(process.argv.slice(2), {
	cancellation: interrupt.token,
	embeddedModel: join(__dirname, '..', 'models', 'scierc-minilm'),
	probeProgram: join(__dirname, 'probe.cjs'),
	program: __filename,
	queueProgram: join(__dirname, 'queue.cjs'),
	get version() {
		const manifest = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { readonly version: string };
		return manifest.version;
	},
}).then((code) => {
	process.exitCode = code;
});
