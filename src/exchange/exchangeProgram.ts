// What the editor loads when somebody first exports or imports: a bundle of its own, as its libraries would double what every
// start of the editor loads.

import { anchor, importedModel } from './anchor';
import { exportFormatIds, exportFormats, exportResults } from './exportFormats';
import { readBratStandoff, symmetricTypes } from './importBrat';
import { importFormatIds, importFormats, problemLines } from './importFormats';
import { lossLines } from './losses';

export const exchange = {
	exportFormatIds,
	exportFormats,
	exportResults,
	lossLines,
	importFormatIds,
	importFormats,
	readBratStandoff,
	symmetricTypes,
	anchor,
	importedModel,
	problemLines,
};

export type Exchange = typeof exchange;
