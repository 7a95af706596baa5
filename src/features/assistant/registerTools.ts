// Offers the assistant's tools to VS Code's language models. What they answer is src/assistant's matter.

import * as vscode from 'vscode';
import { callTool } from '../../assistant/callTool';
import type { AssistantHost } from '../../assistant/host';
import { toolDefinitions, type ToolDefinition } from '../../assistant/toolDefinitions';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { UserError } from '../../base/userError';

export function registerTools(host: AssistantHost): Disposable {
	const store = new DisposableStore();
	// Editors made from VS Code may lack its language models.
	if (typeof (vscode.lm as Partial<typeof vscode.lm> | undefined)?.registerTool === 'function') {
		for (const definition of Object.values(toolDefinitions)) {
			store.add(vscode.lm.registerTool(definition.name, new AssistantTool(definition, host)));
		}
	}
	return store;
}

class AssistantTool implements vscode.LanguageModelTool<unknown> {
	readonly #definition: ToolDefinition;
	readonly #host: AssistantHost;

	constructor(definition: ToolDefinition, host: AssistantHost) {
		this.#definition = definition;
		this.#host = host;
	}

	prepareInvocation(): vscode.PreparedToolInvocation {
		return { invocationMessage: `SpERT: ${this.#definition.title}` };
	}

	async invoke(
		{ input }: vscode.LanguageModelToolInvocationOptions<unknown>,
		token: vscode.CancellationToken,
	): Promise<vscode.LanguageModelToolResult> {
		const text = await this.#answer(input, token);
		return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
	}

	async #answer(input: unknown, token: vscode.CancellationToken): Promise<string> {
		try {
			return JSON.stringify(await callTool(this.#definition.name, input, this.#host, token));
		} catch (failure) {
			if (failure instanceof UserError) {
				// The model may mend its input: it is told in the same words as a person.
				throw new Error(`${failure.message} [${failure.code}]`, { cause: failure });
			}
			throw failure;
		}
	}
}
