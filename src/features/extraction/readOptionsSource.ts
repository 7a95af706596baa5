// How each document of the editor is read: by the settings, and with what the other files of its LaTeX project define.

import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { MacroTable } from '../../documents/latex/macroTable';
import type { ReadOptions } from '../../documents/readOptions';
import type { Settings } from '../../host/settings';
import type { LatexProjects } from './latexProjects';

export interface ChosenReadOptions {
	readonly options: ReadOptions;
	/** Equal for options that read every document in the same way. */
	readonly key: string;
}

const treatmentsSchema = z.record(
	z.string().check(z.maxLength(100)),
	z.union([z.literal('skip'), z.literal('keep'), z.object({ replace: z.string().check(z.maxLength(1000)) })]),
);

export class ReadOptionsSource {
	readonly #projects: LatexProjects;
	/** Tables are large and stay the same for long. */
	readonly #macroKeys = new WeakMap<MacroTable, string>();

	constructor(projects: LatexProjects) {
		this.#projects = projects;
	}

	/** @param languageId of the editor, where one shows the document */
	async of(uri: vscode.Uri, languageId: string | undefined, { readCommands, readEnvironments, readTokens, markBackMatter }: Settings): Promise<ChosenReadOptions> {
		const ofProject = await this.#projects.readOptionsOf(uri, languageId);
		const written = {
			...(isEmpty(readCommands) ? {} : { commands: treatments(readCommands) }),
			...(isEmpty(readEnvironments) ? {} : { environments: treatments(readEnvironments) }),
			...(readTokens === 'spacyLike' ? { tokens: readTokens } : {}),
			...(markBackMatter ? { marksBackMatter: true } : {}),
		} satisfies ReadOptions;
		const { macros, ...rest } = { ...ofProject, ...written };
		const key = JSON.stringify(rest) + (macros === undefined ? '' : this.#keyOf(macros));
		return { options: { ...ofProject, ...written }, key };
	}

	#keyOf(macros: MacroTable): string {
		const known = this.#macroKeys.get(macros);
		if (known !== undefined) {
			return known;
		}
		const key = createHash('sha256').update(JSON.stringify(macros)).digest('hex').slice(0, 16);
		this.#macroKeys.set(macros, key);
		return key;
	}
}

function isEmpty(value: object): boolean {
	return Object.keys(value).length === 0;
}

/** What the manifest's schema allows; the rest is left out, as the editor marks it in the settings file. */
function treatments(value: Readonly<Record<string, unknown>>): z.infer<typeof treatmentsSchema> {
	const entries = Object.entries(value).flatMap(([name, treatment]) => {
		const parsed = treatmentsSchema.safeParse({ [name.replace(/^\\/, '')]: treatment });
		return parsed.success ? Object.entries(parsed.data) : [];
	});
	return Object.fromEntries(entries);
}
