// Saves what the relation graph's page hands over, where the person says.

import * as vscode from 'vscode';
import { writeFileAtomically } from '../../base/node/atomicFile';

const pngSignature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The bytes of a PNG that came as base64. */
export function pngBytes(base64: string): Uint8Array {
	const bytes = Buffer.from(base64, 'base64');
	if (!pngSignature.every((byte, index) => bytes[index] === byte)) {
		throw new Error('The picture that is to be exported is no PNG.');
	}
	return bytes;
}

/** @param name without extension. @returns undefined where the person chose none */
export async function chooseFile(folder: vscode.Uri | undefined, name: string, format: string): Promise<vscode.Uri | undefined> {
	const file = `${name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').slice(0, 100) || 'graph'}.${format}`;
	return vscode.window.showSaveDialog({
		...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, file) }),
		filters: { [format.toUpperCase()]: [format] },
		title: vscode.l10n.t('Export Relation Graph'),
	});
}

export async function writeExport(file: vscode.Uri, data: string | Uint8Array): Promise<void> {
	if (file.scheme === 'file') {
		await writeFileAtomically(file.fsPath, data);
	} else {
		await vscode.workspace.fs.writeFile(file, typeof data === 'string' ? Buffer.from(data, 'utf8') : data);
	}
}
