// On what authority was each part issued?
MATCH (p:Part)-[:HAS_NOTE]->(n:Authority)
WHERE p.id STARTS WITH "/us/cfr/t99/"
RETURN p.citation AS part, trim(replace(n.text, "Authority:", "")) AS authority
ORDER BY n.id
