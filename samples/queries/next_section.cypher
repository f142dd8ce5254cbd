// Which section comes after which in part 200?
MATCH (a:Section)-[:NEXT]->(b)
WHERE a.id STARTS WITH "/us/cfr/t99/s200."
RETURN "after " + a.heading + " comes " + b.heading AS order
ORDER BY a.id
