// Shows hovers over marked words, in any document that has marks.

import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { DocumentExtractions } from '../extraction/documentExtractions';
import { hoverText } from './hoverText';

export function registerHover(extractions: DocumentExtractions): Disposable {
	return vscode.languages.registerHoverProvider([{ scheme: '*' }], {
		provideHover(document, position) {
			const marks = extractions.marksOf(document);
			const text = marks && hoverText(document, marks, document.offsetAt(position));
			return text && new vscode.Hover(text);
		},
	});
}
