// "Download Model": asks what, says what would come and asks again, downloads with progress. Nothing is asked of a server before
// somebody has named it.

import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import type { DownloadPlan, ModelSummary } from '../../protocol/modelFiles';
import type { DownloadRequest, ModelPrograms } from './modelPrograms';
import { megabytes } from './modelTexts';

const tokenKey = 'huggingFaceToken';

/** The model that is there now; undefined where somebody changed their mind. Errors: models.…, fetch.…, CancelledError. */
export async function downloadModel(programs: ModelPrograms, secrets: vscode.SecretStorage): Promise<ModelSummary | undefined> {
	const asked = await askWhat();
	if (asked === undefined) {
		return undefined;
	}
	const planned = await planWithToken(asked, programs, secrets);
	if (planned === undefined || !(planned.plan.isDownloaded || (await isWanted(planned.plan)))) {
		return undefined;
	}
	const { plan } = planned;
	// The very commit that was shown, whatever the branch has become meanwhile.
	const request = plan.revision === undefined ? planned.request : { ...planned.request, revision: plan.revision };
	return await withProgress(vscode.l10n.t('Downloading {0}', plan.from), (progress, token) => {
		let shown = 0;
		return programs.download(request, token, (file, done, total) => {
			const share = total === 0 ? 0 : (100 * done) / total;
			const message = total === 0 ? `${file}, ${megabytes(done)}` : vscode.l10n.t('{0}, {1} of {2}', file, megabytes(done), megabytes(total));
			progress.report({ increment: share - shown, message });
			shown = share;
		});
	}).catch((failure: unknown) => {
		if (failure instanceof CancelledError) {
			void vscode.window.showInformationMessage(vscode.l10n.t('The download of {0} is stopped. Downloading it again goes on from there.', plan.from));
		}
		throw failure;
	});
}

const urlPattern = /^https?:\/\/\S+$/i;
const repositoryPattern = /^\w[\w.-]*(\/\w[\w.-]*)?$/;

async function askWhat(): Promise<DownloadRequest | undefined> {
	const title = vscode.l10n.t('Download a Model');
	const named = await vscode.window.showInputBox({
		title,
		prompt: vscode.l10n.t('A repository of the Hugging Face hub, or the URL of a folder with config.json'),
		placeHolder: 'allenai/scibert_scivocab_uncased',
		ignoreFocusOut: true,
		validateInput: (text) =>
			urlPattern.test(text.trim()) || repositoryPattern.test(text.trim()) ? undefined : vscode.l10n.t('OWNER/NAME, or a URL that starts with https://'),
	});
	const from = named?.trim();
	if (from === undefined) {
		return undefined;
	}
	if (urlPattern.test(from)) {
		const sha256 = await vscode.window.showInputBox({
			title,
			prompt: vscode.l10n.t('SHA-256 of the weights, if you know it (Enter: not checked)'),
			ignoreFocusOut: true,
			validateInput: (text) => (/^([0-9a-f]{64})?$/i.test(text.trim()) ? undefined : vscode.l10n.t('64 hexadecimal digits')),
		});
		return sha256 === undefined ? undefined : { from, ...(sha256.trim() === '' ? {} : { sha256: sha256.trim().toLowerCase() }) };
	}
	const revision = await vscode.window.showInputBox({
		title,
		prompt: vscode.l10n.t('Branch, tag or commit (Enter: the main branch)'),
		ignoreFocusOut: true,
		validateInput: (text) => (/^(\w[\w./-]*)?$/.test(text.trim()) ? undefined : vscode.l10n.t('The name of a branch, a tag or a commit')),
	});
	return revision === undefined ? undefined : { from, ...(revision.trim() === '' ? {} : { revision: revision.trim() }) };
}

/** Where the hub wants an access token, the stored one is taken or one is asked for. It is kept in the editor's secret storage. */
async function planWithToken(
	asked: DownloadRequest,
	programs: ModelPrograms,
	secrets: vscode.SecretStorage,
): Promise<{ readonly request: DownloadRequest; readonly plan: DownloadPlan } | undefined> {
	const isUrl = urlPattern.test(asked.from);
	let token = isUrl ? undefined : await secrets.get(tokenKey);
	for (;;) {
		const request = token === undefined ? asked : { ...asked, token };
		try {
			const title = vscode.l10n.t('Asking about {0}', asked.from);
			return { request, plan: await withProgress(title, (_progress, cancellation) => programs.plan(request, cancellation)) };
		} catch (failure) {
			if (isUrl || !(failure instanceof UserError) || failure.code !== 'models.accessDenied') {
				throw failure;
			}
			const enter = vscode.l10n.t('Enter Access Token…');
			if ((await vscode.window.showWarningMessage(failure.message, enter)) !== enter) {
				return undefined;
			}
		}
		const entered = await vscode.window.showInputBox({
			title: vscode.l10n.t('Access Token of the Hugging Face Hub'),
			prompt: vscode.l10n.t('Kept in the secret storage of the editor and sent to the hub alone. Empty: forget it.'),
			password: true,
			ignoreFocusOut: true,
		});
		if (entered === undefined) {
			return undefined;
		}
		token = entered.trim() === '' ? undefined : entered.trim();
		await (token === undefined ? secrets.delete(tokenKey) : secrets.store(tokenKey, token));
	}
}

async function isWanted({ from, revision, licence, files, size, present }: DownloadPlan): Promise<boolean> {
	const download = vscode.l10n.t('Download');
	const unchecked = files.filter(({ isChecked }) => !isChecked).length;
	const detail = [
		vscode.l10n.t('From: {0}', revision === undefined ? from : `${from} (${revision.slice(0, 12)})`),
		vscode.l10n.t('Licence: {0}', licence ?? vscode.l10n.t('none stated')),
		vscode.l10n.t('Files: {0}', files.map(({ name }) => name).join(', ')),
		...(present === 0 ? [] : [vscode.l10n.t('{0} are there from before.', megabytes(present))]),
		...(unchecked === 0 ? [] : [vscode.l10n.t('{0} of {1} files have no checksum to be checked by.', unchecked, files.length)]),
	].join('\n');
	const question = vscode.l10n.t('Download {0}, {1}?', from, megabytes(size));
	return (await vscode.window.showInformationMessage(question, { modal: true, detail }, download)) === download;
}

async function withProgress<T>(
	title: string,
	work: (progress: vscode.Progress<{ increment?: number; message?: string }>, token: vscode.CancellationToken) => Promise<T>,
): Promise<T> {
	return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, work);
}
