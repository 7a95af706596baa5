// The singular of English nouns, as far as scientific prose needs it, without a dictionary. Where in doubt a word is left as it
// is: two entities that should be one are seen and merged by hand, one that should be two is hardly noticed.

/** Ends of words that are irregular in whatever stands before them ("hyperparameter indices", "metadatabases"). */
const irregular: readonly (readonly [plural: string, singular: string])[] = [
	['corpora', 'corpus'],
	['analyses', 'analysis'],
	['syntheses', 'synthesis'],
	['hypotheses', 'hypothesis'],
	['parentheses', 'parenthesis'],
	['theses', 'thesis'],
	['diagnoses', 'diagnosis'],
	['prognoses', 'prognosis'],
	['metastases', 'metastasis'],
	['crises', 'crisis'],
	['matrices', 'matrix'],
	['indices', 'index'],
	['vertices', 'vertex'],
	['vortices', 'vortex'],
	['appendices', 'appendix'],
	['phenomena', 'phenomenon'],
	['criteria', 'criterion'],
	['automata', 'automaton'],
	['bacteria', 'bacterium'],
	['spectra', 'spectrum'],
	['optima', 'optimum'],
	['maxima', 'maximum'],
	['minima', 'minimum'],
	['quanta', 'quantum'],
	['formulae', 'formula'],
	['nuclei', 'nucleus'],
	['stimuli', 'stimulus'],
	['radii', 'radius'],
	['schemata', 'schema'],
	['lemmata', 'lemma'],
	['viruses', 'virus'],
	['statuses', 'status'],
	['corpuses', 'corpus'],
	['censuses', 'census'],
	['campuses', 'campus'],
	['focuses', 'focus'],
	['biases', 'bias'],
	['aliases', 'alias'],
	['canvases', 'canvas'],
	['atlases', 'atlas'],
	['quizzes', 'quiz'],
	['caches', 'cache'],
	['niches', 'niche'],
	['avalanches', 'avalanche'],
	['headaches', 'headache'],
	['heroes', 'hero'],
	['echoes', 'echo'],
	['potatoes', 'potato'],
	['tomatoes', 'tomato'],
	['vetoes', 'veto'],
	['movies', 'movie'],
	['cookies', 'cookie'],
	['calories', 'calorie'],
];

/** Irregular only as whole words. */
const irregularWords = new Map(
	Object.entries({
		loci: 'locus',
		foci: 'focus',
		fungi: 'fungus',
		genera: 'genus',
		taxa: 'taxon',
		strata: 'stratum',
		axes: 'axis',
		gases: 'gas',
		buses: 'bus',
		lenses: 'lens',
		plexuses: 'plexus',
		men: 'man',
		women: 'woman',
		children: 'child',
		mice: 'mouse',
		feet: 'foot',
		teeth: 'tooth',
		leaves: 'leaf',
		halves: 'half',
		lives: 'life',
		knives: 'knife',
		shelves: 'shelf',
		wolves: 'wolf',
		menus: 'menu',
		gpus: 'gpu',
		cpus: 'cpu',
		tpus: 'tpu',
		apis: 'api',
		wikis: 'wiki',
		taxis: 'taxi',
		ties: 'tie',
		pies: 'pie',
		lies: 'lie',
	}),
);

/** Singular, whatever they end in. */
const singular = new Set(
	(
		'news lens means kmeans series species aids gps sms dbms always perhaps chaos cosmos pathos thermos asbestos logos bias alias ' +
		'atlas canvas gas biogas pancreas pandas keras christmas kansas texas dallas vegas bayes gibbs stokes reuters siemens ' +
		'philips diabetes herpes measles mumps rabies kubernetes postgres james charles williams jones adams hopkins wales ' +
		'angeles ontonotes whereas has was does its'
	).split(' '),
);

/** Plurals in "-ics": others are names of fields ("genomics", "semantics"), which have no singular. */
const pluralsInIcs =
	/(?:metr|top|heurist|characterist|statist|log|crit|mosa|com|lyr|fabr|antibiot|clin|epidem)ics$/;

/** The word in the singular, if it is a plural. It is in lower case. */
export function singularOf(word: string): string {
	if (word.length < 4 || singular.has(word)) {
		return word;
	}
	const known = irregularWords.get(word) ?? irregularEnd(word);
	if (known !== undefined) {
		return known;
	}
	if (!/\p{L}s$/u.test(word) || /(?:ss|us|is)$/.test(word)) {
		return word;
	}
	if (word.endsWith('ics')) {
		return pluralsInIcs.test(word) ? word.slice(0, -1) : word;
	}
	if (word.endsWith('ies')) {
		return `${word.slice(0, -3)}y`;
	}
	if (/(?:ss|x|zz|ch|sh)es$/.test(word)) {
		return word.slice(0, -2);
	}
	return word.slice(0, -1);
}

function irregularEnd(word: string): string | undefined {
	for (const [plural, base] of irregular) {
		if (word.endsWith(plural)) {
			return word.slice(0, -plural.length) + base;
		}
	}
	return undefined;
}
