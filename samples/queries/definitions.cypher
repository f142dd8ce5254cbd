// Which words does title 99 define, and where?
MATCH (d:Section)-[:HAS_PARAGRAPH*1..]->(p)
WHERE d.id STARTS WITH "/us/cfr/t99/" AND p.text =~ "(?s)(\\([^)]+\\) )?[A-Z][a-z ]+ (means|has the meaning|includes)\\b.*"
RETURN p.citation AS place, p.text AS definition
ORDER BY d.id, p.seq
