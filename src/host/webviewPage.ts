// A webview page of ours: its HTML, in which nothing but our own script runs, and the bridge over which it talks. What arrives
// is validated; messages of another form are a bug of the page and reported as such.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type * as z from 'zod/mini';
import { DisposableStore, type Disposable } from '../base/disposable';

export interface WebviewPageOptions<From> {
	readonly webview: vscode.Webview;
	readonly extensionUri: vscode.Uri;
	/** The page's folder name under webview/, and so its bundle's. */
	readonly name: string;
	readonly title: string;
	readonly schema: z.ZodMiniType<From>;
	readonly onMessage: (message: From) => unknown;
	readonly onFailure: (failure: unknown) => void;
}

/** @typeParam To what the page is told. @typeParam From what it tells. */
export class WebviewPage<To, From> implements Disposable {
	readonly #webview: vscode.Webview;
	readonly #owned = new DisposableStore();

	constructor({ webview, extensionUri, name, title, schema, onMessage, onFailure }: WebviewPageOptions<From>) {
		this.#webview = webview;
		const bundles = bundlesOf(extensionUri);
		const listen = async (message: unknown): Promise<void> => {
			try {
				await onMessage(schema.parse(message));
			} catch (failure) {
				onFailure(failure);
			}
		};
		this.#owned.add(webview.onDidReceiveMessage((message: unknown) => void listen(message)));
		webview.options = { enableScripts: true, localResourceRoots: [bundles] };
		const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(bundles, file)).toString();
		webview.html = pageHtml({
			title,
			script: address(`${name}.js`),
			style: address(`${name}.css`),
			styleSource: webview.cspSource,
			nonce: randomBytes(16).toString('base64'),
			// Without a bundle for the editor's language, the texts are English.
			language: vscode.l10n.bundle === undefined ? 'en' : vscode.env.language,
			texts: vscode.l10n.bundle ?? {},
		});
	}

	/** A page that is hidden hears nothing: it asks again when it is shown. */
	async post(message: To): Promise<void> {
		if (!this.#owned.isDisposed) {
			await this.#webview.postMessage(message);
		}
	}

	dispose(): void {
		this.#owned.dispose();
	}
}

export function bundlesOf(extensionUri: vscode.Uri): vscode.Uri {
	return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

interface PageParts {
	readonly title: string;
	readonly script: string;
	readonly style: string;
	readonly styleSource: string;
	readonly nonce: string;
	readonly language: string;
	/** Translations of the pages' texts, by the English ones. */
	readonly texts: Readonly<Record<string, string>>;
}

function pageHtml({ title, script, style, styleSource, nonce, language, texts }: PageParts): string {
	const policy = `default-src 'none'; style-src ${styleSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
	return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${title}</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" type="application/json" id="texts">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
