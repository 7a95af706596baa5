// The train command on the portable data with the reference's own settings: the same logs where nothing is random, scores as
// good, and a model that PyTorch and the reference itself read.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTensors } from '../../src/engine/checkpoint/tensorDirectory';
import { toFloat32 } from '../../src/engine/checkpoint/tensorMap';
import { withByteFile } from '../../src/engine/checkpoint/byteFile';
import { readDirectory } from '../../src/engine/checkpoint/weights';
import { CommandLineWorkspace } from '../unit/cli/workspace';
import { portable } from './goldenModel';

/** A Python with torch, or none: Debian's own interpreter knows Debian's python3-torch. */
const python = [process.env['SPERT_TEST_PYTHON'], 'python3', '/usr/bin/python3'].find(
	(program) => program !== undefined && spawnSync(program, ['-c', 'import torch'], { timeout: 60_000 }).status === 0,
);
/** A checkout of the reference, and a Python that runs it. */
const reference = process.env['SPERT_REFERENCE'];
const referencePython = process.env['SPERT_REFERENCE_PYTHON'] ?? 'python3';

let workspace: CommandLineWorkspace;
let log: string;
let model: string;
beforeAll(async () => {
	workspace = new CommandLineWorkspace();
	const own = readFileSync(join(portable, 'train_log/train.conf'), 'utf8')
		.replaceAll('<WORK>/encoder', '<ENCODER>')
		.replace('tokenizer_path = <ENCODER>', `tokenizer_path = ${portable}`)
		.replaceAll('<ENCODER>', join(portable, 'encoder'))
		.replaceAll('<PORTABLE>', portable)
		.replaceAll('<WORK>', workspace.folder);
	workspace.write('train.conf', `${own.trimEnd()}\ntorch_model = true\n`);
	const { code, stderr } = await workspace.run('train', '--config', 'train.conf', '--threads', '1');
	expect(code, stderr).toBe(0);
	const [run] = readdirSync(workspace.path('log/portable'));
	log = workspace.path(`log/portable/${run!}`);
	model = workspace.path(`save/portable/${run!}/final_model`);
}, 240_000);
afterAll(() => workspace.dispose());

function columns(file: string): string[][] {
	return readFileSync(file, 'utf8')
		.split('\r\n')
		.map((row) => row.split(';'));
}

describe('a training with the settings of a recorded one', () => {
	it('logs the learning rates that the reference logs, to the last digit', () => {
		const golden = readFileSync(join(portable, 'train_log/lr_train.csv'), 'utf8');
		expect(readFileSync(join(log, 'lr_train.csv'), 'utf8')).toBe(golden);
	});

	it.each(['loss_train.csv', 'loss_avg_train.csv', 'eval_valid.csv'])('logs %s at the same places, in the same columns', (name) => {
		const [own, golden] = [columns(join(log, name)), columns(join(portable, 'train_log', name))];
		expect(own[0]).toEqual(golden[0]);
		expect(own.map((row) => row.slice(-3))).toEqual(golden.map((row) => row.slice(-3)));
		expect(own.map((row) => row.length)).toEqual(golden.map((row) => row.length));
	});

	it('learns the sentences: F1 of entities and of relations within five points of the reference', () => {
		const [names, own] = columns(join(log, 'eval_valid.csv')) as [string[], string[]];
		const [, golden] = columns(join(portable, 'train_log/eval_valid.csv')) as [string[], string[]];
		for (const name of ['ner_f1_micro', 'rel_f1_micro', 'rel_nec_f1_micro']) {
			const column = names.indexOf(name);
			expect(Number(own[column]), name).toBeGreaterThan(Number(golden[column]) - 5);
		}
	});

	it.skipIf(python === undefined)('writes weights that PyTorch reads as they are (skipped without a Python that has torch)', async () => {
		const script = `
import json, sys, torch
state = torch.load(sys.argv[1], map_location='cpu')
print(json.dumps({name: [list(tensor.shape), tensor.double().sum().item(), tensor.double().abs().sum().item()] for name, tensor in state.items()}))
`;
		const { status, stdout, stderr } = spawnSync(python!, ['-c', script, join(model, 'pytorch_model.bin')], { encoding: 'utf8' });
		expect(status, stderr).toBe(0);
		const read = JSON.parse(stdout) as Record<string, [number[], number, number]>;
		const tensors = await readTensors(await withByteFile(join(model, 'model.safetensors'), readDirectory));
		expect(Object.keys(read).sort()).toEqual([...tensors.keys()].sort());
		for (const [name, tensor] of tensors) {
			const values = toFloat32(tensor);
			const sums = [0, 1].map((magnitude) => values.reduce((sum, value) => sum + (magnitude === 1 ? Math.abs(value) : value), 0));
			expect(read[name]![0], name).toEqual(tensor.shape);
			expect(read[name]![1], name).toBeCloseTo(sums[0]!, 6);
			expect(read[name]![2], name).toBeCloseTo(sums[1]!, 6);
		}
	});

	it.skipIf(reference === undefined)('gives the reference the same scores (skipped where SPERT_REFERENCE names no checkout of it)', async () => {
		const own = await workspace.run('eval', '--model_path', model, ...evaluation('own'));
		expect(own.code, own.stderr).toBe(0);
		const { status, stderr } = spawnSync(
			referencePython,
			[join(resolve(reference!), 'spert.py'), 'eval', '--model_path', model, '--model_type', 'spert', '--cpu', '--sampling_processes', '0', ...evaluation('reference')],
			{ cwd: workspace.folder, encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
		);
		expect(status, stderr).toBe(0);
		const [scores, expected] = ['own', 'reference'].map((name) => {
			const folder = workspace.path(`eval-${name}/scores`);
			return columns(join(folder, readdirSync(folder)[0]!, 'eval_test.csv'))[1]!.map(Number);
		});
		expect(scores).toHaveLength(21);
		scores!.forEach((score, index) => expect(score).toBeCloseTo(expected![index]!, 9));
	});
});

function evaluation(name: string): string[] {
	const options = {
		label: 'scores',
		types_path: join(portable, 'types.json'),
		tokenizer_path: model,
		dataset_path: join(portable, 'docs.json'),
		log_path: workspace.path(`eval-${name}`),
	};
	return [...Object.entries(options).flatMap(([key, value]) => [`--${key}`, value]), '--lowercase'];
}
