// The relation graph as GraphML, which yEd, Gephi, Cytoscape, networkx and igraph read. http://graphml.graphdrawing.org/

import type { KnowledgeGraph } from '../knowledge/entities/entity';
import type { KnownDocument } from '../knowledge/knownDocument';
import { graphTable, type GraphAttribute } from './graphTable';
import { xmlText } from './xml';

/** What is said of nodes and edges, and of the whole. */
export interface GraphMlAttributes<Node, Edge> {
	readonly nodeAttributes: readonly GraphAttribute<Node>[];
	readonly edgeAttributes: readonly GraphAttribute<Edge>[];
	readonly models: string;
}

/**
 * The text of a .graphml file. Nodes are entities and edges relations; as the schema allows no spaces in ids, their own are
 * attributes. Every edge is directed, for readers such as networkx know no mixture; a symmetric one says so.
 * @param documents those that the graph is of: for their names and places
 */
export function graphMl(graph: KnowledgeGraph, documents: readonly KnownDocument[]): string {
	const table = graphTable(graph, documents);
	const { nodes, edges, nodeAttributes, edgeAttributes } = table;
	const nodeNumbers = new Map(nodes.map(({ id }, number) => [id, number]));
	const lines = [graphMlStart(table)];
	for (const [number, node] of nodes.entries()) {
		lines.push(nodeElement(number, nodeAttributes, node));
	}
	for (const [number, edge] of edges.entries()) {
		lines.push(edgeElement(number, nodeNumbers.get(edge.head), nodeNumbers.get(edge.tail), edgeAttributes, edge));
	}
	lines.push(graphMlEnd);
	return lines.join('');
}

/** What comes before the first node. */
export function graphMlStart<Node, Edge>({ nodeAttributes, edgeAttributes, models }: GraphMlAttributes<Node, Edge>): string {
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		'<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
			'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
		...nodeAttributes.map((attribute) => keyElement('node', attribute)),
		...edgeAttributes.map((attribute) => keyElement('edge', attribute)),
		'  <key id="graph.models" for="graph" attr.name="models" attr.type="string"/>',
		'  <graph id="knowledge" edgedefault="directed">',
		`    <data key="graph.models">${xmlText(models)}</data>`,
		'',
	].join('\n');
}

export function nodeElement<Node>(number: number, attributes: readonly GraphAttribute<Node>[], node: Node): string {
	return `    <node id="n${number}">\n${dataElements('node', attributes, node)}    </node>\n`;
}

/** @param head number of its node @param tail likewise */
export function edgeElement<Edge>(number: number, head: number | undefined, tail: number | undefined, attributes: readonly GraphAttribute<Edge>[], edge: Edge): string {
	const nodeId = (node: number | undefined): string => (node === undefined ? '' : `n${node}`);
	return `    <edge id="e${number}" source="${nodeId(head)}" target="${nodeId(tail)}">\n${dataElements('edge', attributes, edge)}    </edge>\n`;
}

/** What comes after the last edge. */
export const graphMlEnd = '  </graph>\n</graphml>\n';

function keyElement<Row>(element: 'node' | 'edge', { name, type }: GraphAttribute<Row>): string {
	return `  <key id="${element}.${name}" for="${element}" attr.name="${name}" attr.type="${type}"/>`;
}

function dataElements<Row>(element: 'node' | 'edge', attributes: readonly GraphAttribute<Row>[], row: Row): string {
	return attributes.map(({ name, value }) => `      <data key="${element}.${name}">${xmlText(String(value(row)))}</data>\n`).join('');
}
