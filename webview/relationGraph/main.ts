// Starts the relation graph's page.

import '../shared/theme.css';
import './relationGraph.css';
import { RelationGraphPage } from './relationGraphPage';

const root = document.getElementById('root');
if (root !== null) {
	new RelationGraphPage(root);
}
