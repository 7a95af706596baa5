// Classifiers as tests want them: each option alone, those that change each other, and all.

import { referenceHeads, type HeadDesign } from '../../../../src/engine/spert/headDesign';

export const designs: Readonly<Record<string, HeadDesign>> = {
	'boundary pieces': { ...referenceHeads, boundaryPieces: true },
	'a hidden layer': { ...referenceHeads, classifierHiddenSize: 6 },
	'entity types': { ...referenceHeads, relationEntityTypes: true },
	'the sentence': { ...referenceHeads, relationSentence: true },
	'the product': { ...referenceHeads, relationProduct: true },
	'the product and a hidden layer': { ...referenceHeads, relationProduct: true, classifierHiddenSize: 5 },
	everything: { boundaryPieces: true, classifierHiddenSize: 6, relationEntityTypes: true, relationSentence: true, relationProduct: true },
};
