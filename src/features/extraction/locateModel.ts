// Which model the settings mean.

import type { Settings } from '../../host/settings';
import type { ModelLocation } from '../../protocol/engineProtocol';

export interface UsualModel {
	/** The model that comes with the extension: the one where no path is set. */
	readonly embeddedModel: string;
	/** Where no number is set. The same as long as the window lives: another number would load the model anew. */
	readonly threads: number;
}

/**
 * @param hasVanished whether a model that was there is gone: then the embedded one is used, without files made for the other
 */
export function locateModel(settings: Settings, usual: UsualModel, hasVanished: (path: string) => boolean): ModelLocation {
	const { modelPath, engineUrl } = settings;
	const isThere = modelPath === undefined || !hasVanished(modelPath);
	const { tokenizerPath, typesPath, threads, device, precision, memory } = isThere ? settings : { ...settings, tokenizerPath: undefined, typesPath: undefined };
	return {
		modelPath: modelPath !== undefined && isThere ? modelPath : usual.embeddedModel,
		...(tokenizerPath === undefined ? {} : { tokenizerPath }),
		...(typesPath === undefined ? {} : { typesPath }),
		threads: threads > 0 ? threads : usual.threads,
		device,
		precision,
		memory,
		...(engineUrl === undefined ? {} : { serverUrl: engineUrl }),
	};
}
