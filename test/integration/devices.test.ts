// Devices in the editor: the one in use is shown, one that does not work here is replaced and the reason told, and the report says
// what there is.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { neverCancelled } from '../../src/base/cancellation';
import { activeExtension, closeEditors, eventually, extract, freshSentences, showUntitled } from './editor';

/** No system has both. */
const missing = process.platform === 'darwin' ? 'directml' : 'coreml';
const title = { directml: /DirectML/, coreml: /Core(&nbsp;| )ML/ }[missing];

async function setDevice(value: string | undefined): Promise<void> {
	await vscode.workspace.getConfiguration('spert').update('device', value, vscode.ConfigurationTarget.Global);
}

describe('Devices', () => {
	afterEach(async () => {
		await setDevice(undefined);
		await closeEditors();
	});

	it('are the processor where it is set, and the status bar says so', async () => {
		const { client, statusBar } = await activeExtension();
		await setDevice('cpu');
		const { document } = await showUntitled(freshSentences(2, 'processor').join('\n'));
		assert.equal((await extract(document)).model.device, 'cpu');
		assert.equal(client.state.kind === 'ready' || client.state.kind === 'busy' ? client.state.model?.device : undefined, 'cpu');
		await eventually(() => statusBar.tooltip.includes('CPU'), 'the status bar names the processor');
	});

	it('that do not work here are replaced by the processor, and the status bar says why', async () => {
		const { client, statusBar, devices } = await activeExtension();
		await setDevice(missing);
		const { document } = await showUntitled(freshSentences(2, 'missing').join('\n'));
		const marks = await extract(document);
		assert.equal(marks.computed, 2);
		assert.equal(marks.model.device, 'cpu');
		assert.deepEqual(devices.fallback, { wanted: missing, problem: { kind: 'notBundled', detail: '' } });
		await eventually(() => title.test(statusBar.tooltip) && statusBar.tooltip.includes('spert.showDevices'), 'the status bar tells of the fallback');
		await setDevice('cpu');
		await eventually(() => devices.fallback === undefined, 'another setting ends it');
		assert.notEqual(client.state.kind, 'failed');
	});

	it('are reported with what each of them is and how fast', async function () {
		this.timeout(120_000);
		const { client } = await activeExtension();
		const report = await client.devices({ again: false }, neverCancelled);
		assert.deepEqual(report.devices.map(({ device }) => device), ['webgpu', 'cuda', 'directml', 'coreml']);
		await vscode.commands.executeCommand('spert.showDevices');
		const editor = vscode.window.activeTextEditor;
		assert.equal(editor?.document.uri.scheme, 'spert-report');
		const text = editor.document.getText();
		assert.match(text, /^WebGPU$/m);
		assert.match(text, /\d+\.\d sentences a second/);
		assert.match(text, new RegExp(`onnxruntime +${report.runtimeVersion.replaceAll('.', '\\.')}`));
	});
});
