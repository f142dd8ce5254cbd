// Which section cites which, and how often? An edge list for networkx or a projection for GDS.
MATCH (a:Section)-[:HAS_PARAGRAPH*1..]->()-[c:CITES]->(t)
WHERE a.id STARTS WITH "/us/cfr/t99/"
MATCH (t)<-[:HAS_PARAGRAPH*0..]-(b:Section)
WHERE a <> b
RETURN a.id AS source, b.id AS target, count(c) AS weight
ORDER BY source, target
