// What a command about an entity or a type is asked for: an id from a link or a page, a row of the Entities view from its menu,
// or nothing, which means what the cursor is on.

import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { mentionsAt } from '../../knowledge/lookUp';
import type { Mention } from '../../knowledge/documentExtraction';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibleMarks } from '../knowledge/visibleMarks';

const entitySchema = z.union([
	z.pipe(z.string(), z.transform((id) => ({ id }))),
	z.pipe(z.object({ entity: z.object({ id: z.string() }) }), z.transform(({ entity }) => entity)),
	z.pipe(z.object({ entityId: z.string() }), z.transform(({ entityId }) => ({ id: entityId }))),
]);
const typeSchema = z.union([
	z.pipe(z.string(), z.transform((identifier) => ({ identifier }))),
	z.pipe(z.object({ type: z.object({ identifier: z.string() }) }), z.transform(({ type }) => type)),
]);

/** Id of the entity that an argument names; undefined where it names none. */
export function entityIdOf(argument: unknown): string | undefined {
	return entitySchema.safeParse(argument).data?.id;
}

/** Identifier of the entity type that an argument names; undefined where it names none. */
export function entityTypeOf(argument: unknown): string | undefined {
	return typeSchema.safeParse(argument).data?.identifier;
}

/** The innermost mention at the cursor of the active editor, with its document and the entity it stands for. */
export function mentionAtCursor(visible: VisibleMarks, knowledge: Knowledge): { document: string; mention: Mention; entityId: string } | undefined {
	const editor = vscode.window.activeTextEditor;
	const marks = editor && visible.marksOf(editor.document);
	if (editor === undefined || marks === undefined) {
		return undefined;
	}
	const [mention] = mentionsAt(marks.extraction, editor.document.offsetAt(editor.selection.active));
	const document = editor.document.uri.toString();
	return mention && { document, mention, entityId: knowledge.index.entityIdOf(document, mention) };
}
