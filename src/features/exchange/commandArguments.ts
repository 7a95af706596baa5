// What a key binding or a task may say beforehand, so that the commands need not ask.

import * as vscode from 'vscode';
import * as z from 'zod/mini';

const exportSchema = z.object({
	scope: z.optional(z.enum(['document', 'workspace'])),
	format: z.optional(z.string()),
	/** A path or a URI: of a file, or of a folder for formats of several files. */
	file: z.optional(z.string()),
});

const importSchema = z.object({ format: z.optional(z.string()), file: z.optional(z.string()) });

export type ExportArguments = z.infer<typeof exportSchema>;
export type ImportArguments = z.infer<typeof importSchema>;

/** What is no such object says nothing: menus pass the document that they are of. */
export function exportArguments(argument: unknown): ExportArguments {
	return exportSchema.safeParse(argument).data ?? {};
}

export function importArguments(argument: unknown): ImportArguments {
	return importSchema.safeParse(argument).data ?? {};
}

/** @param place an absolute path or a URI */
export function placeOf(place: string): vscode.Uri {
	return /^[a-z][a-z0-9+.-]+:/i.test(place) ? vscode.Uri.parse(place, true) : vscode.Uri.file(place);
}
