// Which provisions are cited most?
// Reads every citation: that is the question.
MATCH ()-[c:CITES]->(target)
RETURN target.citation AS provision, count(c) AS citations, target:Stub AS not_loaded
ORDER BY citations DESC, provision
LIMIT 10
