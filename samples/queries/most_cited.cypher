// Which provisions are cited most?
MATCH ()-[c:CITES]->(target:Resource)
RETURN target.id AS provision, count(c) AS citations, target:Stub AS not_loaded
ORDER BY citations DESC, provision
LIMIT 10
