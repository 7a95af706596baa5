// Why a device is not used, in words.

import * as vscode from 'vscode';
import type { DeviceProblem } from '../../base/deviceReport';

/** A sentence. What onnxruntime or a driver said of it stays as it was said. */
export function problemText({ kind, detail }: DeviceProblem): string {
	const sentence = problemSentence(kind);
	return detail === '' ? sentence : `${sentence} (${detail})`;
}

function problemSentence(kind: DeviceProblem['kind']): string {
	switch (kind) {
		case 'notBundled':
			return vscode.l10n.t('onnxruntime does not bring it for this system.');
		case 'librariesMissing':
			return vscode.l10n.t('Its libraries are not here.');
		case 'noHardware':
			return vscode.l10n.t('No graphics processor was found for it.');
		case 'refused':
			return vscode.l10n.t('onnxruntime refused it.');
		case 'ended':
			return vscode.l10n.t('The process in which it was tried ended.');
		case 'hung':
			return vscode.l10n.t('Nothing came within the time it was given.');
		case 'wrongResults':
			return vscode.l10n.t('Its results are not those of the processor.');
		case 'notUsed':
			return vscode.l10n.t('onnxruntime left all computing to the processor.');
		case 'lost':
			return vscode.l10n.t('It failed while it computed.');
		default:
			return kind satisfies never;
	}
}
