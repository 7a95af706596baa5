// `spert mcp`: the assistant's tools over a folder, by the Model Context Protocol.

import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { StoredSentences } from '../../extraction/node/storedSentences';
import { oneOrNone, parseArguments, probability } from '../arguments';
import { defaultCacheFolder } from '../cacheFolder';
import type { Command } from '../command';
import { computationHelp } from '../computation';
import { fileUnreadable } from '../errors';
import { FolderHost } from '../mcp/folderHost';
import { engineOptions, modelHelp, openSentenceEngine } from '../sentenceEngine';

const options = {
	...engineOptions,
	exclude: { type: 'string', multiple: true, default: [] as string[] },
	cache: { type: 'string' },
	'relation-threshold': { type: 'string' },
} as const;

const help = `Usage: spert mcp [FOLDER] [OPTIONS]

Offers what is in a folder's papers (default: the current folder) to assistants, by the Model Context Protocol over
standard input and output: spert_extract, spert_find and spert_relations. Every fact is cited with file, line, sentence and
score. Only files within the folder are read, and nothing leaves this machine unless --engine names a server.

${modelHelp}  --exclude GLOB            what to leave out, as a line of a .gitignore file; may be given several times
  --cache DIR               where results are remembered (default: ${defaultCacheFolder()})
${computationHelp}  --relation-threshold N    drop relations with a lower score (default: as the model says, else 0.4)
`;

export const mcpCommand: Command = {
	help,
	async run(args, context) {
		const { values, positionals } = parseArguments(args, options);
		const asked = oneOrNone('folder', positionals) ?? '.';
		const folder = await realpath(asked).catch((failure: unknown) => {
			throw fileUnreadable(asked, failure);
		});
		// Standard output is the protocol's.
		const tell = (message: string): void => void process.stderr.write(`spert mcp: ${message}\n`);
		const cache = new StoredSentences({
			folder: values.cache ?? join(defaultCacheFolder(), 'sentences'),
			logger: { log: (_level, message) => tell(message) },
		});
		const host = new FolderHost({
			folder,
			exclude: values.exclude,
			openEngine: () => openSentenceEngine('mcp', values, context),
			options: { maxSpanSize: 10, relationThreshold: probability('relation-threshold', values['relation-threshold']) },
			cache,
			onFailure: ({ message, code }) => tell(`${message} [${code}]`),
		});
		try {
			const { serveTools } = await import('../mcp/toolServer');
			await serveTools(host, context.version, context.cancellation);
		} finally {
			await host.close();
			await cache.close();
		}
		return 'success';
	},
};
