// The editor's proxy, for programs that download.

import * as vscode from 'vscode';

/** The editor's proxy is the program's, unless the environment names one. */
export function proxyEnvironment(): NodeJS.ProcessEnv {
	const proxy = vscode.workspace.getConfiguration().get<string>('http.proxy', '').trim();
	const { HTTPS_PROXY, https_proxy } = process.env;
	return proxy === '' || HTTPS_PROXY !== undefined || https_proxy !== undefined ? {} : { HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
}
