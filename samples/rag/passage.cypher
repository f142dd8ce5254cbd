// From a paragraph to a passage that can be read: what introduces it, itself, what follows below it, its place and its citations.
// A retrieval query of neo4j-graphrag: `node` is the paragraph that was found, `score` how well it fits.
MATCH (division)-[:HAS_PARAGRAPH*1..]->(node)
WHERE division:Division
CALL (node, division) {
  MATCH (up)-[:HAS_PARAGRAPH*0..]->(node) WHERE up:Paragraph
  RETURN collect(up) AS introduced
}
CALL (node) {
  MATCH (node)-[:HAS_PARAGRAPH*1..]->(below)
  WITH below ORDER BY below.seq LIMIT 20
  RETURN collect(below) AS followed
}
CALL (introduced, followed) {
  UNWIND introduced + followed AS p
  WITH p ORDER BY p.seq
  RETURN reduce(passage = "", words IN collect(p.text) | passage + words + "\n") AS passage
}
CALL (introduced, followed) {
  UNWIND introduced + followed AS p
  MATCH (p)-[:CITES]->(t)
  WITH DISTINCT t.citation AS cited ORDER BY cited
  RETURN collect(cited) AS cites
}
OPTIONAL MATCH (part:Part)-[:HAS_CHILD*1..6]->(division)
RETURN node.citation AS citation, division.heading AS heading, part.heading AS part, substring(passage, 0, 4000) AS text, cites, score
