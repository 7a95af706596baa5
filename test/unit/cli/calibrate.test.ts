import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portableModelPath, portableTypesPath } from '../engine/portableModel';
import { CommandLineWorkspace } from './workspace';

const documentsPath = join(portableTypesPath, '../docs.json');

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
});
afterAll(() => workspace.dispose());

const calibrate = (...args: string[]) =>
	workspace.run('calibrate', portableModelPath, '--types', portableTypesPath, '--dataset', documentsPath, '--threads', '1', ...args);

interface Printed {
	readonly temperature: number;
	readonly thresholds: { readonly relation: number; readonly relationTypes: Record<string, number> };
	readonly entities: Record<'before' | 'after', { readonly reliability: { readonly bins: unknown[]; readonly expectedCalibrationError: number } }>;
}

describe('spert calibrate', () => {
	it('prints figures before and after with a diagram, and writes nothing unasked', async () => {
		const { code, stdout } = await calibrate();
		expect(code).toBe(0);
		expect(stdout).toMatch(/^Entities +temperature \d+\.\d{3}$/m);
		expect(stdout).toMatch(/^entities +calibration error +\d+\.\d\d +\d+\.\d\d$/m);
		expect(stdout).toMatch(/^ +micro F1 \(before: from 0\.40 on\) +\d+\.\d\d +\d+\.\d\d$/m);
		expect(stdout).toMatch(/^0\.9-1\.0 +\d+ +[01]\.\d\d +[01]\.\d\d +#+/m);
	});

	it('writes a calibrated model, which models info and eval tell', async () => {
		const folder = workspace.path('calibrated');
		const { code, stdout } = await calibrate('-o', folder, '--format', 'json');
		expect(code).toBe(0);
		const printed = JSON.parse(stdout) as Printed;
		expect(printed.entities.before.reliability.bins).toHaveLength(10);
		expect(JSON.parse(readFileSync(join(folder, 'calibration.json'), 'utf8'))).toEqual(printed);
		const { stdout: info } = await workspace.run('models', 'info', folder);
		expect(info).toContain(`relations from ${printed.thresholds.relation} on`);
		expect(info).toContain("(the model's own thresholds)");
		const evaluate = (...args: string[]) =>
			workspace.run('eval', '--model_path', folder, '--types_path', portableTypesPath, '--dataset_path', documentsPath, '--lowercase', '--format', 'json', ...args);
		const own = JSON.parse((await evaluate()).stdout) as { model: { thresholds?: { relation: number } } };
		expect(own.model.thresholds?.relation).toBe(printed.thresholds.relation);
		const asked = JSON.parse((await evaluate('--rel_filter_threshold', '1')).stdout) as { model: object; rel: { micro: { f1: number } } };
		expect(asked.model).not.toHaveProperty('thresholds');
		expect(asked.rel.micro.f1).toBe(0);
	});

	it('leaves a model alone that is where the new one should go', async () => {
		const { code, stderr } = await calibrate('-o', portableModelPath);
		expect([code, stderr]).toEqual([1, expect.stringContaining('[cli.folderTaken]')]);
	});

	it('says so where there is too little to learn from', async () => {
		const few = workspace.write('few.json', JSON.stringify([{ tokens: ['Nothing', 'here', '.'], entities: [], relations: [], orig_id: 0 }]));
		const folder = workspace.path('none');
		const { code, stderr } = await workspace.run('calibrate', portableModelPath, '--types', portableTypesPath, '--dataset', few, '-o', folder);
		expect([code, stderr]).toEqual([1, expect.stringContaining('[cli.tooFewAnnotations]')]);
		expect(existsSync(folder)).toBe(false);
	});

	it('asks for a model and a dataset', async () => {
		const { code, stderr } = await workspace.run('calibrate', portableModelPath);
		expect([code, stderr]).toEqual([2, expect.stringContaining('--dataset')]);
	});
});
