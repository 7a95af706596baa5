// `spert sentences`: the sentences of documents as the extraction reads them, in the file that `spert predict` and a training
// without annotations (unlabelled_path) take.

import { throwIfCancelled } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import { formatOf } from '../../documents/documentFormat';
import { readSentences } from '../../documents/readSentences';
import { parseArguments, wholeNumber } from '../arguments';
import type { Command } from '../command';
import { documentFiles } from '../documentFiles';
import { noDocuments } from '../errors';
import { LatexProjects } from '../latexProjects';
import { writeOutputFile } from '../outputFile';
import { readTextFile } from '../textFile';
import { UsageError } from '../usageError';

const options = {
	output: { type: 'string' },
	exclude: { type: 'string', multiple: true, default: [] as string[] },
	shortest: { type: 'string' },
} as const;

const help = `Usage: spert sentences PATH… [OPTIONS]

Writes the sentences of documents, and of the papers in folders, as a JSON list of objects with tokens, each sentence once: what
spert predict takes as dataset_path, and spert train as unlabelled_path. Documents are read as spert extract reads them.

  --output FILE             where they go (default: stdout)
  --exclude GLOB            what to leave out of folders, as a line of a .gitignore file; may be given several times
  --shortest N              leave out sentences of fewer tokens, such as headings (default: 1)
`;

export const sentencesCommand: Command = {
	help,
	async run(args, { cancellation }) {
		const { values, positionals: paths } = parseArguments(args, options);
		const shortest = wholeNumber('shortest', values.shortest, 1) ?? 1;
		if (paths.length === 0) {
			throw new UsageError('name at least one file or folder.');
		}
		let failed = false;
		const onFailure = (failure: unknown): void => {
			// The other files are still wanted.
			if (!(failure instanceof UserError)) {
				throw failure;
			}
			failed = true;
			process.stderr.write(`spert sentences: ${failure.problem} ${failure.remedy} [${failure.code}]\n`);
		};
		const { files, folders } = await documentFiles(paths, values.exclude, onFailure);
		if (files.length === 0) {
			throw noDocuments(folders);
		}
		const projects = new LatexProjects();
		const lines = new Set<string>();
		for (const file of files) {
			throwIfCancelled(cancellation);
			try {
				const source = await readTextFile(file);
				for (const { tokens } of readSentences(source, formatOf(undefined, file), await projects.readOptionsOf(file))) {
					if (tokens.length >= shortest) {
						lines.add(JSON.stringify({ tokens: tokens.map(({ text }) => text) }));
					}
				}
			} catch (failure) {
				onFailure(failure);
			}
		}
		const text = `[\n${[...lines].join(',\n')}\n]\n`;
		if (values.output === undefined) {
			process.stdout.write(text);
		} else {
			await writeOutputFile(values.output, text);
			process.stderr.write(`${files.length} documents, ${lines.size} sentences\n`);
		}
		return failed ? 'failed' : 'success';
	},
};
