// Which citations point into a loaded part but to nothing that is there?
MATCH (source)-[c:CITES]->(missing:Stub:CFR)
MATCH (missing)-[:WITHIN*1..]->(near:Division)
WHERE near:Section OR near:Part OR near:Appendix
RETURN DISTINCT source.id AS source, c.text AS as_written, missing.id AS missing
ORDER BY source, missing
