// Offers the assistant's tools by the Model Context Protocol over standard input and output. Loaded only by `spert mcp`: the
// protocol's library is larger than all of the rest.

import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema, type CallToolResult, type Tool } from '@modelcontextprotocol/sdk/types.js';
import { callTool } from '../../assistant/callTool';
import type { AssistantHost } from '../../assistant/host';
import { inputSchemaOf, toolDefinitions } from '../../assistant/toolDefinitions';
import { CancellationSource, type CancellationToken } from '../../base/cancellation';
import { describeFailure } from '../../base/logger';
import { UserError } from '../../base/userError';

/** Serves until the client closes the connection or the token is cancelled. */
export async function serveTools(host: AssistantHost, version: string, cancellation: CancellationToken): Promise<void> {
	const server = new Server({ name: 'spert', version }, { capabilities: { tools: {} } });
	const tools = Object.values(toolDefinitions).map(
		(definition): Tool => ({
			name: definition.name,
			title: definition.title,
			description: definition.description,
			inputSchema: { ...inputSchemaOf(definition), type: 'object' },
			annotations: { readOnlyHint: true, openWorldHint: false },
		}),
	);
	server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
	server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
		const call = new CancellationSource();
		const listening = cancellation.onCancellationRequested(() => call.cancel());
		signal.addEventListener('abort', () => call.cancel(), { once: true });
		try {
			return result(await callTool(params.name, params.arguments, host, call.token));
		} catch (failure) {
			return failureResult(failure);
		} finally {
			listening.dispose();
			call.dispose();
		}
	});
	const closed = new Promise<void>((resolve) => {
		server.onclose = resolve;
		cancellation.onCancellationRequested(() => resolve());
	});
	const transport = new StdioServerTransport();
	await server.connect(transport);
	// The transport does not notice by itself that its client has gone.
	process.stdin.once('end', () => void server.close());
	await closed;
	await server.close();
}

function result(answer: Record<string, unknown>): CallToolResult {
	return { content: [{ type: 'text', text: JSON.stringify(answer, null, '\t') }], structuredContent: answer };
}

/** What a model can act on goes to the model; a bug shows its stack in the log as well. */
function failureResult(failure: unknown): CallToolResult {
	if (failure instanceof UserError) {
		return { isError: true, content: [{ type: 'text', text: `${failure.message} [${failure.code}]` }] };
	}
	process.stderr.write(`spert mcp: ${describeFailure(failure)}\n`);
	return { isError: true, content: [{ type: 'text', text: 'An internal error: the log of spert mcp says more.' }] };
}
