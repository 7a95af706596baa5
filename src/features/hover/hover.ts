// Shows hovers over marked words, in any document that has marks.

import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import { hoverText } from './hoverText';

export function registerHover(visible: VisibleMarks, knowledge: Knowledge): Disposable {
	return vscode.languages.registerHoverProvider([{ scheme: '*' }], {
		provideHover(document, position) {
			const text = hoverText(document, document.offsetAt(position), visible, knowledge);
			return text && new vscode.Hover(text);
		},
	});
}
