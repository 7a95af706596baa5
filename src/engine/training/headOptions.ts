// Which classifiers a training trains: those that its options ask for, or those of the trained model that it goes on with.

import type { TrainOptions } from '../../conf/optionTable';
import { describeHeads } from '../checkpoint/headConfig';
import { areSameHeads, referenceHeads, type HeadDesign } from '../spert/headDesign';
import { headsMismatch } from './errors';

type HeadOptions = Pick<
	TrainOptions,
	'boundaryPieces' | 'classifierHiddenSize' | 'relationEntityTypes' | 'relationSentence' | 'relationProduct'
>;

/**
 * @param path of the model, for errors
 * @param trained its classifiers; undefined for an encoder without any
 * Errors: training.headsMismatch.
 */
export function headsOf(options: HeadOptions, path: string, trained: HeadDesign | undefined): HeadDesign {
	const { boundaryPieces, classifierHiddenSize, relationEntityTypes, relationSentence, relationProduct } = options;
	const wanted = { boundaryPieces, classifierHiddenSize, relationEntityTypes, relationSentence, relationProduct };
	// Without any of the options a trained model keeps what it has.
	if (trained !== undefined && !areSameHeads(wanted, referenceHeads) && !areSameHeads(wanted, trained)) {
		throw headsMismatch(path, describeHeads(wanted) ?? '', describeHeads(trained));
	}
	return trained ?? wanted;
}

/** What a training should tell about its classifiers. */
export function headsWarning({ torchModel }: Pick<TrainOptions, 'torchModel'>, heads: HeadDesign): readonly string[] {
	const described = describeHeads(heads);
	return torchModel && described !== undefined
		? [`The reference knows no classifiers with ${described}: it cannot read the pytorch_model.bin of this model.`]
		: [];
}
