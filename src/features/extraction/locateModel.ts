// Which model the settings mean.

import { defaultThreads } from '../../base/node/defaultThreads';
import type { Settings } from '../../host/settings';
import type { ModelLocation } from '../../protocol/engineProtocol';

/** @param embeddedModel the model that comes with the extension: the one where no path is set */
export function locateModel(settings: Settings, embeddedModel: string): ModelLocation {
	const { modelPath, tokenizerPath, typesPath, threads } = settings;
	return {
		modelPath: modelPath ?? embeddedModel,
		...(tokenizerPath === undefined ? {} : { tokenizerPath }),
		...(typesPath === undefined ? {} : { typesPath }),
		threads: threads > 0 ? threads : defaultThreads(),
	};
}
