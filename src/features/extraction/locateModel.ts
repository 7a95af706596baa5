// Which model the settings mean.

import { defaultThreads } from '../../base/node/defaultThreads';
import type { Settings } from '../../host/settings';
import type { ModelLocation } from '../../protocol/engineProtocol';

/**
 * @param embeddedModel the model that comes with the extension: the one where no path is set
 * @param hasVanished whether a model that was there is gone: then the embedded one is used, without files made for the other
 */
export function locateModel(settings: Settings, embeddedModel: string, hasVanished: (path: string) => boolean): ModelLocation {
	const { modelPath, engineUrl } = settings;
	const isThere = modelPath === undefined || !hasVanished(modelPath);
	const { tokenizerPath, typesPath, threads, device, precision, memory } = isThere ? settings : { ...settings, tokenizerPath: undefined, typesPath: undefined };
	return {
		modelPath: modelPath !== undefined && isThere ? modelPath : embeddedModel,
		...(tokenizerPath === undefined ? {} : { tokenizerPath }),
		...(typesPath === undefined ? {} : { typesPath }),
		threads: threads > 0 ? threads : defaultThreads(),
		device,
		precision,
		memory,
		...(engineUrl === undefined ? {} : { serverUrl: engineUrl }),
	};
}
