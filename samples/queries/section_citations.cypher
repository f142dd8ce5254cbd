// Which section cites which, and how often? An edge list for networkx.
MATCH (a:Section)-[:HAS_PARAGRAPH*1..]->()-[c:CITES]->(t)
WHERE a.id STARTS WITH "/us/cfr/t99/"
// What is cited of a section and not there is a stub within it.
MATCH (t)-[:WITHIN*0..]->()<-[:HAS_PARAGRAPH*0..]-(b:Section)
WHERE a <> b
RETURN a.id AS source, b.id AS target, count(c) AS weight
ORDER BY source, target
