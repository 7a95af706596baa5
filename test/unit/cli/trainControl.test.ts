// `spert train` as a program controls it: one section of a file, its folders on standard output, stopped by a file, gone on with
// by name.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProgressLine, readTrainingOutputLine } from '../../../src/protocol/trainingFiles';
import { weightsHash } from '../engine/training/portableTraining';
import { CommandLineWorkspace } from './workspace';

const portable = join(import.meta.dirname, '../../golden/portable');

let workspace: CommandLineWorkspace;
beforeAll(() => (workspace = new CommandLineWorkspace()));
afterAll(() => workspace.dispose());

const section = (label: string, epochs: number): string => `[1]
label = ${label}
model_path = ${join(portable, 'encoder')}
tokenizer_path = ${portable}
types_path = ${join(portable, 'types.json')}
train_path = ${join(portable, 'docs.json')}
valid_path = ${join(portable, 'docs.json')}
lowercase = true
final_eval = true
epochs = ${epochs}
seed = 3
save_path = save
log_path = log
`;

/** The folders of the run that the program told of. */
function toldRun(stdout: string) {
	const told = readTrainingOutputLine(stdout.trim());
	expect(told).toMatchObject({ kind: 'run', number: 1, count: 1 });
	return told!;
}

describe('spert train, controlled by a program', () => {
	it('runs the section that is asked for, whatever the others say', async () => {
		workspace.write('two.conf', `[1]\nnonsense = 1\n\n${section('second', 1)}`);
		const { code, stdout } = await workspace.run('train', '--config', 'two.conf', '--section', '2', '--format', 'json');
		expect(code).toBe(0);
		const { logFolder, saveFolder } = toldRun(stdout);
		expect(existsSync(join(saveFolder, 'final_model', 'config.json'))).toBe(true);
		const lines = readFileSync(join(logFolder, 'progress.jsonl'), 'utf8').trim().split('\n').map(readProgressLine);
		expect(lines.every((line) => line !== undefined)).toBe(true);
		expect(lines[0]).toMatchObject({ kind: 'started', label: 'second', epochs: 1, batchSize: 2, device: 'cpu' });
		expect(lines.at(-1)?.kind).toBe('finished');
	});

	it('refuses a section that is not there, and a run without resuming', async () => {
		workspace.write('one.conf', section('one', 1));
		const absent = await workspace.run('train', '--config', 'one.conf', '--section', '2');
		expect(absent).toMatchObject({ code: 2, stderr: expect.stringContaining('--section 2 asks for a section that is not there') as string });
		expect((await workspace.run('train', '--config', 'one.conf', '--run', 'x')).code).toBe(2);
	});

	it('stops by a file, goes on by name, and ends as if nothing had been', async () => {
		workspace.write('stopped.conf', section('stopped', 60));
		workspace.write('whole.conf', section('whole', 60));
		const args = ['train', '--config', 'stopped.conf', '--format', 'json'];
		const running = workspace.run(...args, '--stop-file', 'stop');
		setTimeout(() => writeFileSync(workspace.path('stop'), ''), 1200);
		const stopped = await running;
		expect(stopped.code).toBe(130);
		const first = toldRun(stopped.stdout);
		expect(existsSync(join(first.saveFolder, 'final_model'))).toBe(false);
		const resumed = await workspace.run(...args, '--resume', '--run', basename(first.logFolder));
		expect(resumed.code).toBe(0);
		expect(toldRun(resumed.stdout)).toEqual(first);
		const whole = await workspace.run('train', '--config', 'whole.conf', '--format', 'json');
		expect(weightsHash(first.saveFolder)).toBe(weightsHash(toldRun(whole.stdout).saveFolder));
	});
});
