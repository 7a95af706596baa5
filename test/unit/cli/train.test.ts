// `spert train` as users run it: its files, its messages, and what is left when it is killed.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelHash } from '../../../src/engine/checkpoint/modelHash';
import { readModelFolder } from '../../../src/engine/checkpoint/modelFolder';
import { Random } from '../../../src/engine/training/random';
import type { Scores } from '../../../src/protocol/trainingFiles';
import { weightsHash } from '../engine/training/portableTraining';
import { CommandLineWorkspace } from './workspace';

const portable = join(import.meta.dirname, '../../golden/portable');

let workspace: CommandLineWorkspace;
const children = new Set<ChildProcess>();
beforeAll(() => (workspace = new CommandLineWorkspace()));
afterAll(() => {
	children.forEach((child) => child.kill('SIGKILL'));
	workspace.dispose();
});

/** A configuration file for a small training; its results go under NAME-save and NAME-log. */
function conf(name: string, ...lines: readonly string[]): string {
	const own = [
		`label = ${name}`,
		`model_path = ${join(portable, 'encoder')}`,
		`tokenizer_path = ${portable}`,
		`types_path = ${join(portable, 'types.json')}`,
		`train_path = ${join(portable, 'docs.json')}`,
		`valid_path = ${join(portable, 'docs.json')}`,
		'lowercase = true',
		'epochs = 3',
		'lr = 1e-3',
		'seed = 3',
		'train_log_iter = 1',
		`save_path = ${name}-save`,
		`log_path = ${name}-log`,
		...lines,
	];
	workspace.write(`${name}.conf`, `${own.join('\n')}\n`);
	return `${name}.conf`;
}

/** The one run of a training, under `kind`; where several were begun, the one that has a model. */
function runFolder(name: string, kind: 'save' | 'log'): string {
	const finished = readdirSync(workspace.path(`${name}-save/${name}`)).filter((run) =>
		existsSync(workspace.path(`${name}-save/${name}/${run}/final_model/config.json`)),
	);
	expect(finished).toHaveLength(1);
	return workspace.path(`${name}-${kind}/${name}/${finished[0]!}`);
}

/** Whether there is nothing left to resume: killed after the last thing that matters. */
function isDone(name: string): boolean {
	const parent = workspace.path(`${name}-save/${name}`);
	const runs = existsSync(parent) ? readdirSync(parent) : [];
	return runs.some((run) => {
		const has = (...file: string[]): boolean => existsSync(join(parent, run, ...file));
		return has('final_model', 'config.json') && !has('training_state.safetensors');
	});
}

const csvFiles = ['loss_train.csv', 'loss_avg_train.csv', 'lr_train.csv', 'eval_valid.csv'];

describe('spert train', () => {
	it("writes the reference's files, and a model that extracts", async () => {
		const file = conf('files', 'store_predictions = true', 'store_examples = true', 'final_eval = true', 'torch_model = true');
		const { code, stdout, stderr } = await workspace.run('train', '--config', file);
		expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
		expect(stderr).toContain('16 documents');
		const log = runFolder('files', 'log');
		const names = readdirSync(log);
		const expected = [...csvFiles, 'all.log', 'args.json', 'args.txt', 'predictions_valid_epoch_3.json', 'examples_valid_epoch_3.html', 'progress.jsonl'];
		expect(expected.filter((name) => !names.includes(name))).toEqual([]);
		expect(names.filter((name) => name.startsWith('events.out.tfevents.'))).toHaveLength(1);
		expect(names).toHaveLength(expected.length + 1);
		const rows = readFileSync(join(log, 'loss_train.csv'), 'utf8').split('\r\n');
		expect(rows[0]).toBe('loss;epoch;iteration;global_iteration');
		expect(rows).toHaveLength(26);
		expect(rows[24]).toMatch(/^[\d.e-]+;2;8;24$/);
		// The rate of the next update: after the last there is none.
		expect(readFileSync(join(log, 'lr_train.csv'), 'utf8')).toMatch(/\r\n0\.0;2;8;24\r\n$/);
		expect(readFileSync(join(log, 'eval_valid.csv'), 'utf8').split('\r\n')[1]).toMatch(/;3;0;24$/);
		const model = join(runFolder('files', 'save'), 'final_model');
		expect(readdirSync(model).sort()).toEqual([
			'config.json',
			'model.safetensors',
			'pytorch_model.bin',
			'results.json',
			'tokenizer_config.json',
			'types.json',
			'vocab.txt',
		]);
		const [scores, progress] = [join(model, 'results.json'), join(log, 'progress.jsonl')].map((path) => readFileSync(path, 'utf8').trimEnd());
		const evaluated = progress!.split('\n').map((line) => JSON.parse(line) as { kind: string; scores?: Scores; modelHash?: string });
		const { ner, rel, rel_nec: withEntities } = evaluated.findLast(({ kind }) => kind === 'evaluated')!.scores!;
		const f1 = { entityF1: ner.micro.f1, relationF1: rel.micro.f1, relationWithEntitiesF1: withEntities.micro.f1 };
		expect(JSON.parse(scores!)).toEqual({ dataset: 'docs.json', ...f1 });
		expect(evaluated.at(-1)).toMatchObject({ kind: 'finished', modelHash: await modelHash(await readModelFolder(model)) });
		workspace.write('text.txt', 'Dropout is used in neural networks.');
		const extracted = await workspace.run('extract', '--model', model, 'text.txt');
		expect({ code: extracted.code, stderr: extracted.stderr }).toEqual({ code: 0, stderr: '' });
		expect(extracted.stdout).not.toBe('');
	});

	it("has the lines of the reference's all.log", () => {
		const log = readFileSync(join(runFolder('files', 'log'), 'all.log'), 'utf8').trimEnd().split('\n');
		const format = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[MainThread {2}\] \[INFO \] {2}(.*)$/;
		const messages = log.map((line) => format.exec(line)?.[1]);
		expect(messages).toEqual([
			`Datasets: ${join(portable, 'docs.json')}, ${join(portable, 'docs.json')}`,
			'Model type: spert',
			'Relation type count: 8',
			'Entity type count: 7',
			'Entities:',
			'No Entity=0',
			...['Task', 'Method', 'Material', 'Other Scientific Term', 'Metric', 'Generic'].map((type, index) => `${type}=${index + 1}`),
			'Relations:',
			'No Relation=0',
			...['Used-for', 'Feature-of', 'Hyponym-of', 'Evaluate-for', 'Part-of', 'Compare', 'Conjunction'].map((type, index) => `${type}=${index + 1}`),
			...['train', 'valid'].flatMap((label) => [`Dataset: ${label}`, 'Document count: 16', 'Relation count: 35', 'Entity count: 42']),
			'Updates per epoch: 8',
			'Updates total: 24',
			'Train epoch: 0',
			'Train epoch: 1',
			'Train epoch: 2',
			'Evaluate: valid',
			expect.stringMatching(/^Logged in: files-log\/files\//),
			expect.stringMatching(/^Saved in: files-save\/files\//),
		]);
	});

	it('says so where the folder for the models is a file', async () => {
		workspace.write('blocked-save', '');
		const { code, stderr } = await workspace.run('train', '--config', conf('blocked'));
		expect(code).toBe(1);
		expect(stderr).toContain('[cli.fileUnwritable]');
		expect(stderr).not.toContain('    at ');
	});

	it('keeps a second training out of the folder of one that runs, and goes on after a kill', async () => {
		const file = conf('twice', 'epochs = 400', 'final_eval = true');
		const first = start('--config', file, '--save-every', '0');
		await first.stateSaved;
		const second = await workspace.run('train', '--config', file, '--resume');
		expect(second.code).toBe(1);
		expect(second.stderr).toContain(`Another training, process ${first.pid}, is writing to`);
		expect(second.stderr).toContain('[training.alreadyRunning]');
		await first.kill();
		const third = start('--config', file, '--resume', '--save-every', '0');
		await third.stateSaved;
		await third.kill();
		expect(readdirSync(workspace.path('twice-save/twice'))).toHaveLength(1);
	});

	it.each([
		{ name: 'everything', epochs: 3, options: [] },
		{ name: 'economy', epochs: 6, options: ['freeze_layers = 1', 'lora_rank = 2', 'lora_dropout = 0.1', 'gradient_accumulation_steps = 2'] },
	])('gives the same model and the same figures however often it is killed and resumed: $name', async ({ name, epochs, options }) => {
		const [wholeName, killedName] = [`${name}-whole`, `${name}-killed`];
		const settings = ['store_predictions = true', 'keep_best = true', 'patience = 9', `epochs = ${epochs}`, ...options];
		const whole = await workspace.run('train', '--config', conf(wholeName, ...settings));
		expect(whole.code, whole.stderr).toBe(0);
		const file = conf(killedName, ...settings);
		const random = new Random(1, 'kills');
		let kills = 0;
		for (;;) {
			const training = start('--config', file, '--resume', '--save-every', '0');
			// Half of the kills come at any moment, start-up included, the others at a moment after the first step that is saved.
			if (kills % 2 === 1) {
				await Promise.race([training.stateSaved, training.ended]);
			}
			const moment = new Promise((resolve) => setTimeout(resolve, random.below(kills % 2 === 1 ? 250 : 1500)));
			await Promise.race([moment, training.ended]);
			if (training.isRunning()) {
				await training.kill();
				kills++;
				if (isDone(killedName)) {
					break;
				}
			} else {
				expect(await training.ended).toEqual({ code: 0, signal: null });
				break;
			}
			if (kills > 60) {
				throw new Error('The training does not get on.');
			}
		}
		expect(kills).toBeGreaterThan(3);
		for (const model of ['final_model', 'best_model']) {
			expect(weightsHash(runFolder(killedName, 'save'), model)).toBe(weightsHash(runFolder(wholeName, 'save'), model));
		}
		const files = [...csvFiles, ...Array.from({ length: epochs }, (_, index) => index + 1).map((epoch) => `predictions_valid_epoch_${epoch}.json`)];
		for (const each of files) {
			const [own, expected] = [killedName, wholeName].map((run) => readFileSync(join(runFolder(run, 'log'), each), 'utf8'));
			expect(own, each).toBe(expected);
		}
		// Nothing of what was being written when it was killed is left.
		const left = readdirSync(runFolder(killedName, 'save')).filter((name) => name !== 'training.lock');
		expect(left.sort()).toEqual(['best_model', 'final_model']);
	}, 240_000);
});

interface StartedTraining {
	readonly pid: number | undefined;
	/** A step was taken and saved since the start. */
	readonly stateSaved: Promise<void>;
	readonly ended: Promise<{ code: number | null; signal: string | null }>;
	isRunning(): boolean;
	kill(): Promise<unknown>;
}

/** Starts a training that can be killed. */
function start(...args: readonly string[]): StartedTraining {
	const child = spawn(process.execPath, [workspace.program.path, 'train', '--threads', '1', '--format', 'json', ...args], {
		cwd: workspace.folder,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	children.add(child);
	const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
		child.once('exit', (code, signal) => {
			children.delete(child);
			resolve({ code, signal });
		});
	});
	const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
	const logFolder = new Promise<string>((resolve) => {
		child.stdout.setEncoding('utf8').once('data', (line: string) => resolve((JSON.parse(line) as { logFolder: string }).logFolder));
	});
	const stateSaved = (async (): Promise<void> => {
		const progress = join(await Promise.race([logFolder, ended.then(() => '')]), 'progress.jsonl');
		const saved = (): number => (existsSync(progress) ? readFileSync(progress, 'utf8').split('"stateSaved"').length : 0);
		const before = saved();
		while (isRunning() && saved() <= Math.max(1, before)) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	})();
	return {
		pid: child.pid,
		stateSaved,
		ended,
		isRunning,
		kill() {
			child.kill('SIGKILL');
			return ended;
		},
	};
}

