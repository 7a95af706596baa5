// What merging needs of written forms, remembered for those that came last: most forms come again and again.

import { writtenForm, type WrittenForm } from '../../knowledge/entities/indexedDocument';

export type FormMemory = Map<string, WrittenForm>;

const mostForms = 50_000;

export function formOf(memory: FormMemory, text: string): WrittenForm {
	const known = memory.get(text);
	if (known !== undefined) {
		return known;
	}
	if (memory.size >= mostForms) {
		memory.clear();
	}
	const form = writtenForm(text);
	memory.set(text, form);
	return form;
}
