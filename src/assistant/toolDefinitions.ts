// The tools that assistants are offered: names, descriptions and inputs, the same for VS Code's language models and for the
// Model Context Protocol. What they do is in answers.ts.

import * as z from 'zod/mini';

/** Facts in one answer: more would crowd out the conversation. */
const mostResults = 50;
const usualResults = 20;
/** Characters of a text that is given as such. */
const longestText = 200_000;

const limit = z._default(
	z.int().check(z.gte(1), z.lte(mostResults), z.describe(`Most results to return (at most ${mostResults}).`)),
	usualResults,
);
const words = (description: string) => z.string().check(z.minLength(1), z.maxLength(500), z.describe(description));

export const extractInputSchema = z.object({
	file: z.optional(
		z.string().check(
			z.minLength(1),
			z.maxLength(4000),
			z.describe('Path of a document (LaTeX, Markdown, text …) within the workspace, relative to its folder.'),
		),
	),
	text: z.optional(z.string().check(z.maxLength(longestText), z.describe('A text to extract from, instead of a file.'))),
	limit,
});
export type ExtractInput = z.infer<typeof extractInputSchema>;

export const findInputSchema = z.object({
	query: words('Name of an entity, an acronym, or the beginnings of its words.'),
	type: z.optional(words('Only entities of this type, such as Method or Task.')),
	limit,
});
export type FindInput = z.infer<typeof findInputSchema>;

export const relationsInputSchema = z.object({
	entity: z.optional(words('Only relations of this entity.')),
	with: z.optional(words('Only relations between the entity and this one.')),
	type: z.optional(words('Only relations of this type, such as Used-for.')),
	limit,
});
export type RelationsInput = z.infer<typeof relationsInputSchema>;

export interface ToolDefinition {
	readonly name: string;
	readonly title: string;
	/** Tells a model when to use it and what it gives. */
	readonly description: string;
	readonly schema: z.ZodMiniType;
}

const cited =
	'Every fact is cited with its document, line, sentence, score and an evidence id; quote the evidence id when you use a fact.';

export const toolDefinitions = {
	extract: {
		name: 'spert_extract',
		title: 'Extract entities and relations',
		description: `Finds typed scientific entities (methods, tasks, materials, metrics …) and the relations between them in one document or text, with a model on this machine. ${cited}`,
		schema: extractInputSchema,
	},
	find: {
		name: 'spert_find',
		title: 'Find entities in the documents',
		description: `Finds entities by name or acronym in all extracted documents of the workspace: type, how often and where they are mentioned, and the sentence that introduces them. ${cited}`,
		schema: findInputSchema,
	},
	relations: {
		name: 'spert_relations',
		title: 'Find relations between entities',
		description: `Lists what the extracted documents of the workspace state about entities: which relation holds between which two, with every sentence that states it. ${cited}`,
		schema: relationsInputSchema,
	},
} as const satisfies Record<string, ToolDefinition>;

/** The JSON schema of a tool's input. */
export function inputSchemaOf({ schema }: ToolDefinition): Record<string, unknown> {
	const { $schema: _, ...own } = z.toJSONSchema(schema, { io: 'input' });
	return own;
}
