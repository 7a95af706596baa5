// What the assistant's tools read in the editor: what is known of the workspace, and files of it that are extracted on demand.

import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { fileMissing, noFolder, notExtracted, outsideFolder } from '../../assistant/errors';
import type { AssistantHost, ExtractionSubject } from '../../assistant/host';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { isWithin } from '../../base/node/isWithin';
import type { EngineClient } from '../../client/engineClient';
import type { DocumentReader } from '../../extraction/documentReader';
import { extractDocument } from '../../extraction/extractDocument';
import { lineStartsOf, positionByLineStarts } from '../../extraction/lineStarts';
import type { SentenceMemory } from '../../extraction/sentenceCache';
import type { Settings } from '../../host/settings';
import type { KnowledgeIndex } from '../../knowledge/entities/knowledgeIndex';
import type { KnownDocument } from '../../knowledge/knownDocument';
import type { ModelLocation } from '../../protocol/engineProtocol';
import { EngineProcessExtractor } from '../extraction/engineProcessExtractor';
import type { Knowledge } from '../knowledge/knowledge';
import type { WorkspaceExtraction } from '../workspace/workspaceExtraction';

export interface EditorHostOptions {
	readonly client: EngineClient;
	readonly reader: DocumentReader;
	readonly cache: SentenceMemory;
	readonly knowledge: Knowledge;
	readonly workspace: WorkspaceExtraction;
	readonly settings: () => Settings;
	readonly locate: (settings: Settings) => ModelLocation;
}

/** What a text that is no document is called in citations. */
const textName = 'text';

export class EditorHost implements AssistantHost {
	readonly #options: EditorHostOptions;

	constructor(options: EditorHostOptions) {
		this.#options = options;
	}

	async index(): Promise<KnowledgeIndex> {
		const { knowledge } = this.#options;
		await knowledge.whenComplete();
		return knowledge.index;
	}

	async extract(subject: ExtractionSubject, cancellation: CancellationToken): Promise<KnownDocument> {
		return subject.kind === 'file' ? await this.#extractFile(subject.path, cancellation) : await this.#extractText(subject.text, cancellation);
	}

	async #extractFile(path: string, cancellation: CancellationToken): Promise<KnownDocument> {
		const { knowledge, workspace } = this.#options;
		const uri = await fileInWorkspace(path);
		const open = knowledge.document(uri.toString());
		const isEdited = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString() && document.isDirty);
		if (open !== undefined && isEdited) {
			// Its marks are of the text as it is in the editor.
			return open;
		}
		await workspace.follow([uri]);
		await knowledge.whenComplete();
		throwIfCancelled(cancellation);
		const document = knowledge.document(uri.toString());
		if (document === undefined) {
			throw notExtracted(path);
		}
		return document;
	}

	async #extractText(text: string, cancellation: CancellationToken): Promise<KnownDocument> {
		const { client, reader, cache, settings, locate } = this.#options;
		const current = settings();
		const { maxSpanSize, relationThreshold, entityThreshold } = current;
		const { model, extraction } = await extractDocument({
			source: text,
			format: 'markdown',
			reader,
			extractor: new EngineProcessExtractor(client, locate(current), { maxSpanSize, relationThreshold }),
			cache,
			cancellation,
			entityThreshold,
		});
		const lineStarts = lineStartsOf(text);
		return { id: textName, name: textName, model, extraction, positionAt: (offset) => positionByLineStarts(lineStarts, offset) };
	}
}

/** The file of the workspace that a path means. Errors: assistant.noFolder, assistant.outsideFolder, assistant.fileMissing. */
async function fileInWorkspace(path: string): Promise<vscode.Uri> {
	const folders = vscode.workspace.workspaceFolders ?? [];
	if (folders.length === 0) {
		throw noFolder();
	}
	const candidates = folders
		.flatMap(({ uri, name }) => [path, ...(path.startsWith(`${name}/`) ? [path.slice(name.length + 1)] : [])].map((part) => vscode.Uri.joinPath(uri, part)))
		.filter((uri) => vscode.workspace.getWorkspaceFolder(uri) !== undefined);
	if (candidates.length === 0) {
		throw outsideFolder(path);
	}
	for (const uri of candidates) {
		if (await isFile(uri)) {
			await refuseOutside(uri, path);
			return uri;
		}
	}
	throw fileMissing(path);
}

/** What a link leads to is sent to a language model as well: it must lie in the workspace. Errors: assistant.outsideFolder. */
async function refuseOutside(uri: vscode.Uri, path: string): Promise<void> {
	const folder = vscode.workspace.getWorkspaceFolder(uri);
	if (uri.scheme !== 'file' || folder === undefined) {
		return;
	}
	const [root, real] = await Promise.all([realpath(folder.uri.fsPath), realpath(uri.fsPath)]);
	if (!isWithin(root, real)) {
		throw outsideFolder(path);
	}
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
	try {
		return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
	} catch (failure) {
		if (failure instanceof vscode.FileSystemError) {
			return false;
		}
		throw failure;
	}
}
