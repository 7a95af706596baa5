import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCalibratedFolder } from '../../../src/engine/checkpoint/calibratedFolder';
import { readModelFolder, requireSpert } from '../../../src/engine/checkpoint/modelFolder';
import { writeSafetensors, type WritableTensor } from '../../../src/engine/checkpoint/safetensorsWriter';
import { toFloat32 } from '../../../src/engine/checkpoint/tensorMap';
import { copyTokenizer } from '../../../src/engine/checkpoint/tokenizerCopy';
import { readWeights } from '../../../src/engine/checkpoint/weights';
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
	readonly relationF1: { readonly fitted: number };
	readonly thresholds: { readonly relation: number; readonly relationTypes: Record<string, number> };
	readonly entities: Record<'before' | 'after', { readonly reliability: { readonly bins: unknown[]; readonly expectedCalibrationError: number } }>;
}

interface Evaluated {
	readonly model: { readonly thresholds?: { readonly relation: number } };
	readonly rel: { readonly micro: { readonly f1: number } };
}

/** The portable model with a relation classifier that reads the types of head and tail too, by weights of no meaning. */
async function writeModelWithEntityTypes(folder: string): Promise<void> {
	const weights = await readWeights(portableModelPath);
	const config = JSON.parse(readFileSync(join(portableModelPath, 'config.json'), 'utf8')) as object;
	const tensors = new Map<string, WritableTensor>([...weights].map(([name, { dtype, shape, bytes }]) => [name, { dtype, shape, bytes: () => bytes }]));
	const classes = weights.get('entity_classifier.weight')!.shape[0]!;
	const relation = weights.get('rel_classifier.weight')!;
	const [rows = 0, columns = 0] = relation.shape;
	const values = toFloat32(relation);
	const wider = Float32Array.from({ length: rows * (columns + 2 * classes) }, (_, at) => {
		const [row, column] = [Math.floor(at / (columns + 2 * classes)), at % (columns + 2 * classes)];
		return column < columns ? values[row * columns + column]! : 3 * Math.sin(at);
	});
	tensors.set('rel_classifier.weight', { dtype: 'float32', shape: [rows, columns + 2 * classes], bytes: () => new Uint8Array(wider.buffer) });
	mkdirSync(folder);
	await writeSafetensors(join(folder, 'model.safetensors'), tensors);
	await copyTokenizer(portableModelPath, folder);
	copyFileSync(portableTypesPath, join(folder, 'types.json'));
	writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, spert_heads: { relation_entity_types: true } }));
}

describe('spert calibrate', () => {
	it('prints figures before and after with a diagram, and writes nothing unasked', async () => {
		const { code, stdout } = await calibrate();
		expect(code).toBe(0);
		expect(stdout).toMatch(/^Entities +"no entity" \+0\.00, temperature \d+\.\d{3}$/m);
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
		const own = JSON.parse((await evaluate()).stdout) as Evaluated;
		expect(own.model.thresholds?.relation).toBe(printed.thresholds.relation);
		// What was fitted is what the written model does.
		expect(own.rel.micro.f1).toBeCloseTo(100 * printed.relationF1.fitted, 3);
		const asked = JSON.parse((await evaluate('--rel_filter_threshold', '1')).stdout) as Evaluated;
		expect(asked.model).not.toHaveProperty('thresholds');
		expect(asked.rel.micro.f1).toBe(0);
	});

	it('takes into account that relations may be read from the types of their entities', async () => {
		const [model, folder] = [workspace.path('types'), workspace.path('types-calibrated')];
		await writeModelWithEntityTypes(model);
		const { code, stdout } = await workspace.run('calibrate', model, '--dataset', documentsPath, '--threads', '1', '--format', 'json', '-o', folder);
		expect(code).toBe(0);
		const printed = JSON.parse(stdout) as Printed;
		expect(Math.abs(printed.temperature - 1)).toBeGreaterThan(0.01);
		const { stdout: evaluated } = await workspace.run(
			...['eval', '--model_path', folder, '--types_path', portableTypesPath, '--dataset_path', documentsPath, '--lowercase', '--format', 'json'],
		);
		expect((JSON.parse(evaluated) as Evaluated).rel.micro.f1).toBeCloseTo(100 * printed.relationF1.fitted, 3);
	});

	it('has a model that finds too many entities find fewer', async () => {
		const [model, folder] = [workspace.path('eager'), workspace.path('eager-calibrated')];
		const source = requireSpert(await readModelFolder(portableModelPath, { typesPath: portableTypesPath }));
		await writeCalibratedFolder(model, source, { noEntityOffset: -2.5, temperature: 1, relations: { slope: 1, offset: 0 } });
		const { code, stdout } = await workspace.run('calibrate', model, '--dataset', documentsPath, '--threads', '1', '--format', 'json', '-o', folder);
		expect(code).toBe(0);
		const { noEntityOffset, entityF1, relationF1 } = JSON.parse(stdout) as Printed & { noEntityOffset: number; entityF1: { before: number; fitted: number } };
		expect(noEntityOffset).toBeGreaterThan(1);
		expect(entityF1.fitted).toBeGreaterThan(entityF1.before + 0.05);
		const { stdout: evaluated } = await workspace.run(
			...['eval', '--model_path', folder, '--types_path', portableTypesPath, '--dataset_path', documentsPath, '--lowercase', '--format', 'json'],
		);
		const { ner, rel } = JSON.parse(evaluated) as Evaluated & { ner: Evaluated['rel'] };
		expect(ner.micro.f1).toBeCloseTo(100 * entityF1.fitted, 3);
		expect(rel.micro.f1).toBeCloseTo(100 * relationF1.fitted, 3);
	});

	it('scales a model like another one that was calibrated', async () => {
		const [first, second] = [workspace.path('first'), workspace.path('second')];
		const { stdout } = await calibrate('-o', first, '--format', 'json');
		const like = (model: string, ...rest: string[]) =>
			workspace.run('calibrate', portableModelPath, '--types', portableTypesPath, '--like', model, ...rest);
		expect(await like(first, '-o', second)).toMatchObject({ code: 0, stdout: `${second}\n` });
		expect(JSON.parse(readFileSync(join(second, 'calibration.json'), 'utf8'))).toEqual(JSON.parse(stdout));
		const config = (folder: string): unknown => JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
		expect(config(second)).toEqual(config(first));
		const [of, as] = await Promise.all([first, second].map(async (folder) => toFloat32((await readWeights(folder)).get('rel_classifier.weight')!)));
		// The scaling is kept in six decimals.
		expect(Math.max(...of!.map((value, index) => Math.abs(value - as![index]!)))).toBeLessThan(1e-5);
		expect((await like(first)).code).toBe(2);
		const third = workspace.path('third');
		rmSync(join(second, 'calibration.json'));
		expect((await like(second, '-o', third)).stderr).toContain('[checkpoint.notCalibrated]');
		writeFileSync(join(first, 'types.json'), readFileSync(join(first, 'types.json'), 'utf8').replace(/"relations": \{\s*"/, '$&Other-'));
		expect((await like(first, '-o', third)).stderr).toContain('[checkpoint.calibratedForOtherTypes]');
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
