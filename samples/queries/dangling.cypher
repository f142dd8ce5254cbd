// Which citations point into a loaded title but to nothing that is there?
// Reads every stub: that is the question.
MATCH (source)-[c:CITES]->(missing:Stub:CFR)
MATCH (missing)-[:WITHIN*1..]->(nearest:Resource)
WHERE NOT nearest:Stub
RETURN source.id AS source, c.text AS as_written, missing.id AS missing, nearest.id AS nearest
ORDER BY source, missing
