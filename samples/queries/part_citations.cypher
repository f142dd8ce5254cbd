// Which part cites which part, and how often?
MATCH (a:Part)-[:HAS_CHILD|HAS_PARAGRAPH*1..]->()-[c:CITES]->(t)
WHERE a.id STARTS WITH "/us/cfr/t99/"
// What is cited and not there is a stub within what is.
MATCH (t)-[:WITHIN*0..]->()<-[:HAS_PARAGRAPH|HAS_CHILD*0..]-(b:Part)
WHERE a <> b
RETURN a.id AS source, b.id AS target, count(c) AS weight
ORDER BY source, target
