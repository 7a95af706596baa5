// The commands by their names, with the line that the list of commands shows. Each is loaded when it is used: none pays at its
// start for what only others need.

import type { Command } from './command';

export interface ListedCommand {
	readonly name: string;
	/** One line for the list of commands. */
	readonly summary: string;
	readonly load: () => Promise<Command>;
}

export const commandList: readonly ListedCommand[] = [
	{ name: 'extract', summary: 'find entities and relations in documents', load: async () => (await import('./commands/extract')).extractCommand },
	{ name: 'train', summary: 'train a model of your own', load: async () => (await import('./commands/train')).trainCommand },
	{ name: 'predict', summary: 'predict entities and relations of tokenized documents', load: async () => (await import('./commands/predict')).predictCommand },
	{ name: 'eval', summary: 'score a model on annotated documents', load: async () => (await import('./commands/eval')).evalCommand },
	{ name: 'quantize', summary: 'write a model in int8, and measure what it costs', load: async () => (await import('./commands/quantize')).quantizeCommand },
	{
		name: 'calibrate',
		summary: 'make scores probabilities, and choose thresholds',
		load: async () => (await import('./commands/calibrate')).calibrateCommand,
	},
	{ name: 'validate', summary: 'find mistakes in datasets', load: async () => (await import('./commands/validate')).validateCommand },
	{ name: 'convert', summary: 'convert annotated data from and to other formats', load: async () => (await import('./commands/convert')).convertCommand },
	{
		name: 'sentences',
		summary: 'write the sentences of documents, to predict or to train on',
		load: async () => (await import('./commands/sentences')).sentencesCommand,
	},
	{ name: 'fetch', summary: 'download a public dataset or encoder', load: async () => (await import('./commands/fetch')).fetchCommand },
	{ name: 'devices', summary: 'tell what this machine can compute on, and how fast', load: async () => (await import('./commands/devices')).devicesCommand },
	{ name: 'models', summary: 'list, download and remove models', load: async () => (await import('./commands/models')).modelsCommand },
	{ name: 'compare', summary: 'show where two models differ on documents', load: async () => (await import('./commands/compare')).compareCommand },
	{
		name: 'corpus',
		summary: 'read many documents, by this machine or by workers of a queue',
		load: async () => (await import('./commands/corpus')).corpusCommand,
	},
	{
		name: 'worker',
		summary: 'read documents of a queue, on as many machines as there are',
		load: async () => (await import('./commands/worker')).workerCommand,
	},
	{ name: 'graph', summary: 'merge results into one graph, and look into it', load: async () => (await import('./commands/graph')).graphCommand },
	{ name: 'serve', summary: 'serve a model to other machines', load: async () => (await import('./commands/serve')).serveCommand },
	{ name: 'mcp', summary: 'offer a folder’s entities and relations to assistants', load: async () => (await import('./commands/mcp')).mcpCommand },
];
