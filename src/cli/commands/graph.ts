// `spert graph`: one graph of what was found in many documents, and what it says.

import type { Command } from '../command';
import { UsageError } from '../usageError';

const help = `Usage: spert graph merge SHARD… --out FILE [OPTIONS]
       spert graph show STORE [ENTITY] [OPTIONS]
       spert graph find STORE TEXT [OPTIONS]
       spert graph serve STORE

merge makes one graph of the results of any number of documents, files of JSON lines as spert extract --format json and
spert corpus collect write them, or folders of those. Memory does not grow with them, and the result does not depend on how
they are divided into files. show prints the most mentioned entities of a store, or the relations of one entity; find the
entities that are written with words that begin so. serve answers questions on standard input, for the editor.

  --out FILE                where the graph goes: .sqlite (a store), .graphml, .jsonl (the documents with their entities)
  --format FORMAT           sqlite, graphml, jsonl, or csv (FILE is a folder then)
  --rules FILE              what people said of which forms are the same entity (.spert/entities.tsv)
  --temp DIR                where sorting may put about as much as the shards have (default: beside FILE)
  --limit N                 show, find: how many (default: 20)
  --from N                  show: how many to pass over (default: 0)
  --format json             show, find: an object a line
`;

export const graphCommand: Command = {
	help,
	async run([verb, ...args], context) {
		switch (verb) {
			case 'merge': {
				const { mergeGraph } = await import('../graph/mergeGraph');
				return mergeGraph(args, context);
			}
			case 'show': {
				const { showGraph } = await import('../graph/showGraph');
				return showGraph(args);
			}
			case 'find': {
				const { findInGraph } = await import('../graph/showGraph');
				return findInGraph(args);
			}
			case 'serve': {
				const { serveGraph } = await import('../graph/serveGraph');
				return serveGraph(args);
			}
			case undefined:
			default:
				throw new UsageError(verb === undefined ? 'merge, show, find or serve?' : `there is no "${verb}": merge, show, find or serve?`);
		}
	},
};
