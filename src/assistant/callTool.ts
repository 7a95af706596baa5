// Calls a tool by its name with an input from outside: checks the input, asks the host, gives the answer as plain data.

import type * as z from 'zod/mini';
import type { CancellationToken } from '../base/cancellation';
import { extractAnswer, findAnswer, relationsAnswer } from './answers';
import { invalidInput, nothingToExtract, unknownTool } from './errors';
import type { AssistantHost } from './host';
import { extractInputSchema, findInputSchema, relationsInputSchema, toolDefinitions } from './toolDefinitions';

/** Errors: assistant.unknownTool, assistant.invalidInput, assistant.nothingToExtract, assistant.unknownEntity; those of the host. */
export async function callTool(
	name: string,
	input: unknown,
	host: AssistantHost,
	cancellation: CancellationToken,
): Promise<Record<string, unknown>> {
	switch (name) {
		case toolDefinitions.extract.name: {
			const { file, text, limit } = checked(name, extractInputSchema, input);
			if ((file === undefined) === (text === undefined)) {
				throw nothingToExtract();
			}
			const subject = file === undefined ? { kind: 'text' as const, text: text ?? '' } : { kind: 'file' as const, path: file };
			return extractAnswer(await host.extract(subject, cancellation), limit);
		}
		case toolDefinitions.find.name: {
			const request = checked(name, findInputSchema, input);
			return findAnswer(await host.index(cancellation), request);
		}
		case toolDefinitions.relations.name: {
			const request = checked(name, relationsInputSchema, input);
			return relationsAnswer(await host.index(cancellation), request);
		}
		default:
			throw unknownTool(
				name,
				Object.values(toolDefinitions).map((tool) => tool.name),
			);
	}
}

function checked<T>(tool: string, schema: z.ZodMiniType<T>, input: unknown): T {
	const parsed = schema.safeParse(input ?? {});
	if (!parsed.success) {
		const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'it'}: ${message}`);
		throw invalidInput(tool, problems.join('; '));
	}
	return parsed.data;
}
