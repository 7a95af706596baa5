// A person trains a model in the editor: from the button above a section, through a reload, a stop and a resume, to a document
// that the new model reads. One VS Code for all tests, in their order.

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { openWorkbench, type Workbench } from './pages/workbench';

/** So many that there is time for what a person does meanwhile. */
const epochs = 400;

const trainSection = (label: string, more: string): string => `label = ${label}
model_type = spert
model_path = data/encoder
tokenizer_path = data
types_path = data/types.json
train_path = data/docs.json
valid_path = data/docs.json
train_batch_size = 2
neg_entity_count = 40
neg_relation_count = 40
lr = 3e-4
prop_drop = 0.1
lowercase = true
seed = 11
log_path = log
save_path = save
${more}`;

const otherSections = `# Written by the test, as soon as there is a model.
[1]
label = measured
model_type = spert
model_path = MODEL
types_path = data/types.json
dataset_path = data/docs.json
lowercase = true
store_examples = true
log_path = log

[1]
model_type = spert
model_path = MODEL
types_path = data/types.json
dataset_path = data/docs.json
predictions_path = predictions.json
lowercase = true
`;

let workspace: string;
let workbench: Workbench;

beforeAll(async () => {
	workspace = mkdtempSync(join(tmpdir(), 'spert-training-'));
	cpSync(inProject('test', 'golden', 'portable'), join(workspace, 'data'), { recursive: true });
	writeFileSync(join(workspace, 'notes.md'), 'We train a neural network for relation extraction on scientific articles.\n');
	const sections = [
		`[1]\n${trainSection('tiny', `epochs = ${epochs}\nstore_examples = true\n`)}`,
		`[1]\n${trainSection('broken', 'epochs = 1\n').replace('data/types.json', 'data/none.json')}`,
	];
	writeFileSync(join(workspace, 'tiny.spert.conf'), sections.join('\n'));
	workbench = await openWorkbench({
		workspace,
		settings: { 'workbench.colorTheme': 'Default Light Modern', 'workbench.activityBar.location': 'hidden' },
		viewport: { width: 1360, height: 900 },
	});
	await workbench.page.keyboard.press('Control+B');
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	for (const { processId } of workbench === undefined ? [] : records()) {
		if (isAlive(processId)) {
			process.kill(processId, 'SIGKILL');
		}
	}
	await workbench?.close();
	rmSync(workspace, { recursive: true, force: true });
});

const panel = () => workbench.webview();
const state = () => panel().locator('.run .state');
const fact = (name: string) => panel().locator('.facts div', { hasText: name }).locator('dd');
const updates = async (): Promise<number> => Number(/^(\d+) of/.exec(await fact('Update').innerText())?.[1] ?? 0);

describe('training', () => {
	it('starts from the button above its section, in a process of its own, and is followed in the panel', async () => {
		await workbench.openFile('tiny.spert.conf');
		await workbench.page.locator('.codelens-decoration a', { hasText: 'Train' }).first().click();
		await expect.poll(() => state().innerText(), { timeout: 60_000 }).toMatch(/Training|Evaluating/);
		await expect.poll(updates, { timeout: 30_000 }).toBeGreaterThan(8);
		await expect.poll(() => panel().locator('.chart canvas').count()).toBe(3);
		expect(await fact('Memory').innerText()).toMatch(/^\d+ MB$|GB$/);
		expect(await fact('Sentences/s').innerText()).toMatch(/^\d/);
		await workbench.statusBarItem(/epoch \d+\/400|evaluating epoch/).waitFor();
		expect(records().map(({ name }) => name)).toEqual(['tiny']);
	});

	it('leaves extraction usable', async () => {
		await workbench.openFile('notes.md');
		await workbench.runCommand('SpERT: Extract Entities');
		await workbench.statusBarItem(/\d+ entities · \d+ relations/).waitFor({ timeout: 60_000 });
		expect(isAlive(onlyRecord().processId)).toBe(true);
	});

	it('shows the scores of the newest evaluation with what has changed', async () => {
		await workbench.runCommand('SpERT: Show Training');
		await expect.poll(() => panel().locator('.scores caption').first().innerText(), { timeout: 60_000 }).toMatch(/Entities after epoch \d+, change since epoch \d+/);
		await panel().getByLabel('Scores of').selectOption('Relations');
		expect(await panel().locator('.scores caption').first().innerText()).toMatch(/^Relations after epoch/);
	});

	it('goes on while the window is reloaded, and the panel follows it again', async () => {
		const before = await updates();
		const { processId } = onlyRecord();
		await workbench.reload();
		await expect.poll(() => state().innerText(), { timeout: 90_000 }).toMatch(/Training|Evaluating/);
		await expect.poll(updates, { timeout: 30_000 }).toBeGreaterThan(before);
		expect(onlyRecord().processId).toBe(processId);
		expect(isAlive(processId)).toBe(true);
		// What it was set to show before.
		await expect.poll(() => panel().locator('.scores caption').first().innerText()).toMatch(/^Relations after epoch/);
	});

	it('stops with its state saved', async () => {
		await panel().getByRole('button', { name: 'Stop' }).click();
		await expect.poll(() => state().innerText(), { timeout: 60_000 }).toBe('Stopped');
		await expect.poll(() => isAlive(onlyRecord().processId)).toBe(false);
		expect(existsSync(join(runFolder('save'), 'training_state.safetensors'))).toBe(true);
	});

	it('goes on where it stopped, and finishes', async () => {
		const before = await updates();
		const folder = runFolder('log');
		await panel().getByRole('button', { name: 'Resume' }).click();
		await expect.poll(() => state().innerText(), { timeout: 60_000 }).toMatch(/Training|Evaluating/);
		expect(await updates()).toBeGreaterThanOrEqual(before);
		expect(await panel().locator('.run').count()).toBe(1);
		await expect.poll(() => state().innerText(), { timeout: 150_000, interval: 500 }).toBe('Finished');
		expect(await updates()).toBe(8 * epochs);
		expect(runFolder('log')).toBe(folder);
		const steps = readFileSync(join(folder, 'loss_train.csv'), 'utf8').trim().split('\r\n').slice(1).map((row) => Number(row.split(';').at(-1)));
		expect(new Set(steps).size).toBe(steps.length);
	}, 240_000);

	for (const [theme, name] of [
		['Dark Modern', 'training-panel-dark'],
		['Dark High Contrast', 'training-panel-high-contrast'],
		['Light High Contrast', undefined],
		['Light Modern', 'training-panel'],
	] as const) {
		it(`takes the colours of ${theme} while it is open`, async () => {
			const before = await curvePicture();
			await workbench.palette.chooseTheme(theme);
			await expect.poll(curvePicture).not.toBe(before);
			if (name !== undefined) {
				await workbench.screenshot(name);
			}
			expect(await accessibilityViolations()).toEqual([]);
		});
	}

	it('leads from an example to its place in the dataset', async () => {
		await panel().getByRole('button', { name: 'Examples' }).click();
		await panel().getByRole('button', { name: 'Open document 3 in the dataset' }).click();
		await workbench.page.locator('.tab.active[data-resource-name="docs.json"]').waitFor();
		const text = readFileSync(join(workspace, 'data', 'docs.json'), 'utf8');
		const documents = JSON.parse(text) as { tokens: string[] }[];
		const { line, column } = await workbench.editor.cursor();
		const rest = text.split('\n').slice(line - 1).join('\n').slice(column - 1);
		expect(rest.startsWith('{')).toBe(true);
		expect(/"tokens"\s*:\s*(\[[^\]]*\])/.exec(rest)?.[1]).toSatisfy((list: string) => {
			return JSON.stringify(JSON.parse(list)) === JSON.stringify(documents[3]?.tokens);
		});
	});

	it('makes a model that documents are extracted with', async () => {
		await workbench.runCommand('SpERT: Show Training');
		await panel().getByRole('button', { name: 'Use This Model' }).click();
		const file = join(workbench.folder, '.vscode', 'settings.json');
		await expect.poll(() => (existsSync(file) ? readFileSync(file, 'utf8') : '')).toContain('/final_model"');
		await workbench.openFile('notes.md');
		await workbench.runCommand('SpERT: Extract Entities');
		await workbench.statusBarItem(/\d+ entities · \d+ relations/).waitFor();
		await workbench.statusBarItem(/entities ·/).hover();
		await workbench.page.locator('.workbench-hover-container', { hasText: 'final_model' }).waitFor({ timeout: 30_000 });
	});
});

it('says why a training cannot start', async () => {
	await workbench.openFile('tiny.spert.conf');
	await workbench.page.locator('.codelens-decoration a', { hasText: 'Train' }).nth(1).click();
	await workbench.toast('data/none.json').waitFor({ timeout: 30_000 });
	expect(await workbench.toast('data/none.json').innerText()).toMatch(/\[data\.\w+\]/);
	await workbench.page.keyboard.press('Escape');
});

describe('a model that was trained', () => {
	beforeAll(() => {
		const conf = otherSections.replaceAll('MODEL', join(runFolder('save'), 'final_model'));
		writeFileSync(join(workbench.folder, 'other.spert.conf'), conf);
	});

	it('is evaluated, with the report as a document', async () => {
		await workbench.openFile('other.spert.conf');
		await workbench.runCommand('SpERT: Evaluate Model');
		await workbench.page.locator('.tab.active', { hasText: 'Evaluation of measured' }).waitFor({ timeout: 60_000 });
		await workbench.editor.boxOf('precision');
	});

	it('predicts a file, which is opened', async () => {
		await workbench.openFile('other.spert.conf');
		await workbench.runCommand('SpERT: Predict File');
		await workbench.page.locator('.tab.active[data-resource-name="predictions.json"]').waitFor({ timeout: 60_000 });
	});
});

interface StoredRecord {
	readonly name: string;
	readonly processId: number;
}

/** What the extension remembers of its trainings. */
function records(): readonly StoredRecord[] {
	const folder = join(workbench.server.dataDir, 'data', 'User', 'globalStorage', 'spert-editor.spert', 'trainings');
	const files = existsSync(folder) ? readdirSync(folder).map((id) => join(folder, id, 'training.json')) : [];
	return files.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, 'utf8')) as StoredRecord);
}

function onlyRecord(): StoredRecord {
	const [record, ...others] = records();
	if (record === undefined || others.length > 0) {
		throw new Error('There is not exactly one training.');
	}
	return record;
}

/** The only run's folder below log or save. */
function runFolder(kind: 'log' | 'save'): string {
	const [name, ...others] = readdirSync(join(workbench.folder, kind, 'tiny'));
	expect(others).toEqual([]);
	return join(workbench.folder, kind, 'tiny', name ?? '');
}

function isAlive(processId: number): boolean {
	try {
		// A zombie, which nobody waits for any more, has no command line.
		return readFileSync(`/proc/${processId}/cmdline`, 'utf8') !== '';
	} catch {
		return false;
	}
}

/** In the panel as it is, in the editor's own colours. */
async function accessibilityViolations(): Promise<unknown[]> {
	const frame = await (await panel().locator('body').elementHandle())?.ownerFrame();
	await frame?.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
	const result = await frame?.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
	return result?.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]) ?? ['the panel is not there'];
}

function curvePicture(): Promise<string> {
	return panel().locator('.chart canvas').first().evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}
