// Links from paths to what is there: files open, folders are shown in the explorer.

import * as vscode from 'vscode';
import { pathEntries } from '../../conf/checkConf';
import { readConf } from './confLanguage';
import { editorRange } from './places';
import { PathProbe, placeOf, runBaseOf } from './runBase';

export const confLinks: vscode.DocumentLinkProvider = {
	async provideDocumentLinks(document, cancellation) {
		const probe = new PathProbe();
		const links: vscode.DocumentLink[] = [];
		for (const section of readConf(document).sections) {
			const base = await runBaseOf(document.uri, section, probe);
			if (base === undefined || cancellation.isCancellationRequested) {
				break;
			}
			for (const { entry } of pathEntries(section)) {
				const place = placeOf(base, entry.value);
				const target = place && (await targetOf(place, probe));
				if (target !== undefined) {
					links.push(new vscode.DocumentLink(editorRange(entry.valueRange), target));
				}
			}
		}
		return links;
	},
};

/** Undefined for what is not there. A folder outside of the workspace is in no explorer. */
async function targetOf(place: vscode.Uri, probe: PathProbe): Promise<vscode.Uri | undefined> {
	const kind = await probe.kindOf(place);
	if (kind !== 'folder') {
		return kind === 'file' ? place : undefined;
	}
	const isInWorkspace = vscode.workspace.getWorkspaceFolder(place) !== undefined;
	const argument = encodeURIComponent(JSON.stringify([place]));
	return isInWorkspace ? vscode.Uri.parse(`command:revealInExplorer?${argument}`) : undefined;
}
