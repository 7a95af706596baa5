// The arguments with which a folder is submitted: the same model and options with which the editor reads it.

import type { Settings } from '../../host/settings';
import type { ModelLocation } from '../../protocol/engineProtocol';
import type { CorpusRecord } from './corpusState';

/**
 * What `spert corpus submit` is told of a folder, so that its documents are read as the editor reads them.
 * @param embeddedModel workers have it; any other one is put into the queue for them
 * @param exclude lines as of a .gitignore file
 */
export function submitArguments(
	{ maxSpanSize, entityThreshold, relationThreshold }: Pick<Settings, 'maxSpanSize' | 'entityThreshold' | 'relationThreshold'>,
	{ modelPath, typesPath, tokenizerPath, precision = 'auto' }: ModelLocation,
	embeddedModel: string,
	exclude: readonly string[],
): CorpusRecord['args'] {
	const isEmbedded = modelPath === embeddedModel;
	return [
		...(isEmbedded ? [] : [`--model=${modelPath}`]),
		...(typesPath === undefined ? [] : [`--types=${typesPath}`]),
		...(tokenizerPath === undefined ? [] : [`--tokenizer=${tokenizerPath}`]),
		// With other files it is another model, which workers do not have.
		...(isEmbedded && (typesPath ?? tokenizerPath) !== undefined ? ['--upload'] : []),
		`--precision=${precision}`,
		`--max-span-size=${maxSpanSize}`,
		`--entity-threshold=${entityThreshold}`,
		...(relationThreshold === undefined ? [] : [`--relation-threshold=${relationThreshold}`]),
		...exclude.map((line) => `--exclude=${line}`),
	];
}
